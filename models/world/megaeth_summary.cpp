// SPDX-License-Identifier: MIT
#include "models/world/megaeth_summary.h"

#include <algorithm>

#include "sim/report/table.h"

namespace models {

namespace {

/// A resource this busy while clients submit cannot keep up.
constexpr double kSaturated = 0.95;

std::string headline(const MegaEthScenario& scenario, const MegaEthWorld& world) {
    std::string line = scenario.title + ": one sequencer, " + std::to_string(scenario.replicas.count) + " replicas";
    if (scenario.full_nodes.count > 0) line += " and " + std::to_string(scenario.full_nodes.count) + " full nodes";
    line += " in " + std::to_string(scenario.regions.size()) + " regions, settlement on L1";
    return line + "    seed " + std::to_string(world.simulation().seed()) + "\n";
}

/// Where the transactions are, if not all of them became final.
std::string account(const sim::Lifecycle& lifecycle) {
    std::string line = sim::format_count(lifecycle.submitted()) + " in = " + sim::format_count(lifecycle.final()) +
                       " final + " + sim::format_count(lifecycle.pending()) + " pending + " +
                       sim::format_count(lifecycle.dropped()) + " dropped";
    for (std::uint32_t reason = 0; reason < lifecycle.spec().drop_reasons.size(); ++reason)
        if (lifecycle.dropped(reason) > 0)
            line += ", " + lifecycle.spec().drop_reasons[reason] + " " + sim::format_count(lifecycle.dropped(reason));
    return line;
}

std::string throughput(const MegaEthWorld& world) {
    const SequencerMetrics& metrics = world.sequencer().metrics();
    const double seconds = std::max(1e-9, world.recorder().last_seal().seconds());
    const auto transactions = static_cast<double>(metrics.transactions.total());
    const auto diff_bytes = static_cast<double>(metrics.state_diff_bytes.total());
    return sim::format_number(transactions / seconds, "tx/s") + "  " +
           sim::format_number(static_cast<double>(metrics.gas.total()) / seconds, "gas/s") + "     state diff " +
           sim::format_bit_rate(8 * diff_bytes / seconds) + " a replica (" +
           sim::format_fixed(diff_bytes / std::max(1.0, transactions), 1) + " B a transaction)     whole stream " +
           sim::format_bit_rate(8 * static_cast<double>(metrics.replica_stream_bytes.total()) / seconds);
}

std::string sequencer(const MegaEthScenario& scenario, const MegaEthWorld& world) {
    const SequencerMetrics& metrics = world.sequencer().metrics();
    const double serial = static_cast<double>(metrics.serial_time.total());
    const double parallel = std::max(1.0, static_cast<double>(metrics.execution_time.total()));
    const double included = std::max(1.0, static_cast<double>(metrics.transactions.total()));
    const double repeated = static_cast<double>(metrics.aborts.total()) / included;
    // Serial time is modelled: beside measured time it says nothing.
    const std::string execution =
        scenario.executor.timing == Timing::Measured
            ? "measured on " + std::to_string(scenario.executor.host_threads) + " host threads"
            : "speed-up " + sim::format_fixed(serial / parallel, 2) + "x on " +
                  std::to_string(world.sequencer().execution_cores()) + " cores";
    return sim::format_percent(world.sequencer_core_share()) + " of " +
           std::to_string(scenario.sequencer.hardware.cores) + " cores     " + execution + "     re-executed " +
           sim::format_percent(repeated);
}

std::string followers(const MegaEthWorld& world) {
    const ReplicaMetrics replicas = total_of(world.replicas());
    std::string line = "lag p99 " + sim::format_time(sim::Duration::from_ns(replicas.lag.quantile(sim::kP99))) +
                       "   apply " + sim::format_time(sim::Duration::from_ns(replicas.apply_time.mean())) +
                       " a mini-block";
    if (world.full_nodes().empty()) return line;
    const FullNodeMetrics nodes = total_of(world.full_nodes());
    return line + "     full nodes  lag p99 " +
           sim::format_time(sim::Duration::from_ns(nodes.lag.quantile(sim::kP99))) + "   execute " +
           sim::format_time(sim::Duration::from_ns(nodes.execution_time.mean()));
}

std::string busiest(const MegaEthWorld& world) {
    const std::vector<Utilisation>& all = world.utilisation();
    if (all.empty()) return "not measured: the run ended before the load did";
    std::string line;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, all.size()); ++i)
        line += (i == 0 ? "" : ",  ") + all[i].what + " " + sim::format_percent(all[i].share);
    if (all.front().share < kSaturated) return line + "     (no bottleneck)";
    return line + "     bottleneck: " + all.front().what;
}

}  // namespace

ReplicaMetrics total_of(const std::vector<std::unique_ptr<Replica>>& replicas) {
    ReplicaMetrics total;
    for (const auto& replica : replicas) sim::merge_metrics(total, replica->metrics());
    return total;
}

FullNodeMetrics total_of(const std::vector<std::unique_ptr<FullNode>>& full_nodes) {
    FullNodeMetrics total;
    for (const auto& node : full_nodes) sim::merge_metrics(total, node->metrics());
    return total;
}

std::string summary(const MegaEthScenario& scenario, const MegaEthWorld& world) {
    const sim::Lifecycle& lifecycle = world.recorder().lifecycle();
    sim::Table table({sim::Table::Align::Left, sim::Table::Align::Left});
    table.row({"throughput", throughput(world)})
        .row({"sequencer", sequencer(scenario, world)})
        .row({"replicas", followers(world)})
        .row({"busiest", busiest(world)})
        .row({"transactions", account(lifecycle)});
    if (!scenario.workload.replay.empty())
        table.row({"replayed", sim::format_count(lifecycle.submitted()) + " of " +
                                   sim::format_count(world.recorded_transactions()) + " transactions of " +
                                   scenario.workload.replay});
    table.row({"checked", sim::format_count(world.checks()) + " invariants, 0 violations   fingerprint " +
                              world.simulation().fingerprint().to_hex()});
    return headline(scenario, world) + sim::latency_table(lifecycle).to_string() + table.to_string();
}

}  // namespace models
