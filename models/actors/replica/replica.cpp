// SPDX-License-Identifier: MIT
#include "models/actors/replica/replica.h"

#include <string>
#include <utility>

#include "models/chain/signature.h"
#include "sim/base/check.h"

namespace models {

Replica::Replica(const Environment& environment, const ReplicaParams& params, Signatures signatures,
                 const State& genesis)
    : environment_(environment),
      hardware_(params.hardware),
      signatures_(signatures),
      received_(genesis),
      visible_state_(genesis.id()),
      admission_(environment.simulation, environment.actor, "replica.admission", params.hardware.cores - 1),
      apply_(environment.simulation, environment.actor, "replica.apply", 1) {}

void Replica::on(const std::shared_ptr<const SubmitTransaction>& message) {
    metrics_.submitted_transactions.add();
    admission_.run(signature_recovery_time(1, hardware_),
                   [this, transaction = message->transaction] { forward(transaction); });
}

void Replica::forward(const SharedTransaction& transaction) {
    if (signatures_ == Signatures::Real) {
        const auto signer = recover_sender(transaction->transaction);
        if (!signer || *signer != transaction->transaction.sender) {
            environment_.observer.on_dropped(*transaction, DropReason::InvalidSignature);
            return;
        }
    }
    to_sequencer.send(std::make_shared<const ForwardTransaction>(ForwardTransaction{transaction}));
}

void Replica::on(const std::shared_ptr<const ReplicaUpdate>& message) {
    const SharedMiniBlock block = message->block;
    CHECK(block->header.number == last_received_ + 1);
    CHECK(block->header.pre_state == received_.id());
    last_received_ = block->header.number;

    const auto diff = environment_.execution.decode(*block);
    auto applied = environment_.execution.apply(received_, *diff, block->state_diff_hash);
    if (const auto* error = std::get_if<DiffError>(&applied)) CHECK(false, std::string(to_string(*error)));
    received_ = std::get<State>(std::move(applied));
    CHECK(received_.id() == block->header.state_id);

    const sim::Duration cost = diff_apply_time(*diff, hardware_);
    metrics_.apply_time.record(cost.ns());
    apply_.run(cost, [this, block, state = received_.id()] {
        visible_state_ = state;
        metrics_.mini_blocks.add();
        const auto sealed = sim::SimTime::from_ns(static_cast<std::int64_t>(block->header.timestamp_us) * 1000);
        metrics_.lag.record((environment_.simulation.now() - sealed).ns());
        environment_.observer.on_applied(environment_.node, *block, state);
    });
}

void Replica::on(const std::shared_ptr<const EvmBlockHeaderAnnouncement>& message) {
    CHECK(message->block->number == last_evm_block_ + 1);
    last_evm_block_ = message->block->number;
}

}  // namespace models
