// SPDX-License-Identifier: MIT
#include "models/chain/transaction.h"

#include "models/chain/keccak.h"

namespace models {
namespace {

/// What an authority signs begins with this byte (EIP-7702).
constexpr std::uint8_t kAuthorizationMagic = 0x05;

/// The `v` of a legacy transaction: 27 or 28, or from EIP-155 on 35 + 2 x chain id, plus the parity.
U256 legacy_v(const Transaction& tx) {
    const U256 parity{tx.y_parity ? 1U : 0U};
    return tx.chain_id ? U256{*tx.chain_id} * U256{2} + U256{35} + parity : U256{27} + parity;
}

/// Whether the sender bids a fee cap and a tip instead of a price: EIP-1559 and all types since.
bool has_fee_cap(TransactionType type) {
    return type >= TransactionType::DynamicFee;
}

void add_access_list(RlpWriter& writer, const std::vector<AccessListEntry>& access_list) {
    const auto entries = writer.open_list();
    for (const AccessListEntry& entry : access_list) {
        const auto fields = writer.open_list();
        writer.add(entry.address);
        const auto slots = writer.open_list();
        for (const U256& slot : entry.slots) writer.add(slot.to_hash());
        writer.close_list(slots);
        writer.close_list(fields);
    }
    writer.close_list(entries);
}

void add_blob_fields(RlpWriter& writer, const Transaction& tx) {
    writer.add(tx.max_fee_per_blob_gas);
    const auto hashes = writer.open_list();
    for (const Hash& hash : tx.blob_hashes) writer.add(hash);
    writer.close_list(hashes);
}

void add_authorization_list(RlpWriter& writer, const std::vector<Authorization>& authorizations) {
    const auto list = writer.open_list();
    for (const Authorization& authorization : authorizations) {
        const auto fields = writer.open_list();
        writer.add(authorization.chain_id);
        writer.add(authorization.address);
        writer.add(authorization.nonce);
        writer.add(std::uint64_t{authorization.y_parity});
        writer.add(authorization.r);
        writer.add(authorization.s);
        writer.close_list(fields);
    }
    writer.close_list(list);
}

/// All fields before the signature.
void add_unsigned_fields(RlpWriter& writer, const Transaction& tx) {
    if (tx.type != TransactionType::Legacy) writer.add(tx.chain_id.value_or(0));
    writer.add(tx.nonce);
    if (has_fee_cap(tx.type)) writer.add(tx.max_priority_fee_per_gas);
    writer.add(tx.max_fee_per_gas);
    writer.add(tx.gas_limit);
    writer.add(tx.to ? ByteView(tx.to->bytes) : ByteView{});
    writer.add(tx.value);
    writer.add(ByteView(tx.data));
    if (tx.type != TransactionType::Legacy) add_access_list(writer, tx.access_list);
    if (tx.type == TransactionType::Blob) add_blob_fields(writer, tx);
    if (tx.type == TransactionType::SetCode) add_authorization_list(writer, tx.authorization_list);
}

void add_type(RlpWriter& writer, const Transaction& tx) {
    const auto type = static_cast<std::uint8_t>(tx.type);
    if (tx.type != TransactionType::Legacy) writer.add_raw({&type, 1});
}

}  // namespace

ByteString encode(const Transaction& transaction) {
    RlpWriter writer;
    add_type(writer, transaction);
    const auto fields = writer.open_list();
    add_unsigned_fields(writer, transaction);
    if (transaction.type == TransactionType::Legacy)
        writer.add(legacy_v(transaction));
    else
        writer.add(std::uint64_t{transaction.y_parity ? 1U : 0U});
    writer.add(transaction.r);
    writer.add(transaction.s);
    writer.close_list(fields);
    return writer.take();
}

Hash transaction_hash(const Transaction& transaction) {
    return keccak256(encode(transaction));
}

Hash signing_hash(const Transaction& transaction) {
    RlpWriter writer;
    add_type(writer, transaction);
    const auto fields = writer.open_list();
    add_unsigned_fields(writer, transaction);
    if (transaction.type == TransactionType::Legacy && transaction.chain_id) {
        writer.add(*transaction.chain_id);
        writer.add(std::uint64_t{0});
        writer.add(std::uint64_t{0});
    }
    writer.close_list(fields);
    return keccak256(writer.bytes());
}

Hash signing_hash(const Authorization& authorization) {
    RlpWriter writer;
    writer.add_raw({&kAuthorizationMagic, 1});
    const auto fields = writer.open_list();
    writer.add(authorization.chain_id);
    writer.add(authorization.address);
    writer.add(authorization.nonce);
    writer.close_list(fields);
    return keccak256(writer.bytes());
}

}  // namespace models
