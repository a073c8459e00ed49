// SPDX-License-Identifier: MIT
#include "models/replay/dependencies.h"

#include <algorithm>
#include <compare>
#include <map>
#include <utility>

#include "models/evm/precompiles.h"

namespace models {
namespace {

/// A part of the state that a transaction depends on as a whole.
struct Location {
    enum class Part : std::uint8_t { Nonce, Balance, Code, Presence, Storage, Slot };
    Address address;
    Part part = Part::Nonce;
    U256 slot = {};
    auto operator<=>(const Location&) const = default;
};
using Part = Location::Part;

constexpr std::pair<AccountFields, Part> kParts[] = {{AccountFields::Nonce, Part::Nonce},
                                                     {AccountFields::Balance, Part::Balance},
                                                     {AccountFields::Code, Part::Code},
                                                     {AccountFields::Presence, Part::Presence}};

/// The end of the heaviest chain that leads somewhere.
struct ChainEnd {
    std::uint64_t weight = 0;
    std::uint64_t transactions = 0;
    auto operator<=>(const ChainEnd&) const = default;
};

/// Follows a block's transactions in order and knows the heaviest chain that ends in each location.
class ChainFinder {
  public:
    ChainFinder(const Address& beneficiary, DependencyRule rule) : beneficiary_(beneficiary), rule_(rule) {}

    void add(const TransactionAccess& tx, std::uint64_t weight) {
        before_ = {};
        read(tx);
        const ChainEnd end{before_.weight + weight, before_.transactions + 1};
        if (before_.transactions > 0) ++path_.dependent;
        write(tx, end);
        path_.total += weight;
        longest_ = std::max(longest_, end);
    }

    [[nodiscard]] CriticalPath path() const {
        CriticalPath path = path_;
        path.weight = longest_.weight;
        path.transactions = longest_.transactions;
        return path;
    }

  private:
    /// Whether the transaction only adds to that part or takes from it, whatever is there.
    [[nodiscard]] bool only_adds(const TransactionAccess& tx, const Address& address, Part part) const {
        if (rule_ != DependencyRule::LazyTransfers || !tx.plain_transfer) return false;
        return (address == tx.sender && (part == Part::Nonce || part == Part::Balance)) ||
               (address == tx.recipient && part == Part::Balance);
    }

    void read(const TransactionAccess& tx) {
        for (const auto& [address, fields] : tx.reads.accounts)
            for (const auto& [field, part] : kParts)
                if (contains(fields, field) && !only_adds(tx, address, part)) depend_on({address, part});
        for (const SlotKey& key : tx.reads.slots) {
            depend_on({key.address, Part::Slot, key.slot});
            depend_on({key.address, Part::Storage});
        }
        for (const Address& address : tx.reads.storage_presence) depend_on({address, Part::Storage});
    }

    void write(const TransactionAccess& tx, const ChainEnd& end) {
        for (const WriteSet::AccountWrite& account : tx.writes.accounts) {
            for (const auto& [field, part] : kParts) {
                if (!contains(account.fields, field)) continue;
                ChainEnd& last = ends_[{account.address, part}];
                // Who reads it afterwards needs all that was added since it was written as a whole.
                last = only_adds(tx, account.address, part) ? std::max(last, end) : end;
            }
            if (account.wipes_storage) ends_[{account.address, Part::Storage}] = end;
        }
        for (const WriteSet::SlotWrite& slot : tx.writes.slots)
            ends_[{slot.key.address, Part::Slot, slot.key.slot}] = end;
        if (!tx.pays_fee) return;
        ChainEnd& fees = ends_[{beneficiary_, Part::Balance}];
        fees = std::max(fees, end);
    }

    void depend_on(const Location& location) {
        const auto found = ends_.find(location);
        if (found != ends_.end()) before_ = std::max(before_, found->second);
    }

    Address beneficiary_;
    DependencyRule rule_;
    std::map<Location, ChainEnd> ends_;
    ChainEnd before_;
    ChainEnd longest_;
    CriticalPath path_;
};

bool is_plain_transfer(const Transaction& tx, const TxResult& result, const Code* code, Revision revision) {
    return result.status == TransitionStatus::Success && tx.to && code == nullptr && tx.authorization_list.empty() &&
           precompile_number(*tx.to, revision) == 0;
}

}  // namespace

std::vector<TransactionAccess> record_accesses(const ReplayBlock& block, CodeStore& codes) {
    std::vector<TransactionAccess> accesses;
    accesses.reserve(block.transactions.size());
    Transition transition(codes);
    BlockOverlay overlay(block.pre);
    AccessRecorder recorder(overlay);
    for (const Transaction& tx : block.transactions) {
        const Code* const code = tx.to ? overlay.account(*tx.to, AccountFields::Code).code : nullptr;
        TxResult result = transition.execute(recorder, block.context, tx);
        TransactionAccess& access = accesses.emplace_back();
        access.reads = recorder.take();
        access.plain_transfer = is_plain_transfer(tx, result, code, block.context.revision);
        access.sender = tx.sender;
        access.recipient = tx.to.value_or(Address{});
        access.gas_used = result.gas_used;
        access.work = result.work;
        if (result.status == TransitionStatus::Invalid) continue;
        overlay.commit(result.writes);
        access.pays_fee = !result.fee.is_zero();
        if (access.pays_fee) overlay.add_balance(block.context.beneficiary, result.fee);
        access.writes = std::move(result.writes);
    }
    return accesses;
}

CriticalPath critical_path(std::span<const TransactionAccess> block, const Address& beneficiary, DependencyRule rule,
                           const std::function<std::uint64_t(const TransactionAccess&)>& weight) {
    ChainFinder finder(beneficiary, rule);
    for (const TransactionAccess& tx : block) finder.add(tx, weight(tx));
    return finder.path();
}

}  // namespace models
