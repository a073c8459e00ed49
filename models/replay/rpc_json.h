// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "models/chain/receipt.h"
#include "models/chain/transaction.h"
#include "models/json/json_fields.h"

namespace models {

// Values as Ethereum's JSON-RPC writes them (ethereum/execution-apis). All throw JsonError.

/// A number in hexadecimal behind 0x.
[[nodiscard]] U256 quantity_of(const Json& value, const char* what);
[[nodiscard]] std::uint64_t small_quantity_of(const Json& value, const char* what);
/// That of a member, which must be there.
[[nodiscard]] std::uint64_t small_quantity(const Json& object, const char* key);

/// A transaction of a block with full transactions, with its sender (`from`, or recovered if that is missing) and the
/// authorities of its authorizations.
[[nodiscard]] Transaction transaction_of(const Json& json);

/// What a node says of a transaction's receipt.
struct ReceiptClaim {
    std::optional<bool> success;  ///< Missing before Byzantium.
    Gas cumulative_gas_used;
    std::vector<Log> logs;
};
[[nodiscard]] ReceiptClaim receipt_of(const Json& json);

/// What a node's answer holds: its `result`, if `answer` is a whole JSON-RPC response, otherwise itself. Throws
/// JsonError if the response is an error, or empty.
[[nodiscard]] const Json& result_of(const Json& answer);

}  // namespace models
