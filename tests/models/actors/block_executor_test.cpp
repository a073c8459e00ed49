// SPDX-License-Identifier: MIT
#include "models/actors/validator/block_executor.h"

#include <gtest/gtest.h>

#include "tests/models/actors/payment_chain.h"

namespace models {
namespace {

class Executor : public PaymentChain {
  protected:
    struct Event {
        Hash block;
        sim::SimTime at;
        ExecutionSpan span;
    };
    std::unique_ptr<BlockExecutor> make(BlockExecutor::TimeFactor factor = {}) {
        return std::make_unique<BlockExecutor>(
            BlockExecutor::Environment{
                .simulation = simulation,
                .actor = actor,
                .execution = execution,
                .hardware = hardware,
                .executed = [this](const ConsensusBlock& block, const SharedOutcome&,
                                   ExecutionSpan span) { events.push_back({block.id, simulation.now(), span}); }},
            std::move(factor));
    }
    void run_all() { simulation.run_until(sim::SimTime::never()); }
    sim::Duration time_of(const State& pre, const SharedConsensusBlock& block) {
        const SharedOutcome outcome = execution.execute(hardware, pre, to_execute(*block));
        return outcome->execution_time + outcome->root_time;
    }

    sim::Simulation simulation{1};
    const sim::ActorId actor = simulation.add_actor("validator");
    const std::uint32_t hardware = execution.add_hardware({});
    std::vector<Event> events;
    const SharedConsensusBlock first = child(genesis_block(), {{.from = 1}});
    const SharedConsensusBlock second = child(first, {{.from = 1, .nonce = 1}, {.from = 2}});
    const SharedConsensusBlock rival = child(genesis_block(), {{.from = 3}}, 2);
};

TEST_F(Executor, executes_one_block_after_the_other_on_its_parents_state) {
    const auto executor = make();
    for (const auto& block : {first, rival, second, first}) executor->add(block);  // twice is once
    EXPECT_EQ(executor->find(first->id), nullptr);
    run_all();
    ASSERT_EQ(events.size(), 3U);
    const State after_first = executor->find(first->id)->post();
    sim::SimTime end;
    for (std::size_t i = 0; i < 3; ++i) {
        const SharedConsensusBlock block = std::array{first, rival, second}[i];
        EXPECT_EQ(events[i].block, block->id);
        EXPECT_EQ(events[i].span.begin, end);
        EXPECT_EQ(events[i].span.duration, time_of(block == second ? after_first : genesis, block));
        end = end + events[i].span.duration;
        EXPECT_EQ(events[i].at, end);
    }
    EXPECT_EQ(executor->find(second->id)->post().find(user(1))->nonce, 2U);
    EXPECT_EQ(executor->find(rival->id)->post().find(user(1))->nonce, 0U);
    EXPECT_EQ(executor->executed_height(), 2U);
    EXPECT_EQ(executor->find(genesis_block()->id)->root, StateTrie(genesis).root());
}

TEST_F(Executor, tells_who_waits_when_a_block_is_executed) {
    const auto executor = make();
    std::vector<std::pair<int, sim::SimTime>> told;
    const auto wait = [&](int who, const Hash& block) {
        executor->when_executed(block, [&told, this, who] { told.emplace_back(who, simulation.now()); });
    };
    wait(0, genesis_block()->id);
    EXPECT_EQ(told.size(), 1U);  // at once
    wait(1, first->id);          // before it is added
    executor->add(first);
    wait(2, first->id);
    wait(3, second->id);
    run_all();
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[1], std::pair(1, events[0].at));
    EXPECT_EQ(told[2], std::pair(2, events[0].at));
    wait(4, first->id);
    EXPECT_EQ(told.size(), 4U);
}

TEST_F(Executor, does_not_execute_again_what_it_executed_ahead) {
    const auto executor = make();
    SharedOutcome ahead;
    executor->execute_ahead(genesis_block()->id, to_execute(*first),
                            [&](const SharedOutcome& outcome) { ahead = outcome; });
    EXPECT_EQ(ahead, nullptr);
    run_all();
    const sim::Duration once = time_of(genesis, first);
    EXPECT_EQ(simulation.now(), sim::SimTime() + once);
    ASSERT_NE(ahead, nullptr);
    EXPECT_TRUE(events.empty());
    EXPECT_EQ(executor->find(first->id), nullptr);
    simulation.run_until(sim::SimTime() + 1_s);
    executor->add(first);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(executor->find(first->id), ahead);
    EXPECT_EQ(events[0].span.begin, sim::SimTime());  // when it really was
    EXPECT_EQ(executor->resource().busy_time(), once);
    // The same transactions in a block of another round are another block.
    executor->execute_ahead(genesis_block()->id, to_execute(*rival), [](const SharedOutcome&) {});
    run_all();
    executor->add(child(genesis_block(), {{.from = 3}}, 7));
    EXPECT_EQ(events.size(), 1U);
    run_all();
    EXPECT_EQ(events.size(), 2U);
}

TEST_F(Executor, takes_the_time_that_its_factor_says) {
    const auto executor =
        make([](std::uint64_t round) { return round == 1 ? sim::Share::percent(300) : sim::Share::percent(50); });
    executor->add(first);
    executor->add(rival);
    run_all();
    EXPECT_EQ(events[0].span.duration, 3 * time_of(genesis, first));
    EXPECT_EQ(events[1].span.duration, time_of(genesis, rival) / 2);
}

TEST_F(Executor, has_a_wrong_state_from_one_height_on) {
    const auto honest = make();
    const auto broken = make();
    broken->corrupt_from(2);
    const SharedConsensusBlock third = child(second, {{.from = 4}});
    for (const auto& block : {first, second, third}) {
        honest->add(block);
        broken->add(block);
    }
    run_all();
    EXPECT_EQ(broken->find(first->id)->root, honest->find(first->id)->root);
    EXPECT_NE(broken->find(second->id)->root, honest->find(second->id)->root);
    EXPECT_NE(broken->find(third->id)->root, honest->find(third->id)->root);
    // It goes on from its own state: really executed, and still a wei too much.
    EXPECT_EQ(broken->find(third->id)->root, StateTrie(broken->find(third->id)->post()).root());
}

TEST_F(Executor, forgets_what_is_long_final) {
    const auto executor = make();
    bool told = false;
    for (const auto& block : {first, second}) executor->add(block);
    executor->when_executed(first->id, [&] { told = true; });
    executor->forget_below(2);
    EXPECT_EQ(executor->find(first->id), nullptr);
    run_all();  // its execution ends all the same, and nobody hears of it
    EXPECT_FALSE(told);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].block, second->id);
    EXPECT_NE(executor->find(second->id), nullptr);
    executor->add(child(second, {{.from = 4}}));
    run_all();
    EXPECT_EQ(executor->executed_height(), 3U);
}

}  // namespace
}  // namespace models
