// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_cores.h"

#include <gtest/gtest.h>

#include "tests/models/executor/random_block.h"

namespace models {
namespace {

/// What `cores` virtual cores make of one random block in which nobody is hot.
VirtualExecution execute_on(WorkerIndex cores) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::mt19937_64 random(1);
    const auto transactions = world.transactions(random, 100, RandomWorld::kUsers);
    return VirtualCores(HardwareProfile{}, cores).execute(world.state(), world.block(), transactions, codes);
}

TEST(VirtualCores, one_core_takes_serial_time_and_the_overhead_of_block_stm) {
    const VirtualExecution one = execute_on(1);
    const HardwareProfile profile;
    EXPECT_EQ(one.makespan, one.busy);
    EXPECT_EQ(one.concurrency.aborts, 0U);
    EXPECT_EQ(one.concurrency.blocked, 0U);
    EXPECT_GT(one.makespan, cost(one.block->work, profile));
    // Two tasks a transaction, and at most 30 locations read, written or validated in it.
    const auto most = profile.costs.schedule.ps() * 2 + profile.costs.versioned_access.ps() * 30;
    EXPECT_LT(one.makespan, cost(one.block->work, profile) + sim::Duration::from_ns(100 * most / 1000));
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
