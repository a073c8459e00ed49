// SPDX-License-Identifier: MIT
#include "models/consensus/bft/protocol.h"
#include "models/consensus/seeded_bug.h"

namespace models::bft {
namespace {

/// Rounds further ahead are not looked at: Stalled leads there.
constexpr std::uint64_t kRoundsAhead = 16;

template <class Part>
std::shared_ptr<const Message> share(Part part) {
    return std::make_shared<const Message>(std::move(part));
}

}  // namespace

void Protocol::on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects) {
    if (halted_) return;
    std::visit([&](const auto& m) { on(from, m, effects); }, *message);
    settle(effects);
}

bool Protocol::holds(const Certificate& certificate, VoteKind kind) const {
    return certificate.kind == kind && (is_seeded(5) || is_quorum(certificate.voters.stake(validators_), validators_));
}

bool Protocol::holds(const RoundEntry& entry) const {
    const Stake stake = entry.voters.stake(validators_);
    return entry.reason == RoundEntry::Reason::PreviousEnded ? is_quorum(stake, validators_)
                                                             : validators_.exceeds_third(stake);
}

bool Protocol::holds(const Proposal& proposal, ValidatorIndex from) const {
    const ConsensusBlock& block = *proposal.block;
    const std::uint64_t height = height_of(proposal.round);
    if (from != leaders_.leader(proposal.round) || block.height != height || height_of(block.round) != height ||
        block.proposer != leaders_.leader(block.round) || block.id != block_id(block))
        return false;
    if (proposal.polka) {
        const Certificate& polka = *proposal.polka;
        if (polka.block != block.id || polka.round < block.round || polka.round >= proposal.round ||
            !holds(polka, VoteKind::Prevote))
            return false;
    } else if (block.round != proposal.round) {
        return false;
    }
    if (height == 1) return block.parent == genesis_block()->id;
    const auto& commit = proposal.parent_commit;
    return commit && commit->block == block.parent && height_of(commit->round) == height - 1 &&
           holds(*commit, VoteKind::Precommit);
}

bool Protocol::is_near(std::uint64_t round) const {
    if (height_of(round) == height()) return round < round_ + kRoundsAhead;
    return height_of(round) == height() + 1 && attempt_of(round) < kRoundsAhead;
}

void Protocol::on(ValidatorIndex from, const Proposal& proposal, Effects& effects) {
    if (proposal.block == nullptr || !holds(proposal, from)) return;
    const std::uint64_t at = height_of(proposal.round);
    if (at > height() + 1) return fall_behind(from, effects);
    if (at <= height() && chain_[at - 1].block->id != proposal.block->parent)
        return seek_fork(from, at - 1, effects);  // It has another chain, and a commit for it.
    if (at < height() || !is_near(proposal.round)) return;
    if (at > height()) {
        ahead_ = from;
        if (!commit_) commit_ = proposal.parent_commit;
    }
    const auto [it, first] = proposals_.emplace(proposal.round, proposal);
    if (!first && it->second.block->id != proposal.block->id)
        return accuse(from, Offence::TwoProposals, proposal.round, effects);
    if (first && at == height()) accept_proposal(proposal, effects);
}

void Protocol::accept_proposal(const Proposal& proposal, Effects& effects) {
    if (proposal.block->parent != head()->id) return;
    add_block(proposal.block, true, effects);
    if (proposal.polka) note_polka(*proposal.polka, effects);
}

void Protocol::add_block(const SharedConsensusBlock& block, bool check, Effects& effects) {
    const auto [it, first] = candidates_.emplace(block->id, Candidate{.block = block});
    if (!first) return;
    effects.emplace_back(Progress{BlockStage::Received, block});
    if (check) {
        it->second.check = Check::Asked;
        effects.emplace_back(CheckBlock{block});
    }
    if (polka_ && polka_->block == block->id) note_polka(Certificate(*polka_), effects);
}

void Protocol::accuse(ValidatorIndex offender, Offence offence, std::uint64_t round, Effects& effects) {
    if (accused_.emplace(round, offender).second) effects.emplace_back(Evidence{offender, offence, round});
}

void Protocol::on(ValidatorIndex from, const Vote& vote, Effects& effects) {
    const std::uint64_t at = height_of(vote.round);
    if (at > height() + 1) return fall_behind(from, effects);
    if (at < height() || !is_near(vote.round)) return;
    if (at > height()) ahead_ = from;
    count(from, vote, effects);
}

