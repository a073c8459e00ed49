// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "models/consensus/consensus_block.h"
#include "models/consensus/validator_set.h"

namespace models::ethereum {

/// The block that an epoch starts from: the last one of a chain up to the epoch's first slot.
struct Checkpoint {
    std::uint64_t epoch = 0;
    Hash root;
    bool operator==(const Checkpoint&) const = default;
};

/// What a validator votes for in its slot: the head (LMD-GHOST), and a link of two checkpoints (Casper FFG).
struct AttestationData {
    std::uint64_t slot = 0;
    Hash head;
    Checkpoint source;
    Checkpoint target;
    bool operator==(const AttestationData&) const = default;
};

/// Equal votes of many validators.
struct AggregatedVotes {
    AttestationData data;
    VoterSet voters;
    bool operator==(const AggregatedVotes&) const = default;
};

/// A beacon block. block->attached commits to the votes.
struct Proposal {
    SharedConsensusBlock block;
    std::vector<AggregatedVotes> votes;
};
/// One validator's vote, for who listens to the subnet of its committee.
struct Attestation {
    AttestationData data;
    ValidatorIndex attester;
    std::uint32_t subnet = 0;
};
/// What an aggregator has gathered of its committee's votes, for everybody.
struct Aggregate {
    AggregatedVotes votes;
    ValidatorIndex aggregator;
    std::uint32_t subnet = 0;
};
struct BlockRequest {
    Hash block;
};
struct BlockResponse {
    std::shared_ptr<const Proposal> proposal;
};
using Message = std::variant<Proposal, Attestation, Aggregate, BlockRequest, BlockResponse>;

/// What ConsensusBlock::attached has to be.
[[nodiscard]] Hash commitment(const std::vector<AggregatedVotes>& votes);

/// Bytes on the wire, in SSZ as consensus-specs specs/electra lays them out.
[[nodiscard]] sim::Bytes wire_size(const Message& message);
/// Of all that a message says: equal messages have equal ones.
[[nodiscard]] std::uint64_t digest(const Message& message);

}  // namespace models::ethereum
