// SPDX-License-Identifier: MIT
#include "models/world/megaeth_experiment.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "models/replay/block_file.h"
#include "models/world/chain_experiment.h"
#include "models/world/megaeth_summary.h"
#include "models/world/megaeth_world.h"
#include "models/world/scenario_problems.h"
#include "models/world/timing_record.h"
#include "sim/scenario/bind.h"
#include "sim/scenario/value_text.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"

namespace models {

namespace {

sim::MetricDoc gauge(const char* name, const char* unit, const char* better, const char* documentation) {
    return {.name = name, .unit = unit, .kind = "gauge", .better = better, .documentation = documentation};
}

const sim::MetricDoc kThroughput =
    gauge("run.throughput", "tx/s", "higher", "Transactions included a second, up to the last mini-block.");
const sim::MetricDoc kChecks = gauge("run.invariants_checked", "count", "none", "Comparisons made; all held.");
const sim::MetricDoc kCoreShare =
    gauge("sequencer.core_share", "ppm", "lower", "Busy share of all its cores while clients submitted.");
const sim::MetricDoc kBytesSent{"node.bytes_sent", "B", "counter", "lower", "Bytes that the node sent."};
const sim::MetricDoc kBytesReceived{"node.bytes_received", "B", "counter", "lower", "Bytes that the node received."};
const sim::MetricDoc kUtilisation = gauge(
    "run.utilisation", "ppm", "none", "Busy share while clients submitted, of the busiest of each kind, named behind.");

void write_nodes(sim::ResultWriter& writer, const MegaEthWorld& world, const std::vector<sim::EntityId>& entities) {
    std::size_t replica = 0;
    std::size_t full_node = 0;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const MegaEthWorld::Place& place = world.places()[i];
        if (place.kind == "sequencer") writer.write_metrics(entities[i], world.sequencer().metrics());
        if (place.kind == "batcher") writer.write_metrics(entities[i], world.batcher().metrics());
        if (place.kind == "l1") writer.write_metrics(entities[i], world.l1().metrics());
        if (place.kind == "replica") writer.write_metrics(entities[i], world.replicas()[replica++]->metrics());
        if (place.kind == "full_node") writer.write_metrics(entities[i], world.full_nodes()[full_node++]->metrics());
    }
    writer.write_totals("replica", total_of(world.replicas()));
    writer.write_totals("full_node", total_of(world.full_nodes()));
}

void write_traffic(sim::ResultWriter& writer, const MegaEthWorld& world, const std::vector<sim::EntityId>& entities) {
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const sim::NodeId node = world.places()[i].node;
        writer.write_scalar(kBytesSent, entities[i], world.network().up(node).bytes.count());
        writer.write_scalar(kBytesReceived, entities[i], world.network().down(node).bytes.count());
    }
}

void write_results(sim::ResultWriter& writer, const MegaEthWorld& world, const std::vector<sim::EntityId>& entities) {
    write_nodes(writer, world, entities);
    write_traffic(writer, world, entities);
    const double seconds = world.recorder().last_seal().seconds();
    const auto transactions = static_cast<double>(world.sequencer().metrics().transactions.total());
    writer.write_scalar(kThroughput, sim::kWholeRun, seconds > 0 ? transactions / seconds : 0.0);
    writer.write_scalar(kChecks, sim::kWholeRun, static_cast<std::int64_t>(world.checks()));
    if (!world.utilisation().empty())
        writer.write_scalar(kCoreShare, sim::kWholeRun, world.sequencer_core_share() * 1e6);
    for (const Utilisation& utilisation : world.utilisation()) {
        sim::MetricDoc doc = kUtilisation;
        doc.name += "." + utilisation.what;
        std::replace(doc.name.begin(), doc.name.end(), ' ', '_');
        writer.write_scalar(doc, sim::kWholeRun, utilisation.share * 1e6);
    }
    writer.write_lifecycle(world.recorder().lifecycle());
    std::vector<sim::FingerprintCheckpoint> checkpoints;
    for (const auto& checkpoint : world.simulation().fingerprint().checkpoints())
        checkpoints.push_back({checkpoint.event, checkpoint.time, checkpoint.value.to_hex()});
    writer.write_checkpoints(checkpoints);
}

class MegaEthExperiment final : public sim::Experiment {
  public:
    explicit MegaEthExperiment(MegaEthScenario scenario) : scenario_(std::move(scenario)) {}

    [[nodiscard]] std::string title() const override { return scenario_.title; }
    [[nodiscard]] std::string to_yaml(bool comments) const override { return sim::to_yaml(scenario_, comments); }
    [[nodiscard]] std::string to_json() const override { return sim::to_json(scenario_); }
    [[nodiscard]] sim::RunOutcome run(const sim::RunRequest& request) const override;

  private:
    /// What request.replay_timing holds, if it is given; throws if it does not fit.
    [[nodiscard]] std::optional<std::vector<MeasuredExecution>> recorded_timing(const sim::RunRequest& request) const;
    [[nodiscard]] sim::RunOutcome run_into(sim::ResultWriter& writer, const sim::RunRequest& request,
                                           std::optional<std::vector<MeasuredExecution>> recorded) const;

    MegaEthScenario scenario_;
};

