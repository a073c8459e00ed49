// SPDX-License-Identifier: MIT
#include "models/world/scenario_problems.h"

#include <algorithm>
#include <set>
#include <utility>

namespace models {

sim::InputProblem problem_at(const std::string& key, const std::string& message, const std::string& expected) {
    sim::InputProblem problem;
    problem.key = key;
    problem.message = message;
    problem.expected = expected;
    return problem;
}

void add_problems(const std::string& prefix, std::vector<sim::InputProblem> part,
                  std::vector<sim::InputProblem>& problems) {
    for (sim::InputProblem& problem : part) {
        problem.key = problem.key.empty() ? prefix : prefix + "." + problem.key;
        problems.push_back(std::move(problem));
    }
}

void check_region(const std::string& key, const std::string& region, const sim::NetworkProfile& network,
                  std::vector<sim::InputProblem>& problems) {
    std::vector<std::string> known;
    for (const auto& [name, row] : network.round_trip) known.push_back(name);
    if (std::find(known.begin(), known.end(), region) != known.end()) return;
    problems.push_back(
        problem_at(key, "region '" + region + "' is not in the network profile", "a region of the network profile"));
    problems.back().suggestion = sim::nearest_name(region, known);
}

void check_regions(const sim::NetworkProfile& network, const std::vector<std::string>& regions,
                   std::vector<sim::InputProblem>& problems) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const std::string key = "regions." + std::to_string(i);
        check_region(key, regions[i], network, problems);
        if (!seen.insert(regions[i]).second)
            problems.push_back(problem_at(key, "region '" + regions[i] + "' is listed twice", "each region once"));
    }
    if (regions.empty()) problems.push_back(problem_at("regions", "no region is listed", "at least one"));
}

void check_distribution(const std::string& key, const sim::DurationDistribution& distribution,
                        std::vector<sim::InputProblem>& problems) {
    if (distribution.shape == sim::DurationDistribution::Shape::Uniform &&
        distribution.spread > sim::Share::percent(100))
        problems.push_back(
            problem_at(key + ".spread", "a uniform distribution this wide would reach below zero", "at most 100%"));
}

void throw_placed(const sim::Document& document, std::vector<sim::InputProblem> problems) {
    for (sim::InputProblem& problem : problems)
        if (problem.where.file.empty()) problem.where = document.where(problem.key);
    sim::sort_problems(problems, document.name());
    throw sim::InputError(std::move(problems));
}

}  // namespace models
