// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
#include "models/replay/block_check.h"
#include "models/replay/dependencies.h"

namespace models {

/// What executes in parallel.
enum class ReplayDriver : std::uint8_t {
    Threads,  ///< This machine's threads; times are measured.
    Virtual,  ///< Virtual cores; times come from the cost model, always the same.
};

struct ReplayPlan {
    ReplayDriver driver = ReplayDriver::Virtual;
    std::vector<WorkerIndex> workers;
    HardwareProfile hardware;   ///< Of the virtual cores; and what weighs transactions in critical paths.
    std::uint32_t warm_up = 2;  ///< Rounds that are not measured, with Threads.
    bool whole_state = false;   ///< The blocks' pre-states are whole: state roots can be checked.
    std::uint32_t repeat = 5;   ///< Measured rounds; in each one serial execution and every number of workers once.
};

/// Times of one way to execute a block over all rounds.
struct RoundTimes {
    sim::Duration median;
    sim::Duration fastest;
};

struct ParallelReplay {
    WorkerIndex workers = 1;
    RoundTimes time;
    ConcurrencyStats concurrency;  ///< Of the last round.
};

/// What replaying one block gave.
struct BlockReplay {
    std::string name;
    Revision revision = Revision::Frontier;
    std::uint64_t transactions = 0;
    std::uint64_t plain_transfers = 0;
    Gas gas_used;
    BlockChecks checks;
    std::vector<FieldDifference> differences;  ///< From what is claimed; and between serial and parallel execution.
    StateId post;
    RoundTimes serial;
    std::vector<ParallelReplay> parallel;  ///< In the order of the plan.
    // Critical paths under both rules, in cost-model nanoseconds and in gas.
    CriticalPath eager_time;
    CriticalPath lazy_time;
    CriticalPath eager_gas;
    CriticalPath lazy_gas;

    [[nodiscard]] double speed_up(const ParallelReplay& run) const {
        const auto ns = static_cast<double>(run.time.median.ns());
        return ns == 0 ? 1.0 : static_cast<double>(serial.median.ns()) / ns;
    }
};

/// Executes blocks serially and in parallel, and compares. Keeps its threads and memory between blocks.
class Replayer {
  public:
    /// Returns false to stop; called before each execution with the share that is done and the block that comes.
    using Progress = std::function<bool(double, const ReplayBlock&)>;

    Replayer(ReplayPlan plan, CodeStore& codes);

    /// The first of `blocks`, all unless `progress` stopped it: then those that were executed in every way once at
    /// least, maybe in fewer rounds than planned. Each way to execute is timed on all of them before it comes to the
    /// next: a block that is executed over and over teaches the machine its branches by heart, and whoever comes second
    /// finds the caches filled, as no node ever does.
    [[nodiscard]] std::vector<BlockReplay> replay(std::span<const ReplayBlock> blocks, const Progress& progress);

  private:
    /// What is known of a block while the blocks take turns.
    struct Turn {
        const ReplayBlock& block;
        ExecutedBlock serial;  ///< What all executions must give.
        BlockReplay result;
        std::vector<sim::Duration> serial_times;
        std::vector<std::vector<sim::Duration>> times;  ///< In the order of the plan.
    };
    [[nodiscard]] Turn first_turn(const ReplayBlock& block);
    void analyse(const ReplayBlock& block, BlockReplay& result);
    void run_serial(Turn& turn, bool measured);
    void run_threads(Turn& turn, std::size_t index, bool measured);
    void run_virtual(Turn& turn, std::size_t index);

    ReplayPlan plan_;
    CodeStore& codes_;
    Transition transition_;                                     ///< Kept between blocks, as the executors keep theirs.
    std::vector<std::unique_ptr<ParallelExecutor>> executors_;  ///< With Threads, one a number of workers.
    std::vector<std::unique_ptr<VirtualCores>> cores_;          ///< With Virtual likewise.
};

}  // namespace models
