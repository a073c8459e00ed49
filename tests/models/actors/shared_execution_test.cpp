// SPDX-License-Identifier: MIT
#include "models/actors/shared_execution.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/models/actors/payments.h"

namespace models {
namespace {

/// Two users who pay, and two kinds of machine, of which the second is slower.
struct Scene {
    CodeStore codes;
    State genesis;
    BlockContext block;
    std::vector<SharedTransaction> transactions{Payment{.from = 1}.make(), Payment{.from = 2}.make()};
    HardwareProfile fast;
    HardwareProfile slow;

    Scene() {
        for (const std::uint8_t number : std::array<std::uint8_t, 2>{1, 2})
            genesis.set_account(user(number), {.balance = 1'000'000'000});
        slow.costs.transaction = 5'000'000_ps;
        slow.host_time_scale = sim::Share::percent(300);
    }
    /// What executing on a machine of `profile` alone takes.
    sim::Duration alone_on(const HardwareProfile& profile) {
        std::vector<Transaction> plain;
        for (const SharedTransaction& each : transactions) plain.push_back(each->transaction);
        const VirtualExecution run = VirtualCores(profile, 4).execute(genesis, block, plain, codes);
        return run.makespan + assembly_time(run.block->diff, profile);
    }
};

TEST(SharedExecution, executes_on_all_hardware_at_once) {
    Scene scene;
    SharedExecution execution(Fidelity::ExecuteOnce, scene.codes);
    const std::uint32_t fast = execution.add_hardware(scene.fast, 4);
    const std::uint32_t slow = execution.add_hardware(scene.slow, 4);
    const auto on = [&](std::uint32_t hardware) {
        return execution.execute(hardware, scene.genesis, scene.block, scene.transactions);
    };
    const SharedExecution::Result first = on(slow);
    EXPECT_EQ(execution.counts().executed, 2U);
    const SharedExecution::Result second = on(fast);
    EXPECT_EQ(execution.counts().executed, 2U);
    EXPECT_EQ(execution.counts().reused, 1U);
    EXPECT_EQ(first->execution.makespan, scene.alone_on(scene.slow));
    EXPECT_EQ(second->execution.makespan, scene.alone_on(scene.fast));
    EXPECT_EQ(first->execution.block, second->execution.block);
    EXPECT_EQ(first->receipts_hash, second->receipts_hash);
    EXPECT_EQ(on(fast), second);

    scene.transactions.pop_back();
    EXPECT_NE(on(fast)->execution.block->outcomes, second->execution.block->outcomes);
    EXPECT_EQ(execution.counts().executed, 4U);
}

TEST(SharedExecution, does_it_for_every_node_where_that_is_wanted) {
    Scene scene;
    SharedExecution execution(Fidelity::EveryNode, scene.codes);
    const std::uint32_t fast = execution.add_hardware(scene.fast, 4);
    (void)execution.add_hardware(scene.slow, 4);
    for (std::uint64_t node = 1; node <= 3; ++node) {
        const auto result = execution.execute(fast, scene.genesis, scene.block, scene.transactions);
        EXPECT_EQ(result->execution.makespan, scene.alone_on(scene.fast));
        EXPECT_EQ(execution.counts().executed, node);
    }
    EXPECT_EQ(execution.counts().reused, 0U);
}

TEST(SharedExecution, measures_a_block_once_and_scales_it_to_each_machine) {
    Scene scene;
    HostExecution host(scene.codes, 1, std::nullopt);
    SharedExecution execution(Fidelity::ExecuteOnce, scene.codes);
    execution.measure_on(host);
    const std::uint32_t fast = execution.add_hardware(scene.fast, 4);
    const std::uint32_t slow = execution.add_hardware(scene.slow, 4);
    const auto on = [&](std::uint32_t hardware) {
        return execution.execute(hardware, scene.genesis, scene.block, scene.transactions)->execution.makespan;
    };
    const sim::Duration measured = on(fast);
    ASSERT_EQ(host.record().size(), 1U);
    EXPECT_EQ(measured, host.record()[0].wall_time);
    EXPECT_EQ(on(slow), measured * 3);
    EXPECT_EQ(host.record().size(), 1U);
    EXPECT_EQ(execution.counts().executed, 1U);
}

}  // namespace
}  // namespace models
