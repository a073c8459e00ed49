// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "models/executor/block_stm.h"
#include "models/hardware/cost_model.h"
#include "models/hardware/hardware_profile.h"

namespace models {

/// How long a block took on virtual cores.
struct VirtualSchedule {
    sim::Duration makespan;  ///< From the first task's start to the last one's end.
    sim::Duration busy;      ///< Of all cores together.
};

/// Drives the block that `stm` has begun with `workers` virtual cores, each with a clock of its own, on the calling
/// thread: what a task reads is what is visible at its start, what it writes becomes visible at its end,
/// `time_of(task)` (> 0) later. Tasks that end at one instant do so in order of their workers. Always the same for the
/// same input.
[[nodiscard]] VirtualSchedule run_virtual(BlockStm& stm, WorkerIndex workers,
                                          const std::function<sim::Duration(const StartedTask&)>& time_of);

/// A block executed on virtual cores. The result is that of serial execution.
struct VirtualExecution {
    ExecutedBlock block;
    sim::Duration makespan;
    sim::Duration busy;
};

/// The cores of a modelled machine, on which Block-STM executes blocks in simulated time. Keeps its memory between
/// blocks; not for use from several threads.
class VirtualCores {
  public:
    /// The first `workers` cores of `profile`.
    VirtualCores(const HardwareProfile& profile, WorkerIndex workers);
    ~VirtualCores();
    VirtualCores(VirtualCores&&) noexcept;
    VirtualCores& operator=(VirtualCores&&) noexcept;

    [[nodiscard]] VirtualExecution execute(const State& pre, const BlockContext& block,
                                           std::span<const Transaction> transactions, CodeStore& codes) const;

  private:
    HardwareProfile profile_;
    WorkerIndex workers_;
    std::unique_ptr<BlockStm> stm_;
};

}  // namespace models
