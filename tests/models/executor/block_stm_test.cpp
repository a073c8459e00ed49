// SPDX-License-Identifier: MIT
#include "models/executor/block_stm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "fake_block.h"
#include "models/executor/thread_driver.h"

namespace models {
namespace {

using Action = FakeTransaction::Action;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // g++ only; under clang the tests just take longer.
#else
constexpr bool kSanitized = false;
#endif

/// Picks one of `count` possible next steps.
using Choose = std::function<std::size_t(std::size_t count)>;

/// Runs the block that `stm` has begun: a step is starting or finishing a task of one worker, `choose` says of which.
void run_schedule(BlockStm& stm, WorkerIndex workers, const Choose& choose) {
    std::vector<Task> next(workers);
    std::vector<std::optional<StartedTask>> started(workers);
    std::vector<WorkerIndex> able;
    for (;;) {
        able.clear();
        bool idle_listed = false;  // Workers without a task are alike: one stands for all.
        for (WorkerIndex worker = 0; worker < workers; ++worker) {
            const bool idle = !started[worker] && !next[worker];
            if (idle && (idle_listed || !stm.has_candidates())) continue;
            idle_listed |= idle;
            able.push_back(worker);
        }
        if (able.empty()) break;
        const WorkerIndex worker = able[choose(able.size())];
        if (started[worker]) {
            next[worker] = stm.finish(worker, *started[worker]);
            started[worker].reset();
            continue;
        }
        const Task task = next[worker] ? next[worker] : stm.next_task();
        next[worker] = {};
        if (task) started[worker] = stm.start(worker, task);
    }
    ASSERT_FALSE(stm.next_task());
    ASSERT_TRUE(stm.done());
}

/// Tries every schedule, depth first, up to `limit`; returns how many there were.
std::size_t for_each_schedule(std::size_t limit, const std::function<bool(const Choose&)>& run) {
    struct Branch {
        std::size_t taken = 0;
        std::size_t count = 0;
    };
    std::vector<Branch> path;
    for (std::size_t schedules = 0; schedules < limit;) {
        std::size_t depth = 0;
        const bool more = run([&](std::size_t count) {
            if (depth == path.size()) path.push_back({0, count});
            return path[depth++].taken;
        });
        ++schedules;
        if (!more) return schedules;
        while (!path.empty() && path.back().taken + 1 == path.back().count) path.pop_back();
        if (path.empty()) return schedules;
        ++path.back().taken;
    }
    return limit;
}

void expect_serial_in_every_schedule(const std::vector<FakeTransaction>& transactions, WorkerIndex workers) {
    constexpr std::size_t kLimit = kSanitized ? 2'000 : 500'000;
    const State base = fake_base();
    PlainStateView view(base);
    const FakeExpected expected = FakeReference(base).run(transactions);
    BlockStm stm;
    const std::size_t schedules = for_each_schedule(kLimit, [&](const Choose& choose) {
        stm.begin(fake_block(view, transactions, workers));
        run_schedule(stm, workers, choose);
        const auto difference = first_difference(stm, expected);
        EXPECT_EQ(difference, std::nullopt);
        return !difference && !testing::Test::HasFatalFailure();
    });
    EXPECT_GT(schedules, 50U);
    if (!kSanitized) {
        EXPECT_LT(schedules, kLimit) << "not every schedule was tried";
    }
    testing::Test::RecordProperty("schedules", static_cast<int>(schedules));
}

FakeTransaction increment(std::uint64_t slot) {
    return {.steps = {{Action::ReadSlot, slot, 0}, {Action::WriteSlot, slot, 1}}, .fee = 1};
}

TEST(BlockStm, equals_serial_in_every_schedule_of_a_hot_slot) {
    expect_serial_in_every_schedule({increment(0), increment(0), increment(0)}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_of_a_chain) {
    const FakeTransaction a{.steps = {{Action::ReadSlot, 0, 0}, {Action::WriteSlot, 1, 0}}};
    const FakeTransaction b{.steps = {{Action::ReadSlot, 1, 0}, {Action::WriteSlot, 2, 0}}};
    const FakeTransaction c{.steps = {{Action::ReadSlot, 2, 0}, {Action::WriteSlot, 0, 0}}};
    expect_serial_in_every_schedule({a, b, c}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_when_write_sets_change) {
    const FakeTransaction fork{
        .steps = {{Action::ReadSlot, 0, 0}, {Action::WriteOneOfTwo, 0, 3}}, .fee = 0, .fee_depends_on_reads = true};
    const FakeTransaction reader{
        .steps = {{Action::ReadSlot, 0, 0}, {Action::ReadSlot, 1, 0}, {Action::WriteOneOfTwo, 0, 1}}};
    expect_serial_in_every_schedule({fork, reader, fork}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_when_the_beneficiary_is_read) {
    const FakeTransaction reader{.steps = {{Action::ReadBalance, 0, 0}, {Action::WriteSlot, 0, 0}}, .fee = 5};
    const FakeTransaction payer{.steps = {{Action::ReadSlot, 0, 0}}, .fee = 3, .fee_depends_on_reads = true};
    expect_serial_in_every_schedule({payer, reader, reader}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_when_the_beneficiary_is_paid_and_read) {
    const FakeTransaction payment{.steps = {{Action::AddBalance, 0, 50}}, .fee = 2};
    const FakeTransaction payer{
        .steps = {{Action::ReadSlot, 0, 0}, {Action::WriteSlot, 0, 1}}, .fee = 3, .fee_depends_on_reads = true};
    const FakeTransaction reader{.steps = {{Action::ReadBalance, 0, 0}, {Action::WriteSlot, 1, 0}}, .fee = 1};
    expect_serial_in_every_schedule({payer, payment, reader}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_of_payments) {
    const FakeTransaction payment{.steps = {{Action::TakeBalance, 1, 4}, {Action::AddBalance, 2, 400}}, .fee = 1};
    const FakeTransaction spends_all{.steps = {{Action::TakeBalance, 1, 7}, {Action::AddBalance, 0, 700}}, .fee = 2};
    expect_serial_in_every_schedule({payment, spends_all, payment}, 2);
}

TEST(BlockStm, equals_serial_in_every_schedule_of_a_payment_and_who_looks_at_the_balance) {
    const FakeTransaction payment{.steps = {{Action::TakeBalance, 1, 4}, {Action::AddBalance, 2, 400}}};
    const FakeTransaction reader{.steps = {{Action::ReadBalance, 2, 0}, {Action::AddBalance, 1, 50}}, .fee = 1};
    expect_serial_in_every_schedule({payment, reader, payment}, 2);
}

TEST(BlockStm, payments_from_and_to_one_account_do_not_conflict) {
    const State base = fake_base();
    PlainStateView view(base);
    const std::vector<FakeTransaction> transactions(
        20, {.steps = {{Action::TakeBalance, 7, 1}, {Action::AddBalance, 3, 100}}, .fee = 1});
    BlockStm stm;
    stm.begin(fake_block(view, transactions, 8));
    std::mt19937_64 random(3);
    run_schedule(stm, 8, [&](std::size_t choices) { return random() % choices; });
    EXPECT_EQ(first_difference(stm, FakeReference(base).run(transactions)), std::nullopt);
    EXPECT_EQ(stm.stats().aborts, 0U);
    EXPECT_EQ(stm.stats().blocked, 0U);
}

TEST(BlockStm, a_recorded_block_takes_the_same_schedule) {
    const State base = fake_base();
    PlainStateView view(base);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::mt19937_64 random(seed);
        const auto transactions = random_fakes(random, 1 + random() % 30, 1 + random() % 7);
        const auto workers = static_cast<WorkerIndex>(1 + random() % 9);
        BlockStm runs;
        BlockStm repeats;
        runs.begin(fake_block(view, transactions, workers));
        repeats.begin(fake_block(view, transactions, workers));
        repeats.record(BlockFirsts(transactions.size()));
        repeats.begin_again(workers);
        std::vector<std::size_t> choices;
        std::vector<std::size_t> repeated;
        const auto choose = [seed](std::vector<std::size_t>& made) {
            return [&made, random = std::mt19937_64(seed)](std::size_t count) mutable {
                made.push_back(count);
                return random() % count;
            };
        };
        run_schedule(runs, workers, choose(choices));
        run_schedule(repeats, workers, choose(repeated));
        ASSERT_EQ(choices, repeated) << "seed " << seed;
        ASSERT_EQ(runs.stats(), repeats.stats()) << "seed " << seed;
        ASSERT_EQ(first_difference(repeats, FakeReference(base).run(transactions)), std::nullopt) << "seed " << seed;
    }
}

TEST(BlockStm, equals_serial_in_every_schedule_of_three_workers) {
    expect_serial_in_every_schedule({increment(0), increment(1), increment(0)}, 3);
}

TEST(BlockStm, equals_serial_in_random_schedules_of_random_blocks) {
    const State base = fake_base();
    PlainStateView view(base);
    BlockStm stm;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        std::mt19937_64 random(seed);
        const std::size_t count = 1 + random() % 30;
        const auto transactions = random_fakes(random, count, 1 + random() % 7);
        const auto workers = static_cast<WorkerIndex>(1 + random() % 9);
        const auto expected = FakeReference(base).run(transactions);
        stm.begin(fake_block(view, transactions, workers));
        run_schedule(stm, workers, [&](std::size_t choices) { return random() % choices; });
        ASSERT_EQ(first_difference(stm, expected), std::nullopt) << "seed " << seed;
    }
}

TEST(BlockStm, equals_serial_on_host_threads) {
    const State base = fake_base();
    PlainStateView view(base);
    for (const WorkerIndex workers : {1U, 2U, 3U, 8U}) {
        ThreadDriver driver(workers);
        BlockStm stm;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            std::mt19937_64 random(seed);
            const auto transactions = random_fakes(random, 60, 1 + random() % 8);
            const auto expected = FakeReference(base).run(transactions);
            stm.begin(fake_block(view, transactions, workers));
            driver.run(stm);
            ASSERT_TRUE(stm.done());
            ASSERT_EQ(first_difference(stm, expected), std::nullopt) << "seed " << seed << ", workers " << workers;
        }
    }
}

TEST(BlockStm, an_empty_block_is_done_at_once) {
    const State base = fake_base();
    PlainStateView view(base);
    BlockStm stm;
    stm.begin(fake_block(view, {}, 2));
    EXPECT_TRUE(stm.done());
    EXPECT_FALSE(stm.next_task());
}

TEST(BlockStm, one_worker_executes_each_transaction_once_and_validates_none) {
    const State base = fake_base();
    PlainStateView view(base);
    const std::vector<FakeTransaction> transactions(10, increment(0));
    BlockStm stm;
    ThreadDriver driver(1);
    stm.begin(fake_block(view, transactions, 1));
    driver.run(stm);
    EXPECT_EQ(stm.stats(), (ConcurrencyStats{.executions = 10, .blocked = 0, .validations = 0, .aborts = 0}));
}

TEST(BlockStm, a_fee_payment_is_no_conflict) {
    const State base = fake_base();
    PlainStateView view(base);
    std::vector<FakeTransaction> transactions;
    for (std::uint64_t i = 0; i < 6; ++i) transactions.push_back(increment(i));
    BlockStm stm;
    stm.begin(fake_block(view, transactions, 6));
    std::size_t turn = 0;
    run_schedule(stm, 6, [&](std::size_t choices) { return turn++ % choices; });
    EXPECT_EQ(stm.stats().executions, 6U);
    EXPECT_EQ(stm.stats().aborts, 0U);
    EXPECT_EQ(stm.stats().blocked, 0U);
}

TEST(ThreadDriver, throws_what_a_worker_throws_and_works_on) {
    const State base = fake_base();
    PlainStateView view(base);
    const std::vector<FakeTransaction> transactions(20, increment(0));
    ThreadDriver driver(3);
    BlockStm stm;
    auto block = fake_block(view, transactions, 3);
    block.run = [](WorkerIndex, StateView&, TxIndex tx) -> TxResult {
        if (tx == 7) throw std::runtime_error("tx 7");
        return {};
    };
    stm.begin(std::move(block));
    EXPECT_THROW(driver.run(stm), std::runtime_error);
    stm.begin(fake_block(view, transactions, 3));
    driver.run(stm);
    EXPECT_EQ(first_difference(stm, FakeReference(base).run(transactions)), std::nullopt);
}

/// How many of `count` transactions settle when the first worker does all that is at the frontier, and the second
/// begins one transaction, if it `comes`, and never ends it. Each uses 1,000 gas.
TxIndex settled_beside_one_who_is_stuck(TxIndex count, bool comes, std::optional<std::uint64_t> patience) {
    const State base = fake_base();
    PlainStateView view(base);
    const std::vector<FakeTransaction> transactions(count, increment(0));
    BlockStm stm;
    BlockStm::Block block = fake_block(view, transactions, 2);
    block.patience = patience;
    block.run = [run = block.run](WorkerIndex worker, StateView& state, TxIndex tx) {
        TxResult result = run(worker, state, tx);
        result.gas_used = 1'000_gas;
        return result;
    };
    stm.begin(block);
    Task task = stm.next_task();
    if (comes) {
        EXPECT_EQ(stm.next_task().kind, Task::Kind::Execute);
    }
    while (task.kind == Task::Kind::Finalize) task = stm.finish(0, stm.start(0, task));
    EXPECT_TRUE(stm.done());
    return stm.settled();
}

TEST(BlockStm, gives_up_what_is_worth_no_sharing) {
    EXPECT_EQ(settled_beside_one_who_is_stuck(100, true, 0), 8U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(100, true, 8'001), 9U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(1'280, true, 20'000), 20U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(100, true, {}), 100U);
}

/// How many transactions settle when the first worker ends two tasks while the second ends one.
TxIndex settled_beside_one_who_is_slow(const std::vector<FakeTransaction>& transactions) {
    const State base = fake_base();
    PlainStateView view(base);
    BlockStm stm;
    BlockStm::Block block = fake_block(view, transactions, 2);
    block.patience = 0;
    stm.begin(block);
    Task first;
    Task second;
    std::optional<StartedTask> running;
    while (!stm.done()) {
        if (!first) first = stm.next_task();
        const std::optional<StartedTask> one = first ? std::optional<StartedTask>(stm.start(0, first)) : std::nullopt;
        if (!running) {
            if (!second) second = stm.next_task();
            if (second) running = stm.start(1, second);
        }
        first = one ? stm.finish(0, *one) : Task{};
        if (!first) first = stm.next_task();
        if (first) first = stm.finish(0, stm.start(0, first));
        if (running) second = stm.finish(1, *running);
        running.reset();
    }
    return stm.settled();
}

TEST(BlockStm, gives_up_a_chain_but_not_what_came_too_late) {
    EXPECT_LT(settled_beside_one_who_is_slow(std::vector<FakeTransaction>(60, increment(0))), 30U);
    std::vector<FakeTransaction> apart;
    for (std::uint64_t i = 0; i < 60; ++i) apart.push_back(increment(i));
    EXPECT_EQ(settled_beside_one_who_is_slow(apart), 60U);
}

TEST(BlockStm, gives_up_when_no_other_worker_comes) {
    EXPECT_EQ(settled_beside_one_who_is_stuck(500, false, 0), 400U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(500, false, {}), 500U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(300, false, 0), 300U);
    EXPECT_EQ(settled_beside_one_who_is_stuck(9'600, false, 0), 600U);
}

}  // namespace
}  // namespace models
