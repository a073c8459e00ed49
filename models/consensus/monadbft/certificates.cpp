// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/certificates.h"

#include <algorithm>

#include "models/consensus/seeded_bug.h"

namespace models::monadbft {

Rank rank_of(const QuorumCertificate& qc) {
    return {.round = qc.round, .certified = true, .qc_round = qc.round};
}

Rank rank_of(const Tip& tip) {
    return {.round = tip.header->round, .certified = false, .qc_round = tip.qc->round};
}

Rank rank_of(const High& high) {
    return high.tip ? rank_of(*high.tip) : rank_of(*high.qc);
}

bool is_quorum(Stake stake, const ValidatorSet& validators) {
    if (is_seeded(2)) stake += validators.total() / validators.size();  // One vote less is enough.
    return validators.is_supermajority(stake);
}

bool Judge::holds(const SharedQc& qc) const {
    if (!qc) return false;
    if (qc->round == 0) return qc->block == genesis_block()->id;
    return qc->parent_round < qc->round && (is_seeded(3) || is_quorum(qc->voters.stake(validators_), validators_));
}

bool Judge::holds(const SharedNec& nec) const {
    return nec && is_quorum(nec->voters.stake(validators_), validators_);
}

bool Judge::holds(const SharedTc& tc) const {
    if (!tc || tc->groups.empty()) return false;
    VoterSet all(validators_.size());
    Rank highest;
    for (const TimeoutCertificate::Group& group : tc->groups) {
        if (group.voters.width() != validators_.size()) return false;
        for (std::uint32_t i = 0; i < validators_.size(); ++i)
            if (group.voters.contains(ValidatorIndex{i}) && !all.insert(ValidatorIndex{i})) return false;
        highest = std::max(highest, group.rank);
    }
    return is_quorum(all.stake(validators_), validators_) && holds(tc->high) && rank_of(tc->high) == highest &&
           highest.round <= tc->round;
}

bool Judge::holds(const SharedTip& tip) const {
    if (!tip || !tip->header || !holds(tip->qc)) return false;
    const ConsensusBlock& header = *tip->header;
    return header.parent == tip->qc->block && header.round > tip->qc->round &&
           header.proposer == leader(header.round) && fresh_block_was_due(*tip) && block_id(header) == header.id;
}

bool Judge::fresh_block_was_due(const Tip& tip) const {
    const std::uint64_t round = tip.header->round;
    if (tip.qc->round + 1 == round) return true;
    if (tip.nec) return tip.nec->round == round && tip.nec->tip_qc_round <= tip.qc->round && holds(tip.nec);
    return tip.no_tip && tip.no_tip->round + 1 == round && (!tip.no_tip->high.tip || is_seeded(4)) &&
           holds(tip.no_tip) && tip.no_tip->high.qc->round <= tip.qc->round;
}

bool Judge::holds(const High& high) const {
    return high.tip ? holds(high.tip) && high.qc == high.tip->qc : holds(high.qc);
}

SharedQc genesis_qc(const ValidatorSet& validators) {
    return std::make_shared<const QuorumCertificate>(QuorumCertificate{
        .round = 0, .block = genesis_block()->id, .parent_round = 0, .voters = VoterSet(validators.size())});
}

}  // namespace models::monadbft
