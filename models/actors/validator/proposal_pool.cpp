// SPDX-License-Identifier: MIT
#include "models/actors/validator/proposal_pool.h"

#include <algorithm>
#include <utility>

namespace models {

void ProposalPool::add(SharedTransaction transaction) {
    if (known_.insert(transaction->hash).second) waiting_.push_back(std::move(transaction));
}

void ProposalPool::prune(const State& executed) {
    std::erase_if(waiting_, [&](const SharedTransaction& pending) {
        const Account* sender = executed.find(pending->transaction.sender);
        if (sender == nullptr || sender->nonce <= pending->transaction.nonce) return false;
        known_.erase(pending->hash);
        return true;
    });
}

std::vector<SharedTransaction> ProposalPool::select(InclusionRule& rule, const BlockLimits& limits) {
    std::vector<SharedTransaction> selected;
    Gas gas;
    sim::Bytes bytes;
    // A transaction may arrive before one of its sender with a lower nonce: those left over are looked at again until
    // nothing more fits.
    std::vector<SharedTransaction> candidates(waiting_.begin(), waiting_.end());
    for (bool progress = true; progress && !candidates.empty();) {
        progress = false;
        std::vector<SharedTransaction> left_over;
        for (const SharedTransaction& pending : candidates) {
            if (selected.size() >= limits.transactions) return selected;
            const Gas gas_after = gas + Gas::saturated(pending->transaction.gas_limit);
            const sim::Bytes bytes_after =
                bytes + sim::Bytes::from_count(static_cast<std::int64_t>(pending->encoded.size()));
            if (gas_after > limits.gas || bytes_after > limits.bytes) continue;
            const Inclusion verdict = rule.admit(pending->transaction);
            if (verdict == Inclusion::NonceGap) left_over.push_back(pending);
            if (verdict != Inclusion::Ok) continue;
            gas = gas_after;
            bytes = bytes_after;
            selected.push_back(pending);
            progress = true;
        }
        candidates = std::move(left_over);
    }
    return selected;
}

}  // namespace models
