// SPDX-License-Identifier: MIT
#include "models/actors/validator/inclusion.h"

#include <algorithm>

#include "models/consensus/seeded_bug.h"

namespace models {

namespace {

/// Most that its gas can cost. No overflow: a gas limit has 64 bits, and no fee that an account can pay has over 128.
U256 fee_of(const Transaction& transaction) {
    return U256(transaction.gas_limit) * transaction.max_fee_per_gas;
}

}  // namespace

InclusionRule::Sender& InclusionRule::find(const Address& sender) {
    const auto [it, added] = senders_.try_emplace(sender);
    if (added) {
        if (const Account* account = executed_.find(sender)) {
            it->second.executed_nonce = it->second.next_nonce = account->nonce;
            it->second.left = account->balance;
        }
    }
    return it->second;
}

void InclusionRule::charge(Sender& sender, const Transaction& transaction) {
    const U256 fee = fee_of(transaction);
    if (sender.next_nonce != sender.executed_nonce) sender.fees_in_flight += fee;
    sender.left -= std::min(sender.left, fee + transaction.value);
    sender.next_nonce = transaction.nonce + 1;
}

void InclusionRule::add_in_flight(const BlockBody& body) {
    for (const SharedTransaction& pending : body.transactions)
        charge(find(pending->transaction.sender), pending->transaction);
}

Inclusion InclusionRule::admit(const Transaction& transaction) {
    Sender& sender = find(transaction.sender);
    if (transaction.nonce < sender.next_nonce && !is_seeded(104)) return Inclusion::NonceTooLow;
    if (transaction.nonce > sender.next_nonce) return Inclusion::NonceGap;
    constexpr U256 kNoFee = U256(1) << 160;  // beyond all ether, and far from where sums would wrap
    if (transaction.max_fee_per_gas > kNoFee || transaction.value > kNoFee) return Inclusion::Unaffordable;
    const U256 fee = fee_of(transaction);
    if (fee + transaction.value > sender.left) return Inclusion::Unaffordable;
    const bool first = sender.next_nonce == sender.executed_nonce;
    if (reserve_ && !first && sender.fees_in_flight + fee > *reserve_) return Inclusion::Unaffordable;
    charge(sender, transaction);
    return Inclusion::Ok;
}

bool admits_all(InclusionRule& rule, const BlockBody& body) {
    for (const SharedTransaction& pending : body.transactions)
        if (rule.admit(pending->transaction) != Inclusion::Ok) return false;
    return true;
}

}  // namespace models
