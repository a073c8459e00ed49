// SPDX-License-Identifier: MIT
#include "models/world/chain_experiment.h"

#include <utility>

#include "models/world/chain_summary.h"
#include "models/world/chain_world.h"
#include "models/world/scenario_problems.h"
#include "sim/scenario/bind.h"
#include "sim/store/result_writer.h"

namespace models {

namespace {

sim::MetricDoc gauge(const char* name, const char* unit, const char* better, const char* documentation) {
    return {.name = name, .unit = unit, .kind = "gauge", .better = better, .documentation = documentation};
}

const sim::MetricDoc kThroughput =
    gauge("run.throughput", "tx/s", "higher",
          "Finalized transactions a second, from the start of the load to the last final block that has any.");
const sim::MetricDoc kGasRate =
    gauge("run.gas_rate", "gas/s", "higher", "Gas of finalized blocks a second, over the same time.");
const sim::MetricDoc kExecutionShare =
    gauge("run.execution_share", "ppm", "none",
          "What executing a finalized block and its roots takes, as a share of the block interval.");
const sim::MetricDoc kExecutorBusy =
    gauge("run.executor_busy", "ppm", "higher", "Busy share of a validator's executor while clients submitted, mean.");
const sim::MetricDoc kExecutorIdle =
    gauge("run.executor_idle", "ppm", "lower", "The rest of its time, in which execution waits for blocks.");
const sim::MetricDoc kLateShare =
    gauge("run.late_share", "ppm", "lower", "Late blocks (chain.late_blocks) of finalized ones in the load.");
const sim::MetricDoc kUplink =
    gauge("run.busiest_uplink", "ppm", "lower", "Busy share of the busiest uplink while clients submitted.");
const sim::MetricDoc kChecks = gauge("run.invariants_checked", "count", "none", "Comparisons made; all held.");
const sim::MetricDoc kBytesSent{"node.bytes_sent", "B", "counter", "lower", "Bytes that the node sent."};
const sim::MetricDoc kBytesReceived{"node.bytes_received", "B", "counter", "lower", "Bytes that the node received."};

void write_results(sim::ResultWriter& writer, const ChainWorld& world, const std::vector<sim::EntityId>& entities) {
    for (std::size_t v = 0; v < world.validators().size(); ++v)
        writer.write_metrics(entities[v], world.validators()[v]->metrics());
    writer.write_totals("validator", total_of(world.validators()));
    const ChainRecorder& recorder = world.recorder();
    writer.write_totals("chain", recorder.metrics());
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const sim::NodeId node = world.places()[i].node;
        writer.write_scalar(kBytesSent, entities[i], world.network().up(node).bytes.count());
        writer.write_scalar(kBytesReceived, entities[i], world.network().down(node).bytes.count());
    }
    writer.write_scalar(kThroughput, sim::kWholeRun, throughput(recorder));
    writer.write_scalar(kGasRate, sim::kWholeRun, gas_rate(recorder));
    writer.write_scalar(kLateShare, sim::kWholeRun, late_share(recorder.metrics()) * 1e6);
    writer.write_scalar(kExecutionShare, sim::kWholeRun, execution_share_of_interval(recorder.metrics()) * 1e6);
    if (world.load()) {
        writer.write_scalar(kExecutorBusy, sim::kWholeRun, world.load()->executor_share * 1e6);
        writer.write_scalar(kExecutorIdle, sim::kWholeRun, (1 - world.load()->executor_share) * 1e6);
        writer.write_scalar(kUplink, sim::kWholeRun, world.load()->busiest_uplink_share * 1e6);
    }
    writer.write_scalar(kChecks, sim::kWholeRun, static_cast<std::int64_t>(world.checks()));
    writer.write_lifecycle(recorder.transactions());
    writer.write_lifecycle(recorder.blocks());
    for (const ChainRecorder::Span& span : recorder.spans())
        writer.write_span(sim::kWholeRun,
                          {span.track, "block " + std::to_string(span.height), span.begin, span.duration});
    std::vector<sim::FingerprintCheckpoint> checkpoints;
    for (const auto& checkpoint : world.simulation().fingerprint().checkpoints())
        checkpoints.push_back({checkpoint.event, checkpoint.time, checkpoint.value.to_hex()});
    writer.write_checkpoints(checkpoints);
}

class ChainExperiment final : public sim::Experiment {
  public:
    explicit ChainExperiment(ChainScenario scenario) : scenario_(std::move(scenario)) {}

