// SPDX-License-Identifier: MIT
#include "models/actors/full_node/full_node.h"

#include "sim/base/check.h"

namespace models {

FullNode::FullNode(const Environment& environment, const FullNodeParams& params, const BlockContext& chain,
                   const State& genesis)
    : environment_(environment),
      hardware_(params.hardware),
      chain_(chain),
      received_(genesis),
      visible_state_(genesis.id()),
      executor_(environment.simulation, environment.actor, "full_node.executor", 1) {}

void FullNode::on(const std::shared_ptr<const FullNodeUpdate>& message) {
    const SharedMiniBlock block = message->block;
    CHECK(block->header.number == last_received_ + 1);
    CHECK(block->header.pre_state == received_.id());
    last_received_ = block->header.number;

    BlockContext context = chain_;
    context.number = block->header.evm_block_number;
    context.timestamp = block->header.evm_block_timestamp;
    const auto result =
        environment_.execution.execute(environment_.shared_hardware, received_, context, block->transactions);
    received_ = result->execution.block->post;
    CHECK(received_.id() == block->header.state_id);
    CHECK(result->receipts_hash == block->header.receipts_hash);

    const std::uint64_t signatures_a_core = (block->transactions.size() + hardware_.cores - 1) / hardware_.cores;
    const sim::Duration cost = signature_recovery_time(signatures_a_core, hardware_) + result->execution.makespan;
    metrics_.execution_time.record(cost.ns());
    executor_.run(cost, [this, block, receipts_hash = result->receipts_hash, state = received_.id()] {
        visible_state_ = state;
        metrics_.mini_blocks.add();
        const auto sealed = sim::SimTime::from_ns(static_cast<std::int64_t>(block->header.timestamp_us) * 1000);
        metrics_.lag.record((environment_.simulation.now() - sealed).ns());
        environment_.observer.on_executed(environment_.node, *block, state, receipts_hash);
    });
}

void FullNode::on(const std::shared_ptr<const EvmBlockHeaderAnnouncement>& message) {
    CHECK(message->block->number == last_evm_block_ + 1);
    last_evm_block_ = message->block->number;
}

}  // namespace models
