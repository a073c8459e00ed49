// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/evm/block_context.h"
#include "models/evm/transition.h"

namespace models {

/// Why a transaction was refused: in the words of the official tests, which have called some reasons by several names
/// over the years, and in ours.
struct Rejection {
    std::vector<std::string_view> names;  ///< All that say what is the case; not empty for what the tests know.
    std::string why;

    /// Whether one of the names is among `expected`, which has alternatives ("A|B") and perhaps prefixes
    /// ("TransactionException.A") and perhaps older words for the same.
    [[nodiscard]] bool is_expected(std::string_view expected) const;
    [[nodiscard]] std::string to_string() const;
};

/// Of bytes that are no transaction.
[[nodiscard]] Rejection rejection_of(const TransactionDecodeError& error, ByteView bytes, Revision revision);
/// Of a transaction that breaks a rule, in whatever block.
[[nodiscard]] Rejection rejection_of(InvalidReason reason, const Transaction& transaction, Revision revision);
/// Of one that breaks a rule in this block: some break the rule for the transaction and that for the block.
[[nodiscard]] Rejection rejection_of(InvalidReason reason, const Transaction& transaction, const BlockContext& block);
/// Of a signature whose r and s are out of range, or within and yet from no key.
[[nodiscard]] Rejection rejection_of_signature(bool in_range);

/// Whether gas_limit x max_fee_per_gas needs more than 256 bits.
[[nodiscard]] bool gas_cost_overflows(const Transaction& transaction);

}  // namespace models
