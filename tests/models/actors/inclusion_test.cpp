// SPDX-License-Identifier: MIT
#include "models/actors/validator/inclusion.h"

#include <gtest/gtest.h>

#include "tests/models/actors/payments.h"

namespace models {
namespace {

constexpr std::uint64_t kGas = 21'000;
constexpr std::uint64_t kReserve = 100'000;  // four fees at 1 wei, and not five

/// User 1 has sent five transactions and has a million wei, user 2 exactly one fee and 10 wei; nobody else exists.
class Rule : public testing::Test {
  protected:
    Rule() {
        executed.set_account(user(1), {.nonce = 5, .balance = 1'000'000});
        executed.set_account(user(2), {.nonce = 0, .balance = kGas + 10});
    }
    static Inclusion admit(InclusionRule& rule, const Payment& payment) {
        return rule.admit(payment.make()->transaction);
    }
    State executed;
};

TEST_F(Rule, takes_a_senders_nonces_in_order_without_gaps) {
    InclusionRule rule(executed, std::nullopt);
    EXPECT_EQ(admit(rule, {.nonce = 4}), Inclusion::NonceTooLow);
    EXPECT_EQ(admit(rule, {.nonce = 6}), Inclusion::NonceGap);
    EXPECT_EQ(admit(rule, {.nonce = 5}), Inclusion::Ok);
    EXPECT_EQ(admit(rule, {.nonce = 5}), Inclusion::NonceTooLow);
    EXPECT_EQ(admit(rule, {.nonce = 6}), Inclusion::Ok);
}

TEST_F(Rule, counts_nonces_from_the_blocks_in_flight) {
    InclusionRule rule(executed, std::nullopt);
    rule.add_in_flight(*body_of({{.nonce = 5}, {.nonce = 6}}));
    rule.add_in_flight(*body_of({{.nonce = 7}}));
    EXPECT_EQ(admit(rule, {.nonce = 7}), Inclusion::NonceTooLow);
    EXPECT_EQ(admit(rule, {.nonce = 9}), Inclusion::NonceGap);
    EXPECT_EQ(admit(rule, {.nonce = 8}), Inclusion::Ok);
}

TEST_F(Rule, lets_a_sender_spend_its_balance_to_the_last_wei) {
    for (const std::uint64_t value : {10U, 11U}) {
        InclusionRule rule(executed, std::nullopt);
        EXPECT_EQ(admit(rule, {.from = 2, .value = value}), value == 10 ? Inclusion::Ok : Inclusion::Unaffordable);
    }
    InclusionRule rule(executed, std::nullopt);
    // 979,000 and a fee make the million; what is refused leaves no trace.
    EXPECT_EQ(admit(rule, {.nonce = 5, .value = 979'001}), Inclusion::Unaffordable);
    EXPECT_EQ(admit(rule, {.nonce = 5, .value = 979'000}), Inclusion::Ok);
    EXPECT_EQ(admit(rule, {.nonce = 6, .value = 0}), Inclusion::Unaffordable);
}

TEST_F(Rule, adds_up_what_is_spent_over_blocks_in_flight) {
    InclusionRule rule(executed, std::nullopt);
    rule.add_in_flight(*body_of({{.nonce = 5, .value = 400'000}}));
    rule.add_in_flight(*body_of({{.nonce = 6, .value = 400'000}}));
    const std::uint64_t left = 1'000'000 - 800'000 - 2 * kGas;
    EXPECT_EQ(admit(rule, {.nonce = 7, .value = left - kGas + 1}), Inclusion::Unaffordable);
    EXPECT_EQ(admit(rule, {.nonce = 7, .value = left - kGas}), Inclusion::Ok);
}

TEST_F(Rule, keeps_the_fees_in_flight_within_the_reserve) {
    InclusionRule rule(executed, U256(kReserve));
    rule.add_in_flight(*body_of({{.nonce = 5}, {.nonce = 6}, {.nonce = 7}}));
    // The first is free of it: two of the four fees are taken.
    EXPECT_EQ(admit(rule, {.nonce = 8}), Inclusion::Ok);
    EXPECT_EQ(admit(rule, {.nonce = 9}), Inclusion::Ok);
    EXPECT_EQ(admit(rule, {.nonce = 10}), Inclusion::Unaffordable);
    InclusionRule without(executed, std::nullopt);
    without.add_in_flight(*body_of({{.nonce = 5}, {.nonce = 6}, {.nonce = 7}, {.nonce = 8}, {.nonce = 9}}));
    EXPECT_EQ(admit(without, {.nonce = 10}), Inclusion::Ok);
}

TEST_F(Rule, lets_the_first_transaction_empty_the_account) {
    InclusionRule rule(executed, U256(kReserve));
    // Its fee alone is beyond the reserve.
    EXPECT_EQ(admit(rule, {.nonce = 5, .value = 160'000, .fee = 40}), Inclusion::Ok);
    EXPECT_EQ(admit(rule, {.nonce = 6, .value = 0}), Inclusion::Unaffordable);
    // That of a later one is not, however large the balance.
    InclusionRule second(executed, U256(kReserve));
    EXPECT_EQ(admit(second, {.nonce = 5}), Inclusion::Ok);
    EXPECT_EQ(admit(second, {.nonce = 6, .fee = 5}), Inclusion::Unaffordable);
    EXPECT_EQ(admit(second, {.nonce = 6, .fee = 4}), Inclusion::Ok);
}

TEST_F(Rule, has_a_newly_funded_account_wait_until_that_is_executed) {
    InclusionRule rule(executed, U256(kReserve));
    rule.add_in_flight(*body_of({{.nonce = 5, .value = 500'000, .to = 3}}));
    EXPECT_EQ(admit(rule, {.from = 3}), Inclusion::Unaffordable);
    executed.set_account(user(3), {.balance = 500'000});
    InclusionRule later(executed, U256(kReserve));
    EXPECT_EQ(admit(later, {.from = 3}), Inclusion::Ok);
}

TEST_F(Rule, does_not_wrap_around) {
    executed.set_account(user(1), {.nonce = 5, .balance = U256{1} << 100});
    InclusionRule rule(executed, std::nullopt);
    Transaction transaction = Payment{.nonce = 5}.make()->transaction;
    transaction.max_fee_per_gas = U256{1} << 252;  // times 2^4 gas this is 2^256
    transaction.gas_limit = 16;
    EXPECT_EQ(rule.admit(transaction), Inclusion::Unaffordable);
    transaction.max_fee_per_gas = 1;
    transaction.value = ~U256{};
    EXPECT_EQ(rule.admit(transaction), Inclusion::Unaffordable);
}

TEST_F(Rule, admits_a_block_if_it_admits_each_after_the_others) {
    const auto admits = [&](std::initializer_list<Payment> payments) {
        InclusionRule rule(executed, std::nullopt);
        return admits_all(rule, *body_of(payments));
    };
    EXPECT_TRUE(admits({}));
    EXPECT_TRUE(admits({{.nonce = 5}, {.from = 2}, {.nonce = 6}}));
    EXPECT_FALSE(admits({{.nonce = 6}, {.nonce = 5}}));
    EXPECT_FALSE(admits({{.nonce = 5}, {.from = 2}, {.from = 2, .nonce = 1}}));
}

}  // namespace
}  // namespace models
