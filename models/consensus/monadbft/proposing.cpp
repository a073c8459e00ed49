// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include "models/consensus/monadbft/protocol.h"
#include "models/consensus/seeded_bug.h"

namespace models::monadbft {

void Protocol::propose(Effects& effects) {
    if (!leads(round_) || gave_up_ || has_proposed_ || plan_) return;
    if (high_qc_->round + 1 == round_) return build({.qc = high_qc_, .no_tip = nullptr, .nec = nullptr}, effects);
    CHECK(entry_tc_ && entry_tc_->round + 1 == round_);
    const SharedTip tip = entry_tc_->high.tip;
    if (!tip || is_seeded(4)) return build({.qc = high_qc_, .no_tip = entry_tc_, .nec = nullptr}, effects);
    if (const KnownBlock* known = tree_.find(tip->header->id); known && known->is_usable())
        return send_proposal({.round = round_, .block = known->block, .tip = tip, .tc = entry_tc_}, effects);
    if (nec_) return build({.qc = high_qc_, .no_tip = nullptr, .nec = nec_}, effects);
    recover(effects);
}

void Protocol::build(const Plan& plan, Effects& effects) {
    if (!tree_.is_connected(plan.qc->block)) return;  // Comes back when it is.
    plan_ = plan;
    effects.push_back(BuildBlock{.round = round_, .parent = tree_.block(plan.qc->block)});
}

void Protocol::on_built(const BuildBlock& build, const BlockContent& content, Effects& effects) {
    if (build.round != round_ || !plan_ || build.parent->id != plan_->qc->block || gave_up_ || has_proposed_) return;
    ConsensusBlock header{.id = {},
                          .parent = build.parent->id,
                          .height = build.parent->height + 1,
                          .round = round_,
                          .proposer = self_,
                          .content = content};
    const SharedConsensusBlock block = seal(header);
    header.id = block->id;
    header.content.body.reset();
    const SharedTip tip =
        std::make_shared<const Tip>(Tip{.header = std::make_shared<const ConsensusBlock>(std::move(header)),
                                        .qc = plan_->qc,
                                        .no_tip = plan_->no_tip,
                                        .nec = plan_->nec});
    tree_.at(block->id).verdict = KnownBlock::Verdict::Valid;
    const bool by_qc = tip->qc->round + 1 == round_;
    send_proposal({.round = round_, .block = block, .tip = tip, .tc = by_qc ? nullptr : entry_tc_}, effects);
}

void Protocol::send_proposal(Proposal proposal, Effects& effects) {
    has_proposed_ = true;
    candidate_ = std::move(proposal);
    const SharedConsensusBlock block = candidate_->block;
    effects.push_back(Disseminate<Message>{std::make_shared<const Message>(*candidate_)});
    add(block, effects);
}

void Protocol::recover(Effects& effects) {
    if (std::exchange(recovering_, true)) return;
    effects.push_back(Broadcast<Message>{std::make_shared<const Message>(RoundRecovery{.tc = entry_tc_})});
}

void Protocol::want_tip(const TimeoutCertificate& tc, Effects& effects) {
    if (!tc.high.tip || tree_.block(tc.high.tip->header->id)) return;
    const auto group =
        std::find_if(tc.groups.begin(), tc.groups.end(), [&](const auto& g) { return g.rank == rank_of(tc.high); });
    CHECK(group != tc.groups.end());
    const ConsensusBlock& header = *tc.high.tip->header;
    sync_.want({.block = header.id, .holders = group->voters, .until_final = header.round}, effects);
}

void Protocol::on(ValidatorIndex from, const RoundRecovery& recovery, Effects& effects) {
    if (!judge_.holds(recovery.tc) || from != judge_.leader(recovery.tc->round + 1)) return;
    accept(recovery.tc, effects);
    if (recovery.tc->round + 1 != round_ || !recovery.tc->high.tip) return;
    recovery_ = recovery.tc->high.tip;
    try_not_to_endorse(effects);
}

void Protocol::try_not_to_endorse(Effects& effects) {
    if (!recovery_ || gave_up_ || last_vote_ == round_ || not_endorsed_ == round_) return;
    const Hash& tip = recovery_->header->id;
    if (tree_.is_connected(tip)) ask_whether_valid(tree_.at(tip), effects);
    if (const KnownBlock* known = tree_.find(tip); known && known->is_usable()) return;
    not_endorsed_ = round_;
    effects.push_back(Send<Message>{
        judge_.leader(round_),
        std::make_shared<const Message>(NoEndorsement{.round = round_, .tip_qc_round = recovery_->qc->round})});
}

void Protocol::on(ValidatorIndex from, const NoEndorsement& answer, Effects& effects) {
    if (answer.round != round_ || !recovering_ || nec_ || has_proposed_ || plan_ || gave_up_) return;
    if (answer.tip_qc_round != entry_tc_->high.tip->qc->round) return;
    not_endorsing_.insert(from);
    VoterSet with_own = not_endorsing_;
    with_own.insert(self_);  // It cannot use the block: else it would have proposed.
    const ValidatorSet& validators = judge_.validators();
    if (!is_quorum(with_own.stake(validators), validators)) return;
    not_endorsed_ = round_;
    nec_ = std::make_shared<const NoEndorsementCertificate>(
        NoEndorsementCertificate{.round = round_, .tip_qc_round = answer.tip_qc_round, .voters = std::move(with_own)});
    propose(effects);
}

}  // namespace models::monadbft
