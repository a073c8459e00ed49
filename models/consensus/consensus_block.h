// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "models/chain/bytes.h"
#include "models/consensus/validator_set.h"
#include "sim/base/quantity.h"

namespace models {

/// The transactions of a block. Consensus carries it and never looks inside; whoever executes blocks defines it.
struct BlockBody;

/// "The state after the block at `height` of this chain has this root."
struct StateClaim {
    std::uint64_t height = 0;
    Hash root;
    bool operator==(const StateClaim&) const = default;
};

/// What a proposer puts into a block.
struct BlockContent {
    std::shared_ptr<const BlockBody> body;
    Hash body_hash;                   ///< Commits to the body.
    sim::Bytes body_size;             ///< Of the body's encoding.
    std::optional<StateClaim> claim;  ///< By execution mode: of this block, or of an earlier one.
};

/// A block as consensus knows it: a place in a tree of blocks, with content.
struct ConsensusBlock {
    Hash id;  ///< block_id() of the rest.
    Hash parent;
    std::uint64_t height = 0;  ///< Blocks from genesis, which has 0.
    std::uint64_t round = 0;   ///< Or slot: when it was proposed. Grows from parent to child.
    ValidatorIndex proposer;
    BlockContent content;
    Hash attached = {};  ///< Commits to what the protocol puts beside the content, such as votes and certificates.
};
using SharedConsensusBlock = std::shared_ptr<const ConsensusBlock>;

/// Keccak-256 over all members but `id`, and, for the content, its commitments: equal blocks have equal ids.
[[nodiscard]] Hash block_id(const ConsensusBlock& block);
/// Completes and shares it.
[[nodiscard]] SharedConsensusBlock seal(ConsensusBlock block);
/// The block that every chain starts from: height 0, round 0, no content.
[[nodiscard]] SharedConsensusBlock genesis_block();

}  // namespace models