std::optional<std::vector<MeasuredExecution>> MegaEthExperiment::recorded_timing(const sim::RunRequest& request) const {
    if (!request.replay_timing) return std::nullopt;
    if (scenario_.executor.timing != Timing::Measured)
        throw std::runtime_error("--replay-timing: the scenario's executor.timing is modelled, not measured");
    const sim::ResultReader reader(*request.replay_timing);
    const auto require = [&request](bool fits, const std::string& otherwise) {
        if (!fits) throw std::runtime_error("--replay-timing '" + request.replay_timing->string() + "': " + otherwise);
    };
    const sim::RunInfo recorded = reader.run();
    require(recorded.status == sim::RunStatus::Ok, "its run did not end by itself, so it cannot be repeated");
    require(recorded.version == HEADWAY_VERSION,
            "was recorded by version " + recorded.version + "; this is version " HEADWAY_VERSION);
    require(recorded.seed == request.seed, "was recorded with seed " + std::to_string(recorded.seed) +
                                               "; expected seed " + std::to_string(request.seed));
    require(recorded.config == to_json(), "was recorded with another scenario");
    const std::optional<sim::SimTime> until = read_until(reader);
    require(until == request.until,
            until ? "was recorded with --until " + sim::format_value(*until - sim::SimTime()) + "; give the same"
                  : "was recorded without --until; leave it out");
    return read_timing(reader);
}

sim::RunOutcome MegaEthExperiment::run(const sim::RunRequest& request) const {
    auto recorded = recorded_timing(request);
    sim::ResultWriter writer(request.output, {.model = "megaeth",
                                              .scenario = request.scenario_name,
                                              .title = scenario_.title,
                                              .config = to_json(),
                                              .seed = request.seed,
                                              .version = HEADWAY_VERSION,
                                              .git_revision = HEADWAY_GIT_REVISION,
                                              .command_line = request.command_line});
    try {
        return run_into(writer, request, std::move(recorded));
    } catch (const std::exception& error) {
        writer.fail(error.what());
        throw;
    }
}

sim::RunOutcome MegaEthExperiment::run_into(sim::ResultWriter& writer, const sim::RunRequest& request,
                                            std::optional<std::vector<MeasuredExecution>> recorded) const {
    request.progress(0, sim::SimTime(), "building genesis");
    MegaEthWorld world(scenario_, request.seed, request.command_line, std::move(recorded));
    std::vector<sim::EntityId> entities;
    for (const MegaEthWorld::Place& place : world.places())
        entities.push_back(writer.add_entity({.kind = place.kind, .name = place.name, .region = place.region}));

    const MegaEthWorld::Hooks hooks{.progress = request.progress,
                                    .interrupted = [&request] { return request.is_interrupted(); }};
    const bool whole = world.run(request.until.value_or(sim::SimTime::never()), hooks);
    if (whole && world.host_execution() != nullptr) world.host_execution()->check_all_repeated();
    const sim::RunEnd end{.fingerprint = world.simulation().fingerprint().to_hex(),
                          .end = world.simulation().now(),
                          .events = world.simulation().events_executed()};
    request.progress(1, world.simulation().now(), "writing results");
    write_results(writer, world, entities);
    if (world.host_execution() != nullptr) write_timing(writer, world.host_execution()->record(), request.until);
    if (whole)
        writer.complete(end);
    else
        writer.cancel(end);
    return {.summary = summary(scenario_, world), .fingerprint = end.fingerprint, .interrupted = !whole};
}

/// A path in the scenario's file is relative to that file, one on the command line to where the user is. What is kept
/// means the same from everywhere. Throws InputError if there are no blocks.
void locate_replay(const sim::Document& document, std::string& replay) {
    if (replay.empty()) return;
    const std::string file = document.where("workload.replay").file;
    std::filesystem::path path = replay;
    if (!file.starts_with("--")) path = std::filesystem::path(file).parent_path() / path;
    replay = std::filesystem::absolute(path).lexically_normal().string();
    try {
        static_cast<void>(find_blocks(replay));
    } catch (const sim::InputError& error) {
        std::vector<sim::InputProblem> problems = error.problems();
        for (sim::InputProblem& problem : problems) {
            problem.key = "workload.replay";
            problem.message = "'" + problem.where.file + "': " + problem.message;
            problem.where = {};
        }
        throw_placed(document, std::move(problems));
    }
}

std::vector<sim::MetricDoc> all_metrics() {
    std::vector<sim::MetricDoc> all = sim::latency_docs(transaction_lifecycle());
    const auto add = [&all](std::vector<sim::MetricDoc> docs) { all.insert(all.end(), docs.begin(), docs.end()); };
    add(sim::metric_docs<SequencerMetrics>("sequencer"));
    add(sim::metric_docs<ReplicaMetrics>("replica"));
    add(sim::metric_docs<FullNodeMetrics>("full_node"));
    add(sim::metric_docs<BatcherMetrics>("batcher"));
    add(sim::metric_docs<L1Metrics>("l1"));
    add({kThroughput, kChecks, kCoreShare, kUtilisation, kBytesSent, kBytesReceived});
    return all;
}

}  // namespace

sim::Model megaeth_model() {
    return {.name = "megaeth",
            .documentation =
                "One sequencer that executes in parallel (Block-STM) and streams mini-blocks with state "
                "diffs; replicas apply the diffs, full nodes execute again; settlement on L1.",
            .bind =
                [](const sim::Document& document) {
                    std::vector<sim::InputProblem> problems;
                    auto scenario = sim::bind<MegaEthScenario>(document, problems);
                    if (problems.empty()) problems = problems_of(scenario);
                    if (!problems.empty()) throw_placed(document, std::move(problems));
                    locate_replay(document, scenario.workload.replay);
                    return std::make_unique<MegaEthExperiment>(std::move(scenario));
                },
            .parameters = sim::parameters<MegaEthScenario>(),
            .metrics = all_metrics()};
}

sim::Catalogue catalogue() {
    return {.models = {megaeth_model(), chain_model()}};
}

}  // namespace models
