// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sim/cli/catalogue.h"

namespace sim {

/// One run to be done in a process of its own.
struct PoolTask {
    const Experiment* experiment = nullptr;
    RunRequest request;  ///< `progress` and `interrupted` are the pool's.
};

/// How a task ended: whole if there is no `error`.
struct PoolEnd {
    std::size_t task = 0;  ///< Its index.
    std::string error;
};

/// Runs tasks in parallel, each in a child process, so that one that crashes or is killed costs nothing but itself.
/// A child never outlives this process, however that ends.
class RunPool {
  public:
    struct Hooks {
        /// Called here, after each task, in the order in which they end.
        std::function<void(const PoolEnd&)> ended;
        /// The share of all tasks that is done, 0 to 1, and how many are under way.
        std::function<void(double done_share, std::size_t running)> progress;
    };

    RunPool(std::size_t jobs, const std::atomic<bool>& interrupted) : jobs_(jobs), interrupted_(interrupted) {}
    /// False if interrupted: then what was under way is killed and not reported.
    [[nodiscard]] bool run(const std::vector<PoolTask>& tasks, const Hooks& hooks);

  private:
    std::size_t jobs_;
    const std::atomic<bool>& interrupted_;
};

}  // namespace sim
