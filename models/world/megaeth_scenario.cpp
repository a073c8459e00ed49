// SPDX-License-Identifier: MIT
#include "models/world/megaeth_scenario.h"

#include <algorithm>
#include <set>

namespace models {

namespace {

sim::InputProblem problem_at(const std::string& key, const std::string& message, const std::string& expected) {
    sim::InputProblem problem;
    problem.key = key;
    problem.message = message;
    problem.expected = expected;
    return problem;
}

void check_regions(const MegaEthScenario& scenario, std::vector<sim::InputProblem>& problems) {
    std::vector<std::string> known;
    for (const auto& [region, row] : scenario.network.round_trip) known.push_back(region);
    const auto check = [&](const std::string& key, const std::string& region) {
        if (std::find(known.begin(), known.end(), region) != known.end()) return;
        problems.push_back(problem_at(key, "region '" + region + "' is not in the network profile",
                                      "a region of the network profile"));
        problems.back().suggestion = sim::nearest_name(region, known);
    };
    std::set<std::string> seen;
    for (std::size_t i = 0; i < scenario.regions.size(); ++i) {
        const std::string key = "regions." + std::to_string(i);
        const std::string& region = scenario.regions[i];
        check(key, region);
        if (!seen.insert(region).second)
            problems.push_back(problem_at(key, "region '" + region + "' is listed twice", "each region once"));
    }
    if (scenario.regions.empty()) problems.push_back(problem_at("regions", "no region is listed", "at least one"));
    check("sequencer.region", scenario.sequencer.region);
    check("data_availability.region", scenario.data_availability.region);
    check("l1.region", scenario.l1.region);
}

void check_distribution(const std::string& key, const sim::DurationDistribution& distribution,
                        std::vector<sim::InputProblem>& problems) {
    if (distribution.shape == sim::DurationDistribution::Shape::Uniform &&
        distribution.spread > sim::Share::percent(100))
        problems.push_back(
            problem_at(key + ".spread", "a uniform distribution this wide would reach below zero", "at most 100%"));
}

/// Host threads stand for cores that execute.
void check_host_threads(const MegaEthScenario& scenario, std::vector<sim::InputProblem>& problems) {
    if (scenario.executor.timing != Timing::Measured) return;
    const std::uint32_t threads = scenario.executor.host_threads;
    const auto check = [&](std::uint64_t used_otherwise, std::uint32_t cores, const std::string& whose) {
        if (threads + used_otherwise <= cores) return;
        problems.push_back(
            problem_at("executor.host_threads",
                       std::to_string(threads) + " threads stand for more cores than " + whose + " has to execute",
                       "at most " + std::to_string(cores - std::min<std::uint64_t>(used_otherwise, cores))));
    };
    check(std::uint64_t{scenario.sequencer.admission_cores} + 1, scenario.sequencer.hardware.cores, "the sequencer");
    if (scenario.full_nodes.count > 0) check(0, scenario.full_nodes.hardware.cores, "a full node");
}

}  // namespace

std::vector<sim::InputProblem> problems_of(const MegaEthScenario& scenario) {
    std::vector<sim::InputProblem> problems = sim::problems_of(scenario.network);
    for (sim::InputProblem& problem : problems)
        problem.key = problem.key.empty() ? "network" : "network." + problem.key;
    check_regions(scenario, problems);
    for (sim::InputProblem problem : problems_of(scenario.workload)) {
        problem.key = problem.key.empty() ? "workload" : "workload." + problem.key;
        problems.push_back(std::move(problem));
    }
    check_distribution("network.jitter", scenario.network.jitter, problems);
    check_distribution("network.same_region_jitter", scenario.network.same_region_jitter, problems);
    check_distribution("data_availability.certification", scenario.data_availability.certification, problems);
    check_distribution("l1.first_seen", scenario.l1.first_seen, problems);
    if (scenario.replicas.hardware.cores < 2)
        problems.push_back(problem_at("replicas.hardware.cores",
                                      "a replica needs one core to apply diffs and others "
                                      "to check transactions",
                                      "at least 2"));
    const SequencerParams& sequencer = scenario.sequencer;
    const std::int64_t mini_blocks =
        (sequencer.evm_block_interval + sequencer.mini_block_interval - 1_ns) / sequencer.mini_block_interval;
    if (sequencer.mini_block_gas_limit.units() > sequencer.evm_block_gas_limit.units() / mini_blocks)
        problems.push_back(problem_at("sequencer.mini_block_gas_limit",
                                      "all " + std::to_string(mini_blocks) +
                                          " mini-blocks of an EVM block together "
                                          "could exceed sequencer.evm_block_gas_limit",
                                      "at most an equal part of it"));
    if (scenario.sequencer.admission_cores + 1 >= scenario.sequencer.hardware.cores)
        problems.push_back(problem_at("sequencer.admission_cores",
                                      "leaves no core of " + std::to_string(scenario.sequencer.hardware.cores) +
                                          " to execute, one being for sealing",
                                      "at most sequencer.hardware.cores less 2"));
    else
        check_host_threads(scenario, problems);
    return problems;
}

}  // namespace models
