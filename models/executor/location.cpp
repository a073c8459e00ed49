// SPDX-License-Identifier: MIT
#include "models/executor/location.h"

#include <algorithm>
#include <optional>

namespace models {

namespace {

using EntryKind = Location::EntryKind;

/// Below this, what all transactions of a block add or take together stays far from 2^256.
constexpr unsigned kSmallBits = 128;

/// What the entry takes from a balance: nothing if it gives. No value: it is no small addition.
std::optional<U256> taken_by(const Location::Entry& entry) {
    if (entry.kind != EntryKind::Addition) return std::nullopt;
    const U256 taken = U256{} - entry.value;
    if ((entry.value >> kSmallBits).is_zero()) return U256{};
    if ((taken >> kSmallBits).is_zero()) return taken;
    return std::nullopt;
}

void count_in(Location& location, const Location::Entry& entry) {
    if (const auto taken = taken_by(entry))
        location.ahead->spent += *taken;
    else
        ++location.ahead->others;
}

void count_out(Location& location, const Location::Entry& entry) {
    if (const auto taken = taken_by(entry))
        location.ahead->spent -= *taken;
    else
        --location.ahead->others;
}

}  // namespace

Location::Entry* lower_bound(const Location& location, TxIndex tx) {
    Location::Entry* const end = location.end();
    // Most reads and writes are at the end: transactions run roughly in order.
    if (location.count == 0 || (end - 1)->tx < tx) return end;
    return std::lower_bound(location.begin(), end, tx, [](const Location::Entry& e, TxIndex t) { return e.tx < t; });
}

Location::Entry* find_entry(const Location& location, TxIndex tx) {
    if (location.count == 0) return nullptr;
    if (location.begin()->tx == tx) return location.begin();  // Who settles is the lowest.
    Location::Entry* const entry = lower_bound(location, tx);
    return entry != location.end() && entry->tx == tx ? entry : nullptr;
}

VersionedValue read_entries_below(const Location& location, TxIndex tx) {
    const Location::Entry* entry = lower_bound(location, tx);
    const Location::Entry* const last = entry - std::min<std::ptrdiff_t>(entry - location.begin(), kGuessedBeyond);
    VersionedValue seen{{}, entry == last ? location.writer : (entry - 1)->tx, std::nullopt};
    while (entry != last) {
        --entry;
        if (entry->kind == EntryKind::Estimate || entry->kind == EntryKind::Expected)
            return {U256{}, kBeforeBlock, entry->tx};
        seen.value += entry->value;
        if (entry->kind == EntryKind::Value) return seen;
    }
    seen.value += location.value;
    return seen;
}

VersionedValue reread_below(const Location& location, TxIndex tx) {
    const Location::Entry* above = lower_bound(location, tx);
    while (above != location.begin() && (above - 1)->kind == EntryKind::Expected) --above;
    return read_below(location, above == location.begin() ? 0 : (above - 1)->tx + 1);
}

void replace(Location& location, Location::Entry& entry, const Location::Entry& by) {
    count_out(location, entry);
    entry = by;
    count_in(location, entry);
}

void insert(Location& location, Location::Entry* place, const Location::Entry& entry) {
    Location::Entry* const end = location.ahead->entries + location.count;
    std::copy_backward(place, end, end + 1);
    *place = entry;
    ++location.count;
    count_in(location, entry);
}

void erase(Location& location, Location::Entry* entry) {
    count_out(location, *entry);
    Location::Ahead& ahead = *location.ahead;
    if (entry == ahead.entries)  // Transactions settle in order: mostly it is the lowest.
        ++ahead.entries;
    else
        std::copy(entry + 1, location.end(), entry);
    if (--location.count == 0) ahead.entries = ahead.room;
}

}  // namespace models
