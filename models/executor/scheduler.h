// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "models/executor/location.h"
#include "models/executor/spin_lock.h"
#include "models/executor/version.h"

namespace models {

/// What a worker shall do next with which incarnation.
struct Task {
    enum class Kind : std::uint8_t {
        None,
        Execute,   ///< Ahead of the frontier: what it reads may change yet.
        Finalize,  ///< Execute at the frontier: all that it reads is settled, and so is its result.
        Settle,    ///< Look whether the result at the frontier, and those next to it, stand.
        Validate,  ///< Look whether a result ahead of the frontier has gone out of date.
    };
    Kind kind = Kind::None;
    Version version = {};
    bool operator==(const Task&) const = default;
    explicit operator bool() const { return kind != Kind::None; }
};

/// Schedules Block-STM (Gelashvili et al., "Block-STM: Scaling Blockchain Execution by Turning Ordering Curse to a
/// Performance Blessing", PPoPP'23) with transactions that settle in order, as a state machine: it knows neither what a
/// task does nor when, so that host threads and virtual cores drive the same one. All members are safe to call from
/// several threads; `reset` alone needs all of them idle.
///
/// Everything below the frontier is settled. One worker at a time is at the frontier: it settles results that are
/// there, and executes what is not there or does not stand, which needs no validation then. So a transaction is never
/// executed by who is at the frontier more than once, and a block without any parallelism takes as long as on one
/// core. The others execute ahead of it. As in the paper, one that reads an estimate waits for who is to write it, and
/// one that writes where higher transactions have read otherwise has those validated; but nothing else is
/// validated before it settles.
class Scheduler {
  public:
    /// Starts a block of `count` transactions. `trust`: how many results from ahead in a row shall be assumed to have
    /// stood. `headstart`: how many transactions who executes ahead leaves to who has come up with it.
    void reset(TxIndex count, int trust = 0, TxIndex headstart = 0);
    /// Leaves transaction `tx` to who is at the frontier. Before any task is taken.
    void leave_to_frontier(TxIndex tx) { states_[tx].frontier_only = true; }

    /// The most urgent task there is; None if there is none until some task finishes.
    [[nodiscard]] Task next_task();

    /// Settle: takes the next result, if it is there, to be settled with those before it. Its version, if it was taken.
    [[nodiscard]] std::optional<Version> extend_settling(TxIndex tx);
    /// Settle: it shall wait for its turn after all.
    void give_back(Version version);
    /// All below `end` is settled, and that at `end` has been taken but does not stand: gives the task to execute it.
    [[nodiscard]] Task refute(TxIndex begin, TxIndex end);
    /// All below `end` is settled. Returns a follow-up task at the frontier or None.
    [[nodiscard]] Task settle(TxIndex begin, TxIndex end);
    /// All below `end` is settled, and nothing above it shall be done here.
    void give_up(TxIndex begin, TxIndex end);

    /// Execute: claims the right to make the result of `version` visible. False if who is at the frontier has taken the
    /// transaction over; then that is the end of it.
    [[nodiscard]] bool try_publish(Version version);
    /// The result of `version`, which has read `locations`, is visible.
    void published(Version version, std::uint64_t locations);
    /// Whether this incarnation is still wanted.
    [[nodiscard]] bool is_current(Version version) const {
        return states_[version.tx].word.load(std::memory_order_relaxed) == pack(Status::Executing, version.incarnation);
    }

    enum class Wait : std::uint8_t {
        Sleeps,    ///< Until `blocking` has executed.
        RunAgain,  ///< It has happened already.
        Lost,      ///< Who is at the frontier has taken the transaction over.
    };
    /// Puts the running transaction `waiting` to sleep until `blocking` (< waiting) has executed.
    [[nodiscard]] Wait add_dependency(Version waiting, TxIndex blocking);

    /// Claims the abort of `version`; true for exactly one of all that find it invalid. The caller then marks its
    /// writes as estimates and calls aborted().
    [[nodiscard]] bool try_abort(Version version);
    /// Returns the task to execute it again or None.
    [[nodiscard]] Task aborted(TxIndex tx);

