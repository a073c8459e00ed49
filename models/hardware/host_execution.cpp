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

ExecutionIdentity identity_of(const ExecutedBlock& executed) {
    return {executed.outcomes.size(), executed.post.id().sum.low_u64() >> 1};
}

VirtualExecution scaled_to(const HardwareProfile& profile, VirtualExecution measured) {
    measured.makespan = scaled(measured.makespan, profile.host_time_scale);
    measured.busy = scaled(measured.busy, profile.host_time_scale);
    return measured;
}

HostExecution::HostExecution(CodeStore& codes, WorkerIndex threads,
                             std::optional<std::vector<MeasuredExecution>> recorded)
    : codes_(codes), threads_(threads), recorded_(std::move(recorded)) {
    if (!recorded_) executor_.emplace(codes, threads);
}

VirtualExecution HostExecution::execute(const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions) {
    auto executed = std::make_shared<const ExecutedBlock>(recorded_ ? repeat(pre, block, transactions)
                                                                    : measure(pre, block, transactions));
    const MeasuredExecution& last = record_.back();
    return {std::move(executed), last.concurrency, last.wall_time, last.wall_time * threads_};
}

ExecutedBlock HostExecution::measure(const State& pre, const BlockContext& block,
                                     std::span<const Transaction> transactions) {
    const auto start = WallClock::now();
    ExecutedBlock executed = executor_->execute(pre, block, transactions);
    const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(WallClock::now() - start);
    record_.push_back({sim::Duration::from_ns(took.count()), executed.concurrency, identity_of(executed)});
    return executed;
}

ExecutedBlock HostExecution::repeat(const State& pre, const BlockContext& block,
                                    std::span<const Transaction> transactions) {
    if (record_.size() == recorded_->size())
        throw std::runtime_error("the recorded timing ends after " + std::to_string(recorded_->size()) +
                                 " executions, and the run goes on");
    const MeasuredExecution& next = (*recorded_)[record_.size()];
    ExecutedBlock executed = execute_serial(pre, block, transactions, codes_);
    if (identity_of(executed) != next.identity)
        throw std::runtime_error("the recorded timing is of another run: execution " + std::to_string(record_.size()) +
                                 " had " + std::to_string(next.identity.transactions) + " transactions, here " +
                                 std::to_string(transactions.size()) +
                                 (next.identity.transactions == transactions.size() ? " that do other things" : ""));
    executed.concurrency = next.concurrency;
    record_.push_back(next);
    return executed;
}

void HostExecution::check_all_repeated() const {
    if (recorded_ && record_.size() < recorded_->size())
        throw std::runtime_error("the recorded timing has " + std::to_string(recorded_->size()) +
                                 " executions, and the run ended after " + std::to_string(record_.size()));
}

}  // namespace models
