// SPDX-License-Identifier: MIT
#pragma once

namespace sim {

/// What a process says with its exit code.
enum class ExitCode : int {
    Ok = 0,
    RunFailed = 1,
    Usage = 2,
    InvalidScenario = 3,
    PartFailed = 5,  ///< Some runs of many failed; the others are there.
    InvariantBroken = 6,
    Interrupted = 130,  ///< 128 + SIGINT; the run stopped cleanly.
    Terminated = 143,   ///< 128 + SIGTERM; likewise.
};

}  // namespace sim
