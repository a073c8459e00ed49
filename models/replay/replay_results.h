// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/replay/replayer.h"
#include "sim/metrics/metrics.h"
#include "sim/store/result_writer.h"

namespace models {

/// What the results database says of a block.
struct BlockMetrics {
    sim::Counter transactions;
    sim::Counter plain_transfers;
    sim::Counter gas;
    sim::Gauge serial_time;
    sim::Gauge serial_time_min;
    sim::Counter conflicts;
    sim::Gauge critical_path;
    sim::Gauge critical_path_gas;
    sim::Gauge critical_path_transactions;
    sim::Gauge work_time;
    sim::Gauge lazy_path;
    sim::Gauge lazy_path_gas;
    sim::Counter differences;

    static constexpr auto schema() {
        using M = BlockMetrics;
        using enum sim::Unit;
        using enum sim::Better;
        return std::tuple{
            sim::MetricField{"transactions", &M::transactions, Count, None, "Transactions of the block."},
            sim::MetricField{"plain_transfers", &M::plain_transfers, Count, None,
                             "Of these, those that only move ether."},
            sim::MetricField{"gas", &M::gas, Gas, None, "Gas that the block used."},
            sim::MetricField{"serial_time", &M::serial_time, Nanoseconds, Lower,
                             "Serial execution; the median of the measured rounds, or simulated."},
            sim::MetricField{"serial_time_min", &M::serial_time_min, Nanoseconds, Lower,
                             "Serial execution; the fastest round."},
            sim::MetricField{"conflicts", &M::conflicts, Count, None,
                             "Transactions that read what an earlier one of the block wrote."},
            sim::MetricField{"critical_path", &M::critical_path, Nanoseconds, None,
                             "The longest chain of dependent transactions, in time of the cost model."},
            sim::MetricField{"critical_path_gas", &M::critical_path_gas, Gas, None, "That longest in gas."},
            sim::MetricField{"critical_path_transactions", &M::critical_path_transactions, Count, None,
                             "Transactions in the chain that is longest in time."},
            sim::MetricField{"work_time", &M::work_time, Nanoseconds, None,
                             "All transactions in time of the cost model."},
            sim::MetricField{"lazy_path", &M::lazy_path, Nanoseconds, None,
                             "As critical_path, if plain transfers only add to balances."},
            sim::MetricField{"lazy_path_gas", &M::lazy_path_gas, Gas, None, "As critical_path_gas likewise."},
            sim::MetricField{"differences", &M::differences, Count, Lower,
                             "Figures that are not as claimed; 0: all that can be checked is right."},
        };
    }
};
static_assert(sim::schema_is_complete<BlockMetrics>());

/// What it says of one block's execution on one number of workers: an entity whose parent is the block.
struct ExecutionMetrics {
    sim::Gauge workers;
    sim::Gauge time;
    sim::Gauge time_min;
    sim::Counter re_executions;
    sim::Counter aborts;
    sim::Counter blocked;
    sim::Counter validations;

    static constexpr auto schema() {
        using M = ExecutionMetrics;
        using enum sim::Unit;
        using enum sim::Better;
        return std::tuple{
            sim::MetricField{"workers", &M::workers, Count, None, "Threads or virtual cores."},
            sim::MetricField{"time", &M::time, Nanoseconds, Lower,
                             "Parallel execution; the median of the measured rounds, or simulated."},
            sim::MetricField{"time_min", &M::time_min, Nanoseconds, Lower, "Parallel execution; the fastest round."},
            sim::MetricField{"re_executions", &M::re_executions, Count, Lower,
                             "Executions beyond the first of each transaction, in the last round."},
            sim::MetricField{"aborts", &M::aborts, Count, Lower, "Validations that failed, in the last round."},
            sim::MetricField{"blocked", &M::blocked, Count, Lower,
                             "Executions given up at an estimate, in the last round."},
            sim::MetricField{"validations", &M::validations, Count, Lower, "Validations, in the last round."},
        };
    }
};
static_assert(sim::schema_is_complete<ExecutionMetrics>());

/// What is replayed, and how.
struct ReplayRun {
    ReplayPlan plan;
    ChainChoice chain;
    std::vector<std::filesystem::path> files;  ///< Of the blocks, as they were named.
};

/// All metrics that the results of a replay have.
[[nodiscard]] std::vector<sim::MetricDoc> replay_metrics();

/// The run as JSON: its configuration.
[[nodiscard]] std::string to_json(const ReplayRun& run);

/// The results database of a replay: an entity `block` for each, with an `execution` for each number of workers.
class ReplayResults {
  public:
    ReplayResults(const std::filesystem::path& file, const ReplayRun& run, const std::string& title,
                  const std::string& command_line);

    void write(const BlockReplay& block);
    // One of these in the end: all blocks were replayed; the user did not want more; a file was wrong.
    void complete() { writer_.complete(end()); }
    void cancel() { writer_.cancel(end()); }
    void stop(const std::string& reason) { writer_.stop(end(), reason); }

  private:
    [[nodiscard]] sim::RunEnd end() const;

    sim::ResultWriter writer_;
    ByteString states_;  ///< Ids of all post states, whose hash is the run's fingerprint.
};

}  // namespace models
