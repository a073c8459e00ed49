// SPDX-License-Identifier: MIT
// What holds for every kind of dissemination.
#include "sim/network/dissemination.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "tests/sim/network/broadcast_world.h"

namespace sim {
namespace {

constexpr AccessLink kAccess{.up = 100_Mbps, .down = 100_Mbps};
constexpr Bytes kBlock = Bytes::from_count(50'000);

class EachKind : public testing::TestWithParam<DisseminationParams::Kind> {
  protected:
    /// A group in two regions with jitter; every third node is far.
    static void fill(BroadcastWorld& world, std::uint32_t nodes) {
        for (std::uint32_t i = 0; i < nodes; ++i) i % 3 == 0 ? world.far(kAccess) : world.near(kAccess);
        DisseminationParams params;
        params.kind = GetParam();
        world.make_group(params);
    }
};

TEST_P(EachKind, repeats_itself_and_differs_by_seed) {
    const auto run = [](std::uint64_t seed) {
        BroadcastWorld world(jittery_regions(2_ms), seed);
        fill(world, 20);
        for (std::uint64_t object = 0; object < 3; ++object) world.broadcast(5, kBlock, object);
        world.run_checked();
        return std::pair{world.arrivals, world.simulation.fingerprint().value()};
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1).second, run(2).second);
}

TEST_P(EachKind, reaches_every_other_member_once) {
    BroadcastWorld world(jittery_regions(2_ms));
    fill(world, 30);
    for (std::uint32_t author = 0; author < 5; ++author) world.broadcast(author, kBlock, author);
    world.run_checked();
    for (std::uint32_t author = 0; author < 5; ++author) {
        EXPECT_EQ(world.arrivals[author].size(), 29U);
        EXPECT_FALSE(world.arrivals[author].contains(NodeId(author)));
    }
    EXPECT_EQ(world.twice, 0);
}

TEST_P(EachKind, an_author_may_broadcast_as_it_receives) {
    BroadcastWorld world;
    fill(world, 10);
    std::map<NodeId, int> answers;
    world.group->broadcast(NodeId(0), {.size = kBlock, .digest = 1, .deliver = [&](NodeId receiver) {
                                           const auto count = [&answers, receiver](NodeId) { ++answers[receiver]; };
                                           world.group->broadcast(receiver,
                                                                  {.size = 100_B, .digest = 2, .deliver = count});
                                       }});
    world.run_checked();
    EXPECT_EQ(answers.size(), 9U);
    for (const auto& [node, count] : answers) EXPECT_EQ(count, 9);
}

TEST_P(EachKind, survives_losses_and_a_cut) {
    BroadcastWorld world(jittery_regions(2_ms));
    fill(world, 21);
    NetworkFaultParams faults;
    faults.packet_loss = Share::percent(2);
    faults.partitions.push_back({.regions = {"far"}, .nodes = {}, .from = 100_ms, .until = 300_ms});
    faults.offline.push_back({.nodes = {"node20"}, .from = 0_ms, .until = {}});
    world.network.inject(faults);
    for (std::uint64_t object = 0; object < 20; ++object) {
        world.broadcast(1, kBlock, object);
        world.run_to(SimTime{} + 20_ms * static_cast<std::int64_t>(object));
        world.check();
    }
    world.run_checked();
    EXPECT_EQ(world.twice, 0);
    for (std::uint64_t object = 0; object < 20; ++object) {
        EXPECT_FALSE(world.arrivals[object].contains(NodeId(20)));
        if (GetParam() == DisseminationParams::Kind::Direct) {
            EXPECT_EQ(world.arrivals[object].size(), 19U);
        }
    }
    // The near ones have the first object whatever the kind: their part of the packets is 14 of 20.
    EXPECT_GE(world.arrivals[0].size(), 13U);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, EachKind,
    testing::Values(DisseminationParams::Kind::Direct, DisseminationParams::Kind::Gossip,
                    DisseminationParams::Kind::ErasureCoded),
    [](const auto& kind) {
        return std::string(EnumNames<DisseminationParams::Kind>::names[static_cast<std::size_t>(kind.param)].second);
    });

}  // namespace
}  // namespace sim
