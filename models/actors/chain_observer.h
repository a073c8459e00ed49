// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/actors/chain_execution.h"
#include "models/consensus/effects.h"
#include "models/messages/pending_transaction.h"
#include "sim/base/time.h"

namespace models {

/// Why a transaction never reached a block of a chain of validators.
enum class ChainDrop : std::uint8_t {
    InvalidSignature,  ///< Its RPC node could not recover its sender.
    Expired,           ///< Sent again as often as allowed, and still in no block.
};
inline constexpr const char* kChainDropNames[] = {"invalid_signature", "expired"};

/// What validators report of what they did, for whoever watches the whole run: results and checkers. Nothing that an
/// observer does reaches a validator.
class ChainObserver {
  public:
    virtual ~ChainObserver() = default;

    virtual void on_dropped(const PendingTransaction& transaction, ChainDrop reason) = 0;
    /// `validator` was asked for a block at `asked` and has its content now.
    virtual void on_built(ValidatorIndex validator, const BlockContent& content, sim::SimTime asked) = 0;
    /// What `validator` knows of a block now.
    virtual void on_progress(ValidatorIndex validator, const Progress& progress) = 0;
    /// `validator` has executed the block; `outcome` is its own.
    virtual void on_executed(ValidatorIndex validator, const ConsensusBlock& block, const SharedOutcome& outcome,
                             ExecutionSpan span) = 0;
    virtual void on_evidence(ValidatorIndex validator, const Evidence& evidence) = 0;
    virtual void on_violation(ValidatorIndex validator, const SafetyViolation& violation) = 0;
};

}  // namespace models
