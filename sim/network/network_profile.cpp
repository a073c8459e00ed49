// SPDX-License-Identifier: MIT
#include "sim/network/network_profile.h"

#include <set>
#include <string_view>

namespace sim {
namespace {

InputProblem round_trip_problem(const std::string& path, std::string message, std::string expected) {
    return {.where = {},
            .key = path.empty() ? "round_trip" : "round_trip." + path,
            .message = std::move(message),
            .expected = std::move(expected),
            .suggestion = {}};
}

std::set<std::string> regions_of(const NetworkProfile& profile) {
    std::set<std::string> regions;
    for (const auto& [from, row] : profile.round_trip) {
        regions.insert(from);
        for (const auto& [to, time] : row) regions.insert(to);
    }
    return regions;
}

}  // namespace

std::vector<InputProblem> problems_of(const NetworkProfile& profile) {
    const std::set<std::string> regions = regions_of(profile);
    std::vector<InputProblem> problems;
    if (regions.empty()) problems.push_back(round_trip_problem("", "the network has no region", "at least one region"));

    for (const std::string& from : regions) {
        const auto row = profile.round_trip.find(from);
        for (const std::string& to : regions) {
            const bool given = row != profile.round_trip.end() && row->second.contains(to);
            if (from == to && given) {
                problems.push_back(round_trip_problem(from + "." + to, "a region has no round trip to itself here",
                                                      "that time as same_region_round_trip"));
            } else if (from != to && !given) {
                problems.push_back(round_trip_problem(from, "no round trip from " + from + " to " + to,
                                                      "a time to each other region, in both directions"));
            } else if (from != to && row->second.at(to) < Duration{}) {
                problems.push_back(round_trip_problem(from + "." + to, "a round trip cannot be negative",
                                                      "a duration of 0 or more, such as 90ms"));
            }
        }
    }
    return problems;
}

}  // namespace sim
