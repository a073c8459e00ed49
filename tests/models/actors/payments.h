// SPDX-License-Identifier: MIT
#pragma once

#include "models/chain/keccak.h"
#include "models/messages/block_body.h"

namespace models {

inline Address user(std::uint8_t number) {
    Address address;
    address.bytes[0] = 0xaa;
    address.bytes[19] = number;
    return address;
}

/// A plain transfer from user `from` to another user, with gas for 21,000 * fee.
struct Payment {
    std::uint8_t from = 1;
    std::uint64_t nonce = 0;
    std::uint64_t value = 1;
    std::uint64_t fee = 1;  ///< Wei per gas.
    std::uint8_t to = 200;

    [[nodiscard]] SharedTransaction make() const {
        auto pending = std::make_shared<PendingTransaction>();
        Transaction& transaction = pending->transaction;
        transaction.chain_id = 1;
        transaction.nonce = nonce;
        transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = fee;
        transaction.gas_limit = 21'000;
        transaction.value = value;
        transaction.to = user(to);
        transaction.sender = user(from);
        pending->encoded = encode(transaction);
        ByteString identity = pending->encoded;  // without a signature, which would tell senders apart
        identity.push_back(from);
        pending->hash = keccak256(identity);
        return pending;
    }
};

inline SharedBlockBody body_of(std::initializer_list<Payment> payments) {
    std::vector<SharedTransaction> transactions;
    for (const Payment& payment : payments) transactions.push_back(payment.make());
    return make_body(std::move(transactions));
}

}  // namespace models
