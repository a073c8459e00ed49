// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_driver.h"

#include <gtest/gtest.h>

#include "tests/models/executor/fake_block.h"

namespace models {
namespace {

using namespace sim::literals;
using Action = FakeTransaction::Action;

/// Executions take 1 ms, everything else 1 us.
sim::Duration time_of(const StartedTask& started) {
    const bool executes = started.task.kind == Task::Kind::Execute || started.task.kind == Task::Kind::Finalize;
    return executes ? sim::Duration(1_ms) : sim::Duration(1_us);
}

std::vector<FakeTransaction> independent(std::size_t count) {
    std::vector<FakeTransaction> transactions(count);
    for (std::size_t i = 0; i < count; ++i)
        transactions[i] = {.steps = {{Action::ReadSlot, i, 0}, {Action::WriteSlot, i, 1}}, .fee = 1};
    return transactions;
}

std::vector<FakeTransaction> all_on_one_slot(std::size_t count) {
    return std::vector<FakeTransaction>(count,
                                        {.steps = {{Action::ReadSlot, 0, 0}, {Action::WriteSlot, 0, 1}}, .fee = 1});
}

VirtualSchedule run(const std::vector<FakeTransaction>& transactions, WorkerIndex workers, sim::Duration wake = {}) {
    const State base = fake_base();
    PlainStateView view(base);
    BlockStm stm;
    stm.begin(fake_block(view, transactions, workers));
    const VirtualSchedule schedule = run_virtual(stm, workers, time_of, wake);
    EXPECT_TRUE(stm.done());
    EXPECT_EQ(first_difference(stm, FakeReference(base).run(transactions)), std::nullopt);
    return schedule;
}

TEST(VirtualDriver, equals_serial_for_random_blocks) {
    const State base = fake_base();
    PlainStateView view(base);
    BlockStm stm;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        std::mt19937_64 random(seed);
        const auto transactions = random_fakes(random, 1 + random() % 60, 1 + random() % 8);
        const auto workers = static_cast<WorkerIndex>(1 + random() % 70);
        const auto expected = FakeReference(base).run(transactions);
        stm.begin(fake_block(view, transactions, workers));
        run_virtual(stm, workers, [&](const StartedTask&) {
            return sim::Duration::from_ns(1 + static_cast<std::int64_t>(random() % 50));
        });
        ASSERT_EQ(first_difference(stm, expected), std::nullopt) << "seed " << seed;
    }
}

TEST(VirtualDriver, one_core_takes_the_sum_of_all_tasks) {
    const VirtualSchedule schedule = run(independent(20), 1);
    EXPECT_EQ(schedule.makespan, 20 * 1_ms);
    EXPECT_EQ(schedule.busy, schedule.makespan);
}

TEST(VirtualDriver, independent_transactions_speed_up_by_the_number_of_cores) {
    // 64 rounds of k executions each, and then validations of a thousandth of the time: at least 95 % of k.
    for (const WorkerIndex cores : {2U, 4U, 16U, 64U}) {
        const VirtualSchedule one = run(independent(64 * cores), 1);
        const VirtualSchedule many = run(independent(64 * cores), cores);
        EXPECT_GE(one.makespan * 100, many.makespan * cores * 95) << cores << " cores";
        EXPECT_LE(many.busy, many.makespan * cores);
    }
}

TEST(VirtualDriver, one_hot_slot_gains_nothing_from_cores) {
    const VirtualSchedule one = run(all_on_one_slot(50), 1);
    const VirtualSchedule many = run(all_on_one_slot(50), 16);
    EXPECT_GE(many.makespan * 110, one.makespan * 100);
    EXPECT_LE(many.makespan * 100, one.makespan * 150);
}

TEST(VirtualDriver, gives_the_same_schedule_twice) {
    std::mt19937_64 random(7);
    const auto transactions = random_fakes(random, 200, 6);
    const VirtualSchedule first = run(transactions, 16);
    const VirtualSchedule second = run(transactions, 16);
    EXPECT_EQ(first.makespan, second.makespan);
    EXPECT_EQ(first.busy, second.busy);
}

TEST(VirtualDriver, parked_cores_change_nothing) {
    std::mt19937_64 random(8);
    const auto transactions = random_fakes(random, 40, 6);
    // With as many cores as transactions nobody ever waits for a core.
    EXPECT_EQ(run(transactions, 80).makespan, run(transactions, 128).makespan);
}

TEST(VirtualDriver, cores_that_sleep_come_when_they_wake) {
    const auto transactions = independent(40);
    const VirtualSchedule alone = run(transactions, 1);
    const VirtualSchedule at_once = run(transactions, 4);
    const VirtualSchedule late = run(transactions, 4, 8_ms);
    EXPECT_GE(late.makespan, at_once.makespan + 5_ms);  // Eight executions alone, which four cores do in two rounds.
    EXPECT_LT(late.makespan, alone.makespan);
    EXPECT_GE(late.busy, alone.makespan);
    // Too late for anything.
    EXPECT_EQ(run(transactions, 4, 1_s).makespan, alone.makespan);
    EXPECT_EQ(run(transactions, 4, 1_s).busy, alone.busy);
    EXPECT_EQ(run(transactions, 1, 8_ms).makespan, alone.makespan);
}

TEST(VirtualDriver, an_empty_block_takes_no_time) {
    EXPECT_EQ(run({}, 4).makespan, 0_ns);
    EXPECT_EQ(run({}, 4, 1_ms).makespan, 0_ns);
}

}  // namespace
}  // namespace models
