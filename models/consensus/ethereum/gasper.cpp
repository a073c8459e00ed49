// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/gasper.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/consensus/seeded_bug.h"

namespace models::ethereum {
namespace {

Timer timer_of(TimerName name, std::uint64_t slot) {
    return {.name = static_cast<std::uint8_t>(name), .round = slot};
}

template <class Content>
std::shared_ptr<const Message> share(Content content) {
    return std::make_shared<const Message>(std::move(content));
}

}  // namespace

Gasper::Gasper(ValidatorIndex self, Committees& committees)
    : self_(self),
      committees_(committees),
      schedule_(committees.validators(), committees.parameters().seed),
      tree_(committees),
      pool_(committees),
      reported_head_(genesis_block()->id),
      spans_(committees.validators().size()),
      convicted_(committees.validators().size()),
      next_justified_(tree_.justified()),
      next_finalized_(tree_.finalized()) {
    CHECK(self.index() < committees.validators().size());
    pool_.advance(0);
}

void Gasper::start(Effects& effects) {
    effects.emplace_back(SetTimer{timer_of(TimerName::SlotStart, 1)});
}

void Gasper::on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects) {
    if (const auto* proposal = std::get_if<Proposal>(message.get())) {
        const bool signed_by_sender = proposal->block && proposal->block->proposer == from;
        if (signed_by_sender) accept(from, SharedProposal(message, proposal), effects);
    } else if (const auto* response = std::get_if<BlockResponse>(message.get())) {
        accept(from, response->proposal, effects);
    } else if (const auto* attestation = std::get_if<Attestation>(message.get())) {
        if (attestation->attester == from) accept(*attestation, effects);
    } else if (const auto* aggregate = std::get_if<Aggregate>(message.get())) {
        if (aggregate->aggregator == from) accept(*aggregate, effects);
    } else {
        const Hash& wanted = std::get<BlockRequest>(*message).block;
        const BlockPlace place = tree_.find(wanted);
        const auto pending = pending_.find(wanted);
        SharedProposal found;
        if (place != kNowhere) found = tree_.at(place).proposal;
        if (pending != pending_.end()) found = pending->second.proposal;
        if (found) effects.emplace_back(Send<Message>{from, share(BlockResponse{std::move(found)})});
    }
}

void Gasper::on_timer(const Timer& timer, Effects& effects) {
    const auto name = static_cast<TimerName>(timer.name);
    if (name == TimerName::SlotStart) {
        if (timer.round == slot_ + 1) start_slot(effects);
        return;
    }
    if (timer.round != slot_) return;
    switch (name) {
        case TimerName::Publish:
            if (!draft_) break;
            draft_->due = true;
            publish_if_ready(effects);
            break;
        case TimerName::AttestationDue:
            attestation_due_ = true;
            attest(effects);
            break;
        case TimerName::AggregateDue:
            aggregate(effects);
            break;
        case TimerName::SlotStart:
            break;
    }
}

void Gasper::start_slot(Effects& effects) {
    ++slot_;
    attestation_due_ = false;
    draft_.reset();
    if (!is_seeded(4)) tree_.set_boosted(kNowhere);
    for (const TimerName name : {TimerName::AttestationDue, TimerName::AggregateDue})
        effects.emplace_back(SetTimer{timer_of(name, slot_)});
    effects.emplace_back(SetTimer{timer_of(TimerName::SlotStart, slot_ + 1)});
    pool_.advance(slot_);
    // A vote counts from the slot after its own.
    for (const VoteGroup& group : pool_.at(slot_ - 1).groups) {
        apply_votes(slot_ - 1, group);
        if (!is_known(group.votes.data.head))
            for (const ValidatorIndex member : committees_.at(slot_ - 1).members)
                if (group.votes.voters.contains(member)) {
                    request(group.votes.data.head, member, effects);
                    break;
                }
    }
    if (slot_ % kSlotsPerEpoch == 0) adopt(next_justified_, next_finalized_, effects);
    for (const auto& [from, proposal] : std::exchange(early_, {})) accept(from, proposal, effects);
    request_again(effects);
    forget_old_blocks();
    update_head(effects);
    if (schedule_.leader(slot_) == self_) propose(effects);
}

void Gasper::propose(Effects& effects) {
    const SharedConsensusBlock& parent = tree_.at(tree_.proposer_head(slot_)).block;
    draft_ = {.build = {.round = slot_, .parent = parent}, .content = std::nullopt, .due = false};
    effects.emplace_back(SetTimer{timer_of(TimerName::Publish, slot_)});
    effects.emplace_back(draft_->build);
}

