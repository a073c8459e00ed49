// SPDX-License-Identifier: MIT
#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include <algorithm>

#include "models/state/state.h"

namespace models {

/// What the block wrote so far, whether or not it differs from the base. Nothing is cached here on a read, so that
/// threads may read together.
struct BlockOverlay::Changes {
    tsl::robin_map<Address, Account, AddressHasher> accounts;
    tsl::robin_map<SlotKey, U256, SlotKeyHasher> slots;
    tsl::robin_set<Address, AddressHasher> wiped;  ///< Accounts whose slots in the base count no more.
};

namespace {

Account base_account(const State& base, const Address& address) {
    const Account* account = base.find(address);
    return account == nullptr ? Account{} : *account;
}

StateDiff::AccountChange account_change(const Address& address, const Account& before, const Account& after) {
    StateDiff::AccountChange change;
    change.address = address;
    if (after.nonce != before.nonce) change.nonce = after.nonce;
    if (after.balance != before.balance) change.balance = after.balance;
    if (after.code != before.code) change.code = after.code;
    if (after.empty() && after.exists_empty != before.exists_empty) change.exists_empty = after.exists_empty;
    return change;
}

}  // namespace

BlockOverlay::BlockOverlay(const State& base) : base_(base), changes_(std::make_unique<Changes>()) {}
BlockOverlay::~BlockOverlay() = default;

Account BlockOverlay::account(const Address& address, AccountFields) {
    const auto changed = changes_->accounts.find(address);
    return changed != changes_->accounts.end() ? changed->second : base_account(base_, address);
}

U256 BlockOverlay::storage(const SlotKey& key) {
    const auto changed = changes_->slots.find(key);
    if (changed != changes_->slots.end()) return changed->second;
    if (!changes_->wiped.empty() && changes_->wiped.contains(key.address)) return {};
    return base_.storage(key);
}

bool BlockOverlay::has_storage(const Address& address) {
    return base_.has_storage(address) && !changes_->wiped.contains(address);
}

void BlockOverlay::commit(const WriteSet& writes) {
    for (const WriteSet::AccountWrite& write : writes.accounts) {
        const auto [entry, inserted] = changes_->accounts.try_emplace(write.address);
        Account& account = entry.value();
        if (inserted) account = base_account(base_, write.address);
        if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
        if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
        if (contains(write.fields, AccountFields::Code)) account.code = write.value.code;
        if (contains(write.fields, AccountFields::Presence)) account.exists_empty = write.value.exists_empty;
        if (!account.empty()) account.exists_empty = false;
        if (write.wipes_storage) wipe(write.address);
    }
    for (const WriteSet::SlotWrite& write : writes.slots) changes_->slots.insert_or_assign(write.key, write.value);
}

void BlockOverlay::add_balance(const Address& address, const U256& amount) {
    if (amount.is_zero()) return;
    const auto [entry, inserted] = changes_->accounts.try_emplace(address);
    if (inserted) entry.value() = base_account(base_, address);
    entry.value().balance += amount;
    entry.value().exists_empty = false;
}

void BlockOverlay::wipe(const Address& address) {
    auto& slots = changes_->slots;
    for (auto slot = slots.begin(); slot != slots.end();)
        slot = slot->first.address == address ? slots.erase(slot) : ++slot;
    changes_->wiped.insert(address);
}

std::vector<std::pair<SlotKey, U256>> BlockOverlay::changed_slots() const {
    std::vector<std::pair<SlotKey, U256>> slots;
    for (const auto& [key, value] : changes_->slots)
        if (base_.storage(key) != value) slots.emplace_back(key, value);
    for (const Address& address : changes_->wiped)
        for (const auto& [slot, value] : base_.slots_of(address))
            if (!changes_->slots.contains({address, slot})) slots.emplace_back(SlotKey{address, slot}, U256{});
    std::sort(slots.begin(), slots.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return slots;
}

StateDiff BlockOverlay::diff() const {
    std::vector<StateDiff::AccountChange> accounts;
    for (const auto& [address, after] : changes_->accounts) {
        auto change = account_change(address, base_account(base_, address), after);
        if (change.nonce || change.balance || change.code || change.exists_empty) accounts.push_back(std::move(change));
    }
    std::sort(accounts.begin(), accounts.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    const std::vector<std::pair<SlotKey, U256>> slots = changed_slots();

    // Both lists are sorted by address: merge them, opening a change for an account of which only slots changed.
    StateDiff diff;
    auto slot = slots.begin();
    const auto take_slots = [&](StateDiff::AccountChange& change) {
        for (; slot != slots.end() && slot->first.address == change.address; ++slot)
            change.slots.push_back({slot->first.slot, slot->second});
    };
    const auto open_before = [&](const Address* bound) {
        while (slot != slots.end() && (bound == nullptr || slot->first.address < *bound)) {
            diff.accounts.emplace_back().address = slot->first.address;
            take_slots(diff.accounts.back());
        }
    };
    for (StateDiff::AccountChange& change : accounts) {
        open_before(&change.address);
        diff.accounts.push_back(std::move(change));
        take_slots(diff.accounts.back());
    }
    open_before(nullptr);
    return diff;
}

}  // namespace models
