// SPDX-License-Identifier: MIT
#include "models/executor/parallel_executor.h"

#include "models/executor/block_sharing.h"

namespace models {

ParallelExecutor::ParallelExecutor(CodeStore& codes, WorkerIndex workers, Sharing sharing)
    : sharing_(sharing), driver_(workers) {
    for (WorkerIndex worker = 0; worker < workers; ++worker)
        transitions_.push_back(std::make_unique<Transition>(codes));
}

ExecutedBlock ParallelExecutor::execute_alone(const State& pre, const BlockContext& block,
                                              std::span<const Transaction> transactions) {
    ExecutedBlock executed = execute_serial(pre, block, transactions, *transitions_.front());
    executed.concurrency.executions = transactions.size();
    return executed;
}

ExecutedBlock ParallelExecutor::execute(const State& pre, const BlockContext& block,
                                        std::span<const Transaction> transactions) {
    BlockSharing sharing(transactions, driver_.workers(), sharing_);
    if (!sharing.may_come()) return execute_alone(pre, block, transactions);
    BlockAssembly assembly(pre, transactions.size());
    const std::size_t alone =
        sharing.execute_alone(assembly, *transitions_.front(), block, transactions, [](const TxResult&) {});
    const auto rest = transactions.subspan(alone);
    ConcurrencyStats concurrency;
    if (!rest.empty()) {
        stm_.begin(stm_block(assembly.overlay(), block, rest, sharing, driver_.workers(),
                             [&](WorkerIndex worker, StateView& view, TxIndex tx) {
                                 return transitions_[worker]->execute(view, block, rest[tx]);
                             }));
        driver_.run(stm_);
        append(stm_, rest, assembly);
        concurrency = stm_.stats();
        const auto in_order = rest.subspan(stm_.settled());
        concurrency.executions += assembly.execute(*transitions_.front(), block, in_order,
                                                   [](const Transaction&, const TxResult&) { return false; });
    }
    concurrency.executions += alone;
    ExecutedBlock executed = assembly.finish();
    executed.concurrency = concurrency;
    return executed;
}

}  // namespace models
