// SPDX-License-Identifier: MIT
#include "models/consensus/bft/protocol.h"

#include "models/consensus/seeded_bug.h"

namespace models::bft {

Protocol::Protocol(const ValidatorSet& validators, LeaderSchedule leaders, ValidatorIndex self, Config config)
    : validators_(validators), leaders_(std::move(leaders)), self_(self), config_(config) {
    CHECK(self.index() < validators.size());
    chain_.push_back({genesis_block(), Certificate{}});
}

void Protocol::start(Effects& effects) {
    enter_height(effects);
    settle(effects);
}

void Protocol::enter_height(Effects& effects) {
    const std::uint64_t first = round_at(height(), 0);
    lock_.reset();
    polka_.reset();
    commit_.reset();
    candidates_.clear();
    accused_.clear();
    proposals_.erase(proposals_.begin(), proposals_.lower_bound(first));
    votes_.erase(votes_.begin(), votes_.lower_bound(first));
    round_ = first;
    step_ = Step::Waiting;
    entry_.reset();
    prevote_.reset();
    precommit_.reset();
    ahead_.reset();
    if (config_.paced)
        effects.emplace_back(SetTimer{{Pace, round_}});
    else
        start_round(first, std::nullopt, effects);
    // What came for this height before it began.
    for (const auto& [round, proposal] : proposals_) accept_proposal(proposal, effects);
    for (auto& [round, votes] : votes_) absorb(round, votes, effects);
}

void Protocol::start_round(std::uint64_t round, std::optional<RoundEntry> entry, Effects& effects) {
    round_ = round;
    step_ = Step::Propose;
    entry_ = std::move(entry);
    prevote_.reset();
    precommit_.reset();
    prevote_timer_ = precommit_timer_ = false;
    effects.emplace_back(SetTimer{{Propose, round_}});
    effects.emplace_back(SetTimer{{Retry, round_}});
    if (leaders_.leader(round_) != self_) return;
    const auto candidate = polka_ ? candidates_.find(polka_->block) : candidates_.end();
    if (candidate != candidates_.end())
        propose(candidate->second.block, polka_, effects);
    else
        effects.emplace_back(BuildBlock{round_, head()});
}

void Protocol::propose(const SharedConsensusBlock& block, std::optional<Certificate> polka, Effects& effects) {
    Proposal proposal{.round = round_, .block = block, .polka = std::move(polka), .parent_commit = std::nullopt};
    if (height() > 1) proposal.parent_commit = chain_.back().commit;
    proposals_.emplace(round_, proposal);
    effects.emplace_back(Disseminate<Message>{std::make_shared<const Message>(std::move(proposal))});
}

void Protocol::on_built(const BuildBlock& build, const BlockContent& content, Effects& effects) {
    if (halted_ || build.round != round_ || step_ != Step::Propose || proposals_.contains(round_)) return;
    const SharedConsensusBlock block = seal(
        {.id = {}, .parent = head()->id, .height = height(), .round = round_, .proposer = self_, .content = content});
    candidates_.emplace(block->id, Candidate{.block = block, .check = Check::Valid});
    effects.emplace_back(Progress{BlockStage::Received, block});
    propose(block, std::nullopt, effects);
    settle(effects);
}

void Protocol::on_checked(const Hash& block, bool valid, Effects& effects) {
    const auto found = candidates_.find(block);
    if (halted_ || found == candidates_.end() || found->second.check != Check::Asked) return;
    found->second.check = valid || is_seeded(6) ? Check::Valid : Check::Invalid;
    if (!valid && found->second.block->content.claim)
        accuse(found->second.block->proposer, Offence::WrongState, found->second.block->round, effects);
    settle(effects);
}

void Protocol::on_timer(const Timer& timer, Effects& effects) {
    if (halted_ || timer.round != round_) return;
    switch (timer.name) {
        case Pace:
            if (step_ == Step::Waiting) start_round(round_, std::nullopt, effects);
            break;
        case Propose:
            if (step_ == Step::Propose) cast(VoteKind::Prevote, std::nullopt, effects);
            break;
        case Prevote:
            if (step_ == Step::Prevote) cast(VoteKind::Precommit, std::nullopt, effects);
            break;
        case Precommit:
            start_round(round_ + 1, RoundEntry{RoundEntry::Reason::PreviousEnded, votes_of(round_).precommits.voted()},
                        effects);
            break;
        case Retry:
            retry(effects);
            break;
        default:
            break;
    }
    settle(effects);
}

void Protocol::cast(VoteKind kind, const Choice& choice, Effects& effects) {
    const Vote vote{.kind = kind, .round = round_, .choice = choice};
    (kind == VoteKind::Prevote ? prevote_ : precommit_) = vote;
    step_ = kind == VoteKind::Prevote ? Step::Prevote : Step::Precommit;
    effects.emplace_back(Broadcast<Message>{std::make_shared<const Message>(vote)});
    count(self_, vote, effects);
}

void Protocol::count(ValidatorIndex voter, const Vote& vote, Effects& effects) {
    RoundVotes& votes = votes_of(vote.round);
    if (votes.of(vote.kind).add(voter, vote.choice, validators_) == Tally::Added::Equivocation)
        return accuse(voter, Offence::TwoVotes, vote.round, effects);
    if (votes.voted.insert(voter)) votes.stake += validators_.stake(voter);
    if (height_of(vote.round) == height()) absorb(vote.round, votes, effects);
}

void Protocol::absorb(std::uint64_t round, RoundVotes& votes, Effects& effects) {
    const Choice* const polka = votes.prevotes.winner();
    if (polka != nullptr && *polka) note_polka({VoteKind::Prevote, round, **polka, votes.prevotes.winners()}, effects);
    const Choice* const commit = is_seeded(8) ? polka : votes.precommits.winner();
    if (commit != nullptr && *commit && !commit_)
        commit_ = Certificate{VoteKind::Precommit, round, **commit,
                              (is_seeded(8) ? votes.prevotes : votes.precommits).winners()};
    if (round > round_ && validators_.exceeds_third(votes.stake))
        start_round(round, RoundEntry{RoundEntry::Reason::OthersAreThere, votes.voted}, effects);
}

void Protocol::note_polka(const Certificate& polka, Effects& effects) {
    if (!polka_ || polka.round > polka_->round) polka_ = polka;
    const auto found = candidates_.find(polka.block);
    if (found == candidates_.end() || found->second.certified) return;
    found->second.certified = true;
    effects.emplace_back(Progress{BlockStage::Certified, found->second.block});
}

void Protocol::settle(Effects& effects) {
    while (!halted_ && (try_decide(effects) || try_prevote(effects) || try_precommit(effects))) {
    }
    if (!halted_) arm_timers(effects);
}

bool Protocol::try_prevote(Effects& effects) {
    const auto found = proposals_.find(round_);
    if (found == proposals_.end() || (step_ != Step::Propose && !(is_seeded(4) && step_ == Step::Prevote)))
        return false;
    const Proposal& proposal = found->second;
    const auto known = candidates_.find(proposal.block->id);
    if (known == candidates_.end()) return false;
    const Candidate& candidate = known->second;
    if (candidate.check == Check::Asked || candidate.check == Check::None) return false;
    const bool unlocked = !lock_ || lock_->block == candidate.block->id || is_seeded(3) ||
                          (proposal.polka && proposal.polka->round >= lock_->round);
    const Choice choice = candidate.check == Check::Valid && unlocked ? Choice(candidate.block->id) : std::nullopt;
    if (prevote_ && prevote_->choice == choice) return false;
    cast(VoteKind::Prevote, choice, effects);
    return true;
}

bool Protocol::try_precommit(Effects& effects) {
    if (step_ != Step::Prevote) return false;
    const Choice* const polka = votes_of(round_).prevotes.winner();
    if (polka == nullptr) return false;
    if (*polka) {
        const auto found = candidates_.find(**polka);
        if (found == candidates_.end() || found->second.check != Check::Valid) return false;
        if (!is_seeded(7)) lock_ = Lock{round_, **polka};
    }
    cast(VoteKind::Precommit, *polka, effects);
    return true;
}

void Protocol::arm_timers(Effects& effects) {
    const RoundVotes& votes = votes_of(round_);
    if (step_ == Step::Prevote && !prevote_timer_ && is_quorum(votes.prevotes.stake(), validators_)) {
        prevote_timer_ = true;
        effects.emplace_back(SetTimer{{Prevote, round_}});
    }
    if (step_ != Step::Waiting && !precommit_timer_ && is_quorum(votes.precommits.stake(), validators_)) {
        precommit_timer_ = true;
        effects.emplace_back(SetTimer{{Precommit, round_}});
    }
}

bool Protocol::try_decide(Effects& effects) {
    if (!commit_) return false;
    const auto found = candidates_.find(commit_->block);
    if (found == candidates_.end()) return false;
    if (found->second.check == Check::Invalid)
        halted_ = true;
    else
        finalize(found->second, effects);
    return true;
}

void Protocol::finalize(Candidate& candidate, Effects& effects) {
    const SharedConsensusBlock block = candidate.block;
    if (!candidate.certified) effects.emplace_back(Progress{BlockStage::Certified, block});
    chain_.push_back({block, *commit_});
    effects.emplace_back(Progress{BlockStage::Finalized, block});
    effects.emplace_back(Progress{BlockStage::Head, block});
    enter_height(effects);
}

}  // namespace models::bft
