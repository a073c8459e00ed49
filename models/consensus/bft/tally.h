// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/consensus/bft/messages.h"

namespace models::bft {

/// Whether so much stake is enough for a certificate.
[[nodiscard]] bool is_quorum(Stake stake, const ValidatorSet& validators);

/// The votes of one kind in one round. Each validator counts once, with what it voted first.
class Tally {
  public:
    explicit Tally(std::size_t validators) : voted_(validators) {}

    enum class Added : std::uint8_t {
        New,
        Known,         ///< The same vote once more.
        Equivocation,  ///< It voted for something else before: not counted.
    };
    Added add(ValidatorIndex voter, const Choice& choice, const ValidatorSet& validators);

    [[nodiscard]] Stake stake() const { return stake_; }
    /// Who voted, whatever it was.
    [[nodiscard]] const VoterSet& voted() const { return voted_; }
    /// What a supermajority voted for, and who they are; null: nothing has one.
    [[nodiscard]] const Choice* winner() const { return winner_ ? &camps_[*winner_].choice : nullptr; }
    [[nodiscard]] const VoterSet& winners() const { return camps_[*winner_].voters; }

  private:
    /// One for each choice that was made: one or two, unless validators are byzantine.
    struct Camp {
        Choice choice;
        VoterSet voters;
        Stake stake = 0;
    };

    VoterSet voted_;
    Stake stake_ = 0;
    std::vector<Camp> camps_;
    std::optional<std::size_t> winner_;
};

/// All votes of a round.
struct RoundVotes {
    explicit RoundVotes(std::size_t validators) : prevotes(validators), precommits(validators), voted(validators) {}

    [[nodiscard]] Tally& of(VoteKind kind) { return kind == VoteKind::Prevote ? prevotes : precommits; }

    Tally prevotes;
    Tally precommits;
    VoterSet voted;  ///< Who cast any vote in this round.
    Stake stake = 0;
};

}  // namespace models::bft
