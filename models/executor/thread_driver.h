// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "models/executor/block_stm.h"

namespace models {

/// Drives BlockStm with host threads: the caller's and a pool that lives as long as this (creating a thread costs about
/// 17 us, a whole mini-block's worth). Not itself for use from several threads.
class ThreadDriver {
  public:
    /// `workers` > 0 counts the calling thread.
    explicit ThreadDriver(WorkerIndex workers);
    ~ThreadDriver();
    ThreadDriver(const ThreadDriver&) = delete;
    ThreadDriver& operator=(const ThreadDriver&) = delete;

    [[nodiscard]] WorkerIndex workers() const { return static_cast<WorkerIndex>(threads_.size()) + 1; }

    /// Runs the block that `stm` has begun with workers() workers until it is done. What a worker throws is thrown
    /// here.
    void run(BlockStm& stm);

  private:
    void serve(const std::stop_token& stop, WorkerIndex worker);
    void work(BlockStm& stm, WorkerIndex worker);

    std::mutex mutex_;  ///< Guards all below but threads_.
    std::condition_variable_any wake_;
    std::condition_variable all_finished_;
    BlockStm* stm_ = nullptr;
    std::uint64_t round_ = 0;  ///< Grows by one per run, so that a thread takes part once in each.
    WorkerIndex unfinished_ = 0;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  ///< Last, so that they stop before what they use goes away.
};

}  // namespace models
