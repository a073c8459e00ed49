// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/beacon_state.h"

#include "models/consensus/seeded_bug.h"

namespace models::ethereum {

BeaconState::BeaconState(std::size_t seats) : nobody_(std::make_shared<const VoterSet>(seats)) {
    const Checkpoint genesis{.epoch = 0, .root = genesis_block()->id};
    previous_ = current_ = {.target = genesis.root, .seats = nobody_, .weight = 0};
    previous_justified_ = justified_ = finalized_ = genesis;
}

void BeaconState::advance(std::uint64_t epoch, const Hash& tip, const Committees& committees) {
    while (epoch_ < epoch) {
        weigh(committees);
        ++epoch_;
        previous_ = std::move(current_);
        current_ = {.target = tip, .seats = nobody_, .weight = 0};
    }
}

bool BeaconState::apply(std::uint64_t slot, const Hash& block, const std::vector<AggregatedVotes>& votes,
                        Committees& committees) {
    CHECK(epoch_of(slot) == epoch_);
    if (slot == first_slot_of(epoch_)) current_.target = block;
    if (votes.size() > kMaxVotesPerBlock) return false;
    for (const AggregatedVotes& aggregated : votes)
        if (!may_include(slot, aggregated.data) || !include(aggregated, committees)) return false;
    return true;
}

BeaconState BeaconState::weighed(const Committees& committees) const {
    BeaconState state = *this;
    state.weigh(committees);
    return state;
}

bool BeaconState::may_include(std::uint64_t slot, const AttestationData& data) const {
    if (data.slot >= slot || epoch_of(data.slot) != data.target.epoch) return false;
    const bool current = data.target.epoch == epoch_;
    if (!current && data.target.epoch + 1 != epoch_) return false;
    return data.source == (current ? justified_ : previous_justified_) &&
           data.target.root == participation(data.target.epoch).target;
}

bool BeaconState::includes(const AttestationData& data, std::size_t seat) const {
    return !is_seeded(1) &&
           participation(data.target.epoch).seats->contains(ValidatorIndex{static_cast<std::uint32_t>(seat)});
}

bool BeaconState::include(const AggregatedVotes& votes, Committees& committees) {
    if (votes.voters.width() != committees.validators().size()) return false;
    Participation& participation = votes.data.target.epoch == epoch_ ? current_ : previous_;
    const SlotCommittee& committee = committees.at(votes.data.slot);
    VoterSet seats = *participation.seats;
    Stake members = 0;
    for (const ValidatorIndex member : committee.members) {
        if (!votes.voters.contains(member)) continue;
        members += committees.validators().stake(member);
        const std::size_t seat = committees.seat(committee.duty, member);
        if (includes(votes.data, seat)) continue;
        seats.insert(ValidatorIndex{static_cast<std::uint32_t>(seat)});
        participation.weight += committees.weight(member);
    }
    participation.seats = std::make_shared<const VoterSet>(std::move(seats));
    // Who is in it and not in the committee makes it void, and so does nobody.
    return members > 0 && members == votes.voters.stake(committees.validators());
}

void BeaconState::weigh(const Committees& committees) {
    if (epoch_ <= 1) return;  // The specification leaves the first two epochs alone.
    const Checkpoint old_previous = previous_justified_;
    const Checkpoint old_current = justified_;
    previous_justified_ = justified_;
    justified_bits_ = (justified_bits_ << 1) & 0xf;
    const auto is_enough = [&](Stake weight) {
        return committees.is_supermajority(weight) || (is_seeded(2) && 2 * weight > committees.total_weight());
    };
    if (is_enough(previous_.weight)) {
        justified_ = {.epoch = epoch_ - 1, .root = previous_.target};
        justified_bits_ |= 2;
    }
    if (is_enough(current_.weight)) {
        justified_ = {.epoch = epoch_, .root = current_.target};
        justified_bits_ |= 1;
    }
    const auto spans = [&](unsigned bits, const Checkpoint& source, std::uint64_t epochs) {
        return (justified_bits_ & bits) == bits && source.epoch + epochs == epoch_;
    };
    // A source is final if all checkpoints up to the target of a link from it are justified; links span two epochs at
    // most (k = 2), most often one (k = 1).
    if (spans(0b1110, old_previous, 3) || spans(0b0110, old_previous, 2)) finalized_ = old_previous;
    if (spans(0b0111, old_current, 2) || spans(0b0011, old_current, 1)) finalized_ = old_current;
    if (is_seeded(3) && justified_ != old_current) finalized_ = old_current;  // However far apart they are.
}

}  // namespace models::ethereum
