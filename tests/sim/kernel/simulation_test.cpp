// SPDX-License-Identifier: MIT
#include "sim/kernel/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/check.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

/// Writes down what it is called with.
struct Recorder {
    Simulation& simulation;
    std::vector<std::pair<std::int64_t, std::uint64_t>> log = {};
    void on_event(std::uint64_t argument) { log.emplace_back(simulation.now().ns(), argument); }
};

TEST(Simulation, runs_events_by_time_then_origin_then_count) {
    Simulation simulation(1);
    const ActorId first = simulation.add_actor("first");
    const ActorId second = simulation.add_actor("second");
    Recorder recorder{simulation};
    const HandlerId of_first = simulation.bind<&Recorder::on_event>(first, "test", recorder);
    const HandlerId of_second = simulation.bind<&Recorder::on_event>(second, "test", recorder);
    simulation.at(at(5_ns), of_second, 20);
    simulation.at(at(5_ns), of_second, 21);
    simulation.at(at(5_ns), of_first, 10);
    simulation.at(at(3_ns), of_second, 22);
    simulation.at(at(5_ns), of_first, 11);
    EXPECT_TRUE(simulation.run_until(at(1_s)));
    EXPECT_THAT(recorder.log, ElementsAre(std::pair{3, 22U}, std::pair{5, 10U}, std::pair{5, 11U}, std::pair{5, 20U},
                                          std::pair{5, 21U}));
    EXPECT_EQ(simulation.events_executed(), 5U);
}

TEST(Simulation, closures_and_bound_events_share_one_order) {
    Simulation simulation(1);
    const ActorId actor = simulation.add_actor("actor");
    Recorder recorder{simulation};
    const HandlerId handler = simulation.bind<&Recorder::on_event>(actor, "test", recorder);
    simulation.after(1_us, actor, "test.closure", [&] { recorder.on_event(1); });
    simulation.after(1_us, handler, 2);
    simulation.after(1_us, actor, "test.closure", [&] { recorder.on_event(3); });
    simulation.after(0_ns, actor, "test.closure", [&] { simulation.after(0_ns, handler, 0); });
    EXPECT_TRUE(simulation.run_until(SimTime::never()));
    EXPECT_THAT(recorder.log,
                ElementsAre(std::pair{0, 0U}, std::pair{1000, 1U}, std::pair{1000, 2U}, std::pair{1000, 3U}));
}

TEST(Simulation, clock_stops_at_the_horizon_or_at_the_last_event) {
    Simulation simulation(1);
    Recorder recorder{simulation};
    const HandlerId handler = simulation.bind<&Recorder::on_event>(simulation.add_actor("actor"), "test", recorder);
    simulation.at(at(10_ns), handler);
    simulation.at(at(20_ns), handler);
    simulation.at(at(21_ns), handler);
    EXPECT_FALSE(simulation.run_until(at(20_ns)));  // an event at the horizon runs
    EXPECT_EQ(recorder.log.size(), 2U);
    EXPECT_EQ(simulation.now(), at(20_ns));
    EXPECT_EQ(simulation.next_event_time(), at(21_ns));
    EXPECT_EQ(simulation.events_pending(), 1U);
    EXPECT_TRUE(simulation.run_until(at(1_s)));
    EXPECT_EQ(simulation.now(), at(21_ns));
    EXPECT_EQ(simulation.next_event_time(), SimTime::never());
    EXPECT_FALSE(simulation.step());
}

