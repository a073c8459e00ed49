// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/gas.h"
#include "models/chain/uint256.h"

namespace models {

/// EIP-2718 transaction types.
enum class TransactionType : std::uint8_t { Legacy = 0, AccessList = 1, DynamicFee = 2, Blob = 3, SetCode = 4 };

struct AccessListEntry {
    Address address;
    std::vector<U256> slots;
    bool operator==(const AccessListEntry&) const = default;
};

/// Why an encoded transaction is not one.
enum class TransactionDecodeError : std::uint8_t {
    Empty,
    UnknownType,
    MalformedRlp,
    WrongFieldCount,
    FieldOutOfRange,
    TrailingBytes
};
[[nodiscard]] const char* to_string(TransactionDecodeError error);

/// A signed transaction. Types 0 to 2 are encoded and executed so far; 3 and 4 keep their numbers.
struct Transaction {
    TransactionType type = TransactionType::DynamicFee;
    std::optional<std::uint64_t> chain_id;  ///< Missing only in a legacy transaction from before EIP-155.
    std::uint64_t nonce = 0;
    U256 max_priority_fee_per_gas;  ///< Equal to max_fee_per_gas (the gas price) in types 0 and 1.
    U256 max_fee_per_gas;
    Gas gas_limit;
    std::optional<Address> to;  ///< Nothing: the transaction creates a contract.
    U256 value;
    ByteString data;
    std::vector<AccessListEntry> access_list;
    bool y_parity = false;
    U256 r;
    U256 s;

    Address sender;  ///< Not on the wire: recovered from the signature, or known to who made it.
    bool operator==(const Transaction&) const = default;
};

/// The EIP-2718 encoding that travels and is hashed.
[[nodiscard]] ByteString encode(const Transaction& transaction);
/// The transaction of exactly these bytes (sender left zero), or why they are not one.
[[nodiscard]] std::variant<Transaction, TransactionDecodeError> decode_transaction(ByteView bytes);
[[nodiscard]] Hash transaction_hash(const Transaction& transaction);
/// The hash that the sender signs (EIP-155, EIP-2930, EIP-1559).
[[nodiscard]] Hash signing_hash(const Transaction& transaction);

}  // namespace models
