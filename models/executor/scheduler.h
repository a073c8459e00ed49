// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "models/executor/spin_lock.h"
#include "models/executor/version.h"

namespace models {

/// What a worker shall do next with which incarnation.
struct Task {
    enum class Kind : std::uint8_t { None, Execute, Validate };
    Kind kind = Kind::None;
    Version version = {};
    bool operator==(const Task&) const = default;
    explicit operator bool() const { return kind != Kind::None; }
};

/// How a validation ended.
enum class ValidationOutcome : std::uint8_t {
    Upheld,         ///< The incarnation stands, or another worker has aborted it.
    Aborted,        ///< Aborted by this worker, and a higher transaction has read what it wrote.
    AbortedUnread,  ///< Aborted by this worker, and no higher transaction has read what it wrote.
};

/// The collaborative scheduler of Block-STM (Gelashvili et al., "Block-STM: Scaling Blockchain Execution by Turning
/// Ordering Curse to a Performance Blessing", PPoPP'23, Algorithms 4 and 5) as a state machine: it knows neither what a
/// task does nor when, so that host threads and virtual cores drive the same one. All members are safe to call from
/// several threads; `reset` alone needs all of them idle.
///
/// Two counters walk over the transactions, one for execution and one for validation; both are set back when something
/// below them must be done again. The block is done when both are past the end, no task is in work, and neither was set
/// back while that was looked at.
class Scheduler {
  public:
    /// Starts a block of `count` transactions.
    void reset(TxIndex count);

    /// The lowest task there is, preferring validation; None if there is none until some task finishes.
    [[nodiscard]] Task next_task();

    /// Incarnation `version` has run and its writes are visible. `outdated_readers`: it wrote where its last
    /// incarnation did not and a higher transaction has read, so that these must be validated again (the paper
    /// validates them after every write to a new location, read or not). Returns a follow-up task or None.
    [[nodiscard]] Task finish_execution(Version version, bool outdated_readers);

    /// Puts the running transaction `waiting` to sleep until `blocking` (< waiting) has executed. False if that has
    /// happened already: then the caller runs the same version again.
    [[nodiscard]] bool add_dependency(TxIndex waiting, TxIndex blocking);

    /// Claims the abort of `version`; true for exactly one of all that find it invalid. The caller then marks its
    /// writes as estimates and calls finish_validation.
    [[nodiscard]] bool try_validation_abort(Version version);

    /// The validation of `tx` has ended. Returns a follow-up task or None.
    [[nodiscard]] Task finish_validation(TxIndex tx, ValidationOutcome outcome);

    [[nodiscard]] bool done() const { return done_.load(std::memory_order_acquire); }

    /// False if next_task would surely return None: what parked virtual cores wait for.
    [[nodiscard]] bool has_candidates() const {
        return execution_index_.load() < count_ || validation_index_.load() < count_ || resumed_count_.load() != 0;
    }

    /// Makes `done` true whatever there is to do: a worker failed.
    void halt() { done_.store(true, std::memory_order_release); }

  private:
    /// ReadyToExecute -> Executing -> Executed -> Aborting -> ReadyToExecute with the next incarnation; a blocked
    /// execution goes from Executing straight to Aborting.
    enum class Status : std::uint32_t { ReadyToExecute, Executing, Executed, Aborting };

    static constexpr TxIndex kNobody = std::numeric_limits<TxIndex>::max();

    /// Status and incarnation share one word, so that every change is one compare-and-swap. Padded to a cache line.
    struct alignas(64) TxState {
        std::atomic<std::uint32_t> word{0};
        SpinLock dependents_lock;  ///< Held to change the status to Executed and to look for it before waiting.
        TxIndex first_dependent = kNobody;  ///< List of those that wait for this one ...
        TxIndex next_dependent = kNobody;   ///< ... linked through the waiting ones: each waits for one at a time.
    };
    static constexpr std::uint32_t pack(Status status, Incarnation incarnation) {
        return (incarnation << 2) | static_cast<std::uint32_t>(status);
    }

    [[nodiscard]] std::optional<Version> take_resumed();
    [[nodiscard]] std::optional<Version> try_incarnate(TxIndex tx);
    [[nodiscard]] std::optional<Version> executed_version(TxIndex tx) const;
    void set_ready(TxIndex tx);
    void resume_dependents(TxIndex first);
    void decrease_validation_index(TxIndex target);
    void check_done();

    TxIndex count_ = 0;
    std::size_t capacity_ = 0;
    std::unique_ptr<TxState[]> states_;
    // Sequentially consistent on purpose: the proof of done detection (section 4 of the paper) orders all of them.
    alignas(64) std::atomic<TxIndex> execution_index_{0};
    alignas(64) std::atomic<TxIndex> validation_index_{0};
    alignas(64) std::atomic<std::uint32_t> active_tasks_{0};
    std::atomic<std::uint64_t> decreases_{0};
    std::atomic<bool> done_{false};

    /// Transactions that waited and are ready, lowest first (a heap). Each counts as an active task until it is taken.
    /// The paper sets the execution counter back to them; walking up from there again would make a block that is one
    /// chain of dependencies quadratic in its length.
    SpinLock resumed_lock_;
    std::vector<TxIndex> resumed_;
    std::atomic<std::uint32_t> resumed_count_{0};
};

}  // namespace models
