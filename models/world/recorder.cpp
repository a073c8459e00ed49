// SPDX-License-Identifier: MIT
#include "models/world/recorder.h"

#include <iterator>

#include "models/actors/batcher/batcher.h"
#include "models/workload/workload.h"
#include "sim/base/check.h"

namespace models {

sim::LifecycleSpec transaction_lifecycle() {
    return {
        .item = "tx",
        .documentation = "A transaction from its client's click to finality on L1.",
        .stages =
            {
                {.name = "preconfirmed",
                 .documentation = "Its receipt leaves the sequencer.",
                 .label = "pre-confirmed"},
                {.name = "visible",
                 .documentation = "The RPC node it was submitted to has applied its mini-block.",
                 .label = "visible at own RPC node"},
                {.name = "in_evm_block",
                 .documentation = "The sequencer seals its EVM block.",
                 .label = "in an EVM block",
                 .follows = "preconfirmed"},
                {.name = "posted",
                 .documentation = "The L1 block with its batch is seen.",
                 .label = "posted on L1",
                 .follows = "in_evm_block"},
                {.name = "final",
                 .documentation = "That L1 block is finalised.",
                 .label = "final on L1",
                 .follows = "posted"},
            },
        .kinds = transaction_kind_names(),
        .drop_reasons = {std::begin(kDropReasonNames), std::end(kDropReasonNames)},
    };
}

Recorder::Recorder(sim::Simulation& simulation, const State& genesis)
    : simulation_(simulation), lifecycle_(transaction_lifecycle()), genesis_(genesis.id()) {}

void Recorder::expect(bool holds, const char* what) {
    CHECK(holds, std::string(what));
    ++checks_;
}

std::uint64_t Recorder::on_submitted(std::uint32_t kind, sim::EntityId region) {
    return lifecycle_.begin(simulation_.now(), region, kind);
}

void Recorder::on_dropped(const PendingTransaction& transaction, DropReason reason) {
    lifecycle_.drop(transaction.item, static_cast<std::uint32_t>(reason));
}

const Recorder::Sealed& Recorder::sealed(const MiniBlock& block) {
    expect(block.header.number >= 1 && block.header.number <= sealed_.size(), "a follower has a mini-block sealed");
    return sealed_[block.header.number - 1];
}

void Recorder::on_sealed(const MiniBlock& block) {
    const StateId& before = sealed_.empty() ? genesis_ : sealed_.back().state;
    expect(block.header.number == sealed_.size() + 1, "mini-blocks are numbered without gaps");
    expect(block.header.pre_state == before, "a mini-block starts from the state before it");
    expect(block.header.evm_block_number == open_evm_block_ || block.header.evm_block_number == open_evm_block_ + 1,
           "a mini-block belongs to the open EVM block or opens the next");
    open_evm_block_ = block.header.evm_block_number;
    last_seal_ = simulation_.now();
    sealed_.push_back({block.header.state_id, block.header.receipts_hash});
    for (const SharedTransaction& pending : block.transactions) {
        sequence_.push_back(pending->hash);
        lifecycle_.reach(pending->item, PreConfirmed, simulation_.now());
    }
}

void Recorder::on_applied(sim::NodeId node, const MiniBlock& block, const StateId& state) {
    const Sealed& expected = sealed(block);
    expect(state == expected.state, "a replica's state is the sequencer's at every mini-block");
    for (const SharedTransaction& pending : block.transactions)
        if (pending->rpc_node == node) lifecycle_.reach(pending->item, Visible, simulation_.now());
}

void Recorder::on_executed(sim::NodeId, const MiniBlock& block, const StateId& state, const Hash& receipts_hash) {
    const Sealed& expected = sealed(block);
    expect(state == expected.state, "a full node's state is the sequencer's at every mini-block");
    expect(receipts_hash == expected.receipts_hash, "a full node's receipts are the sequencer's");
}

void Recorder::on_evm_block(const EvmBlock& block) {
    expect(block.number == next_evm_block_, "EVM blocks are numbered without gaps");
    ++next_evm_block_;
    for (const SharedMiniBlock& mini_block : block.mini_blocks) {
        expect(mini_block->header.evm_block_number == block.number, "an EVM block holds its own mini-blocks");
        expect(mini_block->header.number == ++in_evm_blocks_, "every mini-block is in an EVM block, in order");
        for (const SharedTransaction& pending : mini_block->transactions)
            lifecycle_.reach(pending->item, InEvmBlock, simulation_.now());
    }
}

void Recorder::check_posted(const Batch& batch) {
    const auto hashes = transaction_hashes_of(batch);
    expect(hashes.has_value(), "a posted batch can be read back");
    for (const Hash& hash : *hashes) {
        expect(posted_ < sequence_.size() && hash == sequence_[posted_], "what is posted is what was served, in order");
        ++posted_;
    }
}

void Recorder::on_posted(const Batch& batch) {
    check_posted(batch);
    for (const SharedEvmBlock& block : batch.blocks)
        for (const SharedMiniBlock& mini_block : block->mini_blocks)
            for (const SharedTransaction& pending : mini_block->transactions)
                lifecycle_.reach(pending->item, Posted, simulation_.now());
}

void Recorder::on_finalized(const Batch& batch) {
    for (const SharedEvmBlock& block : batch.blocks)
        for (const SharedMiniBlock& mini_block : block->mini_blocks)
            for (const SharedTransaction& pending : mini_block->transactions)
                lifecycle_.reach(pending->item, Final, simulation_.now());
}

void Recorder::check_end(const std::vector<StateId>& followers, bool drained) {
    lifecycle_.check_conservation();
    ++checks_;
    if (!drained) return;
    const StateId& last = sealed_.empty() ? genesis_ : sealed_.back().state;
    for (const StateId& state : followers) expect(state == last, "every follower ends at the sequencer's last state");
    expect(in_evm_blocks_ == sealed_.size(), "every mini-block is in an EVM block");
    expect(posted_ == sequence_.size(), "everything served was posted");
    expect(lifecycle_.pending() == 0, "every transaction is final or dropped");
}

}  // namespace models
