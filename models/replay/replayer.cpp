// SPDX-License-Identifier: MIT
#include "models/replay/replayer.h"

#include <algorithm>
#include <chrono>
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

std::optional<BlockReplay> Replayer::replay(const ReplayBlock& block, const Progress& progress) {
    BlockReplay result;
    result.name = block.name;
    result.revision = block.context.revision;
    result.transactions = block.transactions.size();
    result.checks = checks_of(block, plan_.whole_state);
    if (!progress(0)) return std::nullopt;
    const ExecutedBlock serial = execute_serial(block.pre, block.context, block.transactions, codes_);
    result.gas_used = serial.gas_used;
    result.post = serial.post.id();
    result.differences = differences(block, serial, plan_.whole_state);
    analyse(block, result);
    const bool whole = plan_.driver == ReplayDriver::Threads ? run_threads(block, serial, progress, result)
                                                             : run_virtual(block, serial, progress, result);
    if (!whole) return std::nullopt;
    return result;
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

bool Replayer::run_threads(const ReplayBlock& block, const ExecutedBlock& serial, const Progress& progress,
                           BlockReplay& result) {
    const std::uint32_t rounds = plan_.warm_up + plan_.repeat;
    std::vector<sim::Duration> serial_times;
    std::vector<std::vector<sim::Duration>> times(executors_.size());
    result.parallel.resize(executors_.size());
    // Serial and parallel take turns, so that what slows the machine down for a while slows both.
    for (std::uint32_t round = 0; round < rounds; ++round) {
        if (!progress(static_cast<double>(round) / rounds)) return false;
        const bool measured = round >= plan_.warm_up;
        std::optional<ExecutedBlock> again;
        const sim::Duration alone =
            timed([&] { again = execute_serial(block.pre, block.context, block.transactions, transition_); });
        if (measured) serial_times.push_back(alone);
        expect_serial(serial, *again, "serial execution once more", result);
        for (std::size_t i = 0; i < executors_.size(); ++i) {
            std::optional<ExecutedBlock> executed;
            const sim::Duration together =
                timed([&] { executed = executors_[i]->execute(block.pre, block.context, block.transactions); });
            if (measured) times[i].push_back(together);
            expect_serial(serial, *executed, on_workers(plan_.workers[i]), result);
            result.parallel[i].concurrency = executed->concurrency;
        }
    }
    result.serial = summary_of(std::move(serial_times));
    for (std::size_t i = 0; i < executors_.size(); ++i) {
        result.parallel[i].workers = plan_.workers[i];
        result.parallel[i].time = summary_of(std::move(times[i]));
    }
    return true;
}

bool Replayer::run_virtual(const ReplayBlock& block, const ExecutedBlock& serial, const Progress& progress,
                           BlockReplay& result) {
    const sim::Duration assembly = assembly_time(serial.diff, plan_.hardware);
    const sim::Duration alone = serial_time(serial, plan_.hardware);
    result.serial = {.median = alone, .fastest = alone};
    for (std::size_t i = 0; i < cores_.size(); ++i) {
        if (!progress(static_cast<double>(i) / static_cast<double>(cores_.size()))) return false;
        const VirtualExecution run = cores_[i]->execute(block.pre, block.context, block.transactions, codes_);
        expect_serial(serial, *run.block, on_workers(plan_.workers[i]), result);
        const sim::Duration together = run.makespan + assembly;
        result.parallel.push_back({.workers = plan_.workers[i],
                                   .time = {.median = together, .fastest = together},
                                   .concurrency = run.concurrency});
    }
    return true;
}

}  // namespace models
