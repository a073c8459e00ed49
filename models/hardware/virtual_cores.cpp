// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_cores.h"

#include <algorithm>

#include "models/executor/block_sharing.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// A block on the virtual cores of one machine after the other, between which BlockSharing makes no difference.
/// Transactions are executed at the beginning, for all of them.
class SharedRun {
  public:
    SharedRun(BlockStm& stm, const State& pre, const BlockContext& block, std::span<const Transaction> transactions,
              CodeStore& codes, WorkerIndex workers, Sharing sharing)
        : stm_(stm),
          block_(block),
          transition_(codes),
          assembly_(pre, transactions.size()),
          sharing_(transactions, workers, sharing) {
        const std::size_t alone =
            sharing_.execute_alone(assembly_, transition_, block, transactions,
                                   [&](const TxResult& result) { alone_.push_back(result.work); });
        rest_ = transactions.subspan(alone);
        if (rest_.empty()) return;
        stm_.begin(stm_block(
            assembly_.overlay(), block, rest_, sharing_, workers,
            [this](WorkerIndex, StateView& view, TxIndex tx) { return transition_.execute(view, block_, rest_[tx]); }));
        stm_.record(assembly_.firsts());
    }

    SharedRun(const SharedRun&) = delete;
    SharedRun& operator=(const SharedRun&) = delete;

    /// What the block takes on `workers` cores of `profile`; the block itself is not in it.
    VirtualExecution on(const HardwareProfile& profile, WorkerIndex workers) {
        VirtualExecution execution;
        for (const Work& work : alone_) add(cost(work, profile), execution);
        if (rest_.empty()) return execution;
        stm_.begin_again(workers);
        const bool wakes = workers > 1 && profile.wake_latency > sim::Duration{};
        const sim::Duration call = wakes ? profile.wake_call : sim::Duration{};
        const VirtualSchedule schedule = run_virtual(
            stm_, workers, [&](const StartedTask& task) { return task_time(task, profile); },
            std::max(sim::Duration{}, profile.wake_latency - call));
        execution.makespan += call + schedule.makespan;
        execution.busy += call + schedule.busy;
        execution.concurrency += stm_.stats();
        for (TxIndex tx = stm_.settled(); tx < rest_.size(); ++tx)
            add(cost(stm_.recorded_work(tx), profile), execution);
        return execution;
    }

    /// Puts `block` together, as the last machine has executed it; one that is there already must have the same
    /// outcomes.
    void finish(std::shared_ptr<const ExecutedBlock>& block) {
        if (!rest_.empty()) {
            append(stm_, rest_, assembly_);
            assembly_.execute(transition_, block_, rest_.subspan(stm_.settled()),
                              [](const Transaction&, const TxResult&) { return false; });
        }
        if (block == nullptr)
            block = std::make_shared<const ExecutedBlock>(assembly_.finish());
        else
            CHECK(assembly_.outcomes() == block->outcomes);
    }

  private:
    /// Of a transaction that one core executes while the others wait.
    static void add(sim::Duration time, VirtualExecution& execution) {
        ++execution.concurrency.executions;
        execution.makespan += time;
        execution.busy += time;
    }

    BlockStm& stm_;
    const BlockContext& block_;
    // Executions are not interrupted on the host, so all virtual cores share one machine.
    Transition transition_;
    BlockAssembly assembly_;
    BlockSharing sharing_;
    std::vector<Work> alone_;            ///< Of the transactions before it was worth sharing.
    std::span<const Transaction> rest_;  ///< The others.
};

}  // namespace

VirtualCores::VirtualCores(const HardwareProfile& profile, WorkerIndex workers, Sharing sharing)
    : profile_(profile), workers_(workers), sharing_(sharing), stm_(std::make_unique<BlockStm>()) {
    CHECK(workers > 0);
}
VirtualCores::~VirtualCores() = default;
VirtualCores::VirtualCores(VirtualCores&&) noexcept = default;
VirtualCores& VirtualCores::operator=(VirtualCores&&) noexcept = default;

WorkerIndex VirtualCores::workers_for(std::size_t transactions) const {
    return std::max(1U, std::min(workers_, static_cast<WorkerIndex>(transactions)));
}

VirtualExecution VirtualCores::execute(const State& pre, const BlockContext& block,
                                       std::span<const Transaction> transactions, CodeStore& codes,
                                       std::shared_ptr<const ExecutedBlock> known) const {
    return execute_on_each(std::span(this, 1), pre, block, transactions, codes, std::move(known)).front();
}

std::vector<VirtualExecution> VirtualCores::execute_on_each(std::span<const VirtualCores> machines, const State& pre,
                                                            const BlockContext& block,
                                                            std::span<const Transaction> transactions, CodeStore& codes,
                                                            std::shared_ptr<const ExecutedBlock> known) {
    std::vector<VirtualExecution> executions(machines.size());
    std::vector<bool> done(machines.size());
    for (std::size_t first = 0; first < machines.size(); ++first) {
        if (done[first]) continue;
        const Sharing sharing = machines[first].sharing_;
        const WorkerIndex workers = machines[first].workers_for(transactions.size());
        SharedRun run(*machines[first].stm_, pre, block, transactions, codes, workers, sharing);
        for (std::size_t i = first; i < machines.size(); ++i) {
            const WorkerIndex own = machines[i].workers_for(transactions.size());
            if (done[i] || machines[i].sharing_ != sharing || !share_alike(own, workers)) continue;
            done[i] = true;
            executions[i] = run.on(machines[i].profile_, own);
        }
        run.finish(known);
    }
    for (VirtualExecution& execution : executions) execution.block = known;
    return executions;
}

}  // namespace models
