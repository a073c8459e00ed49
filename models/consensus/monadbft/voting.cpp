// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/protocol.h"
#include "models/consensus/seeded_bug.h"

namespace models::monadbft {

void Protocol::on(ValidatorIndex from, const Proposal& proposal, Effects& effects) {
    if (proposal.round <= tree_.finalized()->round || from != judge_.leader(proposal.round)) return;
    if (!is_justified(proposal)) return;
    accept(proposal.tip->qc, effects);
    if (proposal.tc) accept(proposal.tc, effects);
    look_for_equivocation(proposal, effects);
    if (proposal.round == round_ && (!candidate_ || is_seeded(5))) candidate_ = proposal;
    add(proposal.block, effects);
}

bool Protocol::is_justified(const Proposal& proposal) const {
    const auto& [round, block, tip, tc] = proposal;
    if (!block || !judge_.holds(tip) || block->id != tip->header->id || block_id(*block) != block->id) return false;
    const bool by_tc = tc && tc->round + 1 == round && judge_.holds(tc);
    if (tc && !by_tc) return false;
    if (block->round == round) return by_tc || tip->qc->round + 1 == round;  // The tip proves that it may be fresh.
    return block->round < round && by_tc && tc->high.tip && tc->high.tip->header->id == block->id &&
           tc->high.tip->qc->round == tip->qc->round;
}

void Protocol::look_for_equivocation(const Proposal& proposal, Effects& effects) {
    if (proposal.round + kFutureRounds < round_) return;
    const auto [it, first] = seen_.try_emplace(
        proposal.round, Seen{.block = proposal.block->id, .parent_round = proposal.tip->qc->round, .reported = false});
    Seen& seen = it->second;
    if (first || seen.reported) return;
    if (seen.block == proposal.block->id && seen.parent_round == proposal.tip->qc->round) return;
    seen.reported = true;
    effects.push_back(
        Evidence{.offender = judge_.leader(proposal.round), .offence = Offence::TwoProposals, .round = proposal.round});
}

bool Protocol::may_vote() const {
    if (!candidate_) return false;
    if (gave_up_ && !is_seeded(6)) return false;
    if (last_vote_ == round_ && !is_seeded(5)) return false;
    const bool is_fresh = candidate_->block->round == round_;
    return (is_fresh || not_endorsed_ < round_) && tree_.is_connected(candidate_->block->id);
}

void Protocol::try_to_vote(Effects& effects) {
    if (!may_vote()) return;
    KnownBlock& known = tree_.at(candidate_->block->id);
    ask_whether_valid(known, effects);
    // After a failed round the validators are out of step anyway: whoever waited would only fall further behind.
    const bool waits = candidate_->tip->qc->round + 1 == round_ && !may_vote_by_pace_;
    if (known.verdict == KnownBlock::Verdict::Valid && !waits) vote(effects);
}

void Protocol::ask_whether_valid(KnownBlock& known, Effects& effects) {
    if (known.verdict != KnownBlock::Verdict::None) return;
    known.verdict = KnownBlock::Verdict::Asked;
    effects.push_back(CheckBlock{known.block});
}

void Protocol::on_checked(const Hash& block, bool valid, Effects& effects) {
    const KnownBlock* asked = tree_.find(block);
    if (!asked || asked->verdict != KnownBlock::Verdict::Asked) return;
    tree_.at(block).verdict = valid ? KnownBlock::Verdict::Valid : KnownBlock::Verdict::Invalid;
    if (!valid && asked->block->content.claim)
        effects.push_back(
            Evidence{.offender = asked->block->proposer, .offence = Offence::WrongState, .round = asked->block->round});
    if (!valid) try_not_to_endorse(effects);
    try_to_vote(effects);
}

void Protocol::vote(Effects& effects) {
    last_vote_ = round_;
    const bool is_higher = !high_tip_ || rank_of(*candidate_->tip) > rank_of(*high_tip_);
    if (is_higher && !is_seeded(7)) high_tip_ = candidate_->tip;
    may_vote_by_pace_ = false;
    effects.push_back(SetTimer{{.name = kPaceTimer, .round = round_}});
    send_vote({.round = round_, .block = candidate_->block->id, .parent_round = candidate_->tip->qc->round}, effects);
}

void Protocol::send_vote(const Vote& vote, Effects& effects) {
    const auto message = std::make_shared<const Message>(vote);
    const ValidatorIndex next = judge_.leader(vote.round + 1);
    const ValidatorIndex own = judge_.leader(vote.round);
    if (next != self_) effects.push_back(Send<Message>{next, message});
    if (own != self_ && own != next) effects.push_back(Send<Message>{own, message});
    if (next == self_ || own == self_) on(self_, vote, effects);
}

void Protocol::on(ValidatorIndex from, const Vote& vote, Effects& effects) {
    if (vote.round + 1 < round_ || vote.round > round_ + kFutureRounds) return;
    const bool is_leader = leads(vote.round);
    if (!is_leader && !leads(vote.round + 1)) return;
    const VoteCount::Outcome outcome = votes_.add(from, vote);
    if (outcome.is_two_votes)
        effects.push_back(Evidence{.offender = from, .offence = Offence::TwoVotes, .round = vote.round});
    if (!outcome.qc) return;
    CHECK(judge_.holds(outcome.qc));
    accept(outcome.qc, effects);
    if (is_leader) effects.push_back(Broadcast<Message>{std::make_shared<const Message>(AdvanceRound{outcome.qc})});
}

}  // namespace models::monadbft
