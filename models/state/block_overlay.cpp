// SPDX-License-Identifier: MIT
#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include <algorithm>
#include <array>

#include "models/state/state.h"

namespace models {

/// What the block wrote so far, whether or not it differs from the base, and what the base has there: when something is
/// written for the first time, it has been read just before, and is at hand. Nothing is cached here on a read, so that
/// threads may read together.
struct BlockOverlay::Changes {
    struct AccountChange {
        Account base;
        Account now;
    };
    struct SlotChange {
        U256 base;
        U256 now;
    };
    tsl::robin_map<Address, AccountChange, AddressHasher> accounts;
    tsl::robin_map<SlotKey, SlotChange, SlotKeyHasher> slots;
    tsl::robin_set<Address, AddressHasher> wiped;  ///< Accounts whose slots in the base count no more.
};

namespace {

Account base_account(const State& base, const Address& address) {
    const Account* account = base.find(address);
    return account == nullptr ? Account{} : *account;
}

/// What to sort instead of keys with their values.
template <class Entry>
struct Place {
    std::array<std::uint64_t, 3> head;  ///< The address and the beginning of the slot: they mostly tell.
    const Entry* entry;

    bool operator<(const Place& other) const {
        return head != other.head ? head < other.head : entry->first < other.entry->first;
    }
};

std::array<std::uint64_t, 3> head_of(const Address& address, std::uint64_t slot = 0) {
    std::array<std::uint64_t, 3> head{};
    for (std::size_t i = 0; i < address.bytes.size(); ++i) head[i / 8] = head[i / 8] << 8 | address.bytes[i];
    head[2] = head[2] << 32 | slot >> 32;
    return head;
}

}  // namespace

BlockOverlay::BlockOverlay(const State& base) : base_(base), changes_(std::make_unique<Changes>()) {}
BlockOverlay::~BlockOverlay() = default;

Account BlockOverlay::account(const Address& address, AccountFields) {
    const auto changed = changes_->accounts.find(address);
    return changed != changes_->accounts.end() ? changed->second.now : base_account(base_, address);
}

U256 BlockOverlay::storage(const SlotKey& key) {
    const auto changed = changes_->slots.find(key);
    if (changed != changes_->slots.end()) return changed->second.now;
    if (!changes_->wiped.empty() && changes_->wiped.contains(key.address)) return {};
    return base_.storage(key);
}

bool BlockOverlay::has_storage(const Address& address) {
    return base_.has_storage(address) && !changes_->wiped.contains(address);
}

void BlockOverlay::commit(const WriteSet& writes) {
    for (const WriteSet::AccountWrite& write : writes.accounts) {
        Account& account = changed_account(write.address);
        if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
        if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
        if (contains(write.fields, AccountFields::Code)) account.code = write.value.code;
        if (contains(write.fields, AccountFields::Presence)) account.exists_empty = write.value.exists_empty;
        if (!account.empty()) account.exists_empty = false;
        if (write.wipes_storage) wipe(write.address);
    }
    // All at once, but not for each transaction: the map would be moved each time.
    if (writes.slots.size() > changes_->slots.size()) changes_->slots.reserve(2 * writes.slots.size());
    for (std::size_t i = 0; i < writes.slots.size(); ++i) {
        const WriteSet::SlotWrite& write = writes.slots[i];
        // What one transaction wrote it has just read; what a whole block did is far away.
        if (i % State::kMostPrefetched == 0 && i + State::kMostPrefetched < writes.slots.size())
            base_.prefetch(std::span(writes.slots).subspan(i, State::kMostPrefetched));
        const auto [entry, inserted] = changes_->slots.try_emplace(write.key);
        if (inserted) entry.value().base = base_.storage(write.key);
        entry.value().now = write.value;
    }
}

void BlockOverlay::add_balance(const Address& address, const U256& amount) {
    if (amount.is_zero()) return;
    Account& account = changed_account(address);
    account.balance += amount;
    account.exists_empty = false;
}

Account& BlockOverlay::changed_account(const Address& address) {
    const auto [entry, inserted] = changes_->accounts.try_emplace(address);
    if (inserted) entry.value().now = entry.value().base = base_account(base_, address);
    return entry.value().now;
}

void BlockOverlay::wipe(const Address& address) {
    auto& slots = changes_->slots;
    for (auto slot = slots.begin(); slot != slots.end(); ++slot)
        if (slot->first.address == address) slot.value().now = {};
    if (!changes_->wiped.insert(address).second) return;
    for (const auto& [slot, value] : base_.slots_of(address)) slots.insert({{address, slot}, {value, U256{}}});
}

StateUpdate BlockOverlay::update() const {
    using AccountEntry = std::pair<Address, Changes::AccountChange>;
    using SlotEntry = std::pair<SlotKey, Changes::SlotChange>;
    std::vector<Place<AccountEntry>> accounts;
    accounts.reserve(changes_->accounts.size());
    for (const AccountEntry& entry : changes_->accounts)
        if (entry.second.now != entry.second.base) accounts.push_back({head_of(entry.first), &entry});
    std::sort(accounts.begin(), accounts.end());
    std::vector<Place<SlotEntry>> slots;
    slots.reserve(changes_->slots.size());
    for (const SlotEntry& entry : changes_->slots)
        if (entry.second.now != entry.second.base)
            slots.push_back({head_of(entry.first.address, entry.first.slot.limbs[3]), &entry});
    std::sort(slots.begin(), slots.end());

    StateUpdate update;
    update.accounts.reserve(accounts.size());
    for (const auto& place : accounts)
        update.accounts.push_back({place.entry->first, place.entry->second.base, place.entry->second.now});
    update.slots.reserve(slots.size());
    for (const auto& place : slots)
        update.slots.push_back({place.entry->first, place.entry->second.base, place.entry->second.now});
    return update;
}

}  // namespace models
