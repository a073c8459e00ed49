// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
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
    static constexpr std::uint32_t kOpen = std::uint32_t{1} << 31;

    /// Without threads.
    ThreadDriver() = default;

    void wake();
    [[nodiscard]] bool join();
    void serve(WorkerIndex worker);
    void work(BlockStm& stm, WorkerIndex worker);

    BlockStm* stm_ = nullptr;
    std::atomic<std::uint32_t> round_{0};  ///< Grows whenever the pool shall take part, or stop.
    std::atomic<bool> stops_{false};
    /// Whether the block may be joined (kOpen), and how many threads of the pool have. One that wakes late is not
    /// waited for.
    std::atomic<std::uint32_t> gate_{0};
    std::mutex failure_mutex_;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  ///< Last, so that they stop before what they use goes away.
};

}  // namespace models
