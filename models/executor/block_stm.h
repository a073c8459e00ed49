// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/executor/block_firsts.h"
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
    bool lost = false;                  ///< Execute: gave up because it was wanted no longer.
    bool valid = true;                  ///< Validate, Settle: what the incarnation read still holds.
    bool repeats = false;               ///< Execute: reads what the recorded execution read.
    Work work;                          ///< What there was to do; a blocked execution counts its reads only.
    std::uint64_t accesses = 0;         ///< Execute, Finalize: reads and writes of multi-version memory.
    std::uint64_t written = 0;          ///< Validate, Settle, not valid: locations to mark as estimates.
    TxIndex end = 0;                    ///< Settle: all below this stand.
    std::uint32_t sweeps = 0;           ///< Execute: Scheduler::sweeps at the beginning, ...
    bool is_ahead = false;              ///< when something before it had not settled.
};

/// Block-STM over any kind of transaction: multi-version memory, scheduler and the results so far. It neither has
/// threads nor knows of time: a driver calls next_task, start and finish for each of its workers. Between start and
/// finish of a task other workers may start and finish theirs, from other threads or not.
class BlockStm {
  public:
    struct Block {
        StateView& base;  ///< As in MultiVersionMemory::begin.
        Address beneficiary;
        TxIndex count = 0;
        WorkerIndex workers = 1;
        RunTransaction run;
        bool storage_may_be_wiped = false;           ///< As in MultiVersionMemory::begin.
        std::function<Sender(TxIndex)> sender = {};  ///< Whose nonce a transaction will count up, if known.
        /// The most that a transaction's gas counts for; 0: it costs so little that to hand it over would cost more.
        /// Not given: all gas counts.
        std::function<std::uint64_t(TxIndex)> weight = {};
        /// When hardly anything from ahead of the frontier stands, the rest of the block is left unexecuted once
        /// transactions executed at it have used so much gas. Not given: never.
        std::optional<std::uint64_t> patience = {};
    };

    BlockStm() = default;
    BlockStm(const BlockStm&) = delete;
    BlockStm& operator=(const BlockStm&) = delete;

    /// Begins a block; what `block` refers to must outlive it. Keeps the memory of the block before.
    void begin(Block block);
    /// Executes all of the block just begun once, one after the other; begin_again() must follow. An execution that
    /// then reads the same has its result from this one: as the same reads give the same result, nothing else changes.
    /// `firsts`: of what was executed before. assumption: the first transaction in the block's order to enter a code or
    /// to read a place pays for its being new, whoever comes first in time and on whatever core.
    void record(BlockFirsts firsts);
    /// Begins the recorded block again for so many workers; as often as one likes, as long as no result() has been
    /// moved from.
    void begin_again(WorkerIndex workers);
    /// What executing transaction `tx` of the recorded block took. Not once its result has been moved from.
    [[nodiscard]] const Work& recorded_work(TxIndex tx) const { return slots_[tx].recorded->result.work; }

    [[nodiscard]] Task next_task() { return scheduler_.next_task(); }
    [[nodiscard]] StartedTask start(WorkerIndex worker, const Task& task);
    /// Makes the effects of `started` visible. Returns the task that this worker does next, or None: ask next_task.
    [[nodiscard]] Task finish(WorkerIndex worker, const StartedTask& started);

    /// Says that the workers are threads. Before the first task.
    void share() { memory_.share(); }
    [[nodiscard]] bool done() const { return scheduler_.done(); }
    /// False if next_task would return None until some task finishes.
    [[nodiscard]] bool has_candidates() const { return scheduler_.has_candidates(); }
    /// How many transactions have a result: all of them, unless it has given up.
    [[nodiscard]] TxIndex settled() const { return scheduler_.frontier(); }
    /// Ends the block at once without a result, because a worker failed.
    void halt() { scheduler_.halt(); }

