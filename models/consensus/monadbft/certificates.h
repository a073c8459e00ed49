// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/consensus/consensus_block.h"
#include "models/consensus/validator_set.h"

namespace models::monadbft {

/// A supermajority voted for `block` in `round`. Its votes also name the round of the certificate of the block's parent
/// that the proposal carried: so a certificate alone tells whether it makes the parent final. (In Monad that
/// certificate is part of the header, so that the block's id stands for it in a vote.)
struct QuorumCertificate {
    std::uint64_t round = 0;
    Hash block;
    std::uint64_t parent_round = 0;
    VoterSet voters;
};
using SharedQc = std::shared_ptr<const QuorumCertificate>;

/// A supermajority in `round` has not got the block of the tip that the leader should propose anew. The tip's own
/// certificate is of `tip_qc_round`: what is proposed in its place extends that one or a later one.
struct NoEndorsementCertificate {
    std::uint64_t round = 0;
    std::uint64_t tip_qc_round = 0;
    VoterSet voters;
};
using SharedNec = std::shared_ptr<const NoEndorsementCertificate>;

struct TimeoutCertificate;
using SharedTc = std::shared_ptr<const TimeoutCertificate>;

/// A fresh proposal without its body, signed by its leader, with the proof that a fresh block was due in that round:
/// `qc` is of the round before; or nobody in `no_tip` had a tip above its certificate; or nobody endorsed the tip.
struct Tip {
    SharedConsensusBlock header;  ///< A block without body.
    SharedQc qc;                  ///< Of the header's parent.
    SharedTc no_tip;
    SharedNec nec;
};
using SharedTip = std::shared_ptr<const Tip>;

/// Orders what a validator that gives up a round may bring along: later rounds first, in the same round a certificate
/// before a tip, and of two tips the one with the later certificate.
struct Rank {
    std::uint64_t round = 0;
    bool certified = false;
    std::uint64_t qc_round = 0;
    auto operator<=>(const Rank&) const = default;
};
[[nodiscard]] Rank rank_of(const QuorumCertificate& qc);
[[nodiscard]] Rank rank_of(const Tip& tip);

/// The highest of a validator's tip and certificate: either `tip`, or, without one, `qc`.
struct High {
    SharedTip tip;
    SharedQc qc;  ///< The tip's, if there is one.
};
[[nodiscard]] Rank rank_of(const High& high);

/// A supermajority gave up `round`. `high` is the highest of what they brought along, and `groups` proves it.
struct TimeoutCertificate {
    struct Group {
        Rank rank;
        VoterSet voters;
    };
    std::uint64_t round = 0;
    std::vector<Group> groups;  ///< By distinct rank; no validator is in two.
    High high;
};

[[nodiscard]] bool is_quorum(Stake stake, const ValidatorSet& validators);

/// Judges certificates: counts votes anew and checks that parts fit together. Signatures are not modelled: nobody
/// forges them, so the bits of a VoterSet are what a verifier of signatures would have accepted.
class Judge {
  public:
    Judge(const ValidatorSet& validators, LeaderSchedule leaders)
        : validators_(validators), leaders_(std::move(leaders)) {}

    [[nodiscard]] bool holds(const SharedQc& qc) const;
    [[nodiscard]] bool holds(const SharedNec& nec) const;
    [[nodiscard]] bool holds(const SharedTc& tc) const;
    [[nodiscard]] bool holds(const SharedTip& tip) const;
    [[nodiscard]] bool holds(const High& high) const;

    [[nodiscard]] const ValidatorSet& validators() const { return validators_; }
    [[nodiscard]] ValidatorIndex leader(std::uint64_t round) const { return leaders_.leader(round); }

  private:
    [[nodiscard]] bool fresh_block_was_due(const Tip& tip) const;

    const ValidatorSet& validators_;
    LeaderSchedule leaders_;
};

/// The certificate of genesis, which needs no votes.
[[nodiscard]] SharedQc genesis_qc(const ValidatorSet& validators);

}  // namespace models::monadbft