TEST(Simulation, schedules_between_a_horizon_and_the_next_event) {
    Simulation simulation(1);
    Recorder recorder{simulation};
    const HandlerId handler = simulation.bind<&Recorder::on_event>(simulation.add_actor("actor"), "test", recorder);
    simulation.at(at(1_s), handler, 2);
    EXPECT_FALSE(simulation.run_until(at(1_ms)));
    simulation.after(1_us, handler, 1);
    EXPECT_TRUE(simulation.run_until(at(2_s)));
    EXPECT_THAT(recorder.log, ElementsAre(std::pair{1'001'000, 1U}, std::pair{1'000'000'000, 2U}));
}

TEST(Simulation, refuses_the_past) {
    Simulation simulation(1);
    Recorder recorder{simulation};
    const ActorId actor = simulation.add_actor("actor");
    const HandlerId handler = simulation.bind<&Recorder::on_event>(actor, "test", recorder);
    simulation.at(at(10_ns), handler);
    simulation.run_until(at(10_ns));
    EXPECT_NO_THROW(simulation.at(at(10_ns), handler));
    EXPECT_THROW(simulation.at(at(9_ns), handler), InvariantViolation);
    EXPECT_THROW(simulation.at(at(9_ns), actor, "test", [] {}), InvariantViolation);
    EXPECT_THROW(simulation.after(Duration::from_ns(-1), handler), InvariantViolation);
    EXPECT_THROW(simulation.after(SimTime::never().since_start(), handler), InvariantViolation);
}

TEST(Simulation, refuses_unknown_actors_and_handlers) {
    Simulation simulation(1);
    Recorder recorder{simulation};
    EXPECT_THROW(simulation.bind<&Recorder::on_event>(ActorId(0), "test", recorder), InvariantViolation);
    EXPECT_THROW(simulation.at(at(1_ns), ActorId(0), "test", [] {}), InvariantViolation);
    EXPECT_THROW(simulation.at(at(1_ns), HandlerId(0)), InvariantViolation);
}

TEST(Simulation, refuses_an_order_key_that_overflows) {
    EXPECT_EQ(order_key(ActorId(0), 0), 0U);
    EXPECT_EQ(order_key(ActorId(3), 5), (std::uint64_t{3} << 40) + 5);
    EXPECT_EQ(order_key(ActorId((1U << 24) - 1), (std::uint64_t{1} << 40) - 1), ~std::uint64_t{0});
    EXPECT_THROW(static_cast<void>(order_key(ActorId(0), std::uint64_t{1} << 40)), InvariantViolation);
    EXPECT_THROW(static_cast<void>(order_key(ActorId(1U << 24), 0)), InvariantViolation);
}

TEST(Simulation, moves_closures_of_any_size_and_destroys_those_left) {
    const auto alive = std::make_shared<int>(0);
    {
        Simulation simulation(1);
        const ActorId actor = simulation.add_actor("actor");
        int sum = 0;
        for (int i = 1; i <= 200; ++i) {
            const std::array<int, 100> large = {i};
            simulation.after(1_ns * i, actor, "small",
                             [&sum, i, alive, only = std::make_unique<int>(1)] { sum += i * *only; });
            simulation.after(1_ns * i, actor, "large", [&sum, large, alive] { sum += large[0]; });
        }
        EXPECT_EQ(alive.use_count(), 401);
        simulation.run_until(at(100_ns));
        EXPECT_EQ(sum, 100 * 101);
        EXPECT_EQ(alive.use_count(), 201);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

TEST(Simulation, check_reports_time_actor_seed_and_command) {
    Simulation simulation(42);
    simulation.set_reproduce_command("headway run x.yaml --seed 42");
    const ActorId actor = simulation.add_actor("sequencer");
    simulation.at(at(1'500'000'001_ns), actor, "test", [] { CHECK(1 + 1 == 3, "arithmetic"); });
    try {
        simulation.run_until(SimTime::never());
        FAIL() << "the violation was lost";
    } catch (const InvariantViolation& violation) {
        EXPECT_THAT(violation.what(), HasSubstr("CHECK failed: 1 + 1 == 3 (arithmetic)"));
        EXPECT_THAT(violation.what(), HasSubstr("in tests/sim/kernel/simulation_test.cpp:"));
        EXPECT_THAT(violation.what(), HasSubstr("1.500000001 s, actor sequencer, seed 42"));
        EXPECT_THAT(violation.what(), HasSubstr("reproduce with: headway run x.yaml --seed 42"));
    }
}

TEST(Simulation, handlers_may_add_actors_and_handlers) {
    Simulation simulation(1);
    const ActorId parent = simulation.add_actor("parent");
    Recorder recorder{simulation};
    simulation.after(1_ns, parent, "spawn", [&] {
        for (int i = 0; i < 1000; ++i) {
            const ActorId child = simulation.add_actor("child");
            simulation.after(1_ns, simulation.bind<&Recorder::on_event>(child, "test", recorder));
        }
    });
    EXPECT_TRUE(simulation.run_until(SimTime::never()));
    EXPECT_EQ(recorder.log.size(), 1000U);
}

}  // namespace
}  // namespace sim
