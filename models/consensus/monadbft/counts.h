// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "models/consensus/monadbft/messages.h"

namespace models::monadbft {

/// Votes by round, as the leaders that they are sent to count them.
class VoteCount {
  public:
    struct Outcome {
        SharedQc qc;                ///< At the vote that completes a supermajority, once a round.
        bool is_two_votes = false;  ///< This voter voted otherwise in this round; told once a round and voter.
    };

    explicit VoteCount(const ValidatorSet& validators) : validators_(validators) {}

    /// A voter's first vote in a round counts, and no other.
    Outcome add(ValidatorIndex from, const Vote& vote);
    void forget_below(std::uint64_t round) { rounds_.erase(rounds_.begin(), rounds_.lower_bound(round)); }
    [[nodiscard]] std::size_t rounds() const { return rounds_.size(); }

  private:
    struct Choice {
        Vote vote;
        VoterSet voters;
        Stake stake = 0;
    };
    struct Round {
        std::vector<Choice> choices;
        VoterSet voters;
        VoterSet offenders;
        bool certified = false;
    };

    const ValidatorSet& validators_;
    std::map<std::uint64_t, Round> rounds_;
};

/// Timeouts of one round.
class TimeoutCount {
  public:
    explicit TimeoutCount(const ValidatorSet& validators) : validators_(validators) { clear(); }

    void clear();

    /// False if this validator's timeout was counted before.
    bool add(ValidatorIndex from, const High& high);
    [[nodiscard]] Stake stake() const { return stake_; }
    [[nodiscard]] SharedTc certificate(std::uint64_t round) const;

  private:
    const ValidatorSet& validators_;
    VoterSet voters_;
    Stake stake_ = 0;
    std::vector<TimeoutCertificate::Group> groups_;
    High high_;
};

}  // namespace models::monadbft
