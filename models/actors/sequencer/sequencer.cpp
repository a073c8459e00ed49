// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/sequencer.h"

#include <utility>

#include "models/chain/keccak.h"
#include "models/messages/digest.h"
#include "sim/base/check.h"

namespace models {
namespace {

// assumption: the roots of an EVM block take one core of their own; mini-blocks, which have no roots, do not wait.
constexpr std::uint32_t kSealingCores = 1;

}  // namespace

Sequencer::Sequencer(const Environment& environment, const SequencerParams& params, const BlockContext& chain,
                     const State& genesis)
    : environment_(environment),
      params_(params),
      chain_(chain),
      execution_cores_(params.hardware.cores - params.admission_cores - kSealingCores),
      hardware_(environment.execution.add_hardware(params.hardware, execution_cores_)),
      state_(genesis),
      pool_({.transactions = params.pool_limit, .parked_lifetime = params.parked_lifetime}),
      admission_(environment.simulation, environment.actor, "sequencer.admission", params.admission_cores),
      executor_(environment.simulation, environment.actor, "sequencer.executor", 1),
      sealer_(environment.simulation, environment.actor, "sequencer.sealer", kSealingCores),
      mini_block_handler_(
          environment.simulation.bind<&Sequencer::start_mini_block>(environment.actor, "sequencer.mini_block", *this)),
      evm_block_due_handler_(
          environment.simulation.bind<&Sequencer::on_evm_block_due>(environment.actor, "sequencer.evm_block", *this)),
      evm_block_(genesis) {
    last_header_.state_id = state_.id();
    metrics_.pool_depth.set_interval(environment.sampling_interval);
}

void Sequencer::on(const std::shared_ptr<const ForwardTransaction>& message) {
    const sim::Duration cost = signature_recovery_time(1, params_.hardware);
    admission_.run(cost, [this, transaction = message->transaction] { admit(transaction); });
}

void Sequencer::admit(const SharedTransaction& transaction) {
    const sim::SimTime now = environment_.simulation.now();
    if (Gas::saturated(transaction->transaction.gas_limit) > params_.mini_block_gas_limit) {
        environment_.observer.on_dropped(*transaction, DropReason::NotExecutable);
        return;
    }
    const Account* sender = state_.find(transaction->transaction.sender);
    if (const auto reason = pool_.add(transaction, sender == nullptr ? 0 : sender->nonce, now))
        environment_.observer.on_dropped(*transaction, *reason);
    if (pool_.parked() > 0) arm_evm_block();  // Its timer is what lets parked transactions expire.
    arm_mini_block();
}

void Sequencer::arm_mini_block() {
    if (mini_block_armed_ || executing_ || pool_.ready() == 0) return;
    mini_block_armed_ = true;
    environment_.simulation.at(next_multiple(params_.mini_block_interval), mini_block_handler_);
}

sim::SimTime Sequencer::next_multiple(sim::Duration interval) const {
    const sim::Duration since_start = environment_.simulation.now().since_start();
    return sim::SimTime() + interval * ((since_start / interval) + 1);
}

BlockContext Sequencer::next_context() const {
    BlockContext context = chain_;
    context.number = evm_block_number_;
    context.timestamp = evm_block_timestamp_;
    return context;
}

void Sequencer::start_mini_block(std::uint64_t) {
    mini_block_armed_ = false;
    metrics_.pool_depth.record(environment_.simulation.now(), static_cast<std::int64_t>(pool_.ready()));
    std::vector<SharedTransaction> transactions = pool_.take(params_.mini_block_gas_limit);
    if (transactions.empty()) return;
    executing_ = true;
    open_evm_block();
    arm_evm_block();
    auto result = environment_.execution.execute(hardware_, state_, next_context(), transactions);
    const sim::Duration sealing = diff_encode_time(result->execution.block->diff, params_.hardware);
    executor_.run(result->execution.makespan + sealing, [this, transactions = std::move(transactions), result] {
        executing_ = false;
        seal_mini_block(transactions, result);
        if (evm_block_due_) seal_evm_block();
        arm_mini_block();
    });
}

std::vector<SharedTransaction> Sequencer::split_invalid(const std::vector<SharedTransaction>& transactions,
                                                        const ExecutedBlock& executed) {
    std::vector<SharedTransaction> included;
    included.reserve(transactions.size());
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        if (executed.outcomes[i].status != TransitionStatus::Invalid) {
            included.push_back(transactions[i]);
            continue;
        }
        environment_.observer.on_dropped(*transactions[i], DropReason::NotExecutable);
        // Its nonce was not used: the sender may use it again.
        const Address& sender = transactions[i]->transaction.sender;
        const Account* account = executed.post.find(sender);
        pool_.reset(sender, account == nullptr ? 0 : account->nonce);
    }
    return included;
}

