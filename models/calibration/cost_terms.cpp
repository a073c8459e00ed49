// SPDX-License-Identifier: MIT
#include "models/calibration/cost_terms.h"

namespace models {
namespace {

constexpr std::int64_t kUnitNs = 1'000'000;

/// A machine on which `term` costs kUnitNs and all else nothing, or next to it: a task may not take no time at all.
HardwareProfile profile_of(const std::vector<CostTerm>& terms, const CostTerm& term) {
    HardwareProfile profile;
    for (const CostTerm& other : terms) profile.costs.*other.cost = sim::UnitCost{};
    profile.costs.schedule = 1_ps;
    profile.costs.*term.cost = sim::UnitCost::from_ps(kUnitNs * 1000);
    profile.memory_read_share = sim::Share{};
    profile.storage_read_share = sim::Share{};
    return profile;
}

double count_of(sim::Duration time) {
    return static_cast<double>((time.ns() + kUnitNs / 2) / kUnitNs);
}

}  // namespace

std::vector<CostTerm> cost_terms() {
    std::vector<CostTerm> terms;
    sim::for_each_field<WorkCosts>([&](const auto& field) { terms.push_back({field.key, field.member}); });
    return terms;
}

std::vector<double> serial_counts(const std::vector<CostTerm>& terms, const ExecutedBlock& block) {
    std::vector<double> counts;
    for (const CostTerm& term : terms) counts.push_back(count_of(serial_time(block, profile_of(terms, term))));
    return counts;
}

std::vector<double> parallel_counts(const std::vector<CostTerm>& terms, const BlockInput& input,
                                    const std::shared_ptr<const ExecutedBlock>& known) {
    std::vector<VirtualCores> machines;
    for (const CostTerm& term : terms) machines.emplace_back(profile_of(terms, term), 1, Sharing::Always);
    const std::vector<VirtualExecution> executions =
        VirtualCores::execute_on_each(machines, input.pre, input.block, input.transactions, input.codes, known);
    std::vector<double> counts;
    for (std::size_t i = 0; i < machines.size(); ++i)
        counts.push_back(count_of(executions[i].busy + assembly_time(known->diff, machines[i].profile())));
    return counts;
}

}  // namespace models
