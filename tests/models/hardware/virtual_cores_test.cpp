// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_cores.h"

#include <gtest/gtest.h>

#include "tests/models/executor/random_block.h"

namespace models {
namespace {

/// What `cores` virtual cores make of one random block in which nobody is hot.
VirtualExecution execute_on(WorkerIndex cores, Sharing sharing = Sharing::WhenWorthIt, std::size_t count = 100) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::mt19937_64 random(1);
    const auto transactions = world.transactions(random, count, RandomWorld::kUsers);
    return VirtualCores(HardwareProfile{}, cores, sharing).execute(world.state(), world.block(), transactions, codes);
}

TEST(VirtualCores, one_core_takes_serial_time) {
    const VirtualExecution one = execute_on(1);
    EXPECT_EQ(one.makespan, one.busy);
    EXPECT_EQ(one.concurrency, (ConcurrencyStats{.executions = 100}));
    // Each transaction is rounded up to a whole nanosecond.
    const sim::Duration serial = cost(one.block->work, HardwareProfile{});
    EXPECT_GE(one.makespan, serial);
    EXPECT_LE(one.makespan, serial + sim::Duration::from_ns(100));
}

TEST(VirtualCores, a_block_too_small_takes_serial_time_on_any_number_of_cores) {
    const VirtualExecution many = execute_on(64, Sharing::WhenWorthIt, 5);
    EXPECT_EQ(many.makespan, execute_on(1, Sharing::WhenWorthIt, 5).makespan);
    EXPECT_LT(execute_on(64, Sharing::Always, 5).makespan, many.makespan);
}

TEST(VirtualCores, charge_a_code_once_a_block) {
    HardwareProfile profile;
    sim::for_each_field<WorkCosts>([&](const auto& field) { profile.costs.*field.member = sim::UnitCost{}; });
    profile.costs.schedule = 1_ps;  // A task may not take no time at all.
    profile.costs.new_code_byte = 1'000'000_ps;
    profile.memory_read_share = sim::Share{};
    CodeStore codes;
    const RandomWorld world(codes);
    std::mt19937_64 random(1);
    const auto transactions = world.transactions(random, 100, RandomWorld::kUsers);
    for (const Sharing sharing : {Sharing::Always, Sharing::WhenWorthIt}) {
        const VirtualExecution one =
            VirtualCores(profile, 1, sharing).execute(world.state(), world.block(), transactions, codes);
        ASSERT_GT(one.block->work.new_code_bytes, 0U);
        EXPECT_EQ(one.busy.ns() / 1000, static_cast<std::int64_t>(one.block->work.new_code_bytes));
    }
}

TEST(VirtualCores, waking_the_others_takes_time_if_there_are_any) {
    HardwareProfile awake;
    HardwareProfile asleep;
    asleep.wake_call = 8_us;
    asleep.wake_latency = 50_us;
    CodeStore codes;
    const RandomWorld world(codes);
    std::mt19937_64 random(1);
    const auto transactions = world.transactions(random, 100, RandomWorld::kUsers);
    const auto on = [&](const HardwareProfile& profile, WorkerIndex cores) {
        return VirtualCores(profile, cores, Sharing::Always).execute(world.state(), world.block(), transactions, codes);
    };
    EXPECT_EQ(on(asleep, 1).makespan, on(awake, 1).makespan);
    EXPECT_GT(on(asleep, 4).makespan, on(awake, 4).makespan + 8_us);
    EXPECT_LT(on(asleep, 4).makespan, on(awake, 4).makespan + 58_us);
}

TEST(VirtualCores, more_cores_take_less_time_and_no_less_work) {
    const VirtualExecution one = execute_on(1);
    const VirtualExecution four = execute_on(4);
    EXPECT_LT(four.makespan, one.makespan);
    EXPECT_GE(four.busy, one.busy);
    EXPECT_LE(four.busy, four.makespan * 4);
    EXPECT_EQ(four.block->work, one.block->work);
}

TEST(VirtualCores, an_empty_block_takes_no_time) {
    CodeStore codes;
    const RandomWorld world(codes);
    const VirtualExecution result =
        VirtualCores(HardwareProfile{}, 16).execute(world.state(), world.block(), {}, codes);
    EXPECT_EQ(result.makespan, sim::Duration{});
    EXPECT_TRUE(result.block->diff.empty());
    EXPECT_EQ(result.block->post.id(), world.state().id());
}

}  // namespace
}  // namespace models
