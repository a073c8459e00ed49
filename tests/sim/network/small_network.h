// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/kernel/simulation.h"
#include "sim/network/network.h"

namespace sim {

/// Two regions 40 ms apart there and 60 ms back (one way 20 and 30 ms), 1 ms inside, and no jitter.
inline NetworkProfile two_regions() {
    NetworkProfile profile;
    profile.source = "made up for tests";
    profile.round_trip = {{"near", {{"far", 40_ms}}}, {"far", {{"near", 60_ms}}}};
    profile.same_region_round_trip = 2_ms;
    profile.jitter = {.shape = DurationDistribution::Shape::Constant, .mean = 0_ns, .spread = {}};
    profile.same_region_jitter = profile.jitter;
    return profile;
}

/// The same with exponential jitter of that mean between the regions.
inline NetworkProfile jittery_regions(Duration mean) {
    NetworkProfile profile = two_regions();
    profile.jitter = {.shape = DurationDistribution::Shape::Exponential, .mean = mean, .spread = {}};
    return profile;
}

/// A network of two regions with a clock of its own, and a log of what was delivered when.
struct SmallNetwork {
    struct Arrival {
        LinkId link;
        std::uint64_t number;
        SimTime time;
        auto operator<=>(const Arrival&) const = default;
    };

    explicit SmallNetwork(const NetworkProfile& profile = two_regions(), std::uint64_t seed = 1)
        : simulation(seed), network(simulation, profile) {}

    NodeId near(AccessLink access = {.up = 8_Mbps, .down = 8_Mbps}) { return add("near", access); }
    NodeId far(AccessLink access = {.up = 8_Mbps, .down = 8_Mbps}) { return add("far", access); }

    /// Sends now, and logs the delivery under `number`.
    void send(LinkId link, Bytes size, std::uint64_t number = 0) {
        network.send(link, size, [this, link, number] { log.push_back({link, number, simulation.now()}); });
    }
    void run() { simulation.run_until(SimTime::never()); }
    /// Runs to that time even if nothing happens until then. Needs a node.
    void run_to(SimTime time) {
        simulation.at(time, network.actor(NodeId(0)), "test.idle", [] {});
        simulation.run_until(time);
    }

    Simulation simulation;
    Network network;
    std::vector<Arrival> log;

  private:
    NodeId add(const std::string& region, AccessLink access) {
        return network.add_node("node" + std::to_string(network.topology().nodes()), *network.find_site(region),
                                access);
    }
};

}  // namespace sim
