// SPDX-License-Identifier: MIT
#include "models/world/chain_summary.h"

#include <algorithm>

#include "sim/base/schema.h"
#include "sim/report/table.h"

namespace models {

namespace {

template <class E>
std::string name_of(E value) {
    for (const auto& [known, name] : sim::EnumNames<E>::names)
        if (known == value) return name;
    return "?";
}

std::string mode_text(const ExecutionParams& execution) {
    if (execution.mode != ExecutionMode::Asynchronous) return name_of(execution.mode) + " execution";
    return "asynchronous execution, roots " + std::to_string(execution.delay) + " blocks later";
}

std::string headline(const ChainScenario& scenario, const ChainWorld& world) {
    return scenario.title + ": " + std::to_string(scenario.validators.count) + " validators in " +
           std::to_string(scenario.regions.size()) + " regions, " + name_of(scenario.consensus.protocol) + ", " +
           mode_text(scenario.execution) + "    seed " + std::to_string(world.simulation().seed()) + "\n";
}

std::string time_of(const sim::Distribution& distribution, sim::Share quantile) {
    return sim::format_time(sim::Duration::from_ns(distribution.quantile(quantile)));
}

std::string mean_of(const sim::Distribution& distribution) {
    return sim::format_time(sim::Duration::from_ns(distribution.mean()));
}

std::string blocks(const ChainWorld& world) {
    const ChainMetrics& metrics = world.recorder().metrics();
    return sim::format_count(metrics.blocks_proposed.total()) + " proposed, " +
           sim::format_count(metrics.blocks_finalized.total()) + " final     every " + mean_of(metrics.block_interval) +
           " on the mean     reach others in " + time_of(metrics.block_arrival, sim::kP50) + " p50, " +
           time_of(metrics.block_arrival, sim::kP99) + " p99     late " + sim::format_percent(late_share(metrics));
}

std::string execution(const ChainWorld& world) {
    const ChainMetrics& metrics = world.recorder().metrics();
    return mean_of(metrics.block_execution) + " a block with its roots, " +
           sim::format_percent(execution_share_of_interval(metrics)) + " of the block interval     executors busy " +
           (world.load() ? sim::format_percent(world.load()->executor_share) + " (busiest " +
                               sim::format_percent(world.load()->busiest_executor_share) + ")"
                         : "not measured");
}

std::string waiting(const ChainWorld& world) {
    const ValidatorMetrics all = total_of(world.validators());
    return "to propose " + mean_of(all.build_wait) + " mean, " + time_of(all.build_wait, sim::kP99) +
           " p99     to vote " + mean_of(all.check_time) + " mean, " + time_of(all.check_time, sim::kP99) + " p99";
}

std::string account(const sim::Lifecycle& lifecycle) {
    std::string line = sim::format_count(lifecycle.submitted()) + " in = " + sim::format_count(lifecycle.final()) +
                       " verified + " + sim::format_count(lifecycle.pending()) + " pending + " +
                       sim::format_count(lifecycle.dropped()) + " dropped";
    for (std::uint32_t reason = 0; reason < lifecycle.spec().drop_reasons.size(); ++reason)
        if (lifecycle.dropped(reason) > 0)
            line += ", " + lifecycle.spec().drop_reasons[reason] + " " + sim::format_count(lifecycle.dropped(reason));
    return line;
}

const char* offence_text(Offence offence) {
    switch (offence) {
        case Offence::TwoProposals:
            return "two proposals in a round";
        case Offence::TwoVotes:
            return "two votes in a round";
        case Offence::WrongState:
            break;
    }
    return "a wrong state root";
}

/// Whom the scenario's faults hit: shares are rounded down to whole validators.
std::string roles(const ChainWorld& world) {
    std::string line;
    const auto add = [&](const char* what, bool ChainWorld::Role::* fault) {
        std::size_t count = 0;
        Stake stake = 0;
        for (std::uint32_t v = 0; v < world.roles().size(); ++v) {
            if (!(world.roles()[v].*fault)) continue;
            ++count;
            stake += world.stakes().stake(ValidatorIndex{v});
        }
        if (count == 0) return;
        line += (line.empty() ? "" : ",  ") + std::to_string(count) + " " + what + " (" +
                sim::format_percent(static_cast<double>(stake) / static_cast<double>(world.stakes().total())) +
                " of the stake)";
    };
    add("offline", &ChainWorld::Role::offline);
    add("slow", &ChainWorld::Role::slow);
    add("with a wrong state", &ChainWorld::Role::wrong_state);
    add("equivocating", &ChainWorld::Role::equivocates);
    return line;
}

std::string caught(const ChainWorld& world) {
    constexpr std::size_t kShown = 6;
    std::string line;
    std::size_t shown = 0;
    for (const auto& [whom, how] : world.recorder().caught()) {
        if (++shown > kShown) continue;
        line += (line.empty() ? "" : ",  ") + std::string("validator ") + std::to_string(whom.first.value) + ": " +
                offence_text(whom.second) + " (by " + std::to_string(how.by.size()) + ", first at " +
                sim::format_time(how.first.since_start()) + ")";
    }
    if (shown > kShown) line += ",  and " + std::to_string(shown - kShown) + " more";
    return line;
}

std::string safety(const ChainWorld& world) {
    const std::uint64_t violations = world.recorder().metrics().safety_violations.total();
    if (violations == 0) return "";
    return "VIOLATED at " + sim::format_count(violations) +
           " heights: honest validators finalized different blocks, or a wrong state root; " +
           sim::format_percent(static_cast<double>(world.byzantine_stake()) /
                               static_cast<double>(world.stakes().total())) +
           " of the stake is byzantine, and no more than a third is tolerated";
}

}  // namespace

ValidatorMetrics total_of(const std::vector<std::unique_ptr<Validator>>& validators) {
    ValidatorMetrics total;
    for (const auto& validator : validators) sim::merge_metrics(total, validator->metrics());
    return total;
}

double execution_share_of_interval(const ChainMetrics& metrics) {
    if (metrics.block_interval.empty() || metrics.block_interval.mean() == 0) return 0;
    return static_cast<double>(metrics.block_execution.mean()) / static_cast<double>(metrics.block_interval.mean());
}

double late_share(const ChainMetrics& metrics) {
    const std::uint64_t blocks = metrics.block_interval.count();
    return blocks == 0 ? 0 : static_cast<double>(metrics.late_blocks.total()) / static_cast<double>(blocks);
}

double throughput(const ChainRecorder& recorder) {
    const double seconds = (recorder.last_finalized() - recorder.load_begin()).seconds();
    return seconds > 0 ? static_cast<double>(recorder.metrics().transactions_finalized.total()) / seconds : 0;
}

double gas_rate(const ChainRecorder& recorder) {
    const double seconds = (recorder.last_finalized() - recorder.load_begin()).seconds();
    return seconds > 0 ? static_cast<double>(recorder.metrics().gas_finalized.total()) / seconds : 0;
}

std::string summary(const ChainScenario& scenario, const ChainWorld& world) {
    const ChainRecorder& recorder = world.recorder();
    sim::Table table({sim::Table::Align::Left, sim::Table::Align::Left});
    table
        .row({"throughput", sim::format_number(throughput(recorder), "tx/s") + "  " +
                                sim::format_number(gas_rate(recorder), "gas/s") + "     busiest uplink " +
                                (world.load() ? sim::format_percent(world.load()->busiest_uplink_share)
                                              : std::string("not measured"))})
        .row({"blocks", blocks(world)})
        .row({"execution", execution(world)})
        .row({"waiting", waiting(world)})
        .row({"transactions", account(recorder.transactions())});
    const std::string hit = roles(world);
    if (!hit.empty()) table.row({"faults", hit});
    if (!recorder.caught().empty()) table.row({"caught", caught(world)});
    const std::string violated = safety(world);
    if (!violated.empty()) table.row({"safety", violated});
    table.row({"checked", sim::format_count(world.checks()) + " invariants, " +
                              sim::format_count(recorder.metrics().safety_violations.total()) +
                              " violations   fingerprint " + world.simulation().fingerprint().to_hex()});
    return headline(scenario, world) + sim::latency_table(recorder.transactions()).to_string() + table.to_string();
}

}  // namespace models
