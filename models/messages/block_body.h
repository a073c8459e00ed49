// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "models/messages/pending_transaction.h"

namespace models {

/// What a block of a chain of validators carries: its transactions in order.
struct BlockBody {
    std::vector<SharedTransaction> transactions;
    Hash hash;        ///< keccak256 of the transactions' hashes.
    sim::Bytes size;  ///< Of the transactions' encodings as an RLP list.
    Gas gas_limit;    ///< Sum of the transactions' own.
};
using SharedBlockBody = std::shared_ptr<const BlockBody>;

/// Works out hash, size and gas limit.
[[nodiscard]] SharedBlockBody make_body(std::vector<SharedTransaction> transactions);

}  // namespace models
