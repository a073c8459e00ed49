// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "models/consensus/effects.h"
#include "models/consensus/ethereum/fork_choice.h"
#include "models/consensus/ethereum/messages.h"
#include "models/consensus/ethereum/vote_pool.h"

namespace models::ethereum {

/// One node of Ethereum's consensus, Gasper: LMD-GHOST with proposer boost, and Casper FFG.
///
/// Each slot has a proposer, drawn by stake. At the slot's start it asks for a block on its head, or on the head's
/// parent if the head came late and has few votes; it publishes when the block is built and its timer Publish has come.
/// Who is in the slot's committee attests when the slot's block is checked, and to its head at AttestationDue
/// otherwise. Aggregators broadcast at AggregateDue what votes they have. Blocks include votes of earlier slots; votes
/// of two thirds of the stake for a checkpoint justify it at the end of its epoch or of the next, and a justified
/// checkpoint is final when its child is justified (or by the rules over two epochs).
///
/// Progress as in effects.h; Certified is a fast confirmation that no rule depends on: more than two thirds of the
/// stake in the committee of the block's slot voted for it as its head. A block that comes too late for its committee
/// is never certified itself, only blocks after it. Justified and Finalized come at the start of an epoch from all
/// votes that blocks included before, so that without faults a block is final 64 slots (the first of its epoch) or 96 -
/// i slots (number i) after its slot's start; late blocks are weighed when they arrive.
///
/// assumption: no validator enters or leaves, and stakes do not change: no rewards, penalties, or inactivity leak.
/// assumption: slashing is reported, not enacted: an equivocator's votes stop counting in the fork choice of those who
/// saw both, and go on counting for finality.
/// assumption: signatures are not forged, and votes can be taken out of aggregates and put together at will.
/// assumption: a node with several validators in a slot's committee sends one attestation for them, as one member of
/// one committee; the committees of several epochs are drawn independently, known from the start, and hold whole nodes.
/// assumption: a block includes only votes for its own chain's checkpoints: others would gain their voters less.
/// assumption: proposers decide on a re-org at the slot's start; proposing later does not undo it.
/// assumption: who is behind by more than the 8 epochs of blocks that are kept before the finalized one stays behind.
/// assumption: a checkpoint takes more than two thirds of the stake, where the specification has at least.
/// assumption: no sync committees, deposits, exits, blobs or light clients.
class Gasper {
  public:
    using Message = ethereum::Message;
    using Effects = std::vector<Effect<Message>>;

    /// The committees may serve many machines; they must outlive this one.
    Gasper(ValidatorIndex self, Committees& committees);

    void start(Effects& effects);
    void on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects);
    void on_timer(const Timer& timer, Effects& effects);
    void on_checked(const Hash& block, bool valid, Effects& effects);
    void on_built(const BuildBlock& build, const BlockContent& content, Effects& effects);

    [[nodiscard]] std::uint64_t slot() const { return slot_; }
    [[nodiscard]] const ForkChoice& fork_choice() const { return tree_; }
    /// What Progress said last.
    [[nodiscard]] const Hash& head() const { return reported_head_; }
    [[nodiscard]] ValidatorIndex proposer(std::uint64_t slot) const { return schedule_.leader(slot); }

  private:
    using SharedProposal = std::shared_ptr<const Proposal>;
    /// A block whose ancestors are all received, and that is not in the tree yet.
    struct Pending {
        SharedProposal proposal;
        bool valid = false;  ///< Else it is being checked.
    };
    /// The block that is being made.
    struct Draft {
        BuildBlock build;
        std::optional<BlockContent> content;
        bool due = false;
    };
    /// The votes of a validator that later ones may surround or be surrounded by.
    struct VoteSpan {
        std::uint64_t highest_source = 0;
        std::uint64_t its_target = 0;
        std::uint64_t highest_target = 0;
        std::uint64_t its_source = 0;
    };

    // gasper.cpp: a slot's duties
    void start_slot(Effects& effects);
    void propose(Effects& effects);
    void publish_if_ready(Effects& effects);
    [[nodiscard]] std::vector<AggregatedVotes> select_votes(const Hash& parent);
    void attest(Effects& effects);
    void aggregate(Effects& effects);
    void update_head(Effects& effects);

    // gasper_blocks.cpp: from a proposal to a block of the tree
    void accept(ValidatorIndex from, const SharedProposal& proposal, Effects& effects);
    [[nodiscard]] bool is_well_formed(const Proposal& proposal) const;
    [[nodiscard]] bool is_known(const Hash& block) const;
    [[nodiscard]] const ConsensusBlock* received(const Hash& block) const;
    bool note_proposal(const ConsensusBlock& block, Effects& effects);
    void receive(const SharedProposal& proposal, Effects& effects);
    void import(const SharedProposal& proposal, Effects& effects);
    void import_children(const Hash& parent, Effects& effects);
    void reject(const Hash& block);
    void request(const Hash& block, ValidatorIndex from, Effects& effects);
    void request_again(Effects& effects);
    void forget_old_blocks();

    // gasper_votes.cpp: votes, and what they justify
    void accept(const Attestation& attestation, Effects& effects);
    void accept(const Aggregate& aggregate, Effects& effects);
    [[nodiscard]] bool is_countable(const AttestationData& data) const;
    void record(const AttestationData& data, ValidatorIndex voter, Effects& effects);
    void convict(ValidatorIndex offender, std::uint64_t slot, Effects& effects);
    [[nodiscard]] static bool surrounds(const VoteSpan& span, const AttestationData& data);
    void extend(VoteSpan& span, const AttestationData& data);
    /// Where the votes of this data count in the fork choice; nowhere if not here, or not at all.
    [[nodiscard]] BlockPlace voted_place(const AttestationData& data) const;
    void apply_votes(std::uint64_t slot, const VoteGroup& group);
    void certify(std::uint64_t slot, const VoteGroup& group, Effects& effects);
    void adopt(const Checkpoint& justified, const Checkpoint& finalized, Effects& effects);
    void finalize(const Checkpoint& finalized, Effects& effects);

    ValidatorIndex self_;
    Committees& committees_;
    LeaderSchedule schedule_;
    ForkChoice tree_;
    VotePool pool_;

    std::uint64_t slot_ = 0;
    bool attestation_due_ = false;  ///< Of this slot, has passed.
    std::uint64_t attested_slot_ = 0;
    std::optional<AttestationData> own_vote_;  ///< The last.
    std::optional<Draft> draft_;
    Hash reported_head_;

    std::map<Hash, Pending> pending_;
    std::map<Hash, std::vector<SharedProposal>> orphans_;           ///< By the unknown parent.
    std::vector<std::pair<ValidatorIndex, SharedProposal>> early_;  ///< Of the next slot.
    std::map<Hash, std::uint32_t> missing_;                         ///< Blocks to ask for, and how often that was done.
    std::map<std::uint64_t, std::vector<Hash>> proposed_;           ///< By slot.
    std::map<Hash, std::uint64_t> rejected_;                        ///< Invalid blocks and their slots.

    std::vector<VoteSpan> spans_;  ///< By validator.
    VoterSet convicted_;
    Checkpoint next_justified_;  ///< The best of all chains, at the end of this epoch.
    Checkpoint next_finalized_;
    std::set<Hash> reported_conflicts_;
};

}  // namespace models::ethereum
