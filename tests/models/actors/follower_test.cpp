// SPDX-License-Identifier: MIT
// Replicas and full nodes, driven with hand-made mini-blocks.
#include <gtest/gtest.h>

#include "models/actors/full_node/full_node.h"
#include "models/actors/replica/replica.h"
#include "models/chain/keccak.h"
#include "tests/models/actors/recording_observer.h"

namespace models {
namespace {

Address address(std::uint8_t number) {
    Address result;
    result.bytes[19] = number;
    return result;
}

/// A replica at a state with one rich account, and mini-blocks that change its balance.
struct Follower {
    Follower()
        : simulation(3),
          actor(simulation.add_actor("replica")),
          observer(simulation),
          execution(Fidelity::ExecuteOnce, codes) {
        genesis.set_account(address(1), {.nonce = 0, .balance = 1000, .code = nullptr});
        replica = std::make_unique<Replica>(Replica::Environment{.simulation = simulation,
                                                                 .actor = actor,
                                                                 .node = sim::NodeId(0),
                                                                 .execution = execution,
                                                                 .observer = observer},
                                            ReplicaParams{}, Signatures::Modelled, genesis);
    }

    /// Mini-block `number` on `pre`, which sets the account's balance.
    static std::shared_ptr<MiniBlock> block(std::uint64_t number, State& pre, const U256& balance) {
        StateDiff diff;
        diff.accounts.push_back({.address = address(1), .nonce = {}, .balance = balance, .code = {}, .slots = {}});
        auto block = std::make_shared<MiniBlock>();
        block->header.number = number;
        block->header.pre_state = pre.id();
        block->state_diff = encode(diff);
        EXPECT_EQ(pre.apply(diff), std::nullopt);
        block->header.state_id = pre.id();
        seal(*block);
        return block;
    }
    void give(const SharedMiniBlock& block) {
        replica->on(std::make_shared<const ReplicaUpdate>(ReplicaUpdate{block}));
    }

    sim::Simulation simulation;
    sim::ActorId actor;
    RecordingObserver observer;
    CodeStore codes;
    SharedExecution execution;
    State genesis;
    std::unique_ptr<Replica> replica;
};

TEST(Replica, shows_the_sequencers_state_once_it_has_applied_the_diff) {
    Follower follower;
    State state = follower.genesis;
    follower.give(Follower::block(1, state, 900));
    follower.give(Follower::block(2, state, 800));
    EXPECT_EQ(follower.replica->visible_state(), follower.genesis.id());
    EXPECT_TRUE(follower.simulation.run_until(sim::SimTime::never()));
    EXPECT_EQ(follower.replica->visible_state(), state.id());
    EXPECT_EQ(follower.observer.applied.size(), 2U);
    EXPECT_GT(follower.simulation.now(), sim::SimTime());
}

TEST(Replica, stops_the_run_at_a_gap) {
    Follower follower;
    State state = follower.genesis;
    const auto first = Follower::block(1, state, 900);
    const auto second = Follower::block(2, state, 800);
    EXPECT_THROW(follower.give(second), sim::InvariantViolation);
    EXPECT_NO_THROW(follower.give(first));
}

TEST(Replica, stops_the_run_at_a_diff_that_is_none) {
    Follower follower;
    State state = follower.genesis;
    const auto block = Follower::block(1, state, 900);
    block->state_diff.back() ^= 1U;
    block->state_diff.push_back(0);
    EXPECT_THROW(follower.give(block), sim::InvariantViolation);
}

TEST(Replica, stops_the_run_at_a_diff_for_another_state) {
    Follower follower;
    State other = follower.genesis;
    other.set_account(address(2), {.nonce = 1, .balance = 5, .code = nullptr});
    EXPECT_THROW(follower.give(Follower::block(1, other, 900)), sim::InvariantViolation);
}

TEST(FullNode, stops_the_run_at_a_gap) {
    Follower follower;
    State state = follower.genesis;
    const FullNodeParams params;
    FullNode node({.simulation = follower.simulation,
                   .actor = follower.actor,
                   .node = sim::NodeId(1),
                   .execution = follower.execution,
                   .observer = follower.observer,
                   .shared_hardware = follower.execution.add_hardware(params.hardware, 4)},
                  params, BlockContext{}, follower.genesis);
    const auto block = Follower::block(2, state, 800);
    EXPECT_THROW(node.on(std::make_shared<const FullNodeUpdate>(FullNodeUpdate{block})), sim::InvariantViolation);
}

}  // namespace
}  // namespace models