void Sequencer::seal_mini_block(const std::vector<SharedTransaction>& transactions,
                                const SharedExecution::Result& executed) {
    const VirtualExecution& result = executed->execution;
    auto block = std::make_shared<MiniBlock>();
    block->transactions = split_invalid(transactions, *result.block);
    if (block->transactions.empty()) {
        evm_block_open_ = !evm_block_.empty();
        return;
    }
    block->receipts = executed->receipts;
    block->state_diff = encode(result.block->diff);
    block->header.number = last_header_.number + 1;
    block->header.evm_block_number = evm_block_number_;
    block->header.timestamp_us = static_cast<std::uint64_t>(environment_.simulation.now().ns() / 1000);
    block->header.evm_block_timestamp = evm_block_timestamp_;
    block->header.gas_used = result.block->gas_used;
    block->header.pre_state = last_header_.state_id;
    block->header.parent_hash = last_mini_block_hash_;
    state_ = result.block->post;
    block->header.state_id = state_.id();
    seal(*block);
    last_header_ = block->header;
    last_mini_block_hash_ = block->hash;

    measure(result, *block);
    environment_.simulation.mix(digest_of(block->hash));
    environment_.observer.on_sealed(*block);
    evm_block_.add(block, result.block);
    to_replicas.send(std::make_shared<const ReplicaUpdate>(ReplicaUpdate{block}));
    to_full_nodes.send(std::make_shared<const FullNodeUpdate>(FullNodeUpdate{block}));
}

void Sequencer::measure(const VirtualExecution& result, const MiniBlock& block) {
    const auto bytes = static_cast<std::uint64_t>(replica_update_size(block).count());
    metrics_.mini_blocks.add();
    metrics_.transactions.add(block.transactions.size());
    metrics_.gas.add(static_cast<std::uint64_t>(block.header.gas_used.units()));
    metrics_.state_diff_bytes.add(block.state_diff.size());
    metrics_.replica_stream_bytes.add(bytes);
    metrics_.executions.add(result.concurrency.executions);
    metrics_.aborts.add(result.concurrency.aborts);
    metrics_.validations.add(result.concurrency.validations);
    metrics_.serial_time.add(static_cast<std::uint64_t>(serial_time(*result.block, params_.hardware).ns()));
    metrics_.execution_time.add(static_cast<std::uint64_t>(result.makespan.ns()));
    metrics_.core_time.add(static_cast<std::uint64_t>(result.busy.ns()));
    metrics_.execution_makespan.record(result.makespan.ns());
    metrics_.mini_block_transactions.record(static_cast<std::int64_t>(block.transactions.size()));
    metrics_.mini_block_bytes.record(static_cast<std::int64_t>(bytes));
}

void Sequencer::arm_evm_block() {
    if (evm_block_armed_) return;
    evm_block_armed_ = true;
    environment_.simulation.at(next_multiple(params_.evm_block_interval), evm_block_due_handler_);
}

void Sequencer::open_evm_block() {
    if (evm_block_open_) return;
    evm_block_open_ = true;
    const std::int64_t second = environment_.simulation.now().ns() / 1'000'000'000;
    evm_block_timestamp_ = chain_.timestamp + static_cast<std::uint64_t>(second);
}

void Sequencer::on_evm_block_due(std::uint64_t) {
    evm_block_armed_ = false;
    for (const auto& [transaction, reason] : pool_.expire(environment_.simulation.now()))
        environment_.observer.on_dropped(*transaction, reason);
    if (executing_)
        evm_block_due_ = true;
    else
        seal_evm_block();
    if (pool_.parked() > 0) arm_evm_block();
}

void Sequencer::seal_evm_block() {
    evm_block_due_ = false;
    if (evm_block_.empty()) return;
    evm_block_open_ = false;
    BlockHeader header;
    header.beneficiary = chain_.beneficiary;
    header.number = evm_block_number_++;
    header.gas_limit = params_.evm_block_gas_limit;
    header.timestamp = evm_block_timestamp_;
    header.base_fee = chain_.base_fee;
    // assumption: the fields of Cancun's headers that the model has no use for are those of a block without withdrawals
    // and blobs.
    header.withdrawals_root = kEmptyTrieRoot;
    header.blob_gas_used = Gas{};
    header.excess_blob_gas = Gas{};
    header.parent_beacon_root = Hash{};
    const EvmBlockBuilder::Built built = evm_block_.build(header);
    const sim::Duration sealing = cost(built.work, params_.hardware);
    metrics_.sealing_time.add(static_cast<std::uint64_t>(sealing.ns()));
    sealer_.run(sealing, [this, block = built.block] { announce(block); });
}

void Sequencer::announce(const SharedEvmBlock& block) {
    metrics_.evm_blocks.add();
    environment_.observer.on_evm_block(*block);
    announcements.send(std::make_shared<const EvmBlockHeaderAnnouncement>(EvmBlockHeaderAnnouncement{block}));
    to_settlement.send(std::make_shared<const EvmBlockForSettlement>(EvmBlockForSettlement{block}));
}

}  // namespace models