    /// The result of transaction `tx`, final once done(); may be moved from. Its writes are what the transaction found
    /// them to be when it ran, so a balance that it only added to may be another one by now: see writes().
    [[nodiscard]] TxResult& result(TxIndex tx) {
        return slots_[tx].from_record ? slots_[tx].recorded->result : slots_[tx].result;
    }
    /// What the block changed, fees included; once done().
    [[nodiscard]] WriteSet writes() const { return memory_.writes(); }
    /// What the workers did, summed; meaningful once done().
    [[nodiscard]] ConcurrencyStats stats() const;

  private:
    /// What an execution read and wrote.
    struct Trace {
        std::vector<Read> reads;
        std::vector<Write> writes;
        TxResult result;
        bool can_repeat = false;
    };
    /// What the last finished incarnation of a transaction left; `result` is also of one at the frontier from its start
    /// on.
    struct alignas(64) TxSlot {
        SpinLock lock;  ///< Guards reads and writes: a late validator of an older incarnation may still look at them.
        bool from_record = false;  ///< The recorded trace stands for these.
        std::vector<Read> reads;
        std::vector<Write> writes;
        std::vector<Location*> expected;
        TxResult result;
        Trace* recorded = nullptr;  ///< Once the block has been recorded.

        [[nodiscard]] const std::vector<Read>& current_reads() const { return from_record ? recorded->reads : reads; }
        [[nodiscard]] const std::vector<Write>& current_writes() const {
            return from_record ? recorded->writes : writes;
        }
    };
    struct alignas(64) Worker {
        Worker(MultiVersionMemory& memory, const Scheduler& scheduler) : view(memory, scheduler) {}
        MultiVersionView view;
        TxResult result;
        std::vector<Write> writes;
        ConcurrencyStats stats;
    };

    void make_ready();
    [[nodiscard]] TxResult run(Worker& worker, WorkerIndex index, Version version, MultiVersionView::Mode mode);
    void start_execution(Worker& worker, WorkerIndex index, StartedTask& started);
    void start_final(Worker& worker, WorkerIndex index, StartedTask& started);
    [[nodiscard]] bool repeat(TxIndex tx, StartedTask& started);
    void start_settling(StartedTask& started);
    void start_validation(StartedTask& started);
    [[nodiscard]] bool stands(TxIndex tx, StartedTask& started);
    [[nodiscard]] bool take_next_to_settle(TxIndex tx);
    [[nodiscard]] Task finish_execution(Worker& worker, const StartedTask& started);
    [[nodiscard]] Task finish_blocked(Worker& worker, const StartedTask& started);
    [[nodiscard]] Task finish_final(Worker& worker, const StartedTask& started);
    [[nodiscard]] Task finish_settling(Worker& worker, const StartedTask& started);
    [[nodiscard]] Task finish_validation(Worker& worker, const StartedTask& started);
    [[nodiscard]] std::uint64_t weight_of(TxIndex tx) const {
        return block_->weight ? block_->weight(tx) : std::numeric_limits<std::uint64_t>::max();
    }
    [[nodiscard]] bool gives_up() const;
    void judge_lost(Worker& worker, const StartedTask& started);

    std::optional<Block> block_;
    MultiVersionMemory memory_;
    Scheduler scheduler_;
    std::unique_ptr<TxSlot[]> slots_;
    std::size_t slot_capacity_ = 0;
    std::vector<Trace> traces_;  ///< Of recorded blocks.
    std::vector<std::unique_ptr<Worker>> workers_;
    bool recorded_ = false;
    // Transactions executed at the frontier, without those that are cheap: ...
    std::uint32_t finalized_alone_ = 0;  ///< ... before any was begun ahead of it,
    std::uint32_t finalized_ = 0;        ///< and since, ...
    std::uint64_t finalized_gas_ = 0;    ///< which used so much gas.
    /// Transactions whose results from ahead stood, or would have if they had come in time.
    std::atomic<std::uint32_t> from_ahead_{0};
};

}  // namespace models
