// SPDX-License-Identifier: MIT
#include "models/state/state.h"

#include <algorithm>

#include "models/state/persistent_map.h"

namespace models {

struct State::Tables {
    using Accounts = PersistentMap<Address, Account, AddressHasher>;
    using Slots = PersistentMap<SlotKey, U256, SlotKeyHasher>;
    Accounts accounts;
    Slots slots;
    PersistentMap<Address, std::uint64_t, AddressHasher> slot_counts;  ///< Of the accounts that have any.
    StateId id;

    /// Says that the number of all slots was `before` until slots of this account changed.
    void recount_slots(const Address& address, std::size_t before);
};

namespace {

/// `before` with the fields that `change` sets.
Account changed(const Account& before, const StateDiff::AccountChange& change) {
    Account after{.nonce = change.nonce.value_or(before.nonce),
                  .balance = change.balance.value_or(before.balance),
                  .code = change.code.value_or(before.code)};
    after.exists_empty = after.empty() && change.exists_empty.value_or(before.exists_empty);
    return after;
}

bool repeats(const Account& before, const StateDiff::AccountChange& change) {
    return change.nonce == before.nonce || change.balance == before.balance || change.code == before.code ||
           (change.exists_empty && (change.exists_empty == before.exists_empty || !changed(before, change).empty()));
}

/// What `account` adds to the StateId.
U256 contribution(const Address& address, const Account& account) {
    return account.exists() ? entry_hash(address, account) : U256{};
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

/// Calls visit(update) for all of `updates`, whose `key` is of `map`, with what visit() needs of the map at hand.
template <class Map, class Updates, class Key, class Visit>
void in_batches(const Map& map, Updates& updates, Key key, const Visit& visit) {
    for (std::size_t begin = 0; begin < updates.size(); begin += Map::kMostPrefetched) {
        const auto batch = std::span(updates).subspan(begin, std::min(Map::kMostPrefetched, updates.size() - begin));
        map.prefetch(batch, key);
        for (auto& update : batch) visit(update);
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

void State::Tables::recount_slots(const Address& address, std::size_t before) {
    if (slots.size() == before) return;
    const std::uint64_t count = value_or_empty(slot_counts, address) + slots.size() - before;
    set_or_erase(slot_counts, address, count, count != 0);
}

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
bool State::has_storage(const Address& address) const {
    return tables_->slot_counts.find(address) != nullptr;
}
std::vector<std::pair<U256, U256>> State::slots_of(const Address& address) const {
    std::vector<std::pair<U256, U256>> slots;
    if (!has_storage(address)) return slots;
    tables_->slots.for_each([&](const SlotKey& key, const U256& value) {
        if (key.address == address) slots.emplace_back(key.slot, value);
    });
    std::sort(slots.begin(), slots.end());
    return slots;
}
void State::prefetch(std::span<const WriteSet::SlotWrite> writes) const {
    tables_->slots.prefetch(writes, &WriteSet::SlotWrite::key);
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
    set_or_erase(tables_->accounts, address, account, account.exists());
}

void State::set_storage(const SlotKey& key, const U256& value) {
    const U256 before = value_or_empty(tables_->slots, key);
    if (before == value) return;
    tables_->id.sum += contribution(key, value) - contribution(key, before);
    const std::size_t slots = tables_->slots.size();
    set_or_erase(tables_->slots, key, value, !value.is_zero());
    tables_->recount_slots(key.address, slots);
}

std::optional<DiffError> State::apply(const StateDiff& diff) {
    if (const auto error = canonical_error(diff)) return error;
    // First look at everything, then change, so that an error leaves nothing half done.
    StateUpdate update;
    if (const auto error = collect(diff, update)) return error;
    apply(update);
    return std::nullopt;
}

/// Looks up what is there before.
std::optional<DiffError> State::collect(const StateDiff& diff, StateUpdate& update) const {
    std::vector<const StateDiff::AccountChange*> changes;
    changes.reserve(diff.accounts.size());
    for (const StateDiff::AccountChange& change : diff.accounts) {
        if (change.sets_account()) {
            update.accounts.push_back({change.address, {}, {}});
            changes.push_back(&change);
        }
        for (const auto& [slot, value] : change.slots) update.slots.push_back({{change.address, slot}, {}, value});
    }
    std::size_t next = 0;
    bool changes_all = true;
    in_batches(tables_->accounts, update.accounts, &StateUpdate::AccountUpdate::address, [&](auto& account) {
        const StateDiff::AccountChange& change = *changes[next++];
        account.before = value_or_empty(tables_->accounts, account.address);
        account.after = changed(account.before, change);
        changes_all = changes_all && !repeats(account.before, change);
    });
    in_batches(tables_->slots, update.slots, &StateUpdate::SlotUpdate::key, [&](auto& slot) {
        slot.before = value_or_empty(tables_->slots, slot.key);
        changes_all = changes_all && slot.before != slot.after;
    });
    return changes_all ? std::nullopt : std::optional(DiffError::NoOp);
}

void State::apply(const StateUpdate& update) {
    in_batches(tables_->accounts, update.accounts, &StateUpdate::AccountUpdate::address, [&](const auto& account) {
        tables_->id.sum += contribution(account.address, account.after) - contribution(account.address, account.before);
        set_or_erase(tables_->accounts, account.address, account.after, account.after.exists());
    });
    const Address* owner = nullptr;
    std::size_t count = tables_->slots.size();
    const auto end_owner = [&] {
        if (owner != nullptr) tables_->recount_slots(*owner, count);
        count = tables_->slots.size();
    };
    in_batches(tables_->slots, update.slots, &StateUpdate::SlotUpdate::key, [&](const auto& slot) {
        if (owner == nullptr || slot.key.address != *owner) end_owner();
        owner = &slot.key.address;
        tables_->id.sum += contribution(slot.key, slot.after) - contribution(slot.key, slot.before);
        set_or_erase(tables_->slots, slot.key, slot.after, !slot.after.is_zero());
    });
    end_owner();
}

StateDiff to_diff(const StateUpdate& update) {
    StateDiff diff;
    diff.accounts.reserve(update.accounts.size());
    auto slot = update.slots.begin();
    const auto take_slots = [&](StateDiff::AccountChange& change) {
        const auto first = slot;
        while (slot != update.slots.end() && slot->key.address == change.address) ++slot;
        change.slots.reserve(static_cast<std::size_t>(slot - first));
        for (auto taken = first; taken != slot; ++taken) change.slots.push_back({taken->key.slot, taken->after});
    };
    // Both lists are sorted by address: merge them, opening a change for an account of which only slots changed.
    const auto open_before = [&](const Address* bound) {
        while (slot != update.slots.end() && (bound == nullptr || slot->key.address < *bound)) {
            diff.accounts.emplace_back().address = slot->key.address;
            take_slots(diff.accounts.back());
        }
    };
    for (const auto& [address, before, after] : update.accounts) {
        open_before(&address);
        StateDiff::AccountChange& change = diff.accounts.emplace_back();
        change.address = address;
        if (after.nonce != before.nonce) change.nonce = after.nonce;
        if (after.balance != before.balance) change.balance = after.balance;
        if (after.code != before.code) change.code = after.code;
        if (after.empty() && after.exists_empty != before.exists_empty) change.exists_empty = after.exists_empty;
        take_slots(change);
    }
    open_before(nullptr);
    return diff;
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
        if (before.empty() && before.exists_empty != changed(before, change).exists_empty)
            undo.exists_empty = before.exists_empty;
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
