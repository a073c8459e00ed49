// SPDX-License-Identifier: MIT
#include "models/actors/validator/block_executor.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace models {

BlockExecutor::BlockExecutor(const Environment& environment, TimeFactor factor)
    : environment_(environment),
      factor_(std::move(factor)),
      resource_(environment.simulation, environment.actor, "validator.executor", 1) {
    records_[genesis_block()->id] = {.outcome = environment_.execution.genesis(), .executed = true};
}

SharedOutcome BlockExecutor::outcome_on(const Hash& parent, const BlockToExecute& block) {
    const auto before = records_.find(parent);
    CHECK(before != records_.end(), "a block is executed after its parent");
    SharedOutcome outcome =
        environment_.execution.execute(environment_.hardware, before->second.outcome->post(), block);
    if (corrupt_from_ && block.height == *corrupt_from_) return environment_.execution.corrupt(outcome);
    return outcome;
}

ExecutionSpan BlockExecutor::time_of(const ChainOutcome& outcome, std::uint64_t round) const {
    const std::int64_t ppm = factor_ ? factor_(round).ppm() : 1'000'000;
    const auto scaled = [ppm](sim::Duration plain) {
        __extension__ using Wide = __int128;
        return sim::Duration::from_ns(static_cast<std::int64_t>(static_cast<Wide>(plain.ns()) * ppm / 1'000'000));
    };
    return {.begin = {},
            .duration = scaled(outcome.execution_time + outcome.root_time),
            .roots = scaled(outcome.root_time)};
}

void BlockExecutor::add(const SharedConsensusBlock& block) {
    if (records_.contains(block->id)) return;
    const auto ahead = std::find_if(ahead_.begin(), ahead_.end(), [&](const Ahead& a) {
        return a.parent == block->parent && a.round == block->round && a.body == block->content.body_hash;
    });
    by_age_.emplace_back(block->height, block->id);
    if (ahead != ahead_.end()) {
        const Ahead found = *ahead;
        ahead_.erase(ahead);
        records_[block->id] = {.outcome = found.outcome};
        finish(*block, found.span);
        return;
    }
    const SharedOutcome outcome = outcome_on(block->parent, to_execute(*block));
    records_[block->id] = {.outcome = outcome};
    ExecutionSpan span = time_of(*outcome, block->round);
    resource_.run(span.duration, [this, block, span]() mutable {
        span.begin = environment_.simulation.now() - span.duration;
        finish(*block, span);
    });
}

void BlockExecutor::finish(const ConsensusBlock& block, ExecutionSpan span) {
    const auto it = records_.find(block.id);
    if (it == records_.end()) return;  // forgotten meanwhile: on a branch that was abandoned
    it->second.executed = true;
    executed_height_ = std::max(executed_height_, block.height);
    environment_.executed(block, it->second.outcome, span);
    const auto waiting = waiting_.extract(block.id);
    if (waiting.empty()) return;
    for (const std::function<void()>& action : waiting.mapped()) action();
}

void BlockExecutor::execute_ahead(const Hash& parent, const BlockToExecute& block,
                                  std::function<void(SharedOutcome)> done) {
    const SharedOutcome outcome = outcome_on(parent, block);
    Ahead ahead{parent, block.round, block.body->hash, outcome, time_of(*outcome, block.round)};
    resource_.run(ahead.span.duration, [this, ahead = std::move(ahead), done = std::move(done)]() mutable {
        ahead.span.begin = environment_.simulation.now() - ahead.span.duration;
        ahead_.push_back(ahead);
        if (ahead_.size() > 4) ahead_.erase(ahead_.begin());  // those never became blocks
        done(ahead.outcome);
    });
}

SharedOutcome BlockExecutor::find(const Hash& block) const {
    const auto it = records_.find(block);
    return it == records_.end() || !it->second.executed ? nullptr : it->second.outcome;
}

void BlockExecutor::when_executed(const Hash& block, std::function<void()> action) {
    if (find(block) != nullptr)
        action();
    else
        waiting_[block].push_back(std::move(action));
}

void BlockExecutor::forget_below(std::uint64_t height) {
    while (!by_age_.empty() && by_age_.front().first < height) {
        records_.erase(by_age_.front().second);
        waiting_.erase(by_age_.front().second);
        by_age_.pop_front();
    }
}

}  // namespace models
