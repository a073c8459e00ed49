// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/messages/settlement.h"
#include "sim/base/ids.h"

namespace models {

/// Why a transaction never reached a block.
enum class DropReason : std::uint8_t {
    InvalidSignature,  ///< The RPC node could not recover its sender.
    PoolFull,          ///< The sequencer's pool was at its limit.
    NonceTooLow,       ///< Its nonce was used already.
    NonceGap,          ///< The transaction before it did not come in time.
    NotExecutable,     ///< The executor found it invalid: funds, fee, gas limit or nonce.
};
inline constexpr const char* kDropReasonNames[] = {"invalid_signature", "pool_full", "nonce_too_low", "nonce_gap",
                                                   "not_executable"};

/// Told when a client submits a transaction.
class SubmissionObserver {
  public:
    virtual ~SubmissionObserver() = default;
    /// A transaction of `kind` was submitted in `region` now. Returns the number by which results know it.
    virtual std::uint64_t on_submitted(std::uint32_t kind, sim::EntityId region) = 0;
};

/// What actors report of what they did, for whoever watches the whole run: results and checkers. Nothing that an
/// observer does reaches an actor.
class PipelineObserver {
  public:
    virtual ~PipelineObserver() = default;

    virtual void on_dropped(const PendingTransaction& transaction, DropReason reason) = 0;
    /// The sequencer sealed `block`: its receipts leave now.
    virtual void on_sealed(const MiniBlock& block) = 0;
    /// A replica has applied the diff of `block` and answers from `state`.
    virtual void on_applied(sim::NodeId node, const MiniBlock& block, const StateId& state) = 0;
    /// A full node has executed `block` itself with this result.
    virtual void on_executed(sim::NodeId node, const MiniBlock& block, const StateId& state,
                             const Hash& receipts_hash) = 0;
    virtual void on_evm_block(const EvmBlock& block) = 0;
    /// The L1 block with the batch was seen.
    virtual void on_posted(const Batch& batch) = 0;
    virtual void on_finalized(const Batch& batch) = 0;
};

}  // namespace models
