// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "models/executor/executed_block.h"
#include "models/executor/multi_version_memory.h"
#include "models/executor/multi_version_view.h"
#include "models/executor/scheduler.h"

namespace models {

using WorkerIndex = std::uint32_t;

/// Executes transaction `tx` on `view` for worker `worker`; called by several workers at once. The same values read
/// must give the same result. When the view is blocked, what is returned does not matter.
using RunTransaction = std::function<TxResult(WorkerIndex worker, StateView& view, TxIndex tx)>;

/// A task that a worker has begun: all that it read was read at its beginning, none of its effects is visible yet.
struct StartedTask {
    Task task;
    std::optional<Blocked> blocked_on;  ///< Execute: gave up and must wait for this transaction.
    bool valid = true;                  ///< Validate: what the incarnation read still holds.
    Work work;                          ///< What there was to do; a blocked execution counts its reads only.
    std::uint64_t accesses = 0;         ///< Execute: reads and writes of multi-version memory.
    std::uint64_t written = 0;          ///< Validate, not valid: locations to mark as estimates.
};

/// Block-STM over any kind of transaction: multi-version memory, scheduler and the results so far. It neither has
/// threads nor knows of time: a driver calls next_task, start and finish for each of its workers. Between start and
/// finish of a task other workers may start and finish theirs, from other threads or not.
class BlockStm {
  public:
    struct Block {
        const State& base;
        Address beneficiary;
        TxIndex count = 0;
        WorkerIndex workers = 1;
        RunTransaction run;
        bool storage_may_be_wiped = false;                   ///< As in MultiVersionMemory::begin.
        std::function<const Address&(TxIndex)> sender = {};  ///< Whose nonce a transaction will count up, if known.
    };

    /// Begins a block; what `block` refers to must outlive it. Keeps the memory of the block before.
    void begin(Block block);

    [[nodiscard]] Task next_task() { return scheduler_.next_task(); }
    [[nodiscard]] StartedTask start(WorkerIndex worker, const Task& task);
    /// Makes the effects of `started` visible. Returns the task that this worker does next, or None: ask next_task.
    [[nodiscard]] Task finish(WorkerIndex worker, const StartedTask& started);

    [[nodiscard]] bool done() const { return scheduler_.done(); }
    /// False if next_task would return None until some task finishes.
    [[nodiscard]] bool has_candidates() const { return scheduler_.has_candidates(); }
    /// Ends the block at once without a result, because a worker failed.
    void halt() { scheduler_.halt(); }

    /// The result of transaction `tx`, final once done(); may be moved from.
    [[nodiscard]] TxResult& result(TxIndex tx) { return slots_[tx].result; }
    /// What the workers did, summed; meaningful once done().
    [[nodiscard]] ConcurrencyStats stats() const;

  private:
    /// What the last finished incarnation of a transaction left.
    struct alignas(64) TxSlot {
        SpinLock lock;  ///< Guards reads and written: a late validator of an older incarnation may still look at them.
        std::vector<Read> reads;
        std::vector<Location*> written;
        TxResult result;
    };
    struct alignas(64) Worker {
        explicit Worker(MultiVersionMemory& memory) : view(memory) {}
        MultiVersionView view;
        TxResult result;
        ConcurrencyStats stats;
    };

    void start_execution(Worker& worker, WorkerIndex index, StartedTask& started);
    void start_validation(StartedTask& started);
    [[nodiscard]] Task finish_execution(Worker& worker, const StartedTask& started);
    [[nodiscard]] Task finish_validation(Worker& worker, const StartedTask& started);

    RunTransaction run_;
    MultiVersionMemory memory_;
    Scheduler scheduler_;
    std::unique_ptr<TxSlot[]> slots_;
    std::size_t slot_capacity_ = 0;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace models
