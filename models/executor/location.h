// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "models/chain/uint256.h"
#include "models/executor/version.h"

namespace models {

/// One value of the chain during a block: an account field or a storage slot, with what it is after the transactions
/// settled so far and what those above them wrote. All values are kept as U256: a nonce as its number, code as the
/// address of its Code object (equal code has one object, see CodeStore), so that values can be compared whatever they
/// are. As large as a cache line: a block makes thousands of them, most of which nobody writes to ahead of its turn.
struct Location {
    enum class EntryKind : std::uint8_t {
        Value,
        Addition,  ///< To whatever was there before, modulo 2^256.
        Estimate,  ///< The incarnation was aborted: its transaction will probably write here again.
        Expected,  ///< The transaction waits for a value here and has never written one: see expect_write.
    };
    struct Entry {
        TxIndex tx = 0;
        EntryKind kind = EntryKind::Value;
        U256 value = {};
    };
    /// What is known of a location that has had entries; in the arena of its shard.
    struct Ahead {
        U256 spent = {};           ///< What entries take in all, those aside that `others` counts.
        std::uint32_t others = 0;  ///< Entries that do more than to add or take less than 2^128.
        std::uint32_t size = 0;    ///< Entries that there is room for from `room` on.
        Entry* room = nullptr;
        Entry* entries = nullptr;  ///< Of transactions that are not settled, sorted by tx; the last ones in the room.
        std::uint16_t expectations_met = 0;
        std::uint16_t expectations_missed = 0;
    };
    U256 value = {};
    Ahead* ahead = nullptr;                ///< There if there are entries.
    TxIndex writer = kBeforeBlock;         ///< The settled transaction that wrote it last.
    TxIndex writer_before = kBeforeBlock;  ///< Who wrote it before `writer` did.
    TxIndex readers_end = 0;  ///< One more than the highest transaction that has read it and depends on the very value.
    std::uint32_t count = 0;  ///< Entries.
    std::uint8_t shard = 0;   ///< Whose lock guards all of this.
    std::uint8_t bit = 0;     ///< Stands for the location in a set: see bits().
    bool is_balance = false;

    [[nodiscard]] Entry* begin() const { return ahead == nullptr ? nullptr : ahead->entries; }
    [[nodiscard]] Entry* end() const { return begin() + count; }
    /// Whether another entry has no room.
    [[nodiscard]] bool full() const { return ahead == nullptr || end() == ahead->room + ahead->size; }
    /// Two sets of locations without a bit in common have no location in common.
    [[nodiscard]] std::uint64_t bits() const { return std::uint64_t{1} << bit; }

    /// `tx` settles what it wrote here.
    void settle(const U256& written, TxIndex tx) {
        if (writer != tx) writer_before = writer;
        value = written;
        writer = tx;
    }
};
static_assert(sizeof(Location) == 64);

/// A value read, where it came from, and from whom it must be awaited if it is not known yet.
struct VersionedValue {
    U256 value = {};
    TxIndex origin = kBeforeBlock;
    std::optional<TxIndex> blocked_on = {};
};

/// Why an execution cannot go on: transaction `tx` has not written `location` yet.
struct Blocked {
    TxIndex tx = 0;
    Location* location = nullptr;
};

/// One entry of a read set.
struct Read {
    enum class Kind : std::uint8_t {
        Equal,       ///< The transaction would do the same as long as it reads an equal value.
        SameOrigin,  ///< An equal value of another origin will not do: what it meant depends on when.
        AtLeast,     ///< A balance that was compared and changed, never looked at: any from `value` on will do.
        Presumed,    ///< Was not read: the transaction says itself what it must be.
    };
    enum class Call : std::uint8_t { None, Account, Slot };

    Location* location = nullptr;
    TxIndex origin = kBeforeBlock;
    Kind kind = Kind::Equal;
    Call begins = Call::None;  ///< What the transaction asked for, at the first entry that this gave.
    U256 value = {};
};

/// Whether who did `read` would do the same on `value` from `origin`.
[[nodiscard]] inline bool holds(const Read& read, const U256& value, TxIndex origin) {
    if (read.kind == Read::Kind::AtLeast) return value >= read.value;
    return value == read.value && (read.kind != Read::Kind::SameOrigin || origin == read.origin);
}

/// Whose reads may be out of date: of transactions below `end` that have read one of `locations`.
struct Outdated {
    TxIndex end = 0;
    std::uint64_t locations = 0;
    void add(const Location& location) {
        end = std::max(end, location.readers_end);
        locations |= location.bits();
    }
    explicit operator bool() const { return end != 0; }
};

/// One entry of a write set.
struct Write {
    Location* location = nullptr;
    bool adds = false;  ///< `value` is to be added.
    U256 value = {};
};

/// Most additions that a reader adds up.
constexpr TxIndex kGuessedBeyond = 16;
/// What transaction `tx` reads at `location`: the settled value with the writes of the transactions in between.
/// Who reads a balance so far ahead that more than kGuessedBeyond of them added to it gets a guess: it is most probably
/// going to be compared and changed only, and is checked when the transaction settles in any case.
[[nodiscard]] VersionedValue read_entries_below(const Location& location, TxIndex tx);
[[nodiscard]] inline VersionedValue read_below(const Location& location, TxIndex tx) {
    if (location.count == 0) return {location.value, location.writer, std::nullopt};
    return read_entries_below(location, tx);
}

/// The same, but an expectation is no reason to doubt a value that was read.
[[nodiscard]] VersionedValue reread_below(const Location& location, TxIndex tx);

/// Whether a transaction above `tx` has read the location and depends on what `tx` writes there.
[[nodiscard]] inline bool read_above(const Location& location, TxIndex tx) {
    return location.readers_end > tx + 1;
}

/// The first entry of a transaction from `tx` on, or the end.
[[nodiscard]] Location::Entry* lower_bound(const Location& location, TxIndex tx);

/// nullptr: none.
[[nodiscard]] Location::Entry* find_entry(const Location& location, TxIndex tx);

/// Changes `entry` of the location.
void replace(Location& location, Location::Entry& entry, const Location::Entry& by);
void erase(Location& location, Location::Entry* entry);
/// Puts an entry where there is room, which there must be.
void insert(Location& location, Location::Entry* place, const Location::Entry& entry);

/// Whether every transaction reads at least `least`, without looking at the entries; false: it takes a closer look.
[[nodiscard]] inline bool surely_reads(const Location& location, const U256& least) {
    // Additions to a value that has the top bit may come to 2^256, small as they are.
    const bool may_wrap = location.value.bit_length() == 256;
    if (may_wrap || location.value < least) return false;
    const Location::Ahead* const ahead = location.ahead;
    return location.count == 0 || (ahead->others == 0 && location.value - least >= ahead->spent);
}

}  // namespace models
