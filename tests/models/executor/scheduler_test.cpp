// SPDX-License-Identifier: MIT
#include "models/executor/scheduler.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr Task task(Task::Kind kind, TxIndex tx, Incarnation incarnation) {
    return {kind, {tx, incarnation}};
}
constexpr Task finalize(TxIndex tx, Incarnation incarnation) {
    return task(Task::Kind::Finalize, tx, incarnation);
}
constexpr Task execute(TxIndex tx, Incarnation incarnation) {
    return task(Task::Kind::Execute, tx, incarnation);
}
constexpr Task settle(TxIndex tx, Incarnation incarnation) {
    return task(Task::Kind::Settle, tx, incarnation);
}
constexpr Task validate(TxIndex tx, Incarnation incarnation) {
    return task(Task::Kind::Validate, tx, incarnation);
}

void publish(Scheduler& scheduler, Version version) {
    ASSERT_TRUE(scheduler.try_publish(version));
    scheduler.published(version, 1);
}

/// A scheduler whose first transaction is being executed at the frontier, and all others ahead of it.
void begin_all(Scheduler& scheduler, TxIndex count, int trust = 0) {
    scheduler.reset(count, trust);
    ASSERT_EQ(scheduler.next_task(), finalize(0, 0));
    for (TxIndex tx = 1; tx < count; ++tx) ASSERT_EQ(scheduler.next_task(), execute(tx, 0));
}

TEST(BlockStmScheduler, has_one_at_the_frontier_and_the_others_ahead_of_it) {
    Scheduler scheduler;
    begin_all(scheduler, 3);
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.done());
    EXPECT_FALSE(scheduler.has_candidates());
}

TEST(BlockStmScheduler, leaves_the_rest_to_one_worker_alone) {
    Scheduler scheduler;
    scheduler.reset(2);
    EXPECT_EQ(scheduler.next_task(), finalize(0, 0));
    EXPECT_EQ(scheduler.settle(0, 1), finalize(1, 0));
    EXPECT_FALSE(scheduler.settle(1, 2));
    EXPECT_TRUE(scheduler.done());
}

TEST(BlockStmScheduler, leaves_what_comes_next_to_who_has_come_up) {
    Scheduler scheduler;
    scheduler.reset(8, 0, 2);
    EXPECT_EQ(scheduler.next_task(), finalize(0, 0));
    EXPECT_EQ(scheduler.next_task(), execute(3, 0));  // Not 1 and 2, which are left to who executes 0.
    EXPECT_EQ(scheduler.settle(0, 1), finalize(1, 0));
    EXPECT_EQ(scheduler.next_task(), execute(4, 0));  // Still ahead: goes on.
    EXPECT_EQ(scheduler.settle(1, 2), finalize(2, 0));
    EXPECT_EQ(scheduler.settle(2, 3), finalize(3, 1));  // Takes over what is not done yet.
    EXPECT_EQ(scheduler.settle(3, 4), finalize(4, 1));
    EXPECT_EQ(scheduler.next_task(), execute(7, 0));  // Caught up with: 5 and 6 are left.
}

TEST(BlockStmScheduler, settles_results_in_order) {
    Scheduler scheduler;
    begin_all(scheduler, 3);
    publish(scheduler, {2, 0});
    publish(scheduler, {1, 0});
    EXPECT_FALSE(scheduler.next_task());  // Somebody is at the frontier.
    EXPECT_EQ(scheduler.settle(0, 1), settle(1, 0));
    EXPECT_EQ(scheduler.extend_settling(2), (Version{2, 0}));
    EXPECT_FALSE(scheduler.settle(1, 3));
    EXPECT_TRUE(scheduler.done());
}

TEST(BlockStmScheduler, executes_at_the_frontier_what_does_not_stand) {
    Scheduler scheduler;
    begin_all(scheduler, 3);
    publish(scheduler, {1, 0});
    publish(scheduler, {2, 0});
    ASSERT_EQ(scheduler.settle(0, 1), settle(1, 0));
    ASSERT_EQ(scheduler.extend_settling(2), (Version{2, 0}));
    EXPECT_EQ(scheduler.refute(1, 2), finalize(2, 1));
    EXPECT_EQ(scheduler.frontier(), 2U);
}

