// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/network/dissemination.h"
#include "tests/sim/network/small_network.h"

namespace sim {

/// One region whose nodes are all 10 ms apart, so that a way takes the same for every pair.
inline NetworkProfile equal_latencies() {
    NetworkProfile profile;
    profile.source = "made up for tests";
    profile.round_trip = {{"near", {}}};
    profile.same_region_round_trip = 20_ms;
    return profile;
}

/// A network and a group of all its nodes; logs when each gets an object.
struct BroadcastWorld : SmallNetwork {
    using SmallNetwork::SmallNetwork;

    void make_group(const DisseminationParams& params) { make_group(params, std::vector<std::uint64_t>(nodes(), 1)); }
    void make_group(const DisseminationParams& params, const std::vector<std::uint64_t>& weights) {
        std::vector<Member> members;
        for (std::uint32_t i = 0; i < weights.size(); ++i) members.push_back({.node = NodeId(i), .weight = weights[i]});
        group = make_dissemination(network, params, "blocks", std::move(members));
    }
    std::size_t nodes() const { return network.topology().nodes(); }

    /// Sends now; what arrives is in arrivals[number].
    void broadcast(std::uint32_t author, Bytes size, std::uint64_t number = 0) {
        group->broadcast(NodeId(author), {.size = size, .digest = number, .deliver = [this, number](NodeId receiver) {
                                              const bool first =
                                                  arrivals[number].emplace(receiver, simulation.now()).second;
                                              twice += first ? 0 : 1;
                                          }});
    }
    /// Checks conservation in the middle and at the end.
    void run_checked() {
        for (std::uint64_t i = 0; simulation.step(); ++i)
            if (i % 64 == 0) check();
        check();
    }
    void check() const {
        network.check_conservation();
        group->check_conservation();
    }
    /// All times of an object, sorted.
    std::vector<SimTime> times(std::uint64_t number = 0) {
        std::vector<SimTime> sorted;
        for (const auto& [node, time] : arrivals[number]) sorted.push_back(time);
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    }

    std::unique_ptr<Dissemination> group;
    std::map<std::uint64_t, std::map<NodeId, SimTime>> arrivals;
    int twice = 0;
};

}  // namespace sim
