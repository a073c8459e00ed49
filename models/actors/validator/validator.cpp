// SPDX-License-Identifier: MIT
#include "models/actors/validator/validator.h"

#include <algorithm>
#include <utility>

#include "models/chain/signature.h"
#include "models/consensus/seeded_bug.h"
#include "models/hardware/cost_model.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// How far below the last finalized block a validator remembers blocks and states, beside the delay of roots.
constexpr std::uint64_t kRemembered = 8;

U256 whole_tokens(std::uint64_t count) {
    return U256(count) * U256(1'000'000'000'000'000'000U);
}

}  // namespace

Validator::Validator(const Environment& environment, const Params& params, BlockExecutor::TimeFactor factor)
    : environment_(environment),
      params_(params),
      reserve_(params.execution.mode == ExecutionMode::Asynchronous
                   ? std::optional<U256>(whole_tokens(params.execution.reserve_balance))
                   : std::nullopt),
      executor_({.simulation = environment.simulation,
                 .actor = environment.actor,
                 .execution = environment.execution,
                 .hardware = environment.shared_hardware,
                 .executed = [this](const ConsensusBlock& block, const SharedOutcome& outcome,
                                    ExecutionSpan span) { on_executed(block, outcome, span); }},
                std::move(factor)),
      verifier_(environment.simulation, environment.actor, "validator.verifier", 1),
      admission_(environment.simulation, environment.actor, "validator.admission", params.hardware.cores) {}

void Validator::start() {
    if (online_) consensus_->start();
}

SharedConsensusBlock Validator::ancestor(SharedConsensusBlock block, std::uint64_t height) const {
    if (height == 0) return genesis_block();
    while (block->height > height) {
        const auto parent = blocks_.find(block->parent);
        CHECK(parent != blocks_.end(), "a block's ancestors are known");
        block = parent->second.block;
    }
    return block;
}

bool Validator::is_remembered(const ConsensusBlock& block) const {
    std::uint64_t height = block.height;
    const std::uint64_t base = height - std::min(height, std::max<std::uint64_t>(1, params_.execution.root_delay()));
    for (Hash parent = block.parent; height > std::max<std::uint64_t>(1, base); --height) {
        const auto known = blocks_.find(parent);
        if (known == blocks_.end()) return false;
        parent = known->second.block->parent;
    }
    return true;
}

Validator::Known& Validator::take_in(const SharedConsensusBlock& block) {
    const auto [it, added] = blocks_.try_emplace(block->id, Known{block, environment_.simulation.now()});
    if (!added) return it->second;
    by_age_.emplace_back(block->height, block->id);
    // It knows the senders of what it proposes; that queues all the same, so that a block is executed after its parent.
    const bool own = block->proposer == environment_.index;
    const std::uint64_t transactions = own ? 0 : block->content.body->transactions.size();
    const std::uint64_t a_core = (transactions + params_.hardware.cores - 1) / params_.hardware.cores;
    verifier_.run(signature_recovery_time(a_core, params_.hardware), [this, id = block->id] { on_verified(id); });
    return it->second;
}

void Validator::on_verified(const Hash& id) {
    const auto it = blocks_.find(id);
    if (it == blocks_.end() || !is_remembered(*it->second.block)) return;  // forgotten meanwhile
    it->second.verified = true;
    executor_.add(it->second.block);
    for (const std::function<void()>& action : std::exchange(it->second.when_verified, {})) action();
}

void Validator::on_executed(const ConsensusBlock& block, const SharedOutcome& outcome, ExecutionSpan span) {
    metrics_.blocks_executed.add();
    metrics_.execution_time.record((span.duration - span.roots).ns());
    metrics_.root_time.record(span.roots.ns());
    const auto known = blocks_.find(block.id);
    if (known != blocks_.end())
        metrics_.execution_lag.record((environment_.simulation.now() - known->second.received).ns());
    environment_.observer.on_executed(environment_.index, block, outcome, span);
}

InclusionRule Validator::rule_for(const SharedConsensusBlock& parent, const SharedConsensusBlock& base,
                                  const State& executed) const {
    InclusionRule rule(executed, reserve_);
    for (std::uint64_t height = base->height + (is_seeded(103) ? 2 : 1); height <= parent->height; ++height)
        rule.add_in_flight(*ancestor(parent, height)->content.body);
    return rule;
}

void Validator::on_build(Twin twin, const BuildBlock& request) {
    const std::uint64_t delay = params_.execution.root_delay();
    const std::uint64_t height = request.parent->height + 1;
    // Interleaved, a block stands on its parent's state; else on the state whose root it carries.
    const std::uint64_t base_height =
        delay == 0 ? height - 1 : height - std::min(height, is_seeded(101) ? delay + 1 : delay);
    const Build build{twin, request, environment_.simulation.now(), ancestor(request.parent, base_height)};
    executor_.when_executed(build.base->id, [this, build] { compose(build); });
}

