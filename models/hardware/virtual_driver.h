// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "models/executor/block_stm.h"
#include "sim/base/time.h"

namespace models {

/// How long a block took on virtual cores.
struct VirtualSchedule {
    sim::Duration makespan;  ///< From the first task's start to the last one's end.
    sim::Duration busy;      ///< Of all cores together.
};

/// Drives the block that `stm` has begun with `workers` virtual cores, each with a clock of its own, on the calling
/// thread: what a task reads is what is visible at its start, what it writes becomes visible at its end,
/// `time_of(task)` (> 0) later. Tasks that end at one instant do so in order of their workers. All but the first sleep
/// until `wake`. Always the same for the same input.
VirtualSchedule run_virtual(BlockStm& stm, WorkerIndex workers,
                            const std::function<sim::Duration(const StartedTask&)>& time_of, sim::Duration wake = {});

}  // namespace models
