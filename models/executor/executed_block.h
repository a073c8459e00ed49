// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "models/evm/transition.h"
#include "models/state/state.h"

namespace models {

/// How the scheduler fared; says nothing about the result, which is that of serial execution whatever the schedule.
struct ConcurrencyStats {
    std::uint64_t executions = 0;  ///< Incarnations not blocked, those left unfinished included.
    std::uint64_t blocked = 0;     ///< Executions given up at an estimate.
    std::uint64_t validations = 0;
    std::uint64_t aborts = 0;  ///< Validations that failed.
    ConcurrencyStats& operator+=(const ConcurrencyStats& other);
    bool operator==(const ConcurrencyStats&) const = default;
};

/// When an executor with several workers lets them share a block.
enum class Sharing : std::uint8_t {
    WhenWorthIt,  ///< Not if it is too small, and transactions that cost little are not handed over.
    Always,       ///< From the first transaction on: for tests.
};

/// The result of executing a block's transactions in order. Receipts, outcomes, diff, post state, gas and serial work
/// are the same whatever executor made them, bit for bit.
struct ExecutedBlock {
    /// What became of transaction i.
    struct Outcome {
        TransitionStatus status = TransitionStatus::Invalid;
        InvalidReason invalid = InvalidReason::None;
        Gas gas_used;
        std::optional<Address> created;
        bool operator==(const Outcome&) const = default;
    };
    std::vector<Outcome> outcomes;  ///< One per transaction given.
    std::vector<Receipt> receipts;  ///< One per valid transaction, in order.
    StateDiff diff;
    State post;
    Gas gas_used;
    Work work;                     ///< Of the last incarnation of each transaction: what serial execution does. The
                                   ///< roots' part comes from compute_roots, for who works them out.
    ConcurrencyStats concurrency;  ///< Zero for serial execution.
};

/// Executes one transaction after the other: the reference for every other executor.
[[nodiscard]] ExecutedBlock execute_serial(const State& pre, const BlockContext& block,
                                           std::span<const Transaction> transactions, CodeStore& codes);
/// The same with a Transition that the caller keeps, whose stacks and memory are not made anew for each block.
[[nodiscard]] ExecutedBlock execute_serial(const State& pre, const BlockContext& block,
                                           std::span<const Transaction> transactions, Transition& transition);

}  // namespace models
