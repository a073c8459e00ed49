// SPDX-License-Identifier: MIT
#include "models/executor/scheduler.h"

#include <gtest/gtest.h>

namespace models {
namespace {

constexpr Task execute(TxIndex tx, Incarnation incarnation) {
    return {Task::Kind::Execute, {tx, incarnation}};
}
constexpr Task validate(TxIndex tx, Incarnation incarnation) {
    return {Task::Kind::Validate, {tx, incarnation}};
}

/// A scheduler whose first `executed` of `count` transactions have executed, validation still to come.
void execute_first(Scheduler& scheduler, TxIndex count, TxIndex executed) {
    scheduler.reset(count);
    for (TxIndex tx = 0; tx < executed; ++tx) ASSERT_EQ(scheduler.next_task(), execute(tx, 0));
    for (TxIndex tx = 0; tx < executed; ++tx) ASSERT_FALSE(scheduler.finish_execution({tx, 0}, true));
}

TEST(BlockStmScheduler, hands_out_executions_in_order) {
    Scheduler scheduler;
    scheduler.reset(3);
    for (TxIndex tx = 0; tx < 3; ++tx) EXPECT_EQ(scheduler.next_task(), execute(tx, 0));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.done());
    EXPECT_FALSE(scheduler.has_candidates());
}

TEST(BlockStmScheduler, is_done_when_all_are_validated) {
    Scheduler scheduler;
    execute_first(scheduler, 2, 2);
    EXPECT_EQ(scheduler.next_task(), validate(0, 0));
    EXPECT_EQ(scheduler.next_task(), validate(1, 0));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.finish_validation(0, ValidationOutcome::Upheld));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.done());
    EXPECT_FALSE(scheduler.finish_validation(1, ValidationOutcome::Upheld));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_TRUE(scheduler.done());
}

TEST(BlockStmScheduler, reexecutes_reader_of_aborted_write) {
    Scheduler scheduler;
    execute_first(scheduler, 3, 3);
    EXPECT_EQ(scheduler.next_task(), validate(0, 0));
    EXPECT_EQ(scheduler.next_task(), validate(1, 0));
    ASSERT_TRUE(scheduler.try_validation_abort({1, 0}));
    EXPECT_EQ(scheduler.finish_validation(1, ValidationOutcome::Aborted), execute(1, 1));
    // It wrote where it had written before, so it alone is validated again, and then all above it.
    EXPECT_EQ(scheduler.next_task(), validate(2, 0));
    EXPECT_EQ(scheduler.finish_execution({1, 1}, false), validate(1, 1));
}

TEST(BlockStmScheduler, revalidates_all_above_a_write_to_a_new_location) {
    Scheduler scheduler;
    execute_first(scheduler, 3, 3);
    for (TxIndex tx = 0; tx < 3; ++tx) ASSERT_EQ(scheduler.next_task(), validate(tx, 0));
    ASSERT_TRUE(scheduler.try_validation_abort({0, 0}));
    ASSERT_EQ(scheduler.finish_validation(0, ValidationOutcome::Aborted), execute(0, 1));
    EXPECT_FALSE(scheduler.finish_validation(1, ValidationOutcome::Upheld));
    EXPECT_FALSE(scheduler.finish_validation(2, ValidationOutcome::Upheld));
    EXPECT_EQ(scheduler.next_task(), validate(1, 0));
    EXPECT_EQ(scheduler.next_task(), validate(2, 0));
    EXPECT_FALSE(scheduler.finish_execution({0, 1}, true));
    EXPECT_EQ(scheduler.next_task(), validate(0, 1));
    EXPECT_EQ(scheduler.next_task(), validate(1, 0));
}

TEST(BlockStmScheduler, validates_nothing_again_when_nobody_read_what_was_aborted) {
    Scheduler scheduler;
    execute_first(scheduler, 2, 2);
    for (TxIndex tx = 0; tx < 2; ++tx) ASSERT_EQ(scheduler.next_task(), validate(tx, 0));
    ASSERT_TRUE(scheduler.try_validation_abort({0, 0}));
    EXPECT_EQ(scheduler.finish_validation(0, ValidationOutcome::AbortedUnread), execute(0, 1));
    EXPECT_FALSE(scheduler.finish_validation(1, ValidationOutcome::Upheld));
    EXPECT_FALSE(scheduler.next_task());
}

TEST(BlockStmScheduler, grants_an_abort_once) {
    Scheduler scheduler;
    execute_first(scheduler, 1, 1);
    EXPECT_EQ(scheduler.next_task(), validate(0, 0));
    EXPECT_TRUE(scheduler.try_validation_abort({0, 0}));
    EXPECT_FALSE(scheduler.try_validation_abort({0, 0}));
}

TEST(BlockStmScheduler, refuses_to_abort_an_older_incarnation) {
    Scheduler scheduler;
    execute_first(scheduler, 1, 1);
    EXPECT_EQ(scheduler.next_task(), validate(0, 0));
    ASSERT_TRUE(scheduler.try_validation_abort({0, 0}));
    ASSERT_EQ(scheduler.finish_validation(0, ValidationOutcome::Aborted), execute(0, 1));
    EXPECT_EQ(scheduler.finish_execution({0, 1}, false), validate(0, 1));
    EXPECT_FALSE(scheduler.try_validation_abort({0, 0}));
}

TEST(BlockStmScheduler, wakes_those_that_wait_when_what_they_wait_for_has_executed) {
    Scheduler scheduler;
    scheduler.reset(3);
    for (TxIndex tx = 0; tx < 3; ++tx) ASSERT_EQ(scheduler.next_task(), execute(tx, 0));
    EXPECT_TRUE(scheduler.add_dependency(2, 0));
    EXPECT_TRUE(scheduler.add_dependency(1, 0));
    EXPECT_FALSE(scheduler.next_task());
    EXPECT_FALSE(scheduler.has_candidates());
    EXPECT_FALSE(scheduler.finish_execution({0, 0}, true));
    EXPECT_EQ(scheduler.next_task(), execute(1, 1));
    EXPECT_EQ(scheduler.next_task(), execute(2, 1));
    EXPECT_EQ(scheduler.next_task(), validate(0, 0));
}

TEST(BlockStmScheduler, does_not_wait_for_what_has_executed) {
    Scheduler scheduler;
    scheduler.reset(2);
    ASSERT_EQ(scheduler.next_task(), execute(0, 0));
    ASSERT_EQ(scheduler.next_task(), execute(1, 0));
    ASSERT_FALSE(scheduler.finish_execution({0, 0}, true));
    EXPECT_FALSE(scheduler.add_dependency(1, 0));
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
