// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "models/consensus/monadbft/block_sync.h"
#include "models/consensus/monadbft/block_tree.h"
#include "models/consensus/monadbft/counts.h"
#include "models/consensus/monadbft/messages.h"

namespace models::monadbft {

/// One validator of MonadBFT (arXiv 2502.20692): pipelined rounds of one leader each, in which a proposal carries the
/// certificate of its parent, so that the votes for a block also confirm the one below it. A block is speculatively
/// final at its certificate and final at the certificate of a child that was proposed in the very next round. A leader
/// that follows a failed round proposes the highest tip of the timeouts anew, so that no block that may have got its
/// votes is dropped ("no tail fork"), unless a supermajority says that it has not got that block.
///
/// Safety. A validator votes once a round, never in a round that it gave up, so a round certifies one block. Say b is
/// certified in round v and its child c in v + 1, on that certificate. The voters for c, a supermajority, hold a tip
/// of rank (v + 1, v) or higher, and ranks only grow. Any timeout certificate of v + 1 or later contains one of the
/// honest ones, so its high is c, another child of b (its leader equivocated), or something of a later round; what is
/// proposed is that tip, or a block on a certificate of at least v, the tip's own. By induction over rounds all of
/// that, and all that is certified after v, extends b. A certificate of v + 1 on a parent's certificate of an earlier
/// round finalizes nothing: another tip of v + 1 could outrank it.
/// Speculative finality of a block that was certified in the round that it was fresh in is reverted only if that
/// round's leader equivocated: its tip is of that round, and so is in every later certificate. Of a block that was
/// proposed anew it may be reverted without: the tip's rank stays that of its fresh round, and a tip of a round in
/// between may outrank it.
///
/// assumption: signatures hold and cost no bytes of ours: the network says who sent a message, and nobody forges a
/// VoterSet or another leader's tip.
/// assumption: a timeout carries no vote for its tip (the paper's backup certificates, which save the next leader the
/// repeated proposal when the votes were lost with their collectors).
/// assumption: epochs are not modelled: the validators and their stakes stay.
/// assumption: the leader holds its own block valid without asking.
/// assumption: a tip whose block is not valid is treated as one whose block is not here: its holders do not endorse it.
/// assumption: every validator that lacks the block of a high tip asks for it, not only the leader.
/// assumption: who said that it does not endorse the tip does not vote for it either in that round.
/// assumption: timeouts are repeated each time the round timer runs out in the same round.
class Protocol {
  public:
    using Message = monadbft::Message;
    using Effects = monadbft::Effects;

    /// Votes for rounds further ahead are dropped (monad-consensus-state/src/lib.rs).
    static constexpr std::uint64_t kFutureRounds = 10;

    /// `validators` must outlive it.
    Protocol(const ValidatorSet& validators, LeaderSchedule leaders, ValidatorIndex self);
    Protocol(const Protocol&) = delete;
    Protocol& operator=(const Protocol&) = delete;

    void start(Effects& effects);
    void on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects);
    void on_timer(const Timer& timer, Effects& effects);
    void on_checked(const Hash& block, bool valid, Effects& effects);
    void on_built(const BuildBlock& build, const BlockContent& content, Effects& effects);

    [[nodiscard]] std::uint64_t round() const { return round_; }
    [[nodiscard]] const SharedQc& high_qc() const { return high_qc_; }
    [[nodiscard]] const SharedConsensusBlock& finalized() const { return tree_.finalized(); }
    [[nodiscard]] std::size_t rounds_with_votes() const { return votes_.rounds(); }

  private:
    /// What a fresh proposal of this round will carry; its block is being built.
    struct Plan {
        SharedQc qc;
        SharedTc no_tip;
        SharedNec nec;
    };
    /// The first proposal of a round by its leader.
    struct Seen {
        Hash block;
        std::uint64_t parent_round = 0;
        bool reported = false;
    };

    // Rounds: rounds.cpp
    void on(ValidatorIndex from, const Timeout& timeout, Effects& effects);
    void on(ValidatorIndex from, const AdvanceRound& advance, Effects& effects);
    void accept(const SharedQc& qc, Effects& effects);
    void accept(const SharedTc& tc, Effects& effects);
    void enter(std::uint64_t round, const SharedTc& tc, Effects& effects);
    void give_up(Effects& effects);
    void count(ValidatorIndex from, const High& high, Effects& effects);
    [[nodiscard]] High high() const;

    // Proposing, and what a leader does that lacks the tip's block: proposing.cpp
    void propose(Effects& effects);
    void build(const Plan& plan, Effects& effects);
    void send_proposal(Proposal proposal, Effects& effects);
    void recover(Effects& effects);
    void want_tip(const TimeoutCertificate& tc, Effects& effects);
    void try_not_to_endorse(Effects& effects);
    void on(ValidatorIndex from, const RoundRecovery& recovery, Effects& effects);
    void on(ValidatorIndex from, const NoEndorsement& answer, Effects& effects);

    // Voting: voting.cpp
    void on(ValidatorIndex from, const Proposal& proposal, Effects& effects);
    void on(ValidatorIndex from, const Vote& vote, Effects& effects);
    [[nodiscard]] bool is_justified(const Proposal& proposal) const;
    void look_for_equivocation(const Proposal& proposal, Effects& effects);
    [[nodiscard]] bool may_vote() const;
    void try_to_vote(Effects& effects);
    void ask_whether_valid(KnownBlock& known, Effects& effects);
    void vote(Effects& effects);
    void send_vote(const Vote& vote, Effects& effects);

    // Blocks: blocks.cpp
    void on(ValidatorIndex from, const BlockRequest& request, Effects& effects);
    void on(ValidatorIndex from, const BlockResponse& response, Effects& effects);
    void add(const SharedConsensusBlock& block, Effects& effects);
    void connected(const SharedConsensusBlock& block, Effects& effects);
    void certify(const QuorumCertificate& qc, Effects& effects);
    void finalize_parent(const ConsensusBlock& block, Effects& effects);
    void follow_head(Effects& effects);

    [[nodiscard]] bool leads(std::uint64_t round) const { return judge_.leader(round) == self_; }

    Judge judge_;
    ValidatorIndex self_;
    BlockTree tree_;
    BlockSync sync_;
    VoteCount votes_;

    SharedQc high_qc_;
    SharedTip high_tip_;  ///< The highest that it voted for.
    Hash head_;           ///< What Progress last called so.

    std::uint64_t round_ = 1;
    SharedTc entry_tc_;  ///< Of the round before, if that brought it here.
    bool gave_up_ = false;
    TimeoutCount timeouts_;
    std::map<std::uint64_t, Seen> seen_;  ///< By round, the last kFutureRounds.

    std::optional<Plan> plan_;
    bool has_proposed_ = false;
    bool recovering_ = false;
    VoterSet not_endorsing_;
    SharedNec nec_;

    std::optional<Proposal> candidate_;  ///< What this round's leader proposed.
    std::uint64_t last_vote_ = 0;        ///< Its round.
    SharedTip recovery_;                 ///< The tip that this round's leader cannot use.
    std::uint64_t not_endorsed_ = 0;     ///< The last round in which it said so.
    bool may_vote_by_pace_ = true;
};

}  // namespace models::monadbft
