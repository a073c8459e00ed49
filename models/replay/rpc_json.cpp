// SPDX-License-Identifier: MIT
#include "models/replay/rpc_json.h"

#include <string>

#include "models/chain/signature.h"

namespace models {
namespace {

constexpr std::uint64_t kHighestType = static_cast<std::uint64_t>(TransactionType::SetCode);

JsonError unexpected(const char* what, const std::string& expected, const Json& value) {
    return {what, ": expected " + expected + ", got " + brief(value)};
}

U256 quantity(const Json& object, const char* key) {
    return quantity_of(member(object, key), key);
}

TransactionType type_of(const Json& json) {
    const Json* const type = find_member(json, "type");
    if (type == nullptr) return TransactionType::Legacy;
    const std::uint64_t number = small_quantity_of(*type, "type");
    if (number > kHighestType) throw unexpected("type", "a transaction type of Ethereum, 0x0 to 0x4", *type);
    return static_cast<TransactionType>(number);
}

std::vector<AccessListEntry> access_list_of(const Json& list) {
    std::vector<AccessListEntry> entries;
    for (std::size_t i = 0; i < list_of(list, "accessList").size(); ++i) {
        within("accessList." + std::to_string(i), [&] {
            AccessListEntry& entry = entries.emplace_back();
            entry.address = address_of(member(list[i], "address"), "address");
            for (const Json& slot : list_of(member(list[i], "storageKeys"), "storageKeys"))
                entry.slots.push_back(quantity_of(slot, "storageKeys"));
        });
    }
    return entries;
}

std::uint8_t parity_of(const Json& json) {
    const Json* const parity = find_member(json, "yParity");
    const U256 value = parity != nullptr ? quantity_of(*parity, "yParity") : quantity(json, "v");
    return static_cast<std::uint8_t>(value > 255 ? 255 : value.low_u64());
}

std::vector<Authorization> authorizations_of(const Json& list) {
    std::vector<Authorization> out;
    for (std::size_t i = 0; i < list_of(list, "authorizationList").size(); ++i) {
        within("authorizationList." + std::to_string(i), [&] {
            const Json& json = list[i];
            Authorization& authorization = out.emplace_back();
            authorization.chain_id = quantity(json, "chainId");
            authorization.address = address_of(member(json, "address"), "address");
            authorization.nonce = small_quantity(json, "nonce");
            authorization.y_parity = parity_of(json);
            authorization.r = quantity(json, "r");
            authorization.s = quantity(json, "s");
        });
    }
    return out;
}

/// Fees; `gasPrice` of a transaction with a fee cap is what it paid, not what it says.
void read_fees(const Json& json, Transaction& tx) {
    const bool has_fee_cap = tx.type >= TransactionType::DynamicFee;
    tx.max_fee_per_gas = quantity(json, has_fee_cap ? "maxFeePerGas" : "gasPrice");
    tx.max_priority_fee_per_gas = quantity(json, has_fee_cap ? "maxPriorityFeePerGas" : "gasPrice");
    if (tx.type != TransactionType::Blob) return;
    tx.max_fee_per_blob_gas = quantity(json, "maxFeePerBlobGas");
    for (const Json& hash : list_of(member(json, "blobVersionedHashes"), "blobVersionedHashes"))
        tx.blob_hashes.push_back(hash_of(hash, "blobVersionedHashes"));
}

void read_signature(const Json& json, Transaction& tx) {
    if (const Json* const chain = find_member(json, "chainId")) tx.chain_id = small_quantity_of(*chain, "chainId");
    tx.r = quantity(json, "r");
    tx.s = quantity(json, "s");
    if (tx.type != TransactionType::Legacy) {
        tx.y_parity = parity_of(json) == 1;
        return;
    }
    // 27 or 28, or 35 + 2 x chain id + parity (EIP-155): odd ones of the first pair and of the second mean 0.
    const std::uint64_t v = small_quantity(json, "v");
    tx.y_parity = v % 2 == 0;
    if (v >= 35 && !tx.chain_id) tx.chain_id = (v - 35) / 2;
}

Address sender_of(const Json& json, const Transaction& tx) {
    if (const Json* const from = find_member(json, "from")) return address_of(*from, "from");
    const auto sender = recover_sender(tx, SignatureRange::Whole);
    if (!sender) throw JsonError("from", " is missing, and the signature is no valid one");
    return *sender;
}

}  // namespace

U256 quantity_of(const Json& value, const char* what) {
    if (value.is_string()) {
        const std::string& text = value.get_ref<const std::string&>();
        const auto number = text.size() > 2 && text.starts_with("0x") ? u256_from_hex(text) : std::nullopt;
        if (number) return *number;
    }
    throw unexpected(what, "a number in hexadecimal such as \"0x5208\"", value);
}

std::uint64_t small_quantity_of(const Json& value, const char* what) {
    const U256 number = quantity_of(value, what);
    if (!number.fits_u64()) throw unexpected(what, "a number of at most 64 bits", value);
    return number.low_u64();
}

std::uint64_t small_quantity(const Json& object, const char* key) {
    return small_quantity_of(member(object, key), key);
}

Transaction transaction_of(const Json& json) {
    if (json.is_string())
        throw JsonError("", "expected a transaction, got its hash: ask for the block with full transactions");
    Transaction tx;
    tx.type = type_of(object_of(json, "transaction"));
    tx.nonce = small_quantity(json, "nonce");
    read_fees(json, tx);
    tx.gas_limit = small_quantity(json, "gas");
    if (const Json* const to = find_member(json, "to")) tx.to = address_of(*to, "to");
    tx.value = quantity(json, "value");
    tx.data = bytes_of(member(json, "input"), "input");
    const Json* const access_list = find_member(json, "accessList");
    if (access_list != nullptr && tx.type != TransactionType::Legacy) tx.access_list = access_list_of(*access_list);
    if (tx.type == TransactionType::SetCode)
        tx.authorization_list = authorizations_of(member(json, "authorizationList"));
    read_signature(json, tx);
    tx.sender = sender_of(json, tx);
    recover_authorities(tx);
    return tx;
}

ReceiptClaim receipt_of(const Json& json) {
    ReceiptClaim claim;
    if (const Json* const status = find_member(object_of(json, "receipt"), "status"))
        claim.success = small_quantity_of(*status, "status") == 1;
    claim.cumulative_gas_used = Gas::saturated(small_quantity(json, "cumulativeGasUsed"));
    for (const Json& log : list_of(member(json, "logs"), "logs")) {
        Log& read = claim.logs.emplace_back();
        read.address = address_of(member(log, "address"), "address");
        for (const Json& topic : list_of(member(log, "topics"), "topics"))
            read.topics.push_back(hash_of(topic, "topics"));
        read.data = bytes_of(member(log, "data"), "data");
    }
    return claim;
}

const Json& result_of(const Json& answer) {
    if (!answer.is_object() || !answer.contains("jsonrpc")) return answer;
    if (const Json* const error = find_member(answer, "error")) {
        const Json* const message = find_member(*error, "message");
        throw JsonError("error", ": the node answered " + brief(message != nullptr ? *message : *error));
    }
    return member(answer, "result");
}

}  // namespace models
