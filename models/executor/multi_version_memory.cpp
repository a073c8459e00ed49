// SPDX-License-Identifier: MIT
#include "models/executor/multi_version_memory.h"

#include <algorithm>

#include "models/executor/account_values.h"

namespace models {

namespace {

using EntryKind = Location::EntryKind;

std::uint8_t bit_of(std::size_t hash, std::size_t part) {
    return static_cast<std::uint8_t>((hash / 64 + 13 * part) % 64);
}

void note_reader(Location& location, TxIndex tx) {
    location.readers_end = std::max(location.readers_end, tx + 1);
}

Read* find_read(std::vector<Read>& reads, const Location& location) {
    const auto found = std::ranges::find(reads, &location, &Read::location);
    return found == reads.end() ? nullptr : &*found;
}

void rewind_to(Location& location, const U256& base) {
    location.value = base;
    location.writer = location.writer_before = kBeforeBlock;
    location.readers_end = 0;
    location.count = 0;
    if (Location::Ahead* const ahead = location.ahead)
        *ahead = {.size = ahead->size, .room = ahead->room, .entries = ahead->room};
}

}  // namespace

MultiVersionMemory::MultiVersionMemory() : shards_(std::make_unique<Shard[]>(kShards)) {}

void MultiVersionMemory::begin(StateView& base, const Address& beneficiary, bool storage_may_be_wiped) {
    base_ = &base;
    storage_may_be_wiped_ = storage_may_be_wiped;
    shared_ = false;
    some_wiped_ = false;
    for (std::size_t i = 0; i < kShards; ++i) {
        Shard& shard = shards_[i];
        shard.arena.reset();
        shard.accounts.clear();
        shard.slots.clear();
        shard.last_account = nullptr;
        shard.last_slot = nullptr;
    }
    const auto [hash, shard] = home_of<AddressHasher>(beneficiary);
    AccountCell& cell = account_cell(shard, hash, beneficiary);
    beneficiary_balance_ = &cell.fields[kBalance];
    beneficiary_presence_ = cell.base.exists_empty ? &history_of(cell, shard, hash).presence : nullptr;
}

void MultiVersionMemory::rewind() {
    for (std::size_t i = 0; i < kShards; ++i) {
        const Shard& shard = shards_[i];
        for (AccountCell* cell = shard.last_account; cell != nullptr; cell = cell->next) {
            for (std::size_t field = 0; field < cell->fields.size(); ++field)
                rewind_to(cell->fields[field], field_value(cell->base, field));
            if (cell->history == nullptr) continue;
            rewind_to(cell->history->presence, cell->base.exists_empty ? 1U : 0U);
            rewind_to(cell->history->wiped, 0U);
        }
        for (SlotCell* cell = shard.last_slot; cell != nullptr; cell = cell->next) rewind_to(cell->value, cell->base);
    }
}

MultiVersionMemory::AccountCell& MultiVersionMemory::account_cell(std::uint8_t shard, std::size_t hash,
                                                                  const Address& address) {
    Shard& home = shards_[shard];
    if (AccountCell* const found = home.accounts.find(hash, address)) return *found;
    AccountCell& cell = *home.arena.allocate<AccountCell>(1);
    cell.key = address;
    cell.base = base_->account(address, AccountFields::All | AccountFields::Presence);
    cell.next = home.last_account;
    home.last_account = &cell;
    for (std::size_t field = 0; field < cell.fields.size(); ++field) {
        cell.fields[field].shard = shard;
        cell.fields[field].is_balance = field == kBalance;
        cell.fields[field].bit = bit_of(hash, field);
        cell.fields[field].value = field_value(cell.base, field);
    }
    home.accounts.insert(hash, cell);
    return cell;
}

MultiVersionMemory::History& MultiVersionMemory::history_of(AccountCell& cell, std::uint8_t shard, std::size_t hash) {
    if (cell.history != nullptr) return *cell.history;
    cell.history = shards_[shard].arena.allocate<History>(1);
    cell.history->presence.shard = cell.history->wiped.shard = shard;
    cell.history->presence.bit = bit_of(hash, 3);
    cell.history->wiped.bit = bit_of(hash, 4);
    cell.history->presence.value = cell.base.exists_empty ? 1U : 0U;
    return *cell.history;
}

MultiVersionMemory::History& MultiVersionMemory::find_history(const Address& address) {
    const auto [hash, shard] = home_of<AddressHasher>(address);
    const auto guard = lock(shard);
    return history_of(account_cell(shard, hash, address), shard, hash);
}

MultiVersionMemory::SlotCell& MultiVersionMemory::slot_cell(std::uint8_t shard, std::size_t hash, const SlotKey& key) {
    Shard& home = shards_[shard];
    if (SlotCell* const found = home.slots.find(hash, key)) return *found;
    SlotCell& cell = *home.arena.allocate<SlotCell>(1);
    cell.key = key;
    cell.value.shard = shard;
    cell.value.bit = bit_of(hash, 0);
    cell.value.value = cell.base = base_->storage(key);
    cell.next = home.last_slot;
    home.last_slot = &cell;
    home.slots.insert(hash, cell);
    return cell;
}

std::pair<MultiVersionMemory::SlotCell*, MultiVersionMemory::History*> MultiVersionMemory::find_slot(
    const SlotKey& key) {
    const auto [hash, shard] = home_of<SlotKeyHasher>(key);
    SlotCell* cell = nullptr;
    {
        const auto guard = lock(shard);
        cell = &slot_cell(shard, hash, key);
        if (!storage_may_be_wiped_ || cell->history != nullptr) return {cell, cell->history};
    }
    History& history = find_history(key.address);  // One lock at a time.
    const auto guard = lock(shard);
    cell->history = &history;
    return {cell, &history};
}

std::optional<Blocked> MultiVersionMemory::read_account(TxIndex tx, const Address& address, AccountFields fields,
                                                        Account& account, std::vector<Read>* reads) {
    History* history = nullptr;
    {
        const auto [hash, shard] = home_of<AddressHasher>(address);
        const auto guard = lock(shard);
        AccountCell& cell = account_cell(shard, hash, address);
        for (std::size_t field = 0; field < cell.fields.size(); ++field) {
            if (!contains(fields, kFieldOrder[field])) continue;
            Location& location = cell.fields[field];
            const VersionedValue seen = read_below(location, tx);
            if (seen.blocked_on) return Blocked{*seen.blocked_on, &location};
            set_field(account, field, seen.value);
            if (reads == nullptr) continue;
            if (field != kBalance)
                note_reader(location, tx);  // Of a balance, resolve() knows whether it was looked at.
            reads->push_back({.location = &location, .origin = seen.origin, .value = seen.value});
        }
        if (!contains(fields, AccountFields::Presence)) return std::nullopt;
        history = &history_of(cell, shard, hash);
    }
    VersionedValue presence;
    const auto blocked = read_history(tx, history->presence, presence, reads);
    account.exists_empty = !presence.value.is_zero();
    return blocked;
}

void MultiVersionMemory::presume_nonce(const Address& sender, std::uint64_t nonce, std::vector<Read>& reads) {
    const auto [hash, shard] = home_of<AddressHasher>(sender);
    const auto guard = lock(shard);
    AccountCell& cell = account_cell(shard, hash, sender);
    reads.push_back({.location = &cell.fields[kNonce], .kind = Read::Kind::Presumed, .value = U256(nonce)});
}

std::optional<Blocked> MultiVersionMemory::read_slot(TxIndex tx, const SlotKey& key, U256& value,
                                                     std::vector<Read>* reads) {
    const auto [cell, history] = find_slot(key);
    VersionedValue wiped;
    if (history != nullptr)
        if (const auto blocked = read_history(tx, history->wiped, wiped, reads)) return blocked;
    Location& location = cell->value;
    const auto guard = lock(location.shard);
    const VersionedValue seen = read_below(location, tx);
    if (seen.blocked_on) return Blocked{*seen.blocked_on, &location};
    const bool was_wiped = wiped.origin != kBeforeBlock;
    const bool outlived = !was_wiped || (seen.origin != kBeforeBlock && seen.origin >= wiped.origin);
    value = outlived ? seen.value : U256{};
    if (reads == nullptr) return std::nullopt;
    note_reader(location, tx);
    reads->push_back({.location = &location,
                      .origin = seen.origin,
                      .kind = was_wiped ? Read::Kind::SameOrigin : Read::Kind::Equal,
                      .value = seen.value});
    return std::nullopt;
}

std::optional<Blocked> MultiVersionMemory::read_history(TxIndex tx, Location& location, VersionedValue& seen,
                                                        std::vector<Read>* reads) {
    const auto guard = lock(location.shard);
    seen = read_below(location, tx);
    if (seen.blocked_on) return Blocked{*seen.blocked_on, &location};
    if (reads == nullptr) return std::nullopt;
    note_reader(location, tx);
    reads->push_back({.location = &location, .origin = seen.origin, .value = seen.value});
    return std::nullopt;
}

std::optional<Blocked> MultiVersionMemory::read_has_storage(TxIndex tx, const Address& address, bool& found,
                                                            std::vector<Read>* reads) {
    found = base_->has_storage(address);
    if (!found || !storage_may_be_wiped_) return std::nullopt;
    VersionedValue wiped;
    const auto blocked = read_history(tx, find_history(address).wiped, wiped, reads);
    found = wiped.origin == kBeforeBlock;
    return blocked;
}

std::optional<Blocked> MultiVersionMemory::repeat(TxIndex tx, const Read& read, bool& same) {
    const auto guard = lock(read.location->shard);
    const Location& location = *read.location;
    if (location.count == 0) {
        same = holds(read, location.value, location.writer);
    } else if (read.kind == Read::Kind::AtLeast && surely_reads(location, read.value)) {
        same = true;
    } else {
        const VersionedValue seen = read_below(location, tx);
        if (seen.blocked_on) return Blocked{*seen.blocked_on, read.location};
        same = holds(read, seen.value, seen.origin);
    }
    if (!read.location->is_balance) note_reader(*read.location, tx);
    return std::nullopt;
}

bool MultiVersionMemory::still_valid(TxIndex tx, const Read& read) {
    const auto guard = lock(read.location->shard);
    const Location& location = *read.location;
    if (location.count == 0) return holds(read, location.value, location.writer);
    if (read.kind == Read::Kind::AtLeast && surely_reads(location, read.value)) return true;
    const VersionedValue seen = reread_below(location, tx);
    return !seen.blocked_on && holds(read, seen.value, seen.origin);
}

std::optional<bool> MultiVersionMemory::was_valid(TxIndex tx, const Read& read) {
    const auto guard = lock(read.location->shard);
    const Location& location = *read.location;
    if (location.writer == kBeforeBlock || location.writer < tx) return holds(read, location.value, location.writer);
    if (read.kind == Read::Kind::AtLeast || read.kind == Read::Kind::Presumed) return true;  // Hardly ever not.
    if (location.writer > tx) return std::nullopt;
    return read.origin == location.writer_before;
}

void MultiVersionMemory::add_entry(Location& location, Location::Entry* place, const Location::Entry& entry) {
    if (location.full()) {
        Arena& arena = shards_[location.shard].arena;
        if (location.ahead == nullptr) location.ahead = arena.allocate<Location::Ahead>(1);
        Location::Ahead& ahead = *location.ahead;
        const std::ptrdiff_t index = place - ahead.entries;
        Location::Entry* const from = ahead.entries;
        if (2 * location.count >= ahead.size) {
            ahead.size = std::max(2U, 2 * location.count);
            ahead.room = arena.allocate<Location::Entry>(ahead.size);
        }
        std::copy(from, from + location.count, ahead.room);
        ahead.entries = ahead.room;
        place = ahead.entries + index;
    }
    insert(location, place, entry);
}

bool MultiVersionMemory::assign(Location& location, const Location::Entry& entry) {
    Location::Entry* const place = lower_bound(location, entry.tx);
    const bool read = read_above(location, entry.tx);
    if (place == location.end() || place->tx != entry.tx) {
        bool same = false;
        if (!storage_may_be_wiped_ && entry.kind == EntryKind::Value && read) {
            const VersionedValue before = reread_below(location, entry.tx);
            same = !before.blocked_on && before.value == entry.value;
        }
        add_entry(location, place, entry);
        return read && !same;
    }
    if (place->kind == EntryKind::Expected) ++location.ahead->expectations_met;
    // Who read past an expectation has not seen this write. Who read past an estimate waits, and has read nothing.
    const bool changes =
        read && place->kind != EntryKind::Estimate && (place->kind != entry.kind || place->value != entry.value);
    replace(location, *place, entry);
    return changes;
}

void MultiVersionMemory::expect_write(TxIndex tx, Location& location, std::vector<Location*>& expected) {
    const auto guard = lock(location.shard);
    const bool written_by_several = location.count >= 2 || (location.count == 1 && location.writer != kBeforeBlock);
    const Location::Ahead* const ahead = location.ahead;
    const bool usually_right = ahead == nullptr || ahead->expectations_missed <= ahead->expectations_met;
    if (!written_by_several || !usually_right || find_entry(location, tx) != nullptr) return;
    add_entry(location, lower_bound(location, tx), {tx, EntryKind::Expected, U256{}});
    expected.push_back(&location);
}

void MultiVersionMemory::resolve_account(TxIndex tx, const WriteSet::AccountWrite& write, std::vector<Read>& reads,
                                         std::vector<Write>& resolved) {
    const auto [hash, shard] = home_of<AddressHasher>(write.address);
    const auto guard = lock(shard);
    AccountCell& cell = account_cell(shard, hash, write.address);
    for (std::size_t field = 0; field < cell.fields.size(); ++field) {
        if (!contains(write.fields, kFieldOrder[field])) continue;
        Location& location = cell.fields[field];
        const U256 value = field_value(write.value, field);
        Read* const read = field == kBalance && write.adds_to_balance ? find_read(reads, location) : nullptr;
        if (read == nullptr) {
            resolved.push_back({&location, false, value});
            continue;
        }
        resolved.push_back({&location, true, value - read->value});
        read->kind = Read::Kind::AtLeast;
        read->value = write.least_balance;
    }
    if (contains(write.fields, AccountFields::Presence))
        resolved.push_back({&history_of(cell, shard, hash).presence, false, write.value.exists_empty ? 1U : 0U});
    if (!write.wipes_storage) return;
    some_wiped_ = true;
    resolved.push_back({&history_of(cell, shard, hash).wiped, false, tx + 1});
}

void MultiVersionMemory::resolve(TxIndex tx, const WriteSet& writes, std::vector<Read>& reads,
                                 std::vector<Write>& resolved) {
    resolved.clear();
    for (const WriteSet::AccountWrite& write : writes.accounts) resolve_account(tx, write, reads, resolved);
    for (const WriteSet::SlotWrite& write : writes.slots) {
        const auto [hash, shard] = home_of<SlotKeyHasher>(write.key);
        const auto guard = lock(shard);
        resolved.push_back({&slot_cell(shard, hash, write.key).value, false, write.value});
    }
}

void MultiVersionMemory::note_balance_readers(TxIndex tx, std::span<const Read> reads) {
    for (const Read& read : reads) {
        if (!read.location->is_balance || read.kind != Read::Kind::Equal) continue;
        const auto guard = lock(read.location->shard);
        note_reader(*read.location, tx);
    }
}

Outdated MultiVersionMemory::publish(TxIndex tx, std::span<const Write> writes, std::span<const Write> before,
                                     std::vector<Location*>& expected) {
    Outdated outdated;
    for (const Write& write : writes) {
        const auto guard = lock(write.location->shard);
        if (assign(*write.location, {tx, write.adds ? EntryKind::Addition : EntryKind::Value, write.value}))
            outdated.add(*write.location);
    }
    const auto repeated = [&](const Location* location) {
        return std::ranges::find(writes, location, &Write::location) != writes.end();
    };
    const auto remove = [&](Location& location) {
        if (repeated(&location)) return;
        const auto guard = lock(location.shard);
        Location::Entry* const entry = find_entry(location, tx);
        if (entry == nullptr) return;
        if (entry->kind == EntryKind::Expected) ++location.ahead->expectations_missed;
        const bool visible = entry->kind == EntryKind::Value || entry->kind == EntryKind::Addition;
        if (visible && read_above(location, tx)) outdated.add(location);
        erase(location, entry);
    };
    for (const Write& write : before) remove(*write.location);
    for (Location* const location : expected) remove(*location);
    expected.clear();
    return outdated;
}

void MultiVersionMemory::pay(const U256& fee, TxIndex tx) {
    if (fee.is_zero()) return;
    {
        const auto guard = lock(beneficiary_balance_->shard);
        beneficiary_balance_->settle(beneficiary_balance_->value + fee, tx);
    }
    if (beneficiary_presence_ == nullptr) return;
    const auto guard = lock(beneficiary_presence_->shard);
    if (beneficiary_presence_->value.is_zero()) return;
    beneficiary_presence_->settle(U256{}, tx);
}

void MultiVersionMemory::settle(TxIndex tx, std::span<const Write> writes, const U256& fee) {
    for (const Write& write : writes) {
        Location& location = *write.location;
        const auto guard = lock(location.shard);
        location.settle(write.adds ? location.value + write.value : write.value, tx);
        if (Location::Entry* const entry = find_entry(location, tx)) erase(location, entry);
    }
    pay(fee, tx);
}

Outdated MultiVersionMemory::settle_unpublished(TxIndex tx, std::span<const Write> writes,
                                                std::span<const Write> before, std::vector<Location*>& expected,
                                                const U256& fee) {
    Outdated outdated;
    for (const Write& write : writes) {
        Location& location = *write.location;
        const auto guard = lock(location.shard);
        const U256 value = write.adds ? location.value + write.value : write.value;
        Location::Entry* const entry = location.count == 0 ? nullptr : find_entry(location, tx);
        if (read_above(location, tx)) {
            const bool waits = entry != nullptr && entry->kind == EntryKind::Estimate;
            if (!waits && reread_below(location, tx + 1).value != value) outdated.add(location);
        }
        if (entry != nullptr && entry->kind == EntryKind::Expected) ++location.ahead->expectations_met;
        if (entry != nullptr) erase(location, entry);
        location.settle(value, tx);
    }
    // What is left of entries was not written again.
    if (!before.empty() || !expected.empty()) {
        const Outdated removed = publish(tx, {}, before, expected);
        outdated = {std::max(outdated.end, removed.end), outdated.locations | removed.locations};
    }
    pay(fee, tx);
    return outdated;
}

Outdated MultiVersionMemory::mark_estimates(TxIndex tx, std::span<const Write> writes) {
    Outdated outdated;
    for (const Write& write : writes) {
        const auto guard = lock(write.location->shard);
        if (Location::Entry* const entry = find_entry(*write.location, tx))
            replace(*write.location, *entry, {tx, EntryKind::Estimate, U256{}});
        if (read_above(*write.location, tx)) outdated.add(*write.location);
    }
    return outdated;
}

}  // namespace models
