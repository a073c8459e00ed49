// SPDX-License-Identifier: MIT
#include "models/executor/block_sharing.h"

#include <gtest/gtest.h>

#include <vector>

namespace models {
namespace {

/// So many payments and then so many calls with a limit of 1 million gas each.
std::vector<Transaction> transactions(std::size_t payments, std::size_t calls) {
    std::vector<Transaction> all(payments + calls);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].to = Address{};
        all[i].gas_limit = i < payments ? 21'000 : 1'000'000;
        if (i >= payments) all[i].data = {1, 2, 3, 4};
    }
    return all;
}

TEST(BlockSharing, loses_a_sixteenth_of_what_is_left_at_most) {
    const auto calls = transactions(0, 9);
    BlockSharing sharing(calls, 4, Sharing::WhenWorthIt);
    TxResult result;
    result.gas_used = 400'000_gas;
    result.work.hash_gas = 100'000;
    EXPECT_TRUE(sharing.executed(calls[0], result));
    EXPECT_EQ(sharing.patience(), 8 * 400'000 / 16);
}

TEST(BlockSharing, counts_payments_for_what_they_take) {
    const auto some = transactions(3'200, 1);
    BlockSharing many(some, 6, Sharing::WhenWorthIt);
    TxResult result;
    result.gas_used = 21'000_gas;
    (void)many.executed(some[0], result);
    EXPECT_EQ(many.weight(some[0]), 21'000U / 8);
    // Limits are all used up as far as one knows: of 3,199 payments, and of the call.
    EXPECT_EQ(many.patience(), (3'199 * (21'000 / 8) + 1'000'000) / 16);
    const BlockSharing few(some, 5, Sharing::WhenWorthIt);
    EXPECT_EQ(few.weight(some[0]), 0U);
    EXPECT_EQ(few.weight(some.back()), 1'000'000U);
}

TEST(BlockSharing, never_gives_up_what_is_always_shared) {
    const auto calls = transactions(0, 9);
    EXPECT_EQ(BlockSharing(calls, 4, Sharing::Always).patience(), std::nullopt);
}

TEST(BlockSharing, does_not_come_where_all_limits_together_are_too_small) {
    EXPECT_FALSE(BlockSharing({}, 2, Sharing::WhenWorthIt).may_come());
    EXPECT_FALSE(BlockSharing(transactions(5'000, 0), 2, Sharing::WhenWorthIt).may_come());
    EXPECT_TRUE(BlockSharing(transactions(5'000, 0), 6, Sharing::WhenWorthIt).may_come());
    EXPECT_TRUE(BlockSharing(transactions(0, 1), 2, Sharing::WhenWorthIt).may_come());
    EXPECT_FALSE(BlockSharing(transactions(0, 1), 1, Sharing::WhenWorthIt).may_come());
    EXPECT_TRUE(BlockSharing({}, 2, Sharing::Always).may_come());
}

/// Whether two workers share `count` calls, `nanoseconds` each, after one of them.
bool two_share(std::size_t count, std::uint64_t nanoseconds) {
    const auto calls = transactions(0, count + 1);
    BlockSharing sharing(calls, 2, Sharing::WhenWorthIt);
    TxResult result;
    result.gas_used = 1'000'000_gas;
    result.work.hash_gas = nanoseconds;
    return sharing.executed(calls[0], result);
}

TEST(BlockSharing, does_not_come_where_there_is_little_to_do_for_much_gas) {
    const auto calls = transactions(0, 3);
    TxResult result;
    result.gas_used = 1'000'000_gas;
    result.work.hash_gas = 49'000;
    EXPECT_FALSE(BlockSharing(calls, 8, Sharing::WhenWorthIt).executed(calls[0], result));
    result.work.hash_gas = 51'000;
    EXPECT_TRUE(BlockSharing(calls, 8, Sharing::WhenWorthIt).executed(calls[0], result));
}

TEST(BlockSharing, weighs_what_it_costs_two_workers_to_hand_transactions_over) {
    EXPECT_TRUE(two_share(20, 20'000));
    EXPECT_FALSE(two_share(200, 2'000));  // As much to do in all, but no more than handing them over takes.
    EXPECT_FALSE(two_share(10, 20'000));
}

}  // namespace
}  // namespace models
