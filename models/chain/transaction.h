// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/gas.h"
#include "models/chain/rlp.h"
#include "models/chain/uint256.h"

namespace models {

/// EIP-2718 transaction types.
enum class TransactionType : std::uint8_t { Legacy = 0, AccessList = 1, DynamicFee = 2, Blob = 3, SetCode = 4 };

struct AccessListEntry {
    Address address;
    std::vector<U256> slots;
    bool operator==(const AccessListEntry&) const = default;
};

/// A part of an encoded transaction.
enum class TransactionField : std::uint8_t {
    Envelope,  ///< The bytes as a whole: type and list of fields.
    ChainId,
    Nonce,
    GasPrice,
    MaxPriorityFee,
    MaxFee,
    GasLimit,
    To,
    Value,
    Data,
    AccessList,
    AccessListAddress,
    AccessListSlot,
    MaxFeePerBlobGas,
    BlobHashes,
    Authorization,           ///< EIP-7702: chain id, address, nonce, or the tuple's form.
    AuthorizationSignature,  ///< Its y_parity, r or s.
    V,
    YParity,  ///< What typed transactions have in place of v.
    R,
    S,
};
[[nodiscard]] const char* to_string(TransactionField field);

/// Why an encoded transaction is not one, and where.
struct TransactionDecodeError {
    enum class Reason : std::uint8_t {
        Empty,
        UnknownType,
        Malformed,  ///< Not canonical RLP of the right kinds: see `rlp`.
        TooFewFields,
        TooManyFields,
        TrailingBytes,
        OutOfRange,    ///< A number that its field does not take.
        CarriesBlobs,  ///< EIP-4844: the form that travels between pools, with the blobs beside the transaction.
    };
    Reason reason = Reason::Malformed;
    TransactionField field = TransactionField::Envelope;
    RlpError rlp = RlpError::None;  ///< If Malformed.
    bool operator==(const TransactionDecodeError&) const = default;
};
/// "nonce: number with leading zeros"
[[nodiscard]] std::string to_string(const TransactionDecodeError& error);

/// EIP-7702: an account's signed consent that the code at `address` acts for it.
struct Authorization {
    U256 chain_id;  ///< Zero: on any chain.
    Address address;
    std::uint64_t nonce = 0;
    std::uint8_t y_parity = 0;  ///< Any byte may travel; only 0 and 1 are valid.
    U256 r;
    U256 s;

    std::optional<Address> authority;  ///< Not on the wire: who signed; nothing if nobody did.
    bool operator==(const Authorization&) const = default;
};

/// A signed transaction.
struct Transaction {
    TransactionType type = TransactionType::DynamicFee;
    std::optional<std::uint64_t> chain_id;  ///< Missing only in a legacy transaction from before EIP-155.
    std::uint64_t nonce = 0;
    U256 max_priority_fee_per_gas;  ///< Equal to max_fee_per_gas (the gas price) in types 0 and 1.
    U256 max_fee_per_gas;
    std::uint64_t gas_limit = 0;  ///< In gas. Not a Gas: all 64 bits may travel, even if no block has that much.
    std::optional<Address> to;    ///< Nothing: the transaction creates a contract.
    U256 value;
    ByteString data;
    std::vector<AccessListEntry> access_list;
    U256 max_fee_per_blob_gas;                      ///< EIP-4844, type 3 only.
    std::vector<Hash> blob_hashes;                  ///< EIP-4844: versioned hashes.
    std::vector<Authorization> authorization_list;  ///< EIP-7702, type 4 only.
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
/// The hash that the sender signs (EIP-155, EIP-2930, EIP-1559, EIP-4844, EIP-7702).
[[nodiscard]] Hash signing_hash(const Transaction& transaction);
/// The hash that who authorizes signs (EIP-7702).
[[nodiscard]] Hash signing_hash(const Authorization& authorization);

}  // namespace models