TEST(BlockStmScheduler, does_not_wait_for_a_result_that_it_does_not_trust) {
    Scheduler scheduler;
    begin_all(scheduler, 2);
    EXPECT_EQ(scheduler.settle(0, 1), finalize(1, 1));
    EXPECT_FALSE(scheduler.is_current({1, 0}));
    EXPECT_FALSE(scheduler.try_publish({1, 0}));
    EXPECT_EQ(scheduler.add_dependency({1, 0}, 0), Scheduler::Wait::Lost);
}

TEST(BlockStmScheduler, waits_for_a_result_that_it_trusts) {
    Scheduler scheduler;
    begin_all(scheduler, 2, 3);
    EXPECT_FALSE(scheduler.settle(0, 1));
    publish(scheduler, {1, 0});
    EXPECT_TRUE(scheduler.has_candidates());
    EXPECT_EQ(scheduler.next_task(), settle(1, 0));
}

TEST(BlockStmScheduler, loses_its_trust_faster_than_it_gains_it) {
    Scheduler scheduler;
    begin_all(scheduler, 3, 3);
    scheduler.judge(false);
    scheduler.judge(true);
    EXPECT_EQ(scheduler.settle(0, 1), finalize(1, 1));
    scheduler.judge(true);
    EXPECT_FALSE(scheduler.settle(1, 2));
}

TEST(BlockStmScheduler, leaves_to_the_frontier_what_is_not_worth_more) {
    Scheduler scheduler;
    scheduler.reset(3);
    scheduler.leave_to_frontier(1);
    EXPECT_EQ(scheduler.next_task(), finalize(0, 0));
    EXPECT_EQ(scheduler.next_task(), execute(2, 0));
    EXPECT_EQ(scheduler.settle(0, 1), finalize(1, 0));
}

TEST(BlockStmScheduler, validates_what_has_executed_above_a_write) {
    Scheduler scheduler;
    begin_all(scheduler, 4);
    publish(scheduler, {1, 0});
    publish(scheduler, {3, 0});
    EXPECT_EQ(scheduler.sweeps(), 0U);
    scheduler.validate(2, {4, 2});
    EXPECT_FALSE(scheduler.next_task());  // It has not read that.
    scheduler.validate(2, {4, 1});
    EXPECT_EQ(scheduler.sweeps(), 2U);
    EXPECT_EQ(scheduler.next_task(), validate(3, 0));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_TRUE(scheduler.try_abort({3, 0}));
    EXPECT_FALSE(scheduler.try_abort({3, 0}));
    EXPECT_EQ(scheduler.aborted(3), execute(3, 1));
    publish(scheduler, {3, 1});
    EXPECT_FALSE(scheduler.try_abort({3, 0}));
}

TEST(BlockStmScheduler, aborts_nothing_that_is_being_settled) {
    Scheduler scheduler;
    begin_all(scheduler, 2);
    publish(scheduler, {1, 0});
    ASSERT_EQ(scheduler.settle(0, 1), settle(1, 0));
    EXPECT_FALSE(scheduler.try_abort({1, 0}));
    scheduler.give_back({1, 0});
    EXPECT_TRUE(scheduler.try_abort({1, 0}));
}

TEST(BlockStmScheduler, wakes_those_that_wait_when_what_they_wait_for_has_executed) {
    Scheduler scheduler;
    begin_all(scheduler, 4, 3);
    EXPECT_EQ(scheduler.add_dependency({3, 0}, 1), Scheduler::Wait::Sleeps);
    EXPECT_EQ(scheduler.add_dependency({2, 0}, 1), Scheduler::Wait::Sleeps);
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.has_candidates());
    publish(scheduler, {1, 0});
    EXPECT_EQ(scheduler.next_task(), execute(2, 1));
    EXPECT_EQ(scheduler.next_task(), execute(3, 1));
}

TEST(BlockStmScheduler, does_not_wait_for_what_has_executed) {
    Scheduler scheduler;
    begin_all(scheduler, 3);
    publish(scheduler, {1, 0});
    EXPECT_EQ(scheduler.add_dependency({2, 0}, 1), Scheduler::Wait::RunAgain);
}

TEST(BlockStmScheduler, halt_ends_a_block) {
    Scheduler scheduler;
    scheduler.reset(5);
    scheduler.halt();
    EXPECT_TRUE(scheduler.done());
    EXPECT_FALSE(scheduler.next_task());
}

}  // namespace
}  // namespace models
