// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/transaction_pool.h"

#include <utility>

namespace models {

std::optional<DropReason> TransactionPool::add(SharedTransaction transaction, std::uint64_t account_nonce,
                                               sim::SimTime now) {
    if (ready_.size() + parked_count_ >= limits_.transactions) return DropReason::PoolFull;
    const Transaction& tx = transaction->transaction;
    Sender& sender = senders_.try_emplace(tx.sender, Sender{account_nonce, {}}).first->second;
    if (tx.nonce < sender.next_nonce) return DropReason::NonceTooLow;
    if (tx.nonce > sender.next_nonce) {
        const bool inserted = sender.parked.try_emplace(tx.nonce, Parked{std::move(transaction), now}).second;
        if (!inserted) return DropReason::NonceTooLow;
        ++parked_count_;
        return std::nullopt;
    }
    ready_.push_back(std::move(transaction));
    ++sender.next_nonce;
    release(sender);
    return std::nullopt;
}

void TransactionPool::release(Sender& sender) {
    for (auto it = sender.parked.begin(); it != sender.parked.end() && it->first == sender.next_nonce;) {
        ready_.push_back(std::move(it->second.transaction));
        it = sender.parked.erase(it);
        --parked_count_;
        ++sender.next_nonce;
    }
}

void TransactionPool::reset(const Address& sender, std::uint64_t account_nonce) {
    if (const auto it = senders_.find(sender); it != senders_.end()) it->second.next_nonce = account_nonce;
}

std::vector<SharedTransaction> TransactionPool::take(Gas gas) {
    std::vector<SharedTransaction> taken;
    Gas left = gas;
    while (!ready_.empty() && Gas::saturated(ready_.front()->transaction.gas_limit) <= left) {
        left -= Gas::saturated(ready_.front()->transaction.gas_limit);
        taken.push_back(std::move(ready_.front()));
        ready_.pop_front();
    }
    return taken;
}

std::vector<TransactionPool::Dropped> TransactionPool::expire(sim::SimTime now) {
    std::vector<Dropped> dropped;
    if (parked_count_ == 0) return dropped;
    for (auto& [address, sender] : senders_) {
        for (auto it = sender.parked.begin(); it != sender.parked.end();) {
            if (now - it->second.since < limits_.parked_lifetime) {
                ++it;
                continue;
            }
            dropped.push_back({std::move(it->second.transaction), DropReason::NonceGap});
            it = sender.parked.erase(it);
            --parked_count_;
        }
    }
    return dropped;
}

}  // namespace models