void Gasper::on_built(const BuildBlock& build, const BlockContent& content, Effects& effects) {
    if (!draft_ || build.round != slot_ || build.parent->id != draft_->build.parent->id) return;
    draft_->content = content;
    publish_if_ready(effects);
}

void Gasper::publish_if_ready(Effects& effects) {
    if (!draft_->content || !draft_->due) return;
    const ConsensusBlock& parent = *draft_->build.parent;
    Proposal proposal{.block = nullptr, .votes = select_votes(parent.id)};
    proposal.block = seal({.id = {},
                           .parent = parent.id,
                           .height = parent.height + 1,
                           .round = slot_,
                           .proposer = self_,
                           .content = *draft_->content,
                           .attached = commitment(proposal.votes)});
    draft_.reset();
    const auto message = share(std::move(proposal));
    const SharedProposal shared(message, &std::get<Proposal>(*message));
    effects.emplace_back(Disseminate<Message>{message});
    note_proposal(*shared->block, effects);
    effects.emplace_back(Progress{BlockStage::Received, shared->block});
    import(shared, effects);
}

std::vector<AggregatedVotes> Gasper::select_votes(const Hash& parent) {
    const BlockPlace place = tree_.find(parent);
    CHECK(place != kNowhere);
    BeaconState state = tree_.at(place).state;
    state.advance(epoch_of(slot_), parent, committees_);
    std::vector<std::pair<Stake, AggregatedVotes>> gains;
    for (std::uint64_t slot = slot_; slot-- > pool_.first_slot();) {
        const SlotCommittee& committee = committees_.at(slot);
        for (const VoteGroup& group : pool_.at(slot).groups) {
            const AttestationData& data = group.votes.data;
            if (!state.may_include(slot_, data)) continue;
            AggregatedVotes fresh{.data = data, .voters = VoterSet(committees_.validators().size())};
            Stake gain = 0;
            for (const ValidatorIndex member : committee.members) {
                if (!group.votes.voters.contains(member)) continue;
                if (state.includes(data, committees_.seat(committee.duty, member))) continue;
                fresh.voters.insert(member);
                gain += committees_.weight(member);
            }
            if (gain > 0) gains.emplace_back(gain, std::move(fresh));
        }
    }
    std::vector<std::size_t> order(gains.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return gains[a].first != gains[b].first ? gains[a].first > gains[b].first : a < b;
    });
    std::vector<AggregatedVotes> votes;
    for (std::size_t i = 0; i < order.size() && i < kMaxVotesPerBlock; ++i)
        votes.push_back(std::move(gains[order[i]].second));
    return votes;
}

void Gasper::attest(Effects& effects) {
    if ((attested_slot_ == slot_ && !is_seeded(5)) || !committees_.is_member(slot_, self_)) return;
    update_head(effects);
    const TreeBlock& head = tree_.at(tree_.find(reported_head_));
    BeaconState state = head.state;
    state.advance(epoch_of(slot_), head.block->id, committees_);
    const AttestationData data{.slot = slot_,
                               .head = head.block->id,
                               .source = state.justified(),
                               .target = {.epoch = epoch_of(slot_), .root = state.target_root()}};
    attested_slot_ = slot_;
    if (surrounds(spans_[self_.index()], data))
        return;  // A re-org to a chain that justified less: no vote, no slashing.
    own_vote_ = data;
    const std::uint32_t subnet = committees_.subnet(slot_, self_);
    effects.emplace_back(Broadcast<Message>{share(Attestation{.data = data, .attester = self_, .subnet = subnet})});
    record(data, self_, effects);
}

void Gasper::aggregate(Effects& effects) {
    if (!own_vote_ || own_vote_->slot != slot_ || !committees_.is_aggregator(slot_, self_)) return;
    const std::uint32_t subnet = committees_.subnet(slot_, self_);
    AggregatedVotes votes{.data = *own_vote_, .voters = VoterSet(committees_.validators().size())};
    for (const VoteGroup& group : pool_.at(slot_).groups) {
        if (group.votes.data != *own_vote_) continue;
        for (const ValidatorIndex member : committees_.at(slot_).members)
            if (group.votes.voters.contains(member) && committees_.subnet(slot_, member) == subnet)
                votes.voters.insert(member);
    }
    effects.emplace_back(
        Broadcast<Message>{share(Aggregate{.votes = std::move(votes), .aggregator = self_, .subnet = subnet})});
}

void Gasper::update_head(Effects& effects) {
    const SharedConsensusBlock& head = tree_.at(tree_.head(slot_)).block;
    if (head->id == reported_head_) return;
    reported_head_ = head->id;
    effects.emplace_back(Progress{BlockStage::Head, head});
}

}  // namespace models::ethereum
