// SPDX-License-Identifier: MIT
#include "models/hardware/host_execution.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "models/workload/genesis.h"
#include "models/workload/workload.h"

namespace models {
namespace {

/// Some token transfers on a small genesis.
struct Scene {
    CodeStore codes;
    BlockContext block;
    Genesis genesis;
    std::vector<Transaction> transactions;

    Scene() {
        WorkloadParams params;
        params.accounts = 50;
        block.base_fee = 1'000'000;
        genesis = build_genesis(params, block, 1, codes);
        TransactionSource source(params, genesis, block, 1, 1);
        for (std::uint64_t i = 0; i < 20; ++i) transactions.push_back(source.make(0, i).transaction);
    }
};

TEST(HostExecution, gives_what_serial_execution_gives_and_keeps_its_time) {
    Scene scene;
    HostExecution host(scene.codes, 2, std::nullopt);
    const VirtualExecution result = host.execute(scene.genesis.state, scene.block, scene.transactions);
    const ExecutedBlock serial = execute_serial(scene.genesis.state, scene.block, scene.transactions, scene.codes);
    EXPECT_EQ(result.block->diff, serial.diff);
    EXPECT_EQ(result.block->work, serial.work);
    ASSERT_EQ(host.record().size(), 1U);
    EXPECT_GT(host.record()[0].wall_time, 0_ns);
    EXPECT_EQ(result.makespan, host.record()[0].wall_time);
    EXPECT_EQ(result.concurrency, host.record()[0].concurrency);
}

TEST(HostExecution, repeats_a_record_whatever_the_host_takes) {
    Scene scene;
    const ExecutedBlock serial = execute_serial(scene.genesis.state, scene.block, scene.transactions, scene.codes);
    const ExecutionIdentity identity = identity_of(serial);
    const std::vector<MeasuredExecution> recorded = {{5_ms, {.executions = 7}, identity},
                                                     {1_ns, {.aborts = 3}, identity}};
    HostExecution host(scene.codes, 2, recorded);
    EXPECT_THROW(host.check_all_repeated(), std::runtime_error);
    for (const MeasuredExecution& each : recorded) {
        const VirtualExecution result = host.execute(scene.genesis.state, scene.block, scene.transactions);
        EXPECT_EQ(result.makespan, each.wall_time);
        EXPECT_EQ(result.concurrency, each.concurrency);
        EXPECT_EQ(result.block->diff, serial.diff);
    }
    EXPECT_EQ(host.record(), recorded);
    EXPECT_NO_THROW(host.check_all_repeated());
    EXPECT_THROW((void)host.execute(scene.genesis.state, scene.block, scene.transactions), std::runtime_error);
}

TEST(HostExecution, refuses_the_record_of_another_block) {
    Scene scene;
    HostExecution measured(scene.codes, 1, std::nullopt);
    (void)measured.execute(scene.genesis.state, scene.block, scene.transactions);
    const auto fits = [&] {
        HostExecution host(scene.codes, 1, measured.record());
        (void)host.execute(scene.genesis.state, scene.block, scene.transactions);
    };
    EXPECT_NO_THROW(fits());
    scene.transactions.back().value += 1;
    EXPECT_THROW(fits(), std::runtime_error);
    scene.transactions.back().value -= 1;
    EXPECT_NO_THROW(fits());
    scene.transactions.pop_back();
    EXPECT_THROW(fits(), std::runtime_error);
}

TEST(HostExecution, scales_host_time_to_the_machine_of_the_profile) {
    Scene scene;
    const ExecutionIdentity identity =
        identity_of(execute_serial(scene.genesis.state, scene.block, scene.transactions, scene.codes));
    HostExecution host(scene.codes, 1, std::vector<MeasuredExecution>{{2'000'003_ns, {}, identity}});
    HardwareProfile half_as_fast;
    half_as_fast.host_time_scale = sim::Share::percent(200);
    const VirtualExecution measured = host.execute(scene.genesis.state, scene.block, scene.transactions);
    EXPECT_EQ(measured.makespan, 2'000'003_ns);
    EXPECT_EQ(scaled_to(half_as_fast, measured).makespan, 4'000'006_ns);
    EXPECT_EQ(scaled_to(half_as_fast, measured).busy, 4'000'006_ns);
}

}  // namespace
}  // namespace models
