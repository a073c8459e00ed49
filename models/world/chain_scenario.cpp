// SPDX-License-Identifier: MIT
#include "models/world/chain_scenario.h"

#include <bit>

#include "models/world/scenario_problems.h"

namespace models {

std::vector<sim::InputProblem> problems_of(const ChainScenario& scenario) {
    std::vector<sim::InputProblem> problems;
    add_problems("network", sim::problems_of(scenario.network), problems);
    check_regions(scenario.network, scenario.regions, problems);
    add_problems("workload", problems_of(scenario.workload), problems);
    check_distribution("network.jitter", scenario.network.jitter, problems);
    check_distribution("network.same_region_jitter", scenario.network.same_region_jitter, problems);
    check_distribution("consensus.ethereum.publish", scenario.consensus.ethereum.publish, problems);
    if (scenario.execution.variation == sim::DurationDistribution::Shape::Uniform &&
        scenario.execution.variation_spread > sim::Share::percent(100))
        problems.push_back(problem_at("execution.variation_spread",
                                      "a uniform distribution this wide would reach below zero", "at most 100%"));
    if (!scenario.workload.replay.empty())
        problems.push_back(problem_at("workload.replay", "a chain of validators cannot replay real blocks",
                                      "an empty text; `model: megaeth` can"));
    if (!std::has_single_bit(scenario.consensus.ethereum.duties_per_epoch))
        problems.push_back(
            problem_at("consensus.ethereum.duties_per_epoch", "is no power of two", "1, 2, 4, 8, 16 or 32"));
    if (scenario.base_fee_wei > scenario.workload.max_fee_per_gas_wei)
        problems.push_back(problem_at("base_fee_wei", "no transaction of the workload can pay it",
                                      "at most workload.max_fee_per_gas_wei"));
    const ChainFaults& faults = scenario.faults;
    if (faults.offline.ppm() + faults.wrong_state.ppm() + faults.equivocating.ppm() > 1'000'000)
        problems.push_back(problem_at("faults", "offline, wrong_state and equivocating together exceed all stake",
                                      "at most 100% together"));
    return problems;
}

}  // namespace models
