// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/chain/receipt.h"
#include "models/messages/pending_transaction.h"
#include "models/state/state.h"

namespace models {

/// Compact header of a mini-block: no Merkle roots and no bloom filter (megaeth-labs/documentation,
/// docs/mini-block.md). The published format is not known; `state_id` stands where a client would want a check value.
/// assumption: its three hashes.
struct MiniBlockHeader {
    std::uint64_t number = 0;
    std::uint64_t evm_block_number = 0;
    std::uint64_t timestamp_us = 0;         ///< When it was sealed, in microseconds of the run.
    std::uint64_t evm_block_timestamp = 0;  ///< Unix seconds: what TIMESTAMP returns in it.
    Gas gas_used;
    StateId pre_state;   ///< Not encoded: equal to the previous mini-block's state_id.
    StateId state_id;    ///< Identity of the state after this mini-block.
    Hash parent_hash;    ///< Of the previous mini-block.
    Hash receipts_hash;  ///< keccak256 of MiniBlock::receipts: the sequencer's claim.
};

/// A sealed mini-block: up to 10 ms of transactions with what executing them gave.
struct MiniBlock {
    MiniBlockHeader header;
    Hash hash;  ///< keccak256 of the encoded header with the list of transaction hashes.
    std::vector<SharedTransaction> transactions;
    ByteString receipts;    ///< RLP list of compact receipts.
    ByteString state_diff;  ///< Canonical StateDiff.
    Hash state_diff_hash;   ///< keccak256 of it; not sent.
    sim::Bytes transaction_bytes;
    sim::Bytes header_bytes;
};
using SharedMiniBlock = std::shared_ptr<const MiniBlock>;

/// RLP list of the receipts without bloom filters: what MiniBlock::receipts holds and receipts_hash is of.
[[nodiscard]] ByteString encode_compact_receipts(const std::vector<Receipt>& receipts);

/// Fills hashes and sizes from the other members.
void seal(MiniBlock& block);

/// Sequencer to replica: everything that RPC answers need, the state by its diff.
struct ReplicaUpdate {
    SharedMiniBlock block;
};

/// Sequencer to full node: header and transactions; the node executes them itself.
struct FullNodeUpdate {
    SharedMiniBlock block;
};

/// What a replica is sent for `block`: header, transactions, receipts and state diff.
[[nodiscard]] sim::Bytes replica_update_size(const MiniBlock& block);
[[nodiscard]] sim::Bytes wire_size(const ReplicaUpdate& message);
[[nodiscard]] sim::Bytes wire_size(const FullNodeUpdate& message);
[[nodiscard]] std::uint64_t digest(const ReplicaUpdate& message);
[[nodiscard]] std::uint64_t digest(const FullNodeUpdate& message);

}  // namespace models
