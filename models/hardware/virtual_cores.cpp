// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_cores.h"

#include <algorithm>

#include "models/executor/block_sharing.h"
#include "sim/base/check.h"

namespace models {

VirtualCores::VirtualCores(const HardwareProfile& profile, WorkerIndex workers, Sharing sharing)
    : profile_(profile), workers_(workers), sharing_(sharing), stm_(std::make_unique<BlockStm>()) {
    CHECK(workers > 0);
}
VirtualCores::~VirtualCores() = default;
VirtualCores::VirtualCores(VirtualCores&&) noexcept = default;
VirtualCores& VirtualCores::operator=(VirtualCores&&) noexcept = default;

VirtualExecution VirtualCores::execute(const State& pre, const BlockContext& block,
                                       std::span<const Transaction> transactions, CodeStore& codes,
                                       std::shared_ptr<const ExecutedBlock> known) const {
    // More workers than transactions never have anything to do.
    const auto count = static_cast<TxIndex>(transactions.size());
    const WorkerIndex workers = std::max(1U, std::min(workers_, count));
    // Executions are not interrupted on the host, so all virtual cores share one machine.
    Transition transition(codes);
    BlockAssembly assembly(pre, count);
    BlockSharing sharing(transactions, workers, sharing_);
    sim::Duration alone_for;
    const std::size_t alone =
        sharing.execute_alone(assembly, transition, block, transactions,
                              [&](const TxResult& result) { alone_for += cost(result.work, profile_); });
    const auto rest = transactions.subspan(alone);
    VirtualExecution execution;
    execution.makespan = execution.busy = alone_for;
    execution.concurrency.executions = alone;
    if (!rest.empty()) {
        stm_->begin(stm_block(
            assembly.overlay(), block, rest, sharing, workers,
            [&](WorkerIndex, StateView& view, TxIndex tx) { return transition.execute(view, block, rest[tx]); }));
        stm_->record();
        const VirtualSchedule schedule =
            run_virtual(*stm_, workers, [&](const StartedTask& task) { return task_time(task, profile_); });
        execution.makespan += schedule.makespan;
        execution.busy += schedule.busy;
        execution.concurrency += stm_->stats();
        append(*stm_, rest, assembly);
        const auto in_order = rest.subspan(stm_->settled());
        execution.concurrency.executions +=
            assembly.execute(transition, block, in_order, [&](const Transaction&, const TxResult& result) {
                execution.makespan += cost(result.work, profile_);
                execution.busy += cost(result.work, profile_);
                return false;
            });
    }
    if (known != nullptr) CHECK(assembly.outcomes() == known->outcomes);
    execution.block = known != nullptr ? std::move(known) : std::make_shared<const ExecutedBlock>(assembly.finish());
    return execution;
}

}  // namespace models
