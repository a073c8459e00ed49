// SPDX-License-Identifier: MIT
#include "models/world/megaeth_scenario.h"

#include <algorithm>

#include "models/world/scenario_problems.h"

namespace models {

namespace {

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
    std::vector<sim::InputProblem> problems;
    add_problems("network", sim::problems_of(scenario.network), problems);
    check_regions(scenario.network, scenario.regions, problems);
    check_region("sequencer.region", scenario.sequencer.region, scenario.network, problems);
    check_region("data_availability.region", scenario.data_availability.region, scenario.network, problems);
    check_region("l1.region", scenario.l1.region, scenario.network, problems);
    add_problems("workload", problems_of(scenario.workload), problems);
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
