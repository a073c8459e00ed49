// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"

namespace models {

/// What was executed: two runs that are in step have the same ones in the same order.
struct ExecutionIdentity {
    std::uint64_t transactions = 0;
    std::uint64_t post_state = 0;  ///< 63 bits of its StateId, as many as a database can store.
    bool operator==(const ExecutionIdentity&) const = default;
};
[[nodiscard]] ExecutionIdentity identity_of(const ExecutedBlock& executed);

/// What one execution on host threads took, and how it fared: all of it that another run on this machine would not give
/// again; and what it executed.
struct MeasuredExecution {
    sim::Duration wall_time;
    ConcurrencyStats concurrency;
    ExecutionIdentity identity;
    bool operator==(const MeasuredExecution&) const = default;
};

/// What an execution measured here takes on a machine of `profile`: times host_time_scale.
[[nodiscard]] VirtualExecution scaled_to(const HardwareProfile& profile, VirtualExecution measured);

/// Measured mode: executes blocks on host threads and takes their wall time for simulated time. Keeps a record of it;
/// given such a record, it takes the times from there, one after the other, and so repeats the run that made it.
class HostExecution {
  public:
    /// `recorded`: to be repeated instead of measured.
    HostExecution(CodeStore& codes, WorkerIndex threads, std::optional<std::vector<MeasuredExecution>> recorded);

    /// The wall time is the makespan; the threads count as busy all the time. Throws std::runtime_error if the record
    /// ends, or is of another execution.
    [[nodiscard]] VirtualExecution execute(const State& pre, const BlockContext& block,
                                           std::span<const Transaction> transactions);

    /// Throws std::runtime_error if the record that is repeated goes on: to be called at the end of the run.
    void check_all_repeated() const;

    /// All executions so far, in order.
    [[nodiscard]] const std::vector<MeasuredExecution>& record() const { return record_; }

  private:
    [[nodiscard]] ExecutedBlock measure(const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions);
    [[nodiscard]] ExecutedBlock repeat(const State& pre, const BlockContext& block,
                                       std::span<const Transaction> transactions);

    CodeStore& codes_;
    WorkerIndex threads_;
    std::optional<std::vector<MeasuredExecution>> recorded_;
    std::optional<ParallelExecutor> executor_;  ///< None when repeating.
    std::vector<MeasuredExecution> record_;
};

}  // namespace models
