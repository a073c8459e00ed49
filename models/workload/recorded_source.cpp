// SPDX-License-Identifier: MIT
#include "models/workload/recorded_source.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/base/check.h"

namespace models {

RecordedSource::RecordedSource(std::vector<Transaction> transactions, std::uint32_t regions)
    : transactions_(std::move(transactions)), regions_(regions) {
    CHECK(regions > 0);
    std::map<Address, std::uint64_t> accounts;
    std::vector<std::uint64_t> users(regions, 0);  // Of each region.
    for (std::size_t i = 0; i < transactions_.size(); ++i) {
        const auto [account, is_new] = accounts.try_emplace(transactions_[i].sender);
        if (is_new) {
            const auto least = std::min_element(regions_.begin(), regions_.end(),
                                                [](const auto& a, const auto& b) { return a.size() < b.size(); });
            const auto region = static_cast<std::uint64_t>(least - regions_.begin());
            account->second = users[region]++ * regions + region;
        }
        regions_[account->second % regions].push_back({i, account->second});
    }
}

std::optional<SourcedTransaction> RecordedSource::next(std::uint32_t region, std::uint64_t number) {
    CHECK(region < regions_.size());
    if (number >= regions_[region].size()) return std::nullopt;
    const Entry& entry = regions_[region][number];
    SourcedTransaction out;
    out.kind = TransactionKind::Replayed;
    out.sender_account = entry.sender_account;
    out.transaction = transactions_[entry.transaction];
    out.encoded = encode(out.transaction);
    return out;
}

}  // namespace models
