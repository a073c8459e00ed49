// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/error.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

namespace sim {

/// Measured delays between regions: what a file of `scenarios/networks/` holds.
///
/// The matrix is end to end, as measured. It is not a routed graph: the public tables break the triangle inequality, so
/// nothing may run shortest paths over it. One way takes half the round trip of that direction's entry.
struct NetworkProfile {
    std::string source;                                                 ///< Where the figures come from, with date.
    std::map<std::string, std::map<std::string, Duration>> round_trip;  ///< [from][to], both ways, no diagonal.
    Duration same_region_round_trip = 250_us;
    DurationDistribution jitter = {};
    DurationDistribution same_region_jitter = {};

    static constexpr auto schema() {
        return std::tuple{
            Field{"source", &NetworkProfile::source, "Where the figures come from, with their date."},
            Field{
                "round_trip", &NetworkProfile::round_trip,
                "Round-trip time from each region to each other region; both directions must be given and may differ."},
            Field{"same_region_round_trip", &NetworkProfile::same_region_round_trip,
                  "Round-trip time between two nodes of one region.", Bounds<Duration>{.low = 0_ns}},
            Field{"jitter", &NetworkProfile::jitter, "Extra one-way delay of a message between two regions."},
            Field{"same_region_jitter", &NetworkProfile::same_region_jitter,
                  "Extra one-way delay of a message within a region."},
        };
    }
};
static_assert(schema_is_complete<NetworkProfile>());

/// Everything wrong with the profile as a whole (no region, a direction that is missing, a negative time, a diagonal
/// entry); empty if it can be used. Positions are left empty: the caller knows the file.
[[nodiscard]] std::vector<InputProblem> problems_of(const NetworkProfile& profile);

}  // namespace sim