    [[nodiscard]] std::string title() const override { return scenario_.title; }
    [[nodiscard]] std::string to_yaml(bool comments) const override { return sim::to_yaml(scenario_, comments); }
    [[nodiscard]] std::string to_json() const override { return sim::to_json(scenario_); }
    [[nodiscard]] sim::RunOutcome run(const sim::RunRequest& request) const override;

  private:
    [[nodiscard]] sim::RunOutcome run_into(sim::ResultWriter& writer, const sim::RunRequest& request) const;

    ChainScenario scenario_;
};

sim::RunOutcome ChainExperiment::run(const sim::RunRequest& request) const {
    if (request.replay_timing)
        throw std::runtime_error("--replay-timing: a chain's timing is modelled, there is nothing to repeat");
    sim::ResultWriter writer(request.output, {.model = "chain",
                                              .scenario = request.scenario_name,
                                              .title = scenario_.title,
                                              .config = to_json(),
                                              .seed = request.seed,
                                              .version = HEADWAY_VERSION,
                                              .git_revision = HEADWAY_GIT_REVISION,
                                              .command_line = request.command_line});
    try {
        return run_into(writer, request);
    } catch (const std::exception& error) {
        writer.fail(error.what());
        throw;
    }
}

sim::RunOutcome ChainExperiment::run_into(sim::ResultWriter& writer, const sim::RunRequest& request) const {
    request.progress(0, sim::SimTime(), "building genesis");
    ChainWorld world(scenario_, request.seed, request.command_line);
    std::vector<sim::EntityId> entities;
    for (const ChainWorld::Place& place : world.places())
        entities.push_back(writer.add_entity({.kind = place.kind, .name = place.name, .region = place.region}));
    const ChainWorld::Hooks hooks{.progress = request.progress,
                                  .interrupted = [&request] { return request.is_interrupted(); }};
    const bool whole = world.run(request.until.value_or(sim::SimTime::never()), hooks);
    const sim::RunEnd end{.fingerprint = world.simulation().fingerprint().to_hex(),
                          .end = world.simulation().now(),
                          .events = world.simulation().events_executed()};
    request.progress(1, world.simulation().now(), "writing results");
    write_results(writer, world, entities);
    if (whole)
        writer.complete(end);
    else
        writer.cancel(end);
    return {.summary = summary(scenario_, world), .fingerprint = end.fingerprint, .interrupted = !whole};
}

std::vector<sim::MetricDoc> all_metrics() {
    std::vector<sim::MetricDoc> all = sim::latency_docs(chain_transaction_lifecycle());
    const auto add = [&all](std::vector<sim::MetricDoc> docs) { all.insert(all.end(), docs.begin(), docs.end()); };
    add(sim::latency_docs(chain_block_lifecycle()));
    add(sim::metric_docs<ChainMetrics>("chain"));
    add(sim::metric_docs<ValidatorMetrics>("validator"));
    add({kThroughput, kGasRate, kExecutionShare, kExecutorBusy, kExecutorIdle, kLateShare, kUplink, kChecks, kBytesSent,
         kBytesReceived});
    return all;
}

}  // namespace

sim::Model chain_model() {
    return {.name = "chain",
            .documentation =
                "A chain of validators: MonadBFT, Ethereum's consensus or a plain BFT chain, with "
                "interleaved or asynchronous execution or delayed state roots.",
            .bind =
                [](const sim::Document& document) {
                    std::vector<sim::InputProblem> problems;
                    auto scenario = sim::bind<ChainScenario>(document, problems);
                    if (problems.empty()) problems = problems_of(scenario);
                    if (!problems.empty()) throw_placed(document, std::move(problems));
                    return std::make_unique<ChainExperiment>(std::move(scenario));
                },
            .parameters = sim::parameters<ChainScenario>(),
            .metrics = all_metrics()};
}

}  // namespace models
