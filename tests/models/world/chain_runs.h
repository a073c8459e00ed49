// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "models/world/chain_world.h"

namespace models {

inline constexpr sim::Duration kOneWay = 10_ms;

/// One region in which every message takes 10 ms, without jitter; a second of load.
inline ChainScenario small_chain(ConsensusProtocol protocol, ExecutionMode mode, std::uint32_t validators = 4) {
    ChainScenario scenario;
    scenario.network.source = "made up";
    scenario.network.round_trip = {{"here", {}}};
    scenario.network.same_region_round_trip = 2 * kOneWay;
    scenario.network.same_region_jitter = {
        .shape = sim::DurationDistribution::Shape::Constant, .mean = 0_ns, .spread = {}};
    scenario.network.jitter = scenario.network.same_region_jitter;
    scenario.regions = {"here"};
    scenario.load_duration = 1_s;
    scenario.clients.rate = sim::Frequency::per_second(100);
    scenario.workload.accounts = 40;
    scenario.workload.tokens = 2;
    scenario.workload.pairs = 2;
    scenario.consensus.protocol = protocol;
    scenario.consensus.monadbft = {.vote_pace = 50_ms, .delta = 20_ms};
    scenario.consensus.ethereum.slot_time = 300_ms;
    scenario.consensus.ethereum.publish = {
        .shape = sim::DurationDistribution::Shape::Constant, .mean = 20_ms, .spread = {}};
    scenario.execution.mode = mode;
    scenario.validators.count = validators;
    scenario.validators.hardware.cores = 4;
    return scenario;
}

inline std::unique_ptr<ChainWorld> run(const ChainScenario& scenario, std::uint64_t seed = 1,
                                       sim::SimTime until = sim::SimTime::never()) {
    auto world = std::make_unique<ChainWorld>(scenario, seed, "test");
    EXPECT_TRUE(world->run(
        until, {.progress = [](double, sim::SimTime, std::string_view) {}, .interrupted = [] { return false; }}));
    return world;
}

/// A block that became final, as the recorder saw it.
struct SeenBlock {
    sim::SimTime asked;
    sim::SimTime proposed;
    std::int64_t proposer = 0;
    std::int64_t transactions = 0;
    sim::Duration execution;  ///< With its roots; nothing if nobody executed it yet.
    std::optional<sim::SimTime> certified;
    std::optional<sim::SimTime> executed;
    std::optional<sim::SimTime> finalized;
};

/// The finalized blocks of a chain without forks, by height; height h at h - 1.
inline std::vector<SeenBlock> finalized_blocks(const ChainWorld& world) {
    const sim::Lifecycle& blocks = world.recorder().blocks();
    std::vector<SeenBlock> seen(world.recorder().finalized_height());
    for (std::uint64_t item = 0; item < blocks.submitted(); ++item) {
        if (!blocks.reached_at(item, ChainRecorder::BlockFinalized)) continue;
        const std::int64_t* const attributes = blocks.row(item) + 1 + blocks.spec().stages.size();
        const auto duration = [&](std::size_t attribute) {
            const bool is_known = attributes[attribute] != sim::Lifecycle::kNotReached;
            return sim::Duration::from_ns(is_known ? attributes[attribute] : 0);
        };
        seen.at(static_cast<std::size_t>(attributes[ChainRecorder::Height]) - 1) = {
            .asked = blocks.submitted_at(item),
            .proposed = *blocks.reached_at(item, ChainRecorder::Proposed),
            .proposer = attributes[ChainRecorder::Proposer],
            .transactions = attributes[ChainRecorder::Transactions],
            .execution = duration(ChainRecorder::ExecutionNs) + duration(ChainRecorder::RootNs),
            .certified = blocks.reached_at(item, ChainRecorder::BlockCertified),
            .executed = blocks.reached_at(item, ChainRecorder::BlockExecuted),
            .finalized = blocks.reached_at(item, ChainRecorder::BlockFinalized)};
    }
    return seen;
}

}  // namespace models
