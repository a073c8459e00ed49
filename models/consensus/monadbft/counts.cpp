// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/counts.h"

#include <algorithm>

#include "models/consensus/seeded_bug.h"

namespace models::monadbft {

VoteCount::Outcome VoteCount::add(ValidatorIndex from, const Vote& vote) {
    Outcome outcome;
    Round& round = rounds_[vote.round];
    if (round.choices.empty()) round.voters = round.offenders = VoterSet(validators_.size());

    auto choice =
        std::find_if(round.choices.begin(), round.choices.end(), [&](const Choice& c) { return c.vote == vote; });
    if (!round.voters.insert(from) && !is_seeded(1)) {
        const bool same = choice != round.choices.end() && choice->voters.contains(from);
        outcome.is_two_votes = !same && round.offenders.insert(from);
        return outcome;
    }
    if (choice == round.choices.end())
        choice = round.choices.insert(choice, {.vote = vote, .voters = VoterSet(validators_.size()), .stake = 0});
    choice->voters.insert(from);
    choice->stake += validators_.stake(from);
    if (!round.certified && is_quorum(choice->stake, validators_)) {
        round.certified = true;
        outcome.qc = std::make_shared<const QuorumCertificate>(QuorumCertificate{
            .round = vote.round, .block = vote.block, .parent_round = vote.parent_round, .voters = choice->voters});
    }
    return outcome;
}

void TimeoutCount::clear() {
    voters_ = VoterSet(validators_.size());
    stake_ = 0;
    groups_.clear();
    high_ = {};
}

bool TimeoutCount::add(ValidatorIndex from, const High& high) {
    if (!voters_.insert(from)) return false;
    stake_ += validators_.stake(from);
    const Rank rank = rank_of(high);
    if (groups_.empty() || rank > rank_of(high_)) high_ = high;
    auto group = std::find_if(groups_.begin(), groups_.end(), [&](const auto& g) { return g.rank == rank; });
    if (group == groups_.end()) group = groups_.insert(group, {.rank = rank, .voters = VoterSet(validators_.size())});
    group->voters.insert(from);
    return true;
}

SharedTc TimeoutCount::certificate(std::uint64_t round) const {
    return std::make_shared<const TimeoutCertificate>(
        TimeoutCertificate{.round = round, .groups = groups_, .high = high_});
}

}  // namespace models::monadbft
