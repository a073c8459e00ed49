// SPDX-License-Identifier: MIT
#include <tsl/robin_map.h>

#include <algorithm>

#include "models/state/state.h"

namespace models {

/// What the block wrote so far, whether or not it differs from the base. Nothing is cached here on a read, so that
/// threads may read together.
struct BlockOverlay::Changes {
    tsl::robin_map<Address, Account, AddressHasher> accounts;
    tsl::robin_map<SlotKey, U256, SlotKeyHasher> slots;
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
    return changed != changes_->slots.end() ? changed->second : base_.storage(key);
}

void BlockOverlay::commit(const WriteSet& writes) {
    for (const WriteSet::AccountWrite& write : writes.accounts) {
        const auto [entry, inserted] = changes_->accounts.try_emplace(write.address);
        Account& account = entry.value();
        if (inserted) account = base_account(base_, write.address);
        if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
        if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
        if (contains(write.fields, AccountFields::Code)) account.code = write.value.code;
    }
    for (const WriteSet::SlotWrite& write : writes.slots) changes_->slots.insert_or_assign(write.key, write.value);
}

void BlockOverlay::add_balance(const Address& address, const U256& amount) {
    if (amount.is_zero()) return;
    const auto [entry, inserted] = changes_->accounts.try_emplace(address);
    if (inserted) entry.value() = base_account(base_, address);
    entry.value().balance += amount;
}

StateDiff BlockOverlay::diff() const {
    std::vector<StateDiff::AccountChange> accounts;
    for (const auto& [address, after] : changes_->accounts) {
        auto change = account_change(address, base_account(base_, address), after);
        if (change.nonce || change.balance || change.code) accounts.push_back(std::move(change));
    }
    std::sort(accounts.begin(), accounts.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    std::vector<std::pair<SlotKey, U256>> slots;
    for (const auto& [key, value] : changes_->slots)
        if (base_.storage(key) != value) slots.emplace_back(key, value);
    std::sort(slots.begin(), slots.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

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
