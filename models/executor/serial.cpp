// SPDX-License-Identifier: MIT
#include "models/executor/block_assembly.h"
#include "models/executor/executed_block.h"

namespace models {

ExecutedBlock execute_serial(const State& pre, const BlockContext& block, std::span<const Transaction> transactions,
                             CodeStore& codes) {
    Transition transition(codes);
    return execute_serial(pre, block, transactions, transition);
}

ExecutedBlock execute_serial(const State& pre, const BlockContext& block, std::span<const Transaction> transactions,
                             Transition& transition) {
    BlockAssembly assembly(pre, transactions.size());
    assembly.execute(transition, block, transactions, [](const Transaction&, const TxResult&) { return false; });
    return assembly.finish();
}

}  // namespace models
