// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/vote_pool.h"

#include <algorithm>

namespace models::ethereum {

void VotePool::advance(std::uint64_t slot) {
    const std::uint64_t epoch = epoch_of(slot);
    const std::uint64_t first = first_slot_of(epoch == 0 ? 0 : epoch - 1);
    for (; first_ < first; ++first_)
        if (!slots_.empty()) slots_.pop_front();
    while (first_ + slots_.size() <= slot + 1)
        slots_.push_back({.groups = {}, .voted = VoterSet(committees_.validators().size())});
}

const SlotVotes& VotePool::at(std::uint64_t slot) const {
    CHECK(covers(slot));
    return slots_[slot - first_];
}

bool VotePool::has_all(const AggregatedVotes& votes) const {
    const auto& groups = at(votes.data.slot).groups;
    return std::any_of(groups.begin(), groups.end(), [&](const VoteGroup& group) {
        return group.votes.data == votes.data && votes.voters.is_subset_of(group.votes.voters);
    });
}

VotePool::Recorded VotePool::record(const AttestationData& data, ValidatorIndex voter) {
    CHECK(covers(data.slot));
    SlotVotes& votes = slots_[data.slot - first_];
    auto group = std::find_if(votes.groups.begin(), votes.groups.end(),
                              [&](const VoteGroup& g) { return g.votes.data == data; });
    const auto place = [&] { return static_cast<std::size_t>(group - votes.groups.begin()); };
    if (!votes.voted.insert(voter)) {
        const bool known = group != votes.groups.end() && group->votes.voters.contains(voter);
        return {.outcome = known ? Outcome::Known : Outcome::Conflicting, .group = place()};
    }
    if (group == votes.groups.end())
        group = votes.groups.insert(
            group, {.votes = {.data = data, .voters = VoterSet(committees_.validators().size())}, .weight = 0});
    group->votes.voters.insert(voter);
    group->weight += committees_.weight(voter);
    return {.outcome = Outcome::New, .group = place()};
}

}  // namespace models::ethereum