void Protocol::on(ValidatorIndex from, const Stalled& stalled, Effects& effects) {
    const std::uint64_t at = height_of(stalled.round);
    if (at > height()) return fall_behind(from, effects);
    if (at < height()) return;
    if (stalled.round > round_ && stalled.entry && holds(*stalled.entry))
        start_round(stalled.round, stalled.entry, effects);
    if (stalled.polka && height_of(stalled.polka->round) == at && holds(*stalled.polka, VoteKind::Prevote)) {
        note_polka(*stalled.polka, effects);
        if (!candidates_.contains(stalled.polka->block))
            effects.emplace_back(Send<Message>{from, share(BlockRequest{at, stalled.polka->block})});
    }
    // Its leader repeats the proposal to who has not got it.
    if (stalled.round == round_ && !stalled.prevote && leaders_.leader(round_) == self_ && proposals_.contains(round_))
        effects.emplace_back(Send<Message>{from, share(proposals_.at(round_))});
    for (const auto& vote : {stalled.prevote, stalled.precommit})
        if (vote && height() == at && height_of(vote->round) == at && is_near(vote->round)) count(from, *vote, effects);
}

void Protocol::fall_behind(ValidatorIndex whom, Effects& effects) {
    ahead_ = whom;
    if (!asked_) ask_for_decision(whom, height(), effects);
    asked_ = true;
}

/// Walks down to where two chains part, one question at a time: an answer that comes twice leads on once.
void Protocol::seek_fork(ValidatorIndex whom, std::uint64_t height, Effects& effects) {
    if (fork_reported_ || (sought_ && *sought_ <= height)) return;
    sought_ = height;
    ask_for_decision(whom, height, effects);
}

void Protocol::ask_for_decision(ValidatorIndex whom, std::uint64_t height, Effects& effects) {
    effects.emplace_back(Send<Message>{whom, share(DecisionRequest{height})});
}

void Protocol::on(ValidatorIndex from, const DecisionRequest& request, Effects& effects) {
    if (request.height == 0 || request.height >= chain_.size()) return;
    const Decided& decided = chain_[request.height];
    effects.emplace_back(Send<Message>{from, share(Decision{decided.block, decided.commit, head()->height})});
}

void Protocol::on(ValidatorIndex from, const Decision& decision, Effects& effects) {
    if (decision.block == nullptr) return;
    const ConsensusBlock& block = *decision.block;
    if (block.height == 0 || block.height > height() || block.id != block_id(block) ||
        decision.commit.block != block.id || height_of(decision.commit.round) != block.height ||
        !holds(decision.commit, VoteKind::Precommit))
        return;
    if (block.parent != chain_[block.height - 1].block->id) {
        if (sought_ == block.height || !sought_) seek_fork(from, block.height - 1, effects);
        return;
    }
    if (block.height < height()) {
        const SharedConsensusBlock& ours = chain_[block.height].block;
        if (ours->id == block.id || fork_reported_) return;
        fork_reported_ = true;
        effects.emplace_back(SafetyViolation{ours, decision.block});
        return;
    }
    if (!commit_) commit_ = decision.commit;
    add_block(decision.block, false, effects);
    settle(effects);
    asked_ = false;
    if (!halted_ && decision.head >= height()) fall_behind(from, effects);
}

void Protocol::on(ValidatorIndex from, const BlockRequest& request, Effects& effects) {
    if (request.height == 0 || request.height > height()) return;
    const auto found = candidates_.find(request.block);
    if (request.height < height() && chain_[request.height].block->id == request.block)
        effects.emplace_back(Send<Message>{from, share(BlockReply{chain_[request.height].block})});
    else if (found != candidates_.end())
        effects.emplace_back(Send<Message>{from, share(BlockReply{found->second.block})});
}

void Protocol::on(ValidatorIndex, const BlockReply& reply, Effects& effects) {
    if (reply.block == nullptr || reply.block->parent != head()->id || reply.block->height != height() ||
        reply.block->id != block_id(*reply.block))
        return;
    const bool wanted = (commit_ && commit_->block == reply.block->id) || (polka_ && polka_->block == reply.block->id);
    if (wanted) add_block(reply.block, true, effects);
}

void Protocol::retry(Effects& effects) {
    asked_ = false;
    sought_.reset();
    ++retries_;
    effects.emplace_back(Broadcast<Message>{share(
        Stalled{.round = round_, .entry = entry_, .prevote = prevote_, .precommit = precommit_, .polka = polka_})});
    if (ahead_) fall_behind(*ahead_, effects);
    ask_for_missing_block(effects);
    effects.emplace_back(SetTimer{{Retry, round_}});
}

/// Of a voter, another one each time.
void Protocol::ask_for_missing_block(Effects& effects) {
    const auto& certificate = commit_ ? commit_ : polka_;
    if (!certificate || candidates_.contains(certificate->block)) return;
    for (std::uint32_t i = 0; i < validators_.size(); ++i) {
        const ValidatorIndex voter{static_cast<std::uint32_t>((retries_ + i) % validators_.size())};
        if (voter == self_ || !certificate->voters.contains(voter)) continue;
        effects.emplace_back(Send<Message>{voter, share(BlockRequest{height(), certificate->block})});
        return;
    }
}

}  // namespace models::bft
