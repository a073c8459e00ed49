// SPDX-License-Identifier: MIT
#include "models/executor/location.h"

#include <gtest/gtest.h>

#include <array>

namespace models {
namespace {

/// A balance of `value` with room for entries.
class Balance {
  public:
    explicit Balance(const U256& value) {
        location_.value = value;
        location_.is_balance = true;
        ahead_.room = ahead_.entries = entries_.data();
        ahead_.size = static_cast<std::uint32_t>(entries_.size());
        location_.ahead = &ahead_;
    }
    void add(TxIndex tx, const U256& amount) { put({tx, Location::EntryKind::Addition, amount}); }
    void take(TxIndex tx, const U256& amount) { add(tx, U256{} - amount); }
    void put(const Location::Entry& entry) { insert(location_, lower_bound(location_, entry.tx), entry); }
    Location& operator*() { return location_; }

  private:
    std::array<Location::Entry, 8> entries_;
    Location::Ahead ahead_;
    Location location_;
};

TEST(Location, is_surely_read_as_what_is_left_after_all_that_take) {
    Balance balance(U256{100});
    balance.take(1, U256{30});
    balance.add(2, U256{1000});
    balance.take(5, U256{20});
    EXPECT_TRUE(surely_reads(*balance, U256{50}));
    EXPECT_FALSE(surely_reads(*balance, U256{51}));
    erase(*balance, find_entry(*balance, 5));
    EXPECT_TRUE(surely_reads(*balance, U256{70}));
    replace(*balance, *find_entry(*balance, 1), {1, Location::EntryKind::Addition, U256{} - U256{90}});
    EXPECT_FALSE(surely_reads(*balance, U256{11}));
}

TEST(Location, has_all_its_room_again_once_it_is_empty) {
    Balance balance(U256{100});
    for (TxIndex tx = 1; tx <= 8; ++tx) {
        EXPECT_FALSE((*balance).full());
        balance.add(tx, U256{tx});
    }
    EXPECT_TRUE((*balance).full());
    for (TxIndex tx = 1; tx <= 7; ++tx) {
        erase(*balance, find_entry(*balance, tx));
        EXPECT_TRUE((*balance).full());  // What is free lies before the entries.
        EXPECT_EQ(read_below(*balance, 9).value, U256{100 + 8 * 9 / 2 - tx * (tx + 1) / 2});
    }
    erase(*balance, find_entry(*balance, 8));
    EXPECT_FALSE((*balance).full());
}

TEST(Location, is_not_surely_read_as_anything_beside_a_value_or_an_estimate) {
    for (const auto kind : {Location::EntryKind::Value, Location::EntryKind::Estimate, Location::EntryKind::Expected}) {
        Balance balance(U256{100});
        balance.put({3, kind, U256{100}});
        EXPECT_FALSE(surely_reads(*balance, U256{}));
        erase(*balance, find_entry(*balance, 3));
        EXPECT_TRUE(surely_reads(*balance, U256{100}));
    }
}

/// Sums modulo 2^256 would say that all can be paid.
TEST(Location, is_not_surely_read_where_what_is_taken_may_wrap) {
    const U256 top = U256{1} << 255;
    Balance rich(~U256{});
    rich.take(1, top + U256{5});
    EXPECT_FALSE(surely_reads(*rich, top - U256{100}));

    Balance poor(U256{500});
    for (TxIndex tx = 1; tx <= 4; ++tx) poor.take(tx, U256{1} << 254);  // 2^256 in all.
    EXPECT_FALSE(surely_reads(*poor, U256{500}));
}

TEST(Location, is_not_surely_read_where_what_is_added_may_wrap) {
    Balance near_the_top(~U256{});
    near_the_top.add(1, U256{10});
    EXPECT_FALSE(surely_reads(*near_the_top, U256{100}));
    Balance half(U256{7});
    half.add(1, ~U256{} >> 1);
    EXPECT_FALSE(surely_reads(*half, U256{7}));
}

}  // namespace
}  // namespace models
