// SPDX-License-Identifier: MIT
#include "models/actors/validator/proposal_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/actors/payments.h"

namespace models {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr BlockLimits kNoLimits{
    .gas = 1'000'000'000_gas, .transactions = 1000, .bytes = sim::Bytes::from_count(1'000'000)};

class Pool : public testing::Test {
  protected:
    Pool() {
        for (std::uint8_t i = 1; i <= 3; ++i) executed.set_account(user(i), {.balance = U256{1} << 90});
    }
    /// Sender and nonce of what a block takes.
    [[nodiscard]] std::vector<std::pair<int, std::uint64_t>> select(const BlockLimits& limits) {
        InclusionRule rule(executed, std::nullopt);
        std::vector<std::pair<int, std::uint64_t>> selected;
        for (const SharedTransaction& pending : pool.select(rule, limits))
            selected.emplace_back(pending->transaction.sender.bytes[19], pending->transaction.nonce);
        return selected;
    }
    State executed;
    ProposalPool pool;
};

TEST_F(Pool, takes_the_oldest_first_and_a_sender_in_order_of_nonces) {
    for (const Payment& payment :
         {Payment{.from = 2, .nonce = 1}, Payment{.from = 1, .nonce = 0}, Payment{.from = 3, .nonce = 0},
          Payment{.from = 2, .nonce = 2}, Payment{.from = 2, .nonce = 0}, Payment{.from = 1, .nonce = 3}})
        pool.add(payment.make());
    // Sender 2's come in the order 1, 2, 0; what sender 1 has at nonce 3 cannot stand anywhere yet.
    EXPECT_THAT(select(kNoLimits), ElementsAre(Pair(1, 0), Pair(3, 0), Pair(2, 0), Pair(2, 1), Pair(2, 2)));
    // It stays there: a block that takes it may be abandoned.
    EXPECT_EQ(pool.size(), 6U);
    EXPECT_EQ(select(kNoLimits).size(), 5U);
}

TEST_F(Pool, keeps_what_is_added_twice_once) {
    pool.add(Payment{}.make());
    pool.add(Payment{}.make());
    EXPECT_EQ(pool.size(), 1U);
}

TEST_F(Pool, keeps_to_each_limit_of_a_block) {
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce) pool.add(Payment{.nonce = nonce}.make());
    BlockLimits limits = kNoLimits;
    limits.transactions = 2;
    EXPECT_EQ(select(limits).size(), 2U);
    limits = kNoLimits;
    limits.gas = 63'000_gas;
    EXPECT_EQ(select(limits).size(), 3U);
    limits.gas = 62'999_gas;
    EXPECT_EQ(select(limits).size(), 2U);
    limits = kNoLimits;
    limits.bytes = sim::Bytes::from_count(static_cast<std::int64_t>(Payment{.nonce = 1}.make()->encoded.size()));
    EXPECT_EQ(select(limits).size(), 1U);
    limits.transactions = 0;
    EXPECT_TRUE(select(limits).empty());
}

TEST_F(Pool, fills_a_block_past_what_does_not_fit) {
    auto large = std::make_shared<PendingTransaction>(*Payment{.from = 1}.make());
    large->transaction.gas_limit = 100'000;
    pool.add(large);
    pool.add(Payment{.from = 2}.make());
    BlockLimits limits = kNoLimits;
    limits.gas = 50'000_gas;
    EXPECT_THAT(select(limits), ElementsAre(Pair(2, 0)));
}

TEST_F(Pool, forgets_what_is_executed) {
    for (std::uint64_t nonce = 0; nonce < 3; ++nonce) pool.add(Payment{.nonce = nonce}.make());
    pool.add(Payment{.from = 9}.make());  // of an account that does not exist
    executed.set_account(user(1), {.nonce = 2, .balance = 1'000'000});
    pool.prune(executed);
    EXPECT_EQ(pool.size(), 2U);
    EXPECT_THAT(select(kNoLimits), ElementsAre(Pair(1, 2)));
    // And would take it again: it may come back in another branch of the chain.
    pool.add(Payment{.nonce = 0}.make());
    EXPECT_EQ(pool.size(), 3U);
}

}  // namespace
}  // namespace models
