// SPDX-License-Identifier: MIT
#include "tests/sim/cli/measured_toy.h"

#include <csignal>
#include <stdexcept>

#include "sim/base/random.h"
#include "sim/store/result_writer.h"

namespace sim {
namespace {

void misbehave(const ToyParams& params, std::uint64_t seed) {
    if (seed != 2) return;
    if (params.title == "fails") throw std::runtime_error("seed 2 is unlucky");
    if (params.title == "dies") raise(SIGKILL);
}

Lifecycle items(const ToyParams& params, std::uint64_t seed) {
    Lifecycle lifecycle(
        {.item = "step",
         .documentation = "Steps.",
         .stages = {{.name = "half", .documentation = "Half done."}, {.name = "done", .documentation = "Done."}},
         .kinds = {"step"}});
    const RandomStream random(seed, Purpose::named("toy.step"), 0);
    for (std::uint64_t step = 0; step < params.steps; ++step) {
        const SimTime begin = SimTime{} + Duration::from_ns(static_cast<std::int64_t>(step));
        const auto item = lifecycle.begin(begin, kWholeRun, 0);
        const auto noise = static_cast<std::int64_t>(uniform_below(random.bits(step), 1'000'000));
        lifecycle.reach(item, 0, begin + params.interval / 2 + Duration::from_ns(noise / 2));
        lifecycle.reach(item, 1, begin + params.interval + Duration::from_ns(noise));
    }
    return lifecycle;
}

RunOutcome run_toy(const ToyParams& params, const RunRequest& request) {
    ResultWriter writer(request.output, {.model = "toy",
                                         .scenario = request.scenario_name,
                                         .title = params.title,
                                         .config = to_json(params),
                                         .seed = request.seed,
                                         .version = "1",
                                         .git_revision = {},
                                         .command_line = request.command_line});
    misbehave(params, request.seed);
    request.progress(0.5, SimTime{}, "stepping");
    writer.write_lifecycle(items(params, request.seed));
    writer.write_scalar({"run.throughput", "tx/s", "gauge", "higher", "Steps a second."}, kWholeRun,
                        1e9 / static_cast<double>(params.interval.ns()));
    writer.write_scalar({"toy.steps", "count", "counter", "none", "Steps done."}, kWholeRun,
                        static_cast<std::int64_t>(params.steps));
    const std::string fingerprint =
        std::to_string(params.interval.ns()) + "/" + std::to_string(params.steps) + "/" + std::to_string(request.seed);
    writer.complete({.fingerprint = fingerprint, .end = SimTime{} + params.interval, .events = params.steps});
    return {.summary = "done\n", .fingerprint = fingerprint};
}

}  // namespace

Catalogue measured_toy() {
    return toy_catalogue(run_toy);
}

}  // namespace sim
