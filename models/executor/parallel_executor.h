// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/executor/thread_driver.h"

namespace models {

/// Executes blocks with Block-STM on host threads. Keeps threads, stacks and memory between blocks.
class ParallelExecutor {
  public:
    ParallelExecutor(CodeStore& codes, WorkerIndex workers, Sharing sharing = Sharing::WhenWorthIt);

    /// The same as execute_serial, but for `concurrency`.
    [[nodiscard]] ExecutedBlock execute(const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions);

  private:
    [[nodiscard]] ExecutedBlock execute_alone(const State& pre, const BlockContext& block,
                                              std::span<const Transaction> transactions);

    Sharing sharing_;
    std::vector<std::unique_ptr<Transition>> transitions_;  ///< One a worker.
    BlockStm stm_;
    ThreadDriver driver_;
};

}  // namespace models
