// SPDX-License-Identifier: MIT
#include "models/executor/parallel_executor.h"

#include <utility>

#include "models/evm/rules.h"
#include "models/executor/block_assembly.h"

namespace models {

ParallelExecutor::ParallelExecutor(CodeStore& codes, WorkerIndex workers) : driver_(workers) {
    for (WorkerIndex worker = 0; worker < workers; ++worker)
        transitions_.push_back(std::make_unique<Transition>(codes));
}

ExecutedBlock ParallelExecutor::execute(const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions) {
    stm_.begin({.base = pre,
                .beneficiary = block.beneficiary,
                .count = static_cast<TxIndex>(transactions.size()),
                .workers = driver_.workers(),
                .run = [&](WorkerIndex worker, StateView& view,
                           TxIndex tx) { return transitions_[worker]->execute(view, block, transactions[tx]); },
                .storage_may_be_wiped = storage_may_be_wiped(block.revision),
                .sender = [&](TxIndex tx) -> const Address& { return transactions[tx].sender; }});
    driver_.run(stm_);
    return assemble(stm_, pre, block, transactions);
}

ExecutedBlock assemble(BlockStm& stm, const State& pre, const BlockContext& block,
                       std::span<const Transaction> transactions) {
    BlockAssembly assembly(pre, block.beneficiary, transactions.size());
    for (TxIndex tx = 0; tx < transactions.size(); ++tx)
        assembly.append(transactions[tx].type, std::move(stm.result(tx)));
    ExecutedBlock executed = assembly.finish();
    executed.concurrency = stm.stats();
    return executed;
}

}  // namespace models
