// SPDX-License-Identifier: MIT
#include "models/replay/replayer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "models/executor/difference.h"
#include "models/hardware/cost_model.h"

namespace models {
namespace {

/// Wall time, because several threads work on one block.
template <class Run>
sim::Duration timed(const Run& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::nanoseconds passed = std::chrono::steady_clock::now() - start;
    return sim::Duration::from_ns(passed.count());
}

RoundTimes summary_of(std::vector<sim::Duration> times) {
    std::sort(times.begin(), times.end());
    const std::size_t middle = times.size() / 2;
    const sim::Duration median = times.size() % 2 == 1
                                     ? times[middle]
                                     : sim::Duration::from_ns((times[middle - 1].ns() + times[middle].ns()) / 2);
    return {.median = median, .fastest = times.front()};
}

/// Every `execution`, on any number of workers and again serially, must give what serial execution gave at first; said
/// once of each.
void expect_serial(const ExecutedBlock& serial, const ExecutedBlock& executed, const std::string& execution,
                   BlockReplay& result) {
    const bool same = executed.post.id() == serial.post.id() && executed.receipts == serial.receipts &&
                      executed.outcomes == serial.outcomes && executed.diff == serial.diff;
    const bool said = std::any_of(result.differences.begin(), result.differences.end(),
                                  [&](const FieldDifference& difference) { return difference.field == execution; });
    if (!same && !said)
        result.differences.push_back({execution, "what serial execution gives", executor_difference(serial, executed)});
}

std::string on_workers(WorkerIndex workers) {
    return "parallel execution on " + std::to_string(workers) + " workers";
}

}  // namespace

Replayer::Replayer(ReplayPlan plan, CodeStore& codes) : plan_(std::move(plan)), codes_(codes), transition_(codes) {
    for (const WorkerIndex workers : plan_.workers) {
        if (plan_.driver == ReplayDriver::Threads)
            executors_.push_back(std::make_unique<ParallelExecutor>(codes_, workers));
        else
            cores_.push_back(std::make_unique<VirtualCores>(plan_.hardware, workers));
    }
}

std::vector<BlockReplay> Replayer::replay(std::span<const ReplayBlock> blocks, const Progress& progress) {
    const bool threads = plan_.driver == ReplayDriver::Threads;
    const std::uint32_t rounds = threads ? plan_.warm_up + plan_.repeat : 1;
    const auto steps = static_cast<double>(blocks.size() * (1 + rounds * (1 + plan_.workers.size())));
    std::size_t step = 0;
    const auto goes_on = [&](const ReplayBlock& block) { return progress(static_cast<double>(step++) / steps, block); };
    std::vector<Turn> turns;
    for (const ReplayBlock& block : blocks) {
        if (!goes_on(block)) return {};
        turns.push_back(first_turn(block));
    }
    bool stopped = false;
    const auto each = [&](const auto& run) {
        for (Turn& turn : turns) {
            stopped = stopped || !goes_on(turn.block);
            if (stopped) return;
            run(turn);
        }
    };
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const bool measured = !threads || round >= plan_.warm_up;
        each([&](Turn& turn) { run_serial(turn, measured); });
        for (std::size_t i = 0; i < plan_.workers.size(); ++i)
            each([&](Turn& turn) { threads ? run_threads(turn, i, measured) : run_virtual(turn, i); });
    }
    std::vector<BlockReplay> replays;
    for (Turn& turn : turns) {
        const auto none = [](const auto& times) { return times.empty(); };
        if (turn.serial_times.empty() || std::any_of(turn.times.begin(), turn.times.end(), none)) break;
        turn.result.serial = summary_of(std::move(turn.serial_times));
        for (std::size_t i = 0; i < plan_.workers.size(); ++i)
            turn.result.parallel[i].time = summary_of(std::move(turn.times[i]));
        replays.push_back(std::move(turn.result));
    }
    return replays;
}

/// Executes the block serially, checks it and looks at what depends on what.
Replayer::Turn Replayer::first_turn(const ReplayBlock& block) {
    Turn turn{.block = block,
              .serial = execute_serial(block.pre, block.context, block.transactions, codes_),
              .result = {},
              .serial_times = {},
              .times = std::vector<std::vector<sim::Duration>>(plan_.workers.size())};
    BlockReplay& result = turn.result;
    result.name = block.name;
    result.revision = block.context.revision;
    result.transactions = block.transactions.size();
    result.checks = checks_of(block, plan_.whole_state);
    result.gas_used = turn.serial.gas_used;
    result.post = turn.serial.post.id();
    result.differences = differences(block, turn.serial, plan_.whole_state);
    analyse(block, result);
    for (const WorkerIndex workers : plan_.workers)
        result.parallel.push_back({.workers = workers, .time = {}, .concurrency = {}});
    return turn;
}

void Replayer::analyse(const ReplayBlock& block, BlockReplay& result) {
    const std::vector<TransactionAccess> accesses = record_accesses(block, codes_);
    for (const TransactionAccess& access : accesses) result.plain_transfers += access.plain_transfer ? 1 : 0;
    const auto time = [&](const TransactionAccess& tx) {
        return static_cast<std::uint64_t>(cost(tx.work, plan_.hardware).ns());
    };
    const auto gas = [](const TransactionAccess& tx) { return static_cast<std::uint64_t>(tx.gas_used.units()); };
    const Address& beneficiary = block.context.beneficiary;
    result.eager_time = critical_path(accesses, beneficiary, DependencyRule::Eager, time);
    result.lazy_time = critical_path(accesses, beneficiary, DependencyRule::LazyTransfers, time);
    result.eager_gas = critical_path(accesses, beneficiary, DependencyRule::Eager, gas);
    result.lazy_gas = critical_path(accesses, beneficiary, DependencyRule::LazyTransfers, gas);
}

void Replayer::run_serial(Turn& turn, bool measured) {
    if (plan_.driver == ReplayDriver::Virtual) {
        turn.serial_times.push_back(serial_time(turn.serial, plan_.hardware));
        return;
    }
    const ReplayBlock& block = turn.block;
    std::optional<ExecutedBlock> again;
    const sim::Duration time =
        timed([&] { again = execute_serial(block.pre, block.context, block.transactions, transition_); });
    if (measured) turn.serial_times.push_back(time);
    expect_serial(turn.serial, *again, "serial execution once more", turn.result);
}

void Replayer::run_threads(Turn& turn, std::size_t index, bool measured) {
    const ReplayBlock& block = turn.block;
    std::optional<ExecutedBlock> executed;
    const sim::Duration time =
        timed([&] { executed = executors_[index]->execute(block.pre, block.context, block.transactions); });
    if (measured) turn.times[index].push_back(time);
    expect_serial(turn.serial, *executed, on_workers(plan_.workers[index]), turn.result);
    turn.result.parallel[index].concurrency = executed->concurrency;
}

void Replayer::run_virtual(Turn& turn, std::size_t index) {
    const ReplayBlock& block = turn.block;
    const VirtualExecution run = cores_[index]->execute(block.pre, block.context, block.transactions, codes_);
    expect_serial(turn.serial, *run.block, on_workers(plan_.workers[index]), turn.result);
    turn.times[index].push_back(run.makespan + assembly_time(turn.serial.diff, plan_.hardware));
    turn.result.parallel[index].concurrency = run.concurrency;
}

}  // namespace models
