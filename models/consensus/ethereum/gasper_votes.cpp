// SPDX-License-Identifier: MIT
#include <algorithm>

#include "models/consensus/ethereum/gasper.h"

namespace models::ethereum {

void Gasper::accept(const Attestation& attestation, Effects& effects) {
    const AttestationData& data = attestation.data;
    if (!is_countable(data) || !committees_.is_member(data.slot, attestation.attester)) return;
    if (attestation.subnet != committees_.subnet(data.slot, attestation.attester)) return;
    record(data, attestation.attester, effects);
}

void Gasper::accept(const Aggregate& aggregate, Effects& effects) {
    const auto& [data, voters] = aggregate.votes;
    if (!is_countable(data) || pool_.has_all(aggregate.votes)) return;
    if (!committees_.is_aggregator(data.slot, aggregate.aggregator)) return;
    if (aggregate.subnet != committees_.subnet(data.slot, aggregate.aggregator)) return;
    const SlotCommittee& committee = committees_.at(data.slot);
    Stake members = 0;
    for (const ValidatorIndex member : committee.members)
        if (voters.contains(member) && committees_.subnet(data.slot, member) == aggregate.subnet)
            members += committees_.validators().stake(member);
    // Recounted: who is not of the committee makes it void.
    if (members == 0 || members != voters.stake(committees_.validators())) return;
    for (const ValidatorIndex member : committee.members)
        if (voters.contains(member)) record(data, member, effects);
}

bool Gasper::is_countable(const AttestationData& data) const {
    return pool_.covers(data.slot) && data.target.epoch == epoch_of(data.slot) &&
           data.source.epoch <= data.target.epoch;
}

void Gasper::record(const AttestationData& data, ValidatorIndex voter, Effects& effects) {
    const VotePool::Recorded recorded = pool_.record(data, voter);
    if (recorded.outcome == VotePool::Outcome::Known) return;
    VoteSpan& span = spans_[voter.index()];
    if (recorded.outcome == VotePool::Outcome::Conflicting || surrounds(span, data)) convict(voter, data.slot, effects);
    if (recorded.outcome == VotePool::Outcome::Conflicting) return;
    extend(span, data);
    const VoteGroup& group = pool_.at(data.slot).groups[recorded.group];
    if (data.slot < slot_) {
        const BlockPlace place = voted_place(data);
        if (place != kNowhere) tree_.vote(committees_.at(data.slot).duty, voter, data.target.epoch, place);
    }
    certify(data.slot, group, effects);
}

void Gasper::convict(ValidatorIndex offender, std::uint64_t slot, Effects& effects) {
    if (!convicted_.insert(offender)) return;
    tree_.discount(offender);
    effects.emplace_back(Evidence{.offender = offender, .offence = Offence::TwoVotes, .round = slot});
}

bool Gasper::surrounds(const VoteSpan& span, const AttestationData& data) {
    const std::uint64_t source = data.source.epoch;
    const std::uint64_t target = data.target.epoch;
    return (source < span.highest_source && target > span.its_target) ||
           (source > span.its_source && target < span.highest_target);
}

void Gasper::extend(VoteSpan& span, const AttestationData& data) {
    if (data.source.epoch >= span.highest_source) {
        span.highest_source = data.source.epoch;
        span.its_target = data.target.epoch;
    }
    if (data.target.epoch >= span.highest_target) {
        span.highest_target = data.target.epoch;
        span.its_source = data.source.epoch;
    }
}

BlockPlace Gasper::voted_place(const AttestationData& data) const {
    const BlockPlace place = tree_.find(data.head);
    if (place == kNowhere || tree_.at(place).block->round > data.slot) return kNowhere;
    const BlockPlace target = tree_.checkpoint_block(place, data.target.epoch);
    return target != kNowhere && tree_.at(target).block->id == data.target.root ? place : kNowhere;
}

void Gasper::apply_votes(std::uint64_t slot, const VoteGroup& group) {
    const BlockPlace place = voted_place(group.votes.data);
    if (place == kNowhere) return;
    const SlotCommittee& committee = committees_.at(slot);
    for (const ValidatorIndex member : committee.members)
        if (group.votes.voters.contains(member))
            tree_.vote(committee.duty, member, group.votes.data.target.epoch, place);
}

void Gasper::certify(std::uint64_t slot, const VoteGroup& group, Effects& effects) {
    if (3 * group.weight <= 2 * committees_.at(slot).weight) return;
    const BlockPlace place = tree_.find(group.votes.data.head);
    if (place == kNowhere || tree_.at(place).block->round != slot || tree_.at(place).certified) return;
    tree_.mark_certified(place);
    effects.emplace_back(Progress{BlockStage::Certified, tree_.at(place).block});
}

void Gasper::adopt(const Checkpoint& justified, const Checkpoint& finalized, Effects& effects) {
    if (finalized.epoch > 0) finalize(finalized, effects);
    if (justified.epoch <= tree_.justified().epoch) return;
    const BlockPlace place = tree_.find(justified.root);
    if (place == kNowhere) return;
    const BlockPlace final_ancestor = tree_.checkpoint_block(place, tree_.finalized().epoch);
    if (final_ancestor == kNowhere || tree_.at(final_ancestor).block->id != tree_.finalized().root) return;
    tree_.set_justified(justified);
    effects.emplace_back(Progress{BlockStage::Justified, tree_.at(place).block});
}

void Gasper::finalize(const Checkpoint& finalized, Effects& effects) {
    const Checkpoint ours = tree_.finalized();
    if (finalized == ours) return;
    const BlockPlace place = tree_.find(finalized.root);
    const BlockPlace our_place = tree_.find(ours.root);
    CHECK(our_place != kNowhere);
    if (place == kNowhere) return;  // Older than what is kept.
    const bool newer = finalized.epoch > ours.epoch;
    const BlockPlace common =
        newer ? tree_.checkpoint_block(place, ours.epoch) : tree_.checkpoint_block(our_place, finalized.epoch);
    if (common != (newer ? our_place : place)) {
        if (reported_conflicts_.insert(finalized.root).second)
            effects.emplace_back(
                SafetyViolation{.finalized = tree_.at(our_place).block, .conflicting = tree_.at(place).block});
        return;
    }
    if (!newer) return;
    std::vector<BlockPlace> chain;
    for (BlockPlace at = place; at != our_place; at = tree_.at(at).parent) chain.push_back(at);
    tree_.set_finalized(finalized);
    for (auto it = chain.rbegin(); it != chain.rend(); ++it)
        effects.emplace_back(Progress{BlockStage::Finalized, tree_.at(*it).block});
}

}  // namespace models::ethereum
