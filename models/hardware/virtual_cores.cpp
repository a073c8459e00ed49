// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_cores.h"

#include <algorithm>

#include "models/evm/rules.h"
#include "models/executor/parallel_executor.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// That the executor's results are those of `known`, as far as the gas of every transaction tells.
void expect_equal_gas(BlockStm& stm, const ExecutedBlock& known) {
    for (TxIndex tx = 0; tx < known.outcomes.size(); ++tx) {
        CHECK(stm.result(tx).status == known.outcomes[tx].status);
        CHECK(stm.result(tx).gas_used == known.outcomes[tx].gas_used);
    }
}

}  // namespace

VirtualCores::VirtualCores(const HardwareProfile& profile, WorkerIndex workers)
    : profile_(profile), workers_(workers), stm_(std::make_unique<BlockStm>()) {
    CHECK(workers > 0);
}
VirtualCores::~VirtualCores() = default;
VirtualCores::VirtualCores(VirtualCores&&) noexcept = default;
VirtualCores& VirtualCores::operator=(VirtualCores&&) noexcept = default;

VirtualExecution VirtualCores::execute(const State& pre, const BlockContext& block,
                                       std::span<const Transaction> transactions, CodeStore& codes,
                                       std::shared_ptr<const ExecutedBlock> known) const {
    const auto count = static_cast<TxIndex>(transactions.size());
    // More workers than transactions never have anything to do.
    const WorkerIndex workers = std::max(1U, std::min(workers_, count));
    // Executions are not interrupted on the host, so all virtual cores share one machine.
    Transition transition(codes);
    stm_->begin({.base = pre,
                 .beneficiary = block.beneficiary,
                 .count = count,
                 .workers = workers,
                 .run = [&](WorkerIndex, StateView& view,
                            TxIndex tx) { return transition.execute(view, block, transactions[tx]); },
                 .storage_may_be_wiped = storage_may_be_wiped(block.revision),
                 .sender = [&](TxIndex tx) -> const Address& { return transactions[tx].sender; }});
    const VirtualSchedule schedule =
        run_virtual(*stm_, workers, [&](const StartedTask& task) { return task_time(task, profile_); });
    if (known == nullptr)
        known = std::make_shared<const ExecutedBlock>(assemble(*stm_, pre, block, transactions));
    else
        expect_equal_gas(*stm_, *known);
    return {std::move(known), stm_->stats(), schedule.makespan, schedule.busy};
}

}  // namespace models
