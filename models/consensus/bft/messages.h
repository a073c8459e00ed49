// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <variant>

#include "models/consensus/consensus_block.h"
#include "models/consensus/validator_set.h"

namespace models::bft {

/// A round is an attempt to agree on the block of a height. One number names it and grows from round to round, across
/// heights too: the height above, the attempt (from 0) in the low 20 bits.
inline constexpr unsigned kAttemptBits = 20;
[[nodiscard]] constexpr std::uint64_t round_at(std::uint64_t height, std::uint64_t attempt) {
    return height << kAttemptBits | attempt;
}
[[nodiscard]] constexpr std::uint64_t height_of(std::uint64_t round) {
    return round >> kAttemptBits;
}
[[nodiscard]] constexpr std::uint64_t attempt_of(std::uint64_t round) {
    return round & ((std::uint64_t{1} << kAttemptBits) - 1);
}

enum class VoteKind : std::uint8_t { Prevote, Precommit };
/// What a vote is for; nothing: nil, "no block in this round".
using Choice = std::optional<Hash>;

/// Its voter is who sent it: votes are not passed on, except inside certificates.
struct Vote {
    VoteKind kind = VoteKind::Prevote;
    std::uint64_t round = 0;
    Choice choice;
    bool operator==(const Vote&) const = default;
};

/// A supermajority voted so. Of prevotes it is called a polka, of precommits a commit.
struct Certificate {
    VoteKind kind = VoteKind::Prevote;
    std::uint64_t round = 0;
    Hash block;
    VoterSet voters{0};
};

/// Why a validator may be in a round that is not its height's first: a supermajority precommitted, whatever it was, in
/// the round before, or more than a third voted in this one.
struct RoundEntry {
    enum class Reason : std::uint8_t { PreviousEnded, OthersAreThere };
    Reason reason = Reason::PreviousEnded;
    VoterSet voters{0};
};

/// The leader's block for a round: a new one, or one of an earlier round of the height with the latest polka for it.
struct Proposal {
    std::uint64_t round = 0;
    SharedConsensusBlock block;
    std::optional<Certificate> polka;
    std::optional<Certificate> parent_commit;  ///< None for the first block only.
};
/// "I am here and nothing moves": repeats what the others may have missed.
struct Stalled {
    std::uint64_t round = 0;
    std::optional<RoundEntry> entry;
    std::optional<Vote> prevote;
    std::optional<Vote> precommit;
    std::optional<Certificate> polka;  ///< The latest of this height.
};
struct DecisionRequest {
    std::uint64_t height = 0;
};
struct Decision {
    SharedConsensusBlock block;
    Certificate commit;
    std::uint64_t head = 0;  ///< The highest height that the sender could answer for.
};
/// For a block of the current height that votes name and that has not come.
struct BlockRequest {
    std::uint64_t height = 0;
    Hash block;
};
struct BlockReply {
    SharedConsensusBlock block;
};

using Message = std::variant<Proposal, Vote, Stalled, DecisionRequest, Decision, BlockRequest, BlockReply>;

/// What it takes on the wire, without what the transport adds.
[[nodiscard]] sim::Bytes wire_size(const Message& message);
/// Differs between messages that differ.
[[nodiscard]] std::uint64_t digest(const Message& message);

}  // namespace models::bft
