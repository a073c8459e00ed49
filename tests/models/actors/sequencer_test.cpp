// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/sequencer.h"

#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "tests/models/actors/recording_observer.h"

namespace models {
namespace {

Address address(std::uint8_t number) {
    Address result;
    result.bytes[19] = number;
    return result;
}

SharedTransaction transfer(std::uint8_t sender, std::uint64_t nonce, const U256& value = 1) {
    auto pending = std::make_shared<PendingTransaction>();
    Transaction& transaction = pending->transaction;
    transaction.chain_id = 1;
    transaction.nonce = nonce;
    transaction.gas_limit = 21'000;
    transaction.to = address(99);
    transaction.value = value;
    transaction.sender = address(sender);
    pending->encoded = encode(transaction);
    pending->hash = keccak256(pending->encoded);
    return pending;
}

/// A sequencer that streams to nobody, with two rich accounts.
struct Ordering {
    explicit Ordering(const SequencerParams& params = {})
        : simulation(1),
          actor(simulation.add_actor("sequencer")),
          observer(simulation),
          execution(Fidelity::ExecuteOnce, codes) {
        for (const auto account : {std::uint8_t{1}, std::uint8_t{2}})
            genesis.set_account(address(account), {.nonce = 0, .balance = 1'000'000, .code = nullptr});
        sequencer = std::make_unique<Sequencer>(Sequencer::Environment{.simulation = simulation,
                                                                       .actor = actor,
                                                                       .execution = execution,
                                                                       .observer = observer,
                                                                       .sampling_interval = 100_ms},
                                                params, BlockContext{}, genesis);
    }
    void submit(sim::Duration after, const SharedTransaction& transaction) {
        simulation.after(after, actor, "test.submit", [this, transaction] {
            sequencer->on(std::make_shared<const ForwardTransaction>(ForwardTransaction{transaction}));
        });
    }
    void run() { EXPECT_TRUE(simulation.run_until(sim::SimTime::never())); }

    sim::Simulation simulation;
    sim::ActorId actor;
    RecordingObserver observer;
    CodeStore codes;
    SharedExecution execution;
    State genesis;
    std::unique_ptr<Sequencer> sequencer;
};

TEST(Sequencer, makes_a_mini_block_of_what_came_before_a_multiple_and_none_of_nothing) {
    Ordering ordering;
    ordering.submit(1_ms, transfer(1, 0));
    ordering.submit(8_ms, transfer(2, 0));
    ordering.submit(45_ms, transfer(1, 1));
    ordering.run();
    ASSERT_EQ(ordering.observer.sealed.size(), 2U);
    EXPECT_EQ(ordering.observer.sealed[0].gas_used, 42'000_gas);
    EXPECT_EQ(ordering.observer.sealed[1].gas_used, 21'000_gas);
    // Sealed soon after 10 ms and 50 ms: executing two transfers takes microseconds.
    EXPECT_GT(ordering.observer.sealed_at[0], sim::SimTime() + 10_ms);
    EXPECT_LT(ordering.observer.sealed_at[0], sim::SimTime() + 11_ms);
    EXPECT_GT(ordering.observer.sealed_at[1], sim::SimTime() + 50_ms);
    EXPECT_LT(ordering.observer.sealed_at[1], sim::SimTime() + 51_ms);
    EXPECT_EQ(ordering.observer.sealed[1].pre_state, ordering.observer.sealed[0].state_id);
}

TEST(Sequencer, drops_what_cannot_be_executed_and_seals_the_rest) {
    Ordering ordering;
    ordering.submit(1_ms, transfer(1, 0, U256(2'000'000)));  // more than it has
    ordering.submit(2_ms, transfer(2, 0));
    ordering.submit(30_ms, transfer(1, 0));  // its nonce was not used
    ordering.run();
    EXPECT_EQ(ordering.observer.dropped, std::vector<DropReason>{DropReason::NotExecutable});
    ASSERT_EQ(ordering.observer.sealed.size(), 2U);
    EXPECT_EQ(ordering.observer.sealed[0].gas_used, 21'000_gas);
    EXPECT_EQ(ordering.observer.sealed[1].gas_used, 21'000_gas);
    EXPECT_EQ(ordering.sequencer->metrics().transactions.total(), 2U);
}

TEST(Sequencer, seals_nothing_if_nothing_can_be_executed) {
    Ordering ordering;
    ordering.submit(1_ms, transfer(1, 0, U256(2'000'000)));
    ordering.submit(2'500_ms, transfer(2, 0));
    ordering.run();
    ASSERT_EQ(ordering.observer.sealed.size(), 1U);
    EXPECT_EQ(ordering.observer.sealed[0].number, 1U);
    EXPECT_EQ(ordering.observer.sealed[0].evm_block_timestamp, 2U);  // the second it was made in, not the first
    EXPECT_EQ(ordering.observer.evm_blocks.size(), 1U);
}

TEST(Sequencer, keeps_a_mini_block_that_spans_the_second_in_the_evm_block_it_began_in) {
    SequencerParams params;
    params.hardware.costs.transaction = sim::UnitCost::from_ps(50'000'000'000);  // 50 ms each
    Ordering ordering(params);
    ordering.submit(985_ms, transfer(1, 0));  // executes from 990 ms to beyond the second
    ordering.submit(1'200_ms, transfer(2, 0));
    ordering.run();
    ASSERT_EQ(ordering.observer.evm_blocks.size(), 2U);
    ASSERT_EQ(ordering.observer.sealed.size(), 2U);
    EXPECT_GT(ordering.observer.sealed_at[0], sim::SimTime() + 1_s);
    EXPECT_EQ(ordering.observer.sealed[0].evm_block_number, 1U);
    EXPECT_EQ(ordering.observer.sealed[0].evm_block_timestamp, 0U);
    EXPECT_EQ(ordering.observer.evm_blocks[0].mini_blocks.size(), 1U);
    EXPECT_EQ(ordering.observer.sealed[1].evm_block_number, 2U);
    EXPECT_EQ(ordering.observer.sealed[1].evm_block_timestamp, 1U);
}

TEST(Sequencer, gives_up_a_transaction_whose_predecessor_does_not_come) {
    SequencerParams params;
    params.parked_lifetime = 2_s;
    Ordering ordering(params);
    ordering.submit(1_ms, transfer(1, 1));
    ordering.run();
    EXPECT_EQ(ordering.observer.dropped, std::vector<DropReason>{DropReason::NonceGap});
    EXPECT_TRUE(ordering.observer.sealed.empty());
    EXPECT_TRUE(ordering.observer.evm_blocks.empty());
}

}  // namespace
}  // namespace models
