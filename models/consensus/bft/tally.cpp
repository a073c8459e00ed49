// SPDX-License-Identifier: MIT
#include "models/consensus/bft/tally.h"

#include <algorithm>

#include "models/consensus/seeded_bug.h"

namespace models::bft {

Tally::Added Tally::add(ValidatorIndex voter, const Choice& choice, const ValidatorSet& validators) {
    auto camp = std::ranges::find(camps_, choice, &Camp::choice);
    if (!voted_.insert(voter)) {
        const bool same = camp != camps_.end() && camp->voters.contains(voter);
        if (!is_seeded(1) || !same) return same ? Added::Known : Added::Equivocation;
    }
    if (camp == camps_.end()) camp = camps_.insert(camp, {choice, VoterSet(voted_.width()), 0});
    camp->voters.insert(voter);
    camp->stake += validators.stake(voter);
    stake_ += validators.stake(voter);
    if (!winner_ && is_quorum(camp->stake, validators)) winner_ = static_cast<std::size_t>(camp - camps_.begin());
    return Added::New;
}

bool is_quorum(Stake stake, const ValidatorSet& validators) {
    if (is_seeded(2)) stake += validators.total() / validators.size();  // One vote less is enough.
    return validators.is_supermajority(stake);
}

}  // namespace models::bft
