// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>

#include "models/consensus/bft/tally.h"
#include "models/consensus/effects.h"

namespace models::bft {

/// What a caller may choose.
struct Config {
    /// Waits for the timer Pace before the first round of each height. Otherwise a height starts when the one below is
    /// final.
    bool paced = false;
};

/// A plain three-phase BFT chain, the reference for interleaved execution: at each height one leader after another
/// proposes a block, a supermajority prevotes for it (a polka), a supermajority precommits (a commit), and the block is
/// final at once (Buchman, Kwon, Milosevic, "The latest gossip on BFT consensus", arXiv 1807.04938). A block is
/// Certified at its polka. It is prevoted and precommitted only once CheckBlock has found it valid; the leader trusts
/// what it built.
///
/// Safe while less than a third of the stake is byzantine. Two supermajorities share an honest validator, which votes
/// once per round and kind: a round has one polka at most. Who precommits a block locks it, and prevotes for another
/// one only if shown a polka of a round that is not before its lock. So once a supermajority has precommitted a block,
/// its honest part (more than a third) keeps every later polka of the height from being for another block, by
/// induction over rounds; and so every later commit.
///
/// Live once messages arrive in time for the timers, which should grow with attempt_of(round): the latest polka spreads
/// with proposals and with Stalled, so some leader proposes what nobody's lock refuses. Votes are not gossiped; what
/// was lost is made up for when a round does not end in time (timer Retry): Stalled repeats the own votes and proves
/// the round, so that all meet in the latest one, and decided blocks are asked for one by one, each with its commit.
class Protocol {
  public:
    using Message = bft::Message;
    using Effects = std::vector<Effect<Message>>;
    enum TimerName : std::uint8_t {
        Propose,    ///< How long to wait for a proposal and its check.
        Prevote,    ///< How long to wait for a polka once a supermajority prevoted in different ways.
        Precommit,  ///< The same for a commit.
        Retry,      ///< A round that takes longer has lost something.
        Pace,       ///< Between a final block and the next height; of paced chains only.
    };

    /// The set outlives the protocol.
    Protocol(const ValidatorSet& validators, LeaderSchedule leaders, ValidatorIndex self, Config config = {});

    void start(Effects& effects);
    void on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects);
    void on_timer(const Timer& timer, Effects& effects);
    void on_checked(const Hash& block, bool valid, Effects& effects);
    void on_built(const BuildBlock& build, const BlockContent& content, Effects& effects);

    [[nodiscard]] std::uint64_t round() const { return round_; }
    [[nodiscard]] const SharedConsensusBlock& head() const { return chain_.back().block; }
    /// A supermajority committed a block that our own check refused: one side is wrong, and we do not follow.
    [[nodiscard]] bool halted() const { return halted_; }

  private:
    enum class Step : std::uint8_t { Waiting, Propose, Prevote, Precommit };
    enum class Check : std::uint8_t { None, Asked, Valid, Invalid };
    /// A block of this height.
    struct Candidate {
        SharedConsensusBlock block;
        Check check = Check::None;
        bool certified = false;
    };
    struct Lock {
        std::uint64_t round = 0;
        Hash block;
    };
    struct Decided {
        SharedConsensusBlock block;
        Certificate commit;
    };

    // Voting (protocol.cpp).
    void enter_height(Effects& effects);
    void start_round(std::uint64_t round, std::optional<RoundEntry> entry, Effects& effects);
    void propose(const SharedConsensusBlock& block, std::optional<Certificate> polka, Effects& effects);
    void cast(VoteKind kind, const Choice& choice, Effects& effects);
    void count(ValidatorIndex voter, const Vote& vote, Effects& effects);
    void absorb(std::uint64_t round, RoundVotes& votes, Effects& effects);
    void note_polka(const Certificate& polka, Effects& effects);
    /// Does all that can be done now. Every input ends with it.
    void settle(Effects& effects);
    bool try_decide(Effects& effects);
    bool try_prevote(Effects& effects);
    bool try_precommit(Effects& effects);
    void arm_timers(Effects& effects);
    void finalize(Candidate& candidate, Effects& effects);

    // Messages (on_message.cpp).
    void on(ValidatorIndex from, const Proposal& proposal, Effects& effects);
    void on(ValidatorIndex from, const Vote& vote, Effects& effects);
    void on(ValidatorIndex from, const Stalled& stalled, Effects& effects);
    void on(ValidatorIndex from, const DecisionRequest& request, Effects& effects);
    void on(ValidatorIndex from, const Decision& decision, Effects& effects);
    void on(ValidatorIndex from, const BlockRequest& request, Effects& effects);
    void on(ValidatorIndex from, const BlockReply& reply, Effects& effects);
    [[nodiscard]] bool holds(const Certificate& certificate, VoteKind kind) const;
    [[nodiscard]] bool holds(const Proposal& proposal, ValidatorIndex from) const;
    [[nodiscard]] bool holds(const RoundEntry& entry) const;
    [[nodiscard]] bool is_near(std::uint64_t round) const;
    void add_block(const SharedConsensusBlock& block, bool check, Effects& effects);
    void accept_proposal(const Proposal& proposal, Effects& effects);
    void accuse(ValidatorIndex offender, Offence offence, std::uint64_t round, Effects& effects);
    void ask_for_decision(ValidatorIndex whom, std::uint64_t height, Effects& effects);
    void seek_fork(ValidatorIndex whom, std::uint64_t height, Effects& effects);
    void fall_behind(ValidatorIndex whom, Effects& effects);
    void retry(Effects& effects);
    void ask_for_missing_block(Effects& effects);

    [[nodiscard]] std::uint64_t height() const { return chain_.size(); }
    [[nodiscard]] RoundVotes& votes_of(std::uint64_t round) {
        return votes_.try_emplace(round, validators_.size()).first->second;
    }

    const ValidatorSet& validators_;
    LeaderSchedule leaders_;
    ValidatorIndex self_;
    Config config_;

    std::vector<Decided> chain_;  ///< By height; genesis without a commit. The next height is the current one.
    std::uint64_t round_ = 0;
    Step step_ = Step::Waiting;
    std::optional<RoundEntry> entry_;
    std::optional<Vote> prevote_;  ///< Own, of this round.
    std::optional<Vote> precommit_;
    bool prevote_timer_ = false;  ///< Set in this round.
    bool precommit_timer_ = false;

    // Of this height.
    std::optional<Lock> lock_;
    std::optional<Certificate> polka_;   ///< The latest.
    std::optional<Certificate> commit_;  ///< Decided; carried out once the block is here.
    std::map<Hash, Candidate> candidates_;
    std::set<std::pair<std::uint64_t, ValidatorIndex>> accused_;

    // Of this height and the next one.
    std::map<std::uint64_t, Proposal> proposals_;
    std::map<std::uint64_t, RoundVotes> votes_;

    std::optional<ValidatorIndex> ahead_;  ///< Has been heard from at a greater height.
    bool asked_ = false;                   ///< For a decision, since the last Retry.
    std::optional<std::uint64_t> sought_;  ///< Height asked for in search of a fork, since the last Retry.
    std::uint32_t retries_ = 0;
    bool fork_reported_ = false;
    bool halted_ = false;
};

}  // namespace models::bft
