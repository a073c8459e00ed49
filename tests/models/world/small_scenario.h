// SPDX-License-Identifier: MIT
#pragma once

#include "models/world/megaeth_scenario.h"

namespace models {

/// Two regions 60 ms apart, four replicas, two full nodes, a few hundred transactions: a whole run in well under a
/// second.
inline MegaEthScenario small_scenario() {
    MegaEthScenario scenario;
    scenario.network.source = "made up";
    scenario.network.round_trip = {{"east", {{"west", 60_ms}}}, {"west", {{"east", 60_ms}}}};
    scenario.network.jitter = {.shape = sim::DurationDistribution::Shape::Exponential, .mean = 500_us, .spread = {}};
    scenario.regions = {"east", "west"};
    scenario.load_duration = 500_ms;
    scenario.clients.rate = sim::Frequency::per_second(600);
    scenario.workload.accounts = 60;
    scenario.workload.tokens = 2;
    scenario.workload.pairs = 2;
    scenario.workload.mix = {.native_transfer = sim::Share::percent(20),
                             .token_transfer = sim::Share::percent(40),
                             .swap = sim::Share::percent(20),
                             .hot_counter = sim::Share::percent(20)};
    scenario.sequencer.region = "east";
    scenario.replicas.count = 4;
    scenario.full_nodes.count = 2;
    scenario.batcher.max_batch_age = 2_s;
    scenario.data_availability.region = "east";
    scenario.l1.region = "west";
    return scenario;
}

}  // namespace models
