// SPDX-License-Identifier: MIT
#include "models/state/state.h"

#include <algorithm>

#include "models/state/persistent_map.h"

namespace models {

struct State::Tables {
    PersistentMap<Address, Account, AddressHasher> accounts;
    PersistentMap<SlotKey, U256, SlotKeyHasher> slots;
    StateId id;
};

namespace {

/// `before` with the fields that `change` sets.
Account changed(const Account& before, const StateDiff::AccountChange& change) {
    return {.nonce = change.nonce.value_or(before.nonce),
            .balance = change.balance.value_or(before.balance),
            .code = change.code.value_or(before.code)};
}

bool repeats(const Account& before, const StateDiff::AccountChange& change) {
    return change.nonce == before.nonce || change.balance == before.balance || change.code == before.code;
}

bool sets_account(const StateDiff::AccountChange& change) {
    return change.nonce || change.balance || change.code;
}

/// What `account` adds to the StateId: an empty one does not exist.
U256 contribution(const Address& address, const Account& account) {
    return account.empty() ? U256{} : entry_hash(address, account);
}
U256 contribution(const SlotKey& key, const U256& value) {
    return value.is_zero() ? U256{} : entry_hash(key, value);
}

template <class Key, class Value, class Hasher>
Value value_or_empty(const PersistentMap<Key, Value, Hasher>& map, const Key& key) {
    const Value* value = map.find(key);
    return value == nullptr ? Value{} : *value;
}

template <class Key, class Value, class Hasher>
void set_or_erase(PersistentMap<Key, Value, Hasher>& map, const Key& key, const Value& value, bool keep) {
    if (keep) {
        map.set(key, value);
    } else {
        map.erase(key);
    }
}

template <class Key, class Value, class Hasher>
std::vector<std::pair<Key, Value>> sorted_entries(const PersistentMap<Key, Value, Hasher>& map) {
    std::vector<std::pair<Key, Value>> entries;
    entries.reserve(map.size());
    map.for_each([&](const Key& key, const Value& value) { entries.emplace_back(key, value); });
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return entries;
}

}  // namespace

State::State() : tables_(std::make_unique<Tables>()) {}
State::State(const State& other) : tables_(std::make_unique<Tables>(*other.tables_)) {}
State::State(State&&) noexcept = default;
State& State::operator=(const State& other) {
    if (this != &other) tables_ = std::make_unique<Tables>(*other.tables_);
    return *this;
}
State& State::operator=(State&&) noexcept = default;
State::~State() = default;

const Account* State::find(const Address& address) const {
    return tables_->accounts.find(address);
}
U256 State::storage(const SlotKey& key) const {
    return value_or_empty(tables_->slots, key);
}
StateId State::id() const {
    return tables_->id;
}
std::size_t State::account_count() const {
    return tables_->accounts.size();
}
std::size_t State::slot_count() const {
    return tables_->slots.size();
}

void State::set_account(const Address& address, const Account& account) {
    const Account before = value_or_empty(tables_->accounts, address);
    if (before == account) return;
    tables_->id.sum += contribution(address, account) - contribution(address, before);
    set_or_erase(tables_->accounts, address, account, !account.empty());
}

void State::set_storage(const SlotKey& key, const U256& value) {
    const U256 before = value_or_empty(tables_->slots, key);
    if (before == value) return;
    tables_->id.sum += contribution(key, value) - contribution(key, before);
    set_or_erase(tables_->slots, key, value, !value.is_zero());
}

std::optional<DiffError> State::apply(const StateDiff& diff) {
    if (const auto error = canonical_error(diff)) return error;
    // First look at everything, then change, so that an error leaves nothing half done. The look-ups are independent of
    // each other and warm the cache for the changes.
    U256 delta;
    for (const StateDiff::AccountChange& change : diff.accounts) {
        if (sets_account(change)) {
            const Account before = value_or_empty(tables_->accounts, change.address);
            if (repeats(before, change)) return DiffError::NoOp;
            delta += contribution(change.address, changed(before, change)) - contribution(change.address, before);
        }
        for (const auto& [slot, value] : change.slots) {
            const SlotKey key{change.address, slot};
            const U256 before = storage(key);
            if (before == value) return DiffError::NoOp;
            delta += contribution(key, value) - contribution(key, before);
        }
    }
    for (const StateDiff::AccountChange& change : diff.accounts) {
        if (sets_account(change)) {
            const Account after = changed(value_or_empty(tables_->accounts, change.address), change);
            set_or_erase(tables_->accounts, change.address, after, !after.empty());
        }
        for (const auto& [slot, value] : change.slots)
            set_or_erase(tables_->slots, {change.address, slot}, value, !value.is_zero());
    }
    tables_->id.sum += delta;
    return std::nullopt;
}

StateDiff State::reverse(const StateDiff& diff) const {
    StateDiff back;
    back.accounts.reserve(diff.accounts.size());
    for (const StateDiff::AccountChange& change : diff.accounts) {
        const Account before = value_or_empty(tables_->accounts, change.address);
        StateDiff::AccountChange& undo = back.accounts.emplace_back();
        undo.address = change.address;
        if (change.nonce) undo.nonce = before.nonce;
        if (change.balance) undo.balance = before.balance;
        if (change.code) undo.code = before.code;
        undo.slots.reserve(change.slots.size());
        for (const auto& [slot, value] : change.slots) undo.slots.push_back({slot, storage({change.address, slot})});
    }
    return back;
}

std::vector<std::pair<Address, Account>> State::accounts() const {
    return sorted_entries(tables_->accounts);
}
std::vector<std::pair<SlotKey, U256>> State::slots() const {
    return sorted_entries(tables_->slots);
}

Account PlainStateView::account(const Address& address, AccountFields) {
    const Account* account = state_.find(address);
    return account == nullptr ? Account{} : *account;
}
U256 PlainStateView::storage(const SlotKey& key) {
    return state_.storage(key);
}

}  // namespace models
