// SPDX-License-Identifier: MIT
#include "models/world/chain_recorder.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "models/workload/workload.h"
#include "sim/base/check.h"

namespace models {

sim::LifecycleSpec chain_transaction_lifecycle() {
    return {
        .item = "tx",
        .documentation =
            "A transaction from its client's click until its result is agreed on, as seen by the RPC node that it was "
            "submitted to.",
        .stages =
            {
                {.name = "included", .documentation = "The RPC node has a block with it.", .label = "in a block"},
                {.name = "executed",
                 .documentation = "The RPC node has executed that block: the receipt is there.",
                 .label = "executed",
                 .follows = "included"},
                {.name = "certified",
                 .documentation = "A supermajority voted for the block: speculatively final.",
                 .label = "certified by 2/3",
                 .follows = "included"},
                {.name = "finalized", .documentation = "The block is final.", .label = "final", .follows = "included"},
                {.name = "verified",
                 .documentation = "A final block carries the state root after it: the result is agreed on.",
                 .label = "root agreed on",
                 .follows = "finalized"},
            },
        .kinds = transaction_kind_names(),
        .drop_reasons = {std::begin(kChainDropNames), std::end(kChainDropNames)},
    };
}

sim::LifecycleSpec chain_block_lifecycle() {
    return {
        .item = "block",
        .documentation = "A block from its proposer being asked for it until it is final.",
        .stages =
            {
                {.name = "proposed", .documentation = "Its proposer lets go of it.", .label = "proposed"},
                {.name = "certified",
                 .documentation = "An honest validator knows that a supermajority voted for it.",
                 .label = "certified",
                 .follows = "proposed"},
                {.name = "executed",
                 .documentation = "An honest validator other than its proposer has executed it.",
                 .label = "executed",
                 .follows = "proposed"},
                {.name = "finalized",
                 .documentation = "It is final at an honest validator.",
                 .label = "final",
                 .follows = "proposed"},
            },
        .kinds = {"block"},
        .attributes =
            {
                {.name = "height", .documentation = "Blocks from genesis."},
                {.name = "round", .documentation = "Round or slot that it was proposed in."},
                {.name = "proposer", .documentation = "Number of the validator that proposed it."},
                {.name = "transactions", .documentation = "Transactions in it."},
                {.name = "gas_used", .documentation = "Gas used by them."},
                {.name = "execution_ns", .documentation = "Time to execute it, of who did so first."},
                {.name = "root_ns", .documentation = "Time to work out its roots, likewise."},
                {.name = "execution_begin_ns",
                 .documentation = "When the validator that `executed_ns` is of began to execute it."},
            },
    };
}

ChainRecorder::ChainRecorder(sim::Simulation& simulation, std::vector<bool> honest, bool promised,
                             std::vector<sim::NodeId> nodes, std::vector<sim::EntityId> entities)
    : simulation_(simulation),
      honest_(std::move(honest)),
      promised_(promised),
      entities_(std::move(entities)),
      transactions_(chain_transaction_lifecycle()),
      blocks_(chain_block_lifecycle()),
      finalized_heights_(honest_.size()),
      verified_heights_(honest_.size()) {
    for (std::uint32_t i = 0; i < nodes.size(); ++i) validator_of_[nodes[i]] = ValidatorIndex{i};
}

void ChainRecorder::expect(bool holds, const char* what) {
    CHECK(holds, std::string(what));
    ++checks_;
}

std::uint64_t ChainRecorder::on_submitted(std::uint32_t kind, sim::EntityId region) {
    return transactions_.begin(simulation_.now(), region, kind);
}

void ChainRecorder::on_dropped(const PendingTransaction& transaction, ChainDrop reason) {
    if (transactions_.reached_at(transaction.item, Included)) return;  // in a block that may yet become final
    transactions_.drop(transaction.item, static_cast<std::uint32_t>(reason));
}

void ChainRecorder::on_built(ValidatorIndex validator, const BlockContent& content, sim::SimTime asked) {
    asked_[{validator, content.body_hash}] = asked;
}

ChainRecorder::BlockRecord& ChainRecorder::record_of(const SharedConsensusBlock& block) {
    const auto [it, added] = records_.try_emplace(block->id);
    BlockRecord& record = it->second;
    if (!added) return record;
    record.block = block;
    record.proposed = simulation_.now();
    const auto asked = asked_.find({block->proposer, block->content.body_hash});
    record.item =
        blocks_.begin(asked == asked_.end() ? simulation_.now() : asked->second, entities_[block->proposer.index()], 0);
    if (asked != asked_.end()) asked_.erase(asked);
    blocks_.reach(record.item, Proposed, simulation_.now());
    blocks_.set_attribute(record.item, Height, static_cast<std::int64_t>(block->height));
    blocks_.set_attribute(record.item, Round, static_cast<std::int64_t>(block->round));
    blocks_.set_attribute(record.item, Proposer, block->proposer.value);
    blocks_.set_attribute(record.item, Transactions,
                          static_cast<std::int64_t>(block->content.body->transactions.size()));
    metrics_.blocks_proposed.add();
    for (const SharedTransaction& pending : block->content.body->transactions) {
        const auto validator = validator_of_.find(pending->rpc_node);
        if (validator != validator_of_.end()) record.of_node[validator->second].push_back(pending->item);
    }
    return record;
}

void ChainRecorder::reach(const BlockRecord& record, ValidatorIndex validator, TransactionStage stage) {
    const auto items = record.of_node.find(validator);
    if (items == record.of_node.end()) return;
    for (const std::uint64_t item : items->second)
        // A block that was abandoned may have taken it this far before; the first time counts.
        if (!transactions_.drop_reason(item) && !transactions_.reached_at(item, stage))
            transactions_.reach(item, stage, simulation_.now());
}

void ChainRecorder::reach_block(const BlockRecord& record, BlockStageColumn stage) {
    if (!blocks_.reached_at(record.item, stage)) blocks_.reach(record.item, stage, simulation_.now());
}

void ChainRecorder::on_progress(ValidatorIndex validator, const Progress& progress) {
    const BlockRecord& record = record_of(progress.block);
    if (progress.stage == BlockStage::Received) {
        if (progress.block->proposer != validator)
            metrics_.block_arrival.record((simulation_.now() - record.proposed).ns());
        reach(record, validator, Included);
    }
    if (progress.stage == BlockStage::Certified) {
        if (honest_[validator.index()]) reach_block(record, BlockCertified);
        reach(record, validator, Certified);
    }
    if (progress.stage == BlockStage::Finalized) on_finalized(validator, progress.block);
}

void ChainRecorder::on_executed(ValidatorIndex validator, const ConsensusBlock& block, const SharedOutcome& outcome,
                                ExecutionSpan span) {
    const auto it = records_.find(block.id);
    if (it == records_.end()) return;
    BlockRecord& record = it->second;
    reach(record, validator, Executed);
    if (!honest_[validator.index()]) return;
    if (!record.root) {
        record.root = outcome->root;
        record.gas_used = outcome->block->gas_used;
        record.unexecutable = outcome->block->outcomes.size() - outcome->block->receipts.size();
        record.execution = span.duration;
        blocks_.set_attribute(record.item, GasUsed, outcome->block->gas_used.units());
        blocks_.set_attribute(record.item, ExecutionNs, (span.duration - span.roots).ns());
        blocks_.set_attribute(record.item, RootNs, span.roots.ns());
    }
    expect(*record.root == outcome->root, "honest validators have the same state after the same block");
    if (validator == block.proposer)
        record.own_execution = {"execution, proposer", block.height, span.begin, span.duration};
    if (validator == block.proposer || blocks_.reached_at(record.item, BlockExecuted)) return;
    record.first_execution = {"execution, first other validator", block.height, span.begin, span.duration};
    blocks_.set_attribute(record.item, ExecutionBegin, span.begin.ns());
    reach_block(record, BlockExecuted);
}

void ChainRecorder::on_finalized(ValidatorIndex validator, const SharedConsensusBlock& block) {
    const BlockRecord& record = record_of(block);
    if (!honest_[validator.index()]) return;
    std::uint64_t& finalized = finalized_heights_[validator.index()];
    expect(block->height == finalized + 1, "a validator finalizes one height after the other");
    finalized = block->height;
    if (finalized > canonical_.size()) {
        canonical_.push_back(block->id);
        if (!block->content.body->transactions.empty()) last_finalized_ = simulation_.now();
        reach_block(record, BlockFinalized);
        count_final(record);
    }
    if (canonical_[finalized - 1] == block->id) {
        ++checks_;
    } else {
        if (promised_) expect(false, "two honest validators finalize the same block at a height");
        if (violated_heights_.insert(finalized).second) metrics_.safety_violations.add();
    }
    reach(record, validator, Finalized);
    if (!block->content.claim) return;
    check_claim(*block);
    verify_up_to(validator, block->content.claim->height);
}

void ChainRecorder::check_claim(const ConsensusBlock& block) {
    const StateClaim& claim = *block.content.claim;
    if (claim.height == 0) return;
    // Some of those who voted for the block are honest, and have executed the other before.
    const std::optional<Hash>& root = records_.at(canonical_[claim.height - 1]).root;
    const bool holds = root && *root == claim.root;
    if (promised_) expect(holds, "a final block carries the state root that honest validators found");
    if (root && !holds && violated_heights_.insert(block.height).second) metrics_.safety_violations.add();
}

void ChainRecorder::count_final(const BlockRecord& record) {
    metrics_.blocks_finalized.add();
    metrics_.transactions_finalized.add(record.block->content.body->transactions.size());
    if (!is_in_load(record)) return;
    const auto parent = records_.find(record.block->parent);
    if (parent == records_.end()) return;  // genesis
    metrics_.block_interval.record((record.proposed - parent->second.proposed).ns());
    const std::uint64_t lost =
        lost_rounds_ ? lost_rounds_(parent->second.block->round, record.block->round) : std::uint64_t{0};
    metrics_.lost_rounds.add(lost);
    if (lost > 0) metrics_.late_blocks.add();
}

void ChainRecorder::verify_up_to(ValidatorIndex validator, std::uint64_t height) {
    for (std::uint64_t& verified = verified_heights_[validator.index()]; verified < height; ++verified)
        // Where two blocks are final, this one may not be the validator's, and nothing is agreed on.
        if (!violated_heights_.contains(verified + 1)) reach(records_.at(canonical_[verified]), validator, Verified);
}

void ChainRecorder::on_evidence(ValidatorIndex validator, const Evidence& evidence) {
    // What a validator with a wrong state says of others proves nothing.
    if (!honest_[validator.index()]) return;
    expect(!promised_ || !honest_[evidence.offender.index()], "nobody honest is accused by anybody honest");
    Caught& caught = caught_[{evidence.offender, evidence.offence}];
    if (caught.by.empty()) caught.first = simulation_.now();
    if (offenders_.insert(evidence.offender).second) metrics_.offenders.add();
    caught.by.insert(validator);
}

void ChainRecorder::on_violation(ValidatorIndex validator, const SafetyViolation& violation) {
    if (!honest_[validator.index()]) return;
    if (promised_) expect(false, "no validator sees two final blocks that exclude each other");
    if (violated_heights_.insert(violation.finalized->height).second) metrics_.safety_violations.add();
}

std::vector<ChainRecorder::Span> ChainRecorder::spans() const {
    std::vector<Span> all;
    for (const Hash& id : canonical_) {
        const BlockRecord& record = records_.at(id);
        const sim::SimTime final = *blocks_.reached_at(record.item, BlockFinalized);
        all.push_back({"agreement", record.block->height, record.proposed, final - record.proposed});
        if (record.own_execution) all.push_back(*record.own_execution);
        if (record.first_execution) all.push_back(*record.first_execution);
    }
    return all;
}

void ChainRecorder::sum_up() {
    // A final block may still wait for its execution: what was executed by now counts.
    for (const Hash& id : canonical_) {
        const BlockRecord& record = records_.at(id);
        if (!record.root) continue;
        metrics_.gas_finalized.add(static_cast<std::uint64_t>(record.gas_used.units()));
        metrics_.unexecutable_transactions.add(record.unexecutable);
        if (!is_in_load(record)) continue;
        metrics_.block_gas.record(record.gas_used.units());
        metrics_.block_execution.record(record.execution.ns());
    }
}

void ChainRecorder::check_end() {
    transactions_.check_conservation();
    blocks_.check_conservation();
    checks_ += 2;
}

}  // namespace models
