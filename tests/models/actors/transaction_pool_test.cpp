// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/transaction_pool.h"

#include <gtest/gtest.h>

namespace models {
namespace {

using namespace sim::literals;

constexpr TransactionPool::Limits kLimits{.transactions = 10, .parked_lifetime = 1_s};
constexpr Gas kPlenty = 1'000_Mgas;

SharedTransaction transaction(std::uint8_t sender, std::uint64_t nonce) {
    auto pending = std::make_shared<PendingTransaction>();
    pending->transaction.sender.bytes[0] = sender;
    pending->transaction.nonce = nonce;
    pending->transaction.gas_limit = 21'000;
    return pending;
}

std::vector<std::uint64_t> nonces(const std::vector<SharedTransaction>& transactions) {
    std::vector<std::uint64_t> result;
    for (const auto& pending : transactions) result.push_back(pending->transaction.nonce);
    return result;
}

TEST(TransactionPool, keeps_the_order_of_arrival) {
    TransactionPool pool(kLimits);
    EXPECT_EQ(pool.add(transaction(2, 5), 5, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(1, 0), 0, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(2, 6), 5, {}), std::nullopt);
    EXPECT_EQ(nonces(pool.take(kPlenty)), (std::vector<std::uint64_t>{5, 0, 6}));
    EXPECT_EQ(pool.ready(), 0U);
}

TEST(TransactionPool, parks_a_transaction_until_its_predecessor_comes) {
    TransactionPool pool(kLimits);
    EXPECT_EQ(pool.add(transaction(1, 2), 0, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(1, 1), 0, {}), std::nullopt);
    EXPECT_EQ(pool.ready(), 0U);
    EXPECT_EQ(pool.parked(), 2U);
    EXPECT_EQ(pool.add(transaction(1, 0), 0, {}), std::nullopt);
    EXPECT_EQ(pool.parked(), 0U);
    EXPECT_EQ(nonces(pool.take(kPlenty)), (std::vector<std::uint64_t>{0, 1, 2}));
}

TEST(TransactionPool, refuses_used_and_repeated_nonces) {
    TransactionPool pool(kLimits);
    EXPECT_EQ(pool.add(transaction(1, 3), 4, {}), DropReason::NonceTooLow);
    EXPECT_EQ(pool.add(transaction(1, 4), 4, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(1, 4), 4, {}), DropReason::NonceTooLow);
    EXPECT_EQ(pool.add(transaction(1, 6), 4, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(1, 6), 4, {}), DropReason::NonceTooLow);
    EXPECT_EQ(pool.parked(), 1U);
}

TEST(TransactionPool, takes_a_nonce_again_after_a_reset) {
    TransactionPool pool(kLimits);
    EXPECT_EQ(pool.add(transaction(1, 4), 4, {}), std::nullopt);
    EXPECT_EQ(pool.take(kPlenty).size(), 1U);
    EXPECT_EQ(pool.add(transaction(1, 4), 4, {}), DropReason::NonceTooLow);
    pool.reset(transaction(1, 4)->transaction.sender, 4);
    EXPECT_EQ(pool.add(transaction(1, 4), 4, {}), std::nullopt);
    EXPECT_EQ(pool.ready(), 1U);
}

TEST(TransactionPool, is_full_at_its_limit_of_ready_and_parked) {
    TransactionPool pool({.transactions = 2, .parked_lifetime = 1_s});
    EXPECT_EQ(pool.add(transaction(1, 0), 0, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(2, 1), 0, {}), std::nullopt);
    EXPECT_EQ(pool.add(transaction(3, 0), 0, {}), DropReason::PoolFull);
}

TEST(TransactionPool, takes_no_more_than_the_gas_given) {
    TransactionPool pool(kLimits);
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce) ASSERT_EQ(pool.add(transaction(1, nonce), 0, {}), std::nullopt);
    EXPECT_EQ(pool.take(41'999_gas).size(), 1U);
    EXPECT_EQ(pool.take(63'000_gas).size(), 3U);
    EXPECT_EQ(pool.take(20'999_gas).size(), 0U);
    EXPECT_EQ(pool.ready(), 1U);
}

TEST(TransactionPool, gives_up_parked_transactions_after_their_lifetime) {
    TransactionPool pool(kLimits);
    const sim::SimTime start;
    ASSERT_EQ(pool.add(transaction(1, 3), 0, start), std::nullopt);
    ASSERT_EQ(pool.add(transaction(1, 4), 0, start + 500_ms), std::nullopt);
    EXPECT_TRUE(pool.expire(start + 999_ms).empty());
    const auto first = pool.expire(start + 1_s);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].transaction->transaction.nonce, 3U);
    EXPECT_EQ(first[0].reason, DropReason::NonceGap);
    EXPECT_EQ(pool.parked(), 1U);
    EXPECT_EQ(pool.expire(start + 2_s).size(), 1U);
    EXPECT_EQ(pool.parked(), 0U);
}

}  // namespace
}  // namespace models
