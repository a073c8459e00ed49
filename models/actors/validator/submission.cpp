// SPDX-License-Identifier: MIT
// The RPC node beside a validator: what becomes of its clients' transactions.
#include <algorithm>
#include <utility>

#include "models/actors/validator/validator.h"
#include "models/chain/signature.h"
#include "models/hardware/cost_model.h"
#include "models/messages/digest.h"
#include "sim/base/check.h"

namespace models {

sim::Bytes wire_size(const TransactionBatch& message) {
    return message.size;
}

std::uint64_t digest(const TransactionBatch& message) {
    return message.mark;
}

void Validator::connect(sim::Network& network, sim::NodeId there, ValidatorIndex validator, Validator& receiver) {
    CHECK(validator != environment_.index);
    if (connection_of_.size() <= validator.index()) connection_of_.resize(validator.index() + 1);
    connection_of_[validator.index()] = out_.connections();
    out_.connect(network, environment_.node, there, receiver);
}

void Validator::on(const std::shared_ptr<const SubmitTransaction>& message) {
    if (!online_) return;
    metrics_.submitted_transactions.add();
    admission_.run(signature_recovery_time(1, params_.hardware), [this, transaction = message->transaction] {
        if (params_.signatures == Signatures::Real) {
            const auto signer = recover_sender(transaction->transaction);
            if (!signer || *signer != transaction->transaction.sender) {
                environment_.observer.on_dropped(*transaction, ChainDrop::InvalidSignature);
                return;
            }
        }
        outstanding_[transaction->hash] = {transaction, finalized_height_};
        resend_queue_.emplace_back(finalized_height_, transaction->hash);
        forward(transaction);
    });
}

void Validator::on(const std::shared_ptr<const TransactionBatch>& message) {
    if (!online_) return;
    for (const SharedTransaction& transaction : message->transactions) pool_.add(transaction);
}

void Validator::forward(const SharedTransaction& transaction) {
    if (batch_.empty())
        environment_.simulation.after(params_.submission.batch_interval, environment_.actor, "validator.forward",
                                      [this] { send_batch(); });
    batch_.push_back(transaction);
}

void Validator::send_batch() {
    auto message = std::make_shared<TransactionBatch>();
    message->transactions = std::exchange(batch_, {});
    message->size = make_body(message->transactions)->size;
    for (const SharedTransaction& pending : message->transactions)
        message->mark = message->mark * 0x9e3779b97f4a7c15U + digest_of(pending->hash);
    std::vector<bool> to(connection_of_.size() + 1, params_.submission.leaders == 0);
    for (const ValidatorIndex leader : consensus_->next_leaders(params_.submission.leaders)) {
        if (leader.index() >= to.size()) to.resize(leader.index() + 1);
        to[leader.index()] = true;
    }
    if (environment_.index.index() < to.size() && to[environment_.index.index()])
        for (const SharedTransaction& pending : message->transactions) pool_.add(pending);
    for (std::size_t i = 0; i < connection_of_.size(); ++i)
        if (i != environment_.index.index() && to[i]) out_.send_to(connection_of_[i], message);
}

void Validator::resend() {
    while (!resend_queue_.empty() &&
           resend_queue_.front().first + params_.submission.resend_after <= finalized_height_) {
        const Hash hash = resend_queue_.front().second;
        resend_queue_.pop_front();
        const auto it = outstanding_.find(hash);
        if (it == outstanding_.end()) continue;
        if (it->second.resends == params_.submission.resends) {
            environment_.observer.on_dropped(*it->second.transaction, ChainDrop::Expired);
            outstanding_.erase(it);
            continue;
        }
        ++it->second.resends;
        metrics_.resent_transactions.add();
        resend_queue_.emplace_back(finalized_height_, hash);
        forward(it->second.transaction);
    }
}

}  // namespace models
