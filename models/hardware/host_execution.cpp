// SPDX-License-Identifier: MIT
#include "models/hardware/host_execution.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace models {
namespace {

using WallClock = std::chrono::steady_clock;  // allow(wall-clock): measured mode keeps what it reads, to be repeated

sim::Duration scaled(sim::Duration wall_time, sim::Share scale) {
    __extension__ using Wide = __int128;
    const auto ns = static_cast<Wide>(wall_time.ns()) * scale.ppm() / 1'000'000;
    return sim::Duration::from_ns(std::max<std::int64_t>(1, static_cast<std::int64_t>(ns)));
}

}  // namespace

HostExecution::HostExecution(CodeStore& codes, WorkerIndex threads,
                             std::optional<std::vector<MeasuredExecution>> recorded)
    : codes_(codes), threads_(threads), recorded_(std::move(recorded)) {
    if (!recorded_) executor_.emplace(codes, threads);
}

VirtualExecution HostExecution::execute(const HardwareProfile& profile, const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions) {
    auto executed = std::make_shared<const ExecutedBlock>(recorded_ ? repeat(pre, block, transactions)
                                                                    : measure(pre, block, transactions));
    const MeasuredExecution& last = record_.back();
    const sim::Duration makespan = scaled(last.wall_time, profile.host_time_scale);
    return {std::move(executed), last.concurrency, makespan, makespan * threads_};
}

ExecutedBlock HostExecution::measure(const State& pre, const BlockContext& block,
                                     std::span<const Transaction> transactions) {
    const auto start = WallClock::now();
    ExecutedBlock executed = executor_->execute(pre, block, transactions);
    const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(WallClock::now() - start);
    record_.push_back({sim::Duration::from_ns(took.count()), executed.concurrency});
    return executed;
}

ExecutedBlock HostExecution::repeat(const State& pre, const BlockContext& block,
                                    std::span<const Transaction> transactions) {
    if (record_.size() == recorded_->size())
        throw std::runtime_error("the recorded timing ends after " + std::to_string(recorded_->size()) +
                                 " executions, and the run goes on");
    record_.push_back((*recorded_)[record_.size()]);
    ExecutedBlock executed = execute_serial(pre, block, transactions, codes_);
    executed.concurrency = record_.back().concurrency;
    return executed;
}

}  // namespace models
