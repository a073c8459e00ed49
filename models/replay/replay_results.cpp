// SPDX-License-Identifier: MIT
#include "models/replay/replay_results.h"

#include <algorithm>
#include <string_view>

#include "models/chain/keccak.h"
#include "models/json/json_fields.h"
#include "models/replay/replay_report.h"
#include "sim/scenario/bind.h"

namespace models {
namespace {

const sim::MetricDoc kSpeedUp{"execution.speed_up", "ratio", "gauge", "higher",
                              "Time of serial execution over that of parallel execution."};

std::int64_t signed_of(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

BlockMetrics metrics_of(const BlockReplay& block) {
    BlockMetrics metrics;
    metrics.transactions.add(block.transactions);
    metrics.plain_transfers.add(block.plain_transfers);
    metrics.gas.add(static_cast<std::uint64_t>(block.gas_used.units()));
    metrics.serial_time.set(block.serial.median.ns());
    metrics.serial_time_min.set(block.serial.fastest.ns());
    metrics.conflicts.add(block.eager_time.dependent);
    metrics.critical_path.set(signed_of(block.eager_time.weight));
    metrics.critical_path_gas.set(signed_of(block.eager_gas.weight));
    metrics.critical_path_transactions.set(signed_of(block.eager_time.transactions));
    metrics.work_time.set(signed_of(block.eager_time.total));
    metrics.lazy_path.set(signed_of(block.lazy_time.weight));
    metrics.lazy_path_gas.set(signed_of(block.lazy_gas.weight));
    metrics.differences.add(block.differences.size());
    return metrics;
}

ExecutionMetrics metrics_of(const BlockReplay& block, const ParallelReplay& run) {
    ExecutionMetrics metrics;
    metrics.workers.set(run.workers);
    metrics.time.set(run.time.median.ns());
    metrics.time_min.set(run.time.fastest.ns());
    metrics.re_executions.add(re_executions(block, run));
    metrics.aborts.add(run.concurrency.aborts);
    metrics.blocked.add(run.concurrency.blocked);
    metrics.validations.add(run.concurrency.validations);
    return metrics;
}

}  // namespace

std::string to_json(const ReplayRun& run) {
    const ReplayPlan& plan = run.plan;
    Json json = {{"driver", plan.driver == ReplayDriver::Threads ? "threads" : "virtual"},
                 {"workers", plan.workers},
                 {"whole_state", plan.whole_state},
                 {"hardware", Json::parse(sim::to_json(plan.hardware))},
                 {"files", Json::array()}};
    for (const std::filesystem::path& file : run.files) json["files"].push_back(file.string());
    if (run.chain.fork) json["fork"] = *run.chain.fork;
    if (run.chain.chain_id) json["chain_id"] = *run.chain.chain_id;
    if (plan.driver == ReplayDriver::Threads) {
        json["warm_up"] = plan.warm_up;
        json["repeat"] = plan.repeat;
    }
    return json.dump();
}

ReplayResults::ReplayResults(const std::filesystem::path& file, const ReplayRun& run, const std::string& title,
                             const std::string& command_line)
    : writer_(file, {.model = "replay",
                     .scenario = "replay",
                     .title = title,
                     .config = to_json(run),
                     .seed = 0,
                     .version = HEADWAY_VERSION,
                     .git_revision = HEADWAY_GIT_REVISION,
                     .command_line = command_line}) {}

void ReplayResults::write(const BlockReplay& block) {
    const sim::EntityId entity = writer_.add_entity({.kind = "block", .name = block.name});
    writer_.write_metrics(entity, metrics_of(block));
    for (const ParallelReplay& run : block.parallel) {
        const sim::EntityId execution = writer_.add_entity(
            {.kind = "execution", .name = block.name + " on " + std::to_string(run.workers), .parent = entity});
        writer_.write_metrics(execution, metrics_of(block, run));
        if (block.transactions > 0) writer_.write_scalar(kSpeedUp, execution, block.speed_up(run));
    }
    const auto id = block.post.sum.to_big_endian();
    states_.insert(states_.end(), id.begin(), id.end());
}

sim::RunEnd ReplayResults::end() const {
    const std::string hash = to_hex(keccak256(states_).bytes);
    return {.fingerprint = hash.substr(2, 32), .end = {}, .events = 0};
}

std::vector<sim::MetricDoc> replay_metrics() {
    auto docs = sim::metric_docs<BlockMetrics>("block");
    const auto more = sim::metric_docs<ExecutionMetrics>("execution");
    docs.insert(docs.end(), more.begin(), more.end());
    docs.push_back(kSpeedUp);
    return docs;
}

}  // namespace models
