// SPDX-License-Identifier: MIT
#include "models/hardware/cost_model.h"

#include <gtest/gtest.h>

namespace models {
namespace {

using namespace sim::literals;

/// Costs that are powers of ten, so that each shows in its own digit.
HardwareProfile decimal_profile() {
    HardwareProfile profile;
    profile.costs = WorkCosts{};
    profile.costs.transaction = 1'000_ps;
    profile.costs.compute_gas = 1_ps;
    profile.costs.account_read = 10'000_ps;
    profile.costs.slot_read = 100'000_ps;
    profile.costs.validated_read = 1'000'000_ps;
    profile.costs.versioned_access = 1'000_ps;
    profile.costs.ahead_access = 10'000_ps;
    profile.costs.estimate = 10'000'000_ps;
    profile.costs.schedule = 100'000'000_ps;
    profile.memory_read_share = sim::Share{};
    profile.storage_read_latency = 100_us;
    return profile;
}

TEST(CostModel, sums_all_terms_and_rounds_up_once) {
    Work work;
    work.transactions = 2;
    work.compute_gas = 1;
    EXPECT_EQ(cost(work, decimal_profile()), 3_ns);
    work.compute_gas = 1000;
    EXPECT_EQ(cost(work, decimal_profile()), 3_ns);
    work.account_reads = 3;
    work.slot_reads = 4;
    EXPECT_EQ(cost(work, decimal_profile()), 433_ns);
}

TEST(CostModel, charges_the_share_of_reads_that_miss_memory) {
    HardwareProfile profile = decimal_profile();
    profile.storage_read_share = sim::Share::percent(25);
    Work work;
    work.account_reads = 1;
    work.slot_reads = 3;
    EXPECT_EQ(cost(work, profile), 100_us + 310_ns);
}

TEST(CostModel, reads_side_by_side_share_the_latency_of_the_store) {
    HardwareProfile profile = decimal_profile();
    profile.storage_read_share = sim::Share::percent(100);
    profile.storage_queue_depth = 4;
    Work work;
    work.account_reads = 2;
    EXPECT_EQ(cost(work, profile), 50_us + 20_ns);
}

TEST(CostModel, charges_the_share_of_reads_that_miss_the_caches) {
    HardwareProfile profile = decimal_profile();
    profile.memory_read_latency = 200_ns;
    profile.memory_read_share = sim::Share::percent(50);
    Work work;
    work.account_reads = 1;
    work.slot_reads = 1;
    EXPECT_EQ(cost(work, profile), 310_ns);
}

TEST(CostModel, serial_time_is_work_and_what_changed) {
    HardwareProfile profile = decimal_profile();
    profile.costs.block = 7'000_ps;
    profile.costs.changed_account = 1'000'000_ps;
    profile.costs.changed_slot = 300'000_ps;
    ExecutedBlock block;
    block.work.transactions = 5;
    block.diff.accounts.resize(2);
    block.diff.accounts[0].nonce = 1;
    block.diff.accounts[1].slots = {{U256(1), U256(2)}};
    EXPECT_EQ(assembly_time(block.diff, profile), 1'307_ns);
    EXPECT_EQ(serial_time(block, profile), 1'312_ns);
}

TEST(CostModel, charges_a_task_for_the_scheduler_and_its_estimates) {
    StartedTask task;
    task.work.validated_reads = 5;
    EXPECT_EQ(task_time(task, decimal_profile()), 105_us);
    task.valid = false;
    task.written = 2;
    EXPECT_EQ(task_time(task, decimal_profile()), 125_us);
}

TEST(CostModel, charges_an_execution_for_multi_version_memory) {
    StartedTask task;
    task.task.kind = Task::Kind::Execute;
    task.accesses = 7;
    EXPECT_EQ(task_time(task, decimal_profile()), 100'077_ns);
    task.task.version.incarnation = 1;
    EXPECT_EQ(task_time(task, decimal_profile()), 100'007_ns);
    task.task.version.incarnation = 0;
    task.task.kind = Task::Kind::Finalize;
    EXPECT_EQ(task_time(task, decimal_profile()), 100'007_ns);
}

TEST(CostModel, every_kind_of_work_has_a_price) {
    const HardwareProfile profile;
    const auto price = [&](std::uint64_t Work::* member) {
        Work work;
        work.*member = 1'000;
        return cost(work, profile);
    };
    for (const auto member :
         {&Work::transactions,  &Work::compute_gas,    &Work::account_reads,        &Work::slot_reads,
          &Work::warm_accesses, &Work::account_writes, &Work::slot_writes,          &Work::keccak_permutations,
          &Work::ecrecover_gas, &Work::curve_gas,      &Work::point_evaluation_gas, &Work::modexp_gas,
          &Work::logs,          &Work::hash_gas,       &Work::entered_code_bytes,   &Work::new_code_bytes,
          &Work::new_reads,     &Work::log_bytes,      &Work::code_bytes,           &Work::frames,
          &Work::signatures,    &Work::validated_reads})
        EXPECT_GT(price(member), 0_ns);
    EXPECT_LT(cost({.compute_gas = 1'000, .loop_gas = 1'000}, profile), cost({.compute_gas = 1'000}, profile));
}

TEST(CostModel, counts_each_field_and_slot_of_a_diff) {
    StateDiff diff;
    diff.accounts.resize(2);
    diff.accounts[0].nonce = 1;
    diff.accounts[0].balance = U256(5);
    diff.accounts[1].code = nullptr;
    diff.accounts[1].slots = {{U256(1), U256(2)}, {U256(2), U256(3)}};
    EXPECT_EQ(entry_count(diff), 5U);
    HardwareProfile profile;
    profile.diff_encode_entry = 1'000_ps;
    profile.diff_apply_entry = 3'000_ps;
    EXPECT_EQ(diff_encode_time(diff, profile), 5_ns);
    EXPECT_EQ(diff_apply_time(diff, profile), 15_ns);
}

TEST(CostModel, a_signature_costs_what_the_profile_says) {
    HardwareProfile profile;
    profile.costs.signature = 33'900'000_ps;
    EXPECT_EQ(signature_recovery_time(2, profile), 67'800_ns);
}

}  // namespace
}  // namespace models
