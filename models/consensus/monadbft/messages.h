// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "models/consensus/monadbft/certificates.h"

namespace models::monadbft {

/// Leader of `round` to all: a fresh block (tip->header->round == round), or the high tip of `tc` with its body again.
struct Proposal {
    std::uint64_t round = 0;
    SharedConsensusBlock block;  ///< The tip's header with its body.
    SharedTip tip;
    SharedTc tc;  ///< Of the round before, unless tip->qc is of that round.
};

/// To the leaders of the next round and of this one.
struct Vote {
    std::uint64_t round = 0;
    Hash block;
    std::uint64_t parent_round = 0;  ///< See QuorumCertificate.
    bool operator==(const Vote&) const = default;
};

/// To all: gives up `round`. `qc` or `tc` proves that the sender is in that round, where `high` does not.
struct Timeout {
    std::uint64_t round = 0;
    High high;
    SharedQc qc;
    SharedTc tc;
};

/// Leader of the round after `tc` to all: it has not got the block of the high tip, or not a valid one; who has not
/// either says so.
struct RoundRecovery {
    SharedTc tc;
};

/// To the leader of `round`, as an answer.
struct NoEndorsement {
    std::uint64_t round = 0;
    std::uint64_t tip_qc_round = 0;
};

/// Leader of the certificate's round to all.
struct AdvanceRound {
    SharedQc qc;
};

/// Asks for a block, and for its ancestors above a height.
struct BlockRequest {
    Hash block;
    std::uint64_t above = 0;
};

/// The block that was asked for, its parent, and so on.
struct BlockResponse {
    std::vector<SharedConsensusBlock> blocks;
};

using Message =
    std::variant<Proposal, Vote, Timeout, RoundRecovery, NoEndorsement, AdvanceRound, BlockRequest, BlockResponse>;

[[nodiscard]] sim::Bytes wire_size(const Message& message);
/// Tells messages apart in a run's fingerprint.
[[nodiscard]] std::uint64_t digest(const Message& message);

}  // namespace models::monadbft
