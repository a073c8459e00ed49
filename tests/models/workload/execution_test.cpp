// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "models/chain/keccak.h"
#include "models/evm/transition.h"
#include "models/workload/contract.h"
#include "tests/models/workload/small_world.h"

namespace models {
namespace {

constexpr TransactionMix kEvenMix{.native_transfer = sim::Share::percent(25),
                                  .token_transfer = sim::Share::percent(25),
                                  .swap = sim::Share::percent(25),
                                  .hot_counter = sim::Share::percent(25)};

/// Runs transactions one by one on a world's genesis.
struct SerialRun {
    explicit SerialRun(const SmallWorld& w) : world(w), transition(*w.codes), overlay(w.genesis.state) {}

    TxResult execute(const Transaction& transaction) {
        TxResult result = transition.execute(overlay, world.block, transaction);
        overlay.commit(result.writes);
        overlay.add_balance(world.block.beneficiary, result.fee);
        return result;
    }
    U256 balance(const Address& token, const Address& holder) {
        return overlay.storage({token, mapping_slot(holder, load_contract("token").slots.at("balanceOf"))});
    }

    const SmallWorld& world;
    Transition transition;
    BlockOverlay overlay;
};

TEST(Workload, every_kind_succeeds_within_its_gas_limit) {
    SmallWorld world({.mix = kEvenMix});
    TransactionSource source = world.source(1);
    SerialRun run(world);
    struct Range {
        std::int64_t low = INT64_MAX;
        std::int64_t high = 0;
    };
    std::map<TransactionKind, Range> gas;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const SourcedTransaction made = source.make(0, i);
        const TxResult result = run.execute(made.transaction);
        ASSERT_EQ(result.status, TransitionStatus::Success) << i << " " << to_string(result.invalid);
        auto& range = gas[made.kind];
        range.low = std::min(range.low, result.gas_used.units());
        range.high = std::max(range.high, result.gas_used.units());
    }
    EXPECT_EQ(gas[TransactionKind::NativeTransfer].low, 21'000);
    EXPECT_EQ(gas[TransactionKind::NativeTransfer].high, 21'000);
    const std::array<std::pair<TransactionKind, std::pair<std::int64_t, std::int64_t>>, 3> expected = {{
        {TransactionKind::TokenTransfer, {33'000, 36'000}},
        {TransactionKind::Swap, {60'000, 75'000}},
        {TransactionKind::HotCounter, {26'000, 44'000}},
    }};
    for (const auto& [kind, range] : expected) {
        const auto name = transaction_kind_names()[static_cast<std::size_t>(kind)];
        RecordProperty(name, std::to_string(gas[kind].low) + ".." + std::to_string(gas[kind].high));
        EXPECT_GE(gas[kind].low, range.first) << name;
        EXPECT_LE(gas[kind].high, range.second) << name;
        EXPECT_GE(gas_limit_of(kind).units(), gas[kind].high * 5 / 4) << name;
        EXPECT_LE(gas_limit_of(kind).units(), gas[kind].high * 2) << name;
    }
}

/// The first transaction of this kind with its result.
std::pair<SourcedTransaction, TxResult> first_of(TransactionKind kind, const SmallWorld& world, SerialRun& run) {
    TransactionSource source = world.source(1);
    for (std::uint64_t i = 0;; ++i) {
        SourcedTransaction made = source.make(0, i);
        TxResult result = run.execute(made.transaction);
        if (made.kind == kind) return {std::move(made), std::move(result)};
    }
}

TEST(Workload, token_transfer_writes_two_slots_and_its_sender) {
    SmallWorld world({.mix = kEvenMix});
    SerialRun run(world);
    const auto [made, result] = first_of(TransactionKind::TokenTransfer, world, run);
    EXPECT_EQ(result.writes.slots.size(), 2U);
    ASSERT_EQ(result.writes.accounts.size(), 1U);
    EXPECT_EQ(result.writes.accounts[0].address, made.transaction.sender);
    ASSERT_EQ(result.logs.size(), 1U);
    EXPECT_EQ(result.logs[0].topics.size(), 3U);
    EXPECT_EQ(result.logs[0].address, *made.transaction.to);
}

TEST(Workload, swap_keeps_the_product_and_takes_three_thousandths) {
    SmallWorld world({.mix = kEvenMix});
    const auto& pair = world.genesis.pairs[0];
    SerialRun run(world);
    const Address in = world.genesis.tokens[pair.first_token];
    const Address out = world.genesis.tokens[pair.second_token];
    const Address trader = world.genesis.accounts[7].address;
    const U256 reserve_in = run.balance(in, pair.address);
    const U256 reserve_out = run.balance(out, pair.address);
    const U256 had_in = run.balance(in, trader);
    const U256 had_out = run.balance(out, trader);
    const U256 amount = reserve_in / U256{7};

    Transaction transaction;
    transaction.chain_id = world.block.chain_id;
    transaction.nonce = world.genesis.next_nonces[7];
    transaction.max_fee_per_gas = 10'000'000;
    transaction.gas_limit = static_cast<std::uint64_t>(gas_limit_of(TransactionKind::Swap).units());
    transaction.sender = trader;
    transaction.to = pair.address;
    transaction.data = encode_call(kSwap, {U256::from_address(in), amount, U256{1}});
    // A seventh of the reserve is more than the trader has: the token refuses and nothing changes.
    TxResult result = run.execute(transaction);
    EXPECT_EQ(result.status, TransitionStatus::Reverted);
    EXPECT_TRUE(result.writes.slots.empty());

    const U256 affordable = had_in / U256{2};
    transaction.nonce += 1;
    transaction.data = encode_call(kSwap, {U256::from_address(in), affordable, U256{1}});
    result = run.execute(transaction);
    ASSERT_EQ(result.status, TransitionStatus::Success);
    const U256 after_fee = affordable * U256{997};
    const U256 expected = after_fee * reserve_out / (reserve_in * U256{1000} + after_fee);
    EXPECT_EQ(U256::from_big_endian(result.output), expected);
    EXPECT_EQ(run.balance(in, pair.address), reserve_in + affordable);
    EXPECT_EQ(run.balance(out, pair.address), reserve_out - expected);
    EXPECT_EQ(run.balance(in, trader), had_in - affordable);
    EXPECT_EQ(run.balance(out, trader), had_out + expected);
    EXPECT_EQ(result.writes.slots.size(), 5U);  // Four balances and the reserves.
    EXPECT_EQ(result.logs.size(), 4U);          // Two transfers, Sync, Swap.

    // More than the price gives is refused.
    transaction.nonce += 1;
    transaction.data = encode_call(kSwap, {U256::from_address(in), U256{1'000'000}, U256{1'000'000}});
    EXPECT_EQ(run.execute(transaction).status, TransitionStatus::Reverted);
}

TEST(Workload, hot_counter_counts) {
    SmallWorld world({.mix = kEvenMix});
    TransactionSource source = world.source(1);
    SerialRun run(world);
    std::uint64_t calls = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const SourcedTransaction made = source.make(0, i);
        (void)run.execute(made.transaction);
        if (made.kind == TransactionKind::HotCounter) ++calls;
    }
    EXPECT_EQ(run.overlay.storage({world.genesis.counter, U256{0}}), U256{calls});
}

TEST(Token, only_the_owner_mints_and_only_the_approved_amount_moves) {
    SmallWorld world({});
    SerialRun run(world);
    const Address token = world.genesis.tokens[0];
    const Contract contract = load_contract("token");
    std::map<std::size_t, std::uint64_t> used;
    const auto call = [&](std::size_t account, ByteString input) {
        Transaction transaction;
        transaction.chain_id = world.block.chain_id;
        transaction.nonce = world.genesis.next_nonces[account] + used[account]++;
        transaction.max_fee_per_gas = 10'000'000;
        transaction.gas_limit = 100'000;
        transaction.sender = world.genesis.accounts[account].address;
        transaction.to = token;
        transaction.data = std::move(input);
        return run.execute(transaction);
    };
    const U256 zero = U256::from_address(world.genesis.accounts[0].address);
    const U256 one = U256::from_address(world.genesis.accounts[1].address);
    const Selector transfer_from = contract.selectors.at("transferFrom(address,address,uint256)");
    EXPECT_EQ(call(0, encode_call(kMint, {zero, U256{5}})).status, TransitionStatus::Reverted);
    EXPECT_EQ(call(0, encode_call(kApprove, {one, U256{10}})).status, TransitionStatus::Success);
    EXPECT_EQ(call(1, encode_call(transfer_from, {zero, one, U256{11}})).status, TransitionStatus::Reverted);
    EXPECT_EQ(call(1, encode_call(transfer_from, {zero, one, U256{4}})).status, TransitionStatus::Success);
    EXPECT_EQ(call(1, encode_call(transfer_from, {zero, one, U256{7}})).status, TransitionStatus::Reverted);
    EXPECT_EQ(call(1, encode_call(transfer_from, {zero, one, U256{6}})).status, TransitionStatus::Success);
    EXPECT_EQ(call(0, encode_call(kTransfer, {U256{}, U256{1}})).status, TransitionStatus::Reverted);
    EXPECT_EQ(call(0, encode_call(kTransfer, {one, ~U256{}})).status, TransitionStatus::Reverted);
}

}  // namespace
}  // namespace models