    /// Has the transactions from `first` on validated that have executed and are `outdated`.
    void validate(TxIndex first, const Outdated& outdated);
    /// How often that has happened: who was executing then has not been validated.
    [[nodiscard]] std::uint32_t sweeps() const { return sweeps_.load(std::memory_order_acquire); }

    /// A result from ahead of the frontier did stand, or did not.
    void judge(bool stood);

    /// Whether any transaction has been begun ahead of the frontier.
    [[nodiscard]] bool has_begun_ahead() const { return execution_index_.load(std::memory_order_relaxed) != 0; }
    [[nodiscard]] TxIndex frontier() const { return frontier_.load(std::memory_order_acquire); }
    [[nodiscard]] bool done() const { return done_.load(std::memory_order_acquire); }

    /// False if next_task would surely return None: what parked virtual cores wait for.
    [[nodiscard]] bool has_candidates() const;

    /// Makes `done` true whatever there is to do: a worker failed.
    void halt() { done_.store(true, std::memory_order_release); }

  private:
    enum class Status : std::uint32_t {
        Ready,
        Executing,
        Publishing,
        Executed,
        Aborting,  ///< Being aborted, or waiting for another transaction.
        Settling,
        Settled,
    };
    static constexpr TxIndex kNobody = std::numeric_limits<TxIndex>::max();

    /// Status and incarnation share one word, so that every change is one compare-and-swap. Padded to a cache line.
    struct alignas(64) TxState {
        std::atomic<std::uint32_t> word{0};
        SpinLock dependents_lock;  ///< Held to change the status to Executed and to look for it before waiting.
        bool frontier_only = false;
        std::atomic<std::uint64_t> locations{0};  ///< That the result depends on.
        TxIndex first_dependent = kNobody;        ///< List of those that wait for this one ...
        TxIndex next_dependent = kNobody;  ///< ... linked through the waiting ones: each waits for one at a time.
    };
    static constexpr std::uint32_t pack(Status status, Incarnation incarnation) {
        return (incarnation << 3) | static_cast<std::uint32_t>(status);
    }
    static constexpr Status status_of(std::uint32_t word) { return static_cast<Status>(word & 7U); }
    static constexpr Incarnation incarnation_of(std::uint32_t word) { return word >> 3; }

    [[nodiscard]] bool try_change(TxIndex tx, std::uint32_t from, std::uint32_t to);
    [[nodiscard]] Task take_frontier();
    [[nodiscard]] Task frontier_task();
    [[nodiscard]] bool frontier_has_task() const;
    [[nodiscard]] Task take_resumed();
    [[nodiscard]] Task take_validation();
    void keep_ahead();
    [[nodiscard]] Task take_execution();
    [[nodiscard]] std::optional<Version> try_incarnate(TxIndex tx);
    void finish_settled(TxIndex begin, TxIndex end);
    void finish(TxIndex tx, std::uint32_t word);
    void resume_dependents(TxIndex first);

    TxIndex count_ = 0;
    TxIndex headstart_ = 0;
    std::size_t capacity_ = 0;
    std::unique_ptr<TxState[]> states_;
    std::atomic<bool> done_{false};
    alignas(64) std::atomic<TxIndex> frontier_{0};  ///< All below has settled.
    std::atomic<bool> frontier_taken_{false};       ///< Somebody is at it.
    std::atomic<int> trust_{0};  ///< Positive: results from ahead mostly stand, so it is worth waiting for one.
    alignas(64) std::atomic<TxIndex> execution_index_{0};  ///< All below was begun, or left to the frontier.

    /// The part of the block to be validated.
    SpinLock sweep_lock_;
    std::atomic<TxIndex> sweep_next_{0};
    std::atomic<TxIndex> sweep_end_{0};
    std::uint64_t sweep_locations_ = 0;
    std::atomic<std::uint32_t> sweeps_{0};

    /// Transactions that waited and are ready, lowest first (a heap).
    SpinLock resumed_lock_;
    std::vector<TxIndex> resumed_;
    std::atomic<std::uint32_t> resumed_count_{0};
};

}  // namespace models
