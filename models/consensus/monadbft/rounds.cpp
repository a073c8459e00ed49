// SPDX-License-Identifier: MIT
#include <utility>

#include "models/consensus/monadbft/protocol.h"

namespace models::monadbft {

Protocol::Protocol(const ValidatorSet& validators, LeaderSchedule leaders, ValidatorIndex self)
    : judge_(validators, std::move(leaders)),
      self_(self),
      sync_(self, validators.size(), tree_),
      votes_(validators),
      high_qc_(genesis_qc(validators)),
      head_(high_qc_->block),
      timeouts_(validators),
      not_endorsing_(validators.size()) {}

void Protocol::start(Effects& effects) {
    enter(1, nullptr, effects);
}

void Protocol::on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects) {
    std::visit([&](const auto& m) { on(from, m, effects); }, *message);
}

void Protocol::on_timer(const Timer& timer, Effects& effects) {
    if (timer.name == kSyncTimer) sync_.on_timer(timer, effects);
    if (timer.name == kRoundTimer && timer.round == round_) give_up(effects);
    if (timer.name == kPaceTimer && timer.round == last_vote_) {
        may_vote_by_pace_ = true;
        try_to_vote(effects);
    }
}

void Protocol::on(ValidatorIndex, const AdvanceRound& advance, Effects& effects) {
    if (judge_.holds(advance.qc)) accept(advance.qc, effects);
}

void Protocol::on(ValidatorIndex from, const Timeout& timeout, Effects& effects) {
    if (timeout.round < round_ || !judge_.holds(timeout.high) || rank_of(timeout.high).round > timeout.round) return;
    const auto is_of_round_before = [&](const auto& certificate) {
        return certificate && certificate->round + 1 == timeout.round && judge_.holds(certificate);
    };
    const bool entered_by_high = timeout.high.qc->round + 1 == timeout.round;
    const bool entered_by_qc = !entered_by_high && is_of_round_before(timeout.qc);
    const bool entered_by_tc = !entered_by_high && !entered_by_qc && is_of_round_before(timeout.tc);
    if (!entered_by_high && !entered_by_qc && !entered_by_tc) return;

    accept(timeout.high.qc, effects);
    if (entered_by_qc) accept(timeout.qc, effects);
    if (entered_by_tc) accept(timeout.tc, effects);
    if (timeout.round == round_) count(from, timeout.high, effects);
}

void Protocol::accept(const SharedQc& qc, Effects& effects) {
    if (qc == high_qc_) return;
    const bool is_higher = qc->round > high_qc_->round;
    if (is_higher) high_qc_ = qc;
    certify(*qc, effects);
    if (!is_higher) return;
    follow_head(effects);
    if (qc->round >= round_)
        enter(qc->round + 1, nullptr, effects);
    else
        propose(effects);
}

void Protocol::accept(const SharedTc& tc, Effects& effects) {
    accept(tc->high.qc, effects);
    if (tc->round < round_) return;
    want_tip(*tc, effects);
    enter(tc->round + 1, tc, effects);
}

void Protocol::enter(std::uint64_t round, const SharedTc& tc, Effects& effects) {
    round_ = round;
    entry_tc_ = tc;
    gave_up_ = false;
    timeouts_.clear();
    plan_.reset();
    has_proposed_ = recovering_ = false;
    not_endorsing_ = VoterSet(judge_.validators().size());
    nec_.reset();
    candidate_.reset();
    recovery_.reset();
    votes_.forget_below(round_ - 1);
    while (!seen_.empty() && seen_.begin()->first + kFutureRounds < round_) seen_.erase(seen_.begin());
    effects.push_back(SetTimer{{.name = kRoundTimer, .round = round_}});
    propose(effects);
}

void Protocol::give_up(Effects& effects) {
    const bool first = !gave_up_;
    gave_up_ = true;
    Timeout timeout{.round = round_, .high = high(), .qc = nullptr, .tc = nullptr};
    if (timeout.high.qc->round + 1 != round_) {
        if (high_qc_->round + 1 == round_)
            timeout.qc = high_qc_;
        else
            timeout.tc = entry_tc_;
    }
    const High own = timeout.high;
    effects.push_back(SetTimer{{.name = kRoundTimer, .round = round_}});
    effects.push_back(Broadcast<Message>{std::make_shared<const Message>(std::move(timeout))});
    if (first) count(self_, own, effects);
}

void Protocol::count(ValidatorIndex from, const High& high, Effects& effects) {
    if (!timeouts_.add(from, high)) return;
    if (!gave_up_ && judge_.validators().exceeds_third(timeouts_.stake())) {
        give_up(effects);  // Counts its own.
    } else if (is_quorum(timeouts_.stake(), judge_.validators())) {
        accept(timeouts_.certificate(round_), effects);
    }
}

High Protocol::high() const {
    if (high_tip_ && rank_of(*high_tip_) > rank_of(*high_qc_)) return {.tip = high_tip_, .qc = high_tip_->qc};
    return {.tip = nullptr, .qc = high_qc_};
}

}  // namespace models::monadbft