void Validator::compose(const Build& build) {
    const SharedOutcome executed = executor_.find(build.base->id);
    InclusionRule rule = rule_for(build.request.parent, build.base, executed->post());
    std::vector<SharedTransaction> transactions = pool_.select(rule, params_.block.limits());
    if (build.twin > 0 && !transactions.empty()) transactions.pop_back();  // another block than its twin's
    const SharedBlockBody body = make_body(std::move(transactions));
    if (params_.execution.root_delay() > 0) {
        hand_over(build, body, {build.base->height, executed->root});
        return;
    }
    const BlockToExecute block{.height = build.request.parent->height + 1,
                               .round = build.request.round,
                               .proposer = environment_.index,
                               .body = body};
    executor_.execute_ahead(build.request.parent->id, block, [this, build, body, block](const SharedOutcome& outcome) {
        hand_over(build, body, {block.height, outcome->root});
    });
}

void Validator::hand_over(const Build& build, const SharedBlockBody& body, const StateClaim& claim) {
    const BlockContent content{.body = body, .body_hash = body->hash, .body_size = body->size, .claim = claim};
    metrics_.blocks_built.add();
    metrics_.build_wait.record((environment_.simulation.now() - build.asked).ns());
    environment_.observer.on_built(environment_.index, content, build.asked);
    consensus_->built(build.twin, build.request, content);
}

void Validator::on_check(Twin twin, const SharedConsensusBlock& block) {
    if (!is_remembered(*block)) return;
    Known& known = take_in(block);
    const sim::SimTime asked = environment_.simulation.now();
    if (known.verified)
        check_content(twin, block, asked);
    else
        known.when_verified.push_back([this, twin, block, asked] { check_content(twin, block, asked); });
}

void Validator::check_content(Twin twin, const SharedConsensusBlock& block, sim::SimTime asked) {
    if (!is_remembered(*block)) return;
    const std::uint64_t delay = params_.execution.root_delay();
    const SharedConsensusBlock base = ancestor(block, block->height - std::min(block->height, delay));
    executor_.when_executed(base->id, [this, twin, block, base, asked] {
        const SharedOutcome outcome = executor_.find(base->id);
        answer(twin, block, holds(*block, base, *outcome), asked);
    });
}

bool Validator::holds(const ConsensusBlock& block, const SharedConsensusBlock& base, const ChainOutcome& outcome) {
    const std::optional<StateClaim>& claim = block.content.claim;
    if (!claim || claim->height != base->height || (claim->root != outcome.root && !is_seeded(102))) {
        environment_.observer.on_evidence(environment_.index, {block.proposer, Offence::WrongState, block.round});
        return false;
    }
    if (block.content.body->gas_limit > params_.block.gas_limit) return false;
    if (base->id == block.id)  // executed: nothing of it may have turned out not to be executable
        return outcome.block->receipts.size() == block.content.body->transactions.size();
    return environment_.execution.admissible(outcome.post().id(), block.id, [&] {
        const SharedConsensusBlock parent = block.height == 1 ? genesis_block() : blocks_.at(block.parent).block;
        InclusionRule rule = rule_for(parent, base, outcome.post());
        return admits_all(rule, *block.content.body);
    });
}

void Validator::answer(Twin twin, const SharedConsensusBlock& block, bool valid, sim::SimTime asked) {
    metrics_.blocks_checked.add();
    if (!valid)
        metrics_.blocks_refused.add();
    else if (block->proposer != environment_.index)
        metrics_.check_time.record((environment_.simulation.now() - asked).ns());
    consensus_->checked(twin, block->id, valid);
}

void Validator::on_progress(Twin twin, const Progress& progress) {
    if (progress.block->height == 0) return;
    if (twin > 0) has_twin_ = true;
    // Its own block may be executed already: who watches hears of the block first.
    if (twin == 0) environment_.observer.on_progress(environment_.index, progress);
    if (progress.stage == BlockStage::Received && is_remembered(*progress.block)) take_in(progress.block);
    if (progress.stage == BlockStage::Finalized && twin == 0) on_finalized(progress.block);
}

void Validator::on_evidence(const Evidence& evidence) {
    environment_.observer.on_evidence(environment_.index, evidence);
}

void Validator::on_violation(const SafetyViolation& violation) {
    environment_.observer.on_violation(environment_.index, violation);
}

void Validator::on_finalized(const SharedConsensusBlock& block) {
    finalized_height_ = block->height;
    for (const SharedTransaction& pending : block->content.body->transactions)
        if (pending->rpc_node == environment_.node) outstanding_.erase(pending->hash);
    resend();
    const SharedOutcome executed = executor_.find(block->id);
    if (executed != nullptr && pool_.size() > prune_at_) {
        pool_.prune(executed->post());
        prune_at_ = std::max<std::size_t>(4096, 2 * pool_.size());
    }
    if (has_twin_) return;  // which may be far behind, and on another branch
    // What is executed late must still find its parent.
    const std::uint64_t needed = std::min(finalized_height_, executor_.executed_height());
    const std::uint64_t back = params_.execution.root_delay() + kRemembered;
    if (needed < back) return;
    executor_.forget_below(needed - back);
    while (!by_age_.empty() && by_age_.front().first < needed - back) {
        blocks_.erase(by_age_.front().second);
        by_age_.pop_front();
    }
}

}  // namespace models
