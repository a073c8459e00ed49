// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "models/chain/transaction.h"
#include "models/evm/block_context.h"
#include "models/state/state.h"

namespace models {

/// A block that is executed to be timed. In each of them one kind of work stands out; together they tell all kinds
/// apart.
struct ExecutionProbe {
    std::string name;
    State pre;
    BlockContext block;
    std::vector<Transaction> transactions;
};

/// The probes; their code goes into `codes`. `size`: about how many transactions each has.
[[nodiscard]] std::vector<ExecutionProbe> execution_probes(CodeStore& codes, std::size_t size);

}  // namespace models
