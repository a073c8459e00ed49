// SPDX-License-Identifier: MIT
#include "models/executor/multi_version_memory.h"

#include <algorithm>
#include <mutex>

namespace models {

namespace {

using EntryKind = Location::EntryKind;

enum : std::size_t { kNonce, kBalance, kCode };

constexpr AccountFields kFieldOrder[] = {AccountFields::Nonce, AccountFields::Balance, AccountFields::Code};

U256 to_value(const Code* code) {
    return U256(reinterpret_cast<std::uintptr_t>(code));
}

U256 field_value(const Account& account, std::size_t field) {
    if (field == kNonce) return account.nonce;
    return field == kBalance ? account.balance : to_value(account.code);
}

void set_field(Account& account, std::size_t field, const U256& value) {
    if (field == kNonce)
        account.nonce = value.low_u64();
    else if (field == kBalance)
        account.balance = value;
    else
        account.code = reinterpret_cast<const Code*>(static_cast<std::uintptr_t>(value.low_u64()));
}

Location::Entry* lower_bound(const Location& location, TxIndex tx) {
    Location::Entry* const end = location.entries + location.count;
    // Most reads and writes are at the end: transactions run roughly in order.
    if (location.count == 0 || (end - 1)->tx < tx) return end;
    return std::lower_bound(location.entries, end, tx, [](const Location::Entry& e, TxIndex t) { return e.tx < t; });
}

Location::Entry* find_entry(const Location& location, TxIndex tx) {
    Location::Entry* const entry = lower_bound(location, tx);
    return entry != location.entries + location.count && entry->tx == tx ? entry : nullptr;
}

/// What transaction `tx` reads at `location`: the write of the highest transaction below it, or the base.
VersionedValue read_below(const Location& location, TxIndex tx) {
    const Location::Entry* const above = lower_bound(location, tx);
    if (above == location.entries) return {location.base, kBaseVersion, std::nullopt};
    const Location::Entry& entry = *(above - 1);
    if (entry.kind != EntryKind::Value) return {U256{}, kBaseVersion, entry.tx};
    return {entry.value, Version{entry.tx, entry.incarnation}, std::nullopt};
}

/// The same, but an expectation is no reason to doubt a value that was read.
VersionedValue reread_below(const Location& location, TxIndex tx) {
    const Location::Entry* above = lower_bound(location, tx);
    while (above != location.entries && (above - 1)->kind == EntryKind::Expected) --above;
    return read_below(location, above == location.entries ? 0 : (above - 1)->tx + 1);
}

void note_reader(Location& location, TxIndex tx) {
    location.readers_end = std::max(location.readers_end, tx + 1);
}

bool read_above(const Location& location, TxIndex tx) {
    return location.readers_end > tx + 1;
}

void erase(Location& location, Location::Entry* entry) {
    std::copy(entry + 1, location.entries + location.count, entry);
    --location.count;
}

}  // namespace

MultiVersionMemory::MultiVersionMemory() : shards_(std::make_unique<Shard[]>(kShards)) {}

void MultiVersionMemory::begin(const State& base, const Address& beneficiary, TxIndex count,
                               bool storage_may_be_wiped) {
    base_ = &base;
    storage_may_be_wiped_ = storage_may_be_wiped;
    beneficiary_ = beneficiary;
    for (std::size_t i = 0; i < kShards; ++i) {
        shards_[i].arena.reset();
        shards_[i].accounts.clear();
        shards_[i].slots.clear();
        shards_[i].histories.clear();
    }
    if (count > fee_capacity_) {
        fees_ = std::make_unique<Fee[]>(count);
        fee_capacity_ = count;
    }
    for (TxIndex tx = 0; tx < count; ++tx) fees_[tx].known = false;
    const std::size_t hash = AddressHasher{}(beneficiary);
    beneficiary_balance_ =
        &account_cell(static_cast<std::uint32_t>(hash % kShards), hash, beneficiary).fields[kBalance];
}

MultiVersionMemory::AccountCell& MultiVersionMemory::account_cell(std::uint32_t shard, std::size_t hash,
                                                                  const Address& address) {
    Shard& home = shards_[shard];
    if (AccountCell* const found = home.accounts.find(hash, address)) return *found;
    AccountCell& cell = *home.arena.allocate<AccountCell>(1);
    cell.key = address;
    const Account* const base = base_->find(address);
    for (std::size_t field = 0; field < cell.fields.size(); ++field) {
        cell.fields[field].shard = shard;
        if (base != nullptr) cell.fields[field].base = field_value(*base, field);
    }
    home.accounts.insert(hash, cell);
    return cell;
}

MultiVersionMemory::HistoryCell& MultiVersionMemory::history_cell(std::uint32_t shard, std::size_t hash,
                                                                  const Address& address) {
    Shard& home = shards_[shard];
    if (HistoryCell* const found = home.histories.find(hash, address)) return *found;
    HistoryCell& cell = *home.arena.allocate<HistoryCell>(1);
    cell.key = address;
    cell.presence.shard = cell.wiped.shard = shard;
    const Account* const base = base_->find(address);
    if (base != nullptr && base->exists_empty) cell.presence.base = 1;
    home.histories.insert(hash, cell);
    return cell;
}

MultiVersionMemory::SlotCell& MultiVersionMemory::slot_cell(std::uint32_t shard, std::size_t hash, const SlotKey& key) {
    Shard& home = shards_[shard];
    if (SlotCell* const found = home.slots.find(hash, key)) return *found;
    SlotCell& cell = *home.arena.allocate<SlotCell>(1);
    cell.key = key;
    cell.value.shard = shard;
    cell.value.base = base_->storage(key);
    home.slots.insert(hash, cell);
    return cell;
}

std::optional<Blocked> MultiVersionMemory::read_account(TxIndex tx, const Address& address, AccountFields fields,
                                                        Account& account, std::vector<Read>& reads) {
    const std::size_t hash = AddressHasher{}(address);
    const auto shard = static_cast<std::uint32_t>(hash % kShards);
    const bool with_fees = contains(fields, AccountFields::Balance) && address == beneficiary_;
    if (with_fees) fields = without(fields, AccountFields::Balance);
    {
        const std::scoped_lock lock(shards_[shard].lock);
        AccountCell& cell = account_cell(shard, hash, address);
        for (std::size_t field = 0; field < cell.fields.size(); ++field) {
            if (!contains(fields, kFieldOrder[field])) continue;
            const VersionedValue seen = read_below(cell.fields[field], tx);
            if (seen.blocked_on) return Blocked{*seen.blocked_on, &cell.fields[field]};
            note_reader(cell.fields[field], tx);
            reads.push_back({&cell.fields[field], seen.origin, seen.value});
            set_field(account, field, seen.value);
        }
    }
    if (contains(fields, AccountFields::Presence)) {
        VersionedValue presence;
        if (const auto blocked = read_history(tx, address, &HistoryCell::presence, presence, reads)) return blocked;
        account.exists_empty = !presence.value.is_zero();
    }
    if (!with_fees) return std::nullopt;
    const VersionedValue seen = read_beneficiary_balance(tx);
    if (seen.blocked_on) return Blocked{*seen.blocked_on, nullptr};
    reads.push_back({beneficiary_balance_, seen.origin, seen.value});
    account.balance = seen.value;
    return std::nullopt;
}

std::optional<Blocked> MultiVersionMemory::read_slot(TxIndex tx, const SlotKey& key, U256& value,
                                                     std::vector<Read>& reads) {
    VersionedValue wiped;
    if (storage_may_be_wiped_)
        if (const auto blocked = read_history(tx, key.address, &HistoryCell::wiped, wiped, reads)) return blocked;
    const std::size_t hash = SlotKeyHasher{}(key);
    const auto shard = static_cast<std::uint32_t>(hash % kShards);
    const std::scoped_lock lock(shards_[shard].lock);
    SlotCell& cell = slot_cell(shard, hash, key);
    const VersionedValue seen = read_below(cell.value, tx);
    if (seen.blocked_on) return Blocked{*seen.blocked_on, &cell.value};
    note_reader(cell.value, tx);
    const bool was_wiped = wiped.origin != kBaseVersion;
    reads.push_back({&cell.value, seen.origin, seen.value, was_wiped});
    const bool outlived = !was_wiped || (seen.origin != kBaseVersion && seen.origin.tx >= wiped.origin.tx);
    value = outlived ? seen.value : U256{};
    return std::nullopt;
}

std::optional<Blocked> MultiVersionMemory::read_history(TxIndex tx, const Address& address,
                                                        Location HistoryCell::* what, VersionedValue& seen,
                                                        std::vector<Read>& reads) {
    const std::size_t hash = AddressHasher{}(address);
    const auto shard = static_cast<std::uint32_t>(hash % kShards);
    const std::scoped_lock lock(shards_[shard].lock);
    Location& location = history_cell(shard, hash, address).*what;
    seen = read_below(location, tx);
    if (seen.blocked_on) return Blocked{*seen.blocked_on, &location};
    note_reader(location, tx);
    reads.push_back({&location, seen.origin, seen.value});
    return std::nullopt;
}

std::optional<Blocked> MultiVersionMemory::read_has_storage(TxIndex tx, const Address& address, bool& found,
                                                            std::vector<Read>& reads) {
    found = base_->has_storage(address);
    if (!found || !storage_may_be_wiped_) return std::nullopt;
    VersionedValue wiped;
    const auto blocked = read_history(tx, address, &HistoryCell::wiped, wiped, reads);
    found = wiped.origin == kBaseVersion;
    return blocked;
}

VersionedValue MultiVersionMemory::read_beneficiary_balance(TxIndex tx) {
    VersionedValue seen;
    {
        const std::scoped_lock lock(shards_[beneficiary_balance_->shard].lock);
        seen = read_below(*beneficiary_balance_, tx);
        note_reader(*beneficiary_balance_, tx);
    }
    if (seen.blocked_on) return seen;
    // A written balance holds all fees below its transaction, but not that transaction's own.
    const TxIndex first = seen.origin == kBaseVersion ? 0 : seen.origin.tx;
    for (TxIndex payer = tx; payer-- > first;) {
        const std::scoped_lock lock(fees_[payer].lock);
        if (!fees_[payer].known) return {U256{}, kBaseVersion, payer};
        seen.value += fees_[payer].amount;
    }
    return seen;
}

bool MultiVersionMemory::still_valid(TxIndex tx, const Read& read) {
    if (read.location == beneficiary_balance_) {
        const VersionedValue seen = read_beneficiary_balance(tx);
        return !seen.blocked_on && seen.value == read.value;
    }
    const std::scoped_lock lock(shards_[read.location->shard].lock);
    const VersionedValue seen = reread_below(*read.location, tx);
    return !seen.blocked_on && (seen.origin == read.origin || (!read.by_origin && seen.value == read.value));
}

bool MultiVersionMemory::assign(Location& location, const Location::Entry& entry) {
    Location::Entry* place = lower_bound(location, entry.tx);
    Location::Entry* end = location.entries + location.count;
    if (place != end && place->tx == entry.tx) {
        const bool expected = place->kind == EntryKind::Expected;
        if (expected) ++location.expectations_met;
        *place = entry;
        // Who read past the expectation has not seen this write: it is as new as one that nobody expected.
        return expected && read_above(location, entry.tx);
    }
    if (location.count == location.capacity) {
        const std::uint32_t capacity = std::max(2U, 2 * location.capacity);
        auto* const moved = shards_[location.shard].arena.allocate<Location::Entry>(capacity);
        std::copy(location.entries, end, moved);
        place = moved + (place - location.entries);
        location.entries = moved;
        location.capacity = capacity;
        end = moved + location.count;
    }
    std::copy_backward(place, end, end + 1);
    *place = entry;
    ++location.count;
    return read_above(location, entry.tx);
}

void MultiVersionMemory::expect_nonce(TxIndex tx, const Address& sender, std::vector<Location*>& written) {
    const std::size_t hash = AddressHasher{}(sender);
    const auto shard = static_cast<std::uint32_t>(hash % kShards);
    const std::scoped_lock lock(shards_[shard].lock);
    Location& nonce = account_cell(shard, hash, sender).fields[kNonce];
    assign(nonce, {tx, 0, EntryKind::Expected, U256{}});
    written.push_back(&nonce);
}

void MultiVersionMemory::expect_write(TxIndex tx, Location& location, std::vector<Location*>& written) {
    const std::scoped_lock lock(shards_[location.shard].lock);
    const bool written_by_several = location.count >= 2;
    const bool usually_right = location.expectations_missed <= location.expectations_met;
    if (!written_by_several || !usually_right || find_entry(location, tx) != nullptr) return;
    assign(location, {tx, 0, EntryKind::Expected, U256{}});
    written.push_back(&location);
}

bool MultiVersionMemory::publish_account(Version version, const WriteSet::AccountWrite& write,
                                         std::vector<Location*>& written) {
    const std::size_t hash = AddressHasher{}(write.address);
    const auto shard = static_cast<std::uint32_t>(hash % kShards);
    bool added = false;
    const std::scoped_lock lock(shards_[shard].lock);
    AccountCell& cell = account_cell(shard, hash, write.address);
    for (std::size_t field = 0; field < cell.fields.size(); ++field) {
        if (!contains(write.fields, kFieldOrder[field])) continue;
        const U256 value = field_value(write.value, field);
        added |= assign(cell.fields[field], {version.tx, version.incarnation, EntryKind::Value, value});
        written.push_back(&cell.fields[field]);
    }
    const auto assign_history = [&](Location& location, const U256& value) {
        added |= assign(location, {version.tx, version.incarnation, EntryKind::Value, value});
        written.push_back(&location);
    };
    if (contains(write.fields, AccountFields::Presence))
        assign_history(history_cell(shard, hash, write.address).presence, write.value.exists_empty ? 1U : 0U);
    if (write.wipes_storage) assign_history(history_cell(shard, hash, write.address).wiped, version.tx + 1);
    return added;
}

bool MultiVersionMemory::publish(Version version, const WriteSet& writes, const U256& fee,
                                 std::vector<Location*>& written) {
    std::vector<Location*> before;
    if (!written.empty()) before.swap(written);
    bool added = false;
    for (const WriteSet::AccountWrite& write : writes.accounts) added |= publish_account(version, write, written);
    for (const WriteSet::SlotWrite& write : writes.slots) {
        const std::size_t hash = SlotKeyHasher{}(write.key);
        const auto shard = static_cast<std::uint32_t>(hash % kShards);
        const std::scoped_lock lock(shards_[shard].lock);
        SlotCell& cell = slot_cell(shard, hash, write.key);
        added |= assign(cell.value, {version.tx, version.incarnation, EntryKind::Value, write.value});
        written.push_back(&cell.value);
    }
    erase_stale(version, before);
    const std::scoped_lock lock(fees_[version.tx].lock);
    fees_[version.tx].amount = fee;
    fees_[version.tx].known = true;
    return added;
}

void MultiVersionMemory::erase_stale(Version version, const std::vector<Location*>& before) {
    for (Location* const location : before) {
        const std::scoped_lock lock(shards_[location->shard].lock);
        Location::Entry* const entry = find_entry(*location, version.tx);
        if (entry == nullptr) continue;
        if (entry->kind == EntryKind::Expected) ++location->expectations_missed;
        if (entry->kind != EntryKind::Value || entry->incarnation != version.incarnation) erase(*location, entry);
    }
}

bool MultiVersionMemory::mark_estimates(TxIndex tx, const std::vector<Location*>& written) {
    bool read = false;
    for (Location* const location : written) {
        const std::scoped_lock lock(shards_[location->shard].lock);
        if (Location::Entry* const entry = find_entry(*location, tx)) entry->kind = EntryKind::Estimate;
        read |= read_above(*location, tx);
    }
    {
        const std::scoped_lock lock(fees_[tx].lock);
        fees_[tx].known = false;
    }
    const std::scoped_lock lock(shards_[beneficiary_balance_->shard].lock);
    return read || read_above(*beneficiary_balance_, tx);
}

}  // namespace models
