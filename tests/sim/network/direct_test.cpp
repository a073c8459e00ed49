// SPDX-License-Identifier: MIT
#include "sim/network/direct.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "sim/base/check.h"
#include "tests/sim/network/broadcast_world.h"

namespace sim {
namespace {

// At 8 Mbit/s a kilobyte takes a millisecond.
constexpr Bytes kMillisecondOfLine = Bytes::from_count(1000);

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

TEST(Direct, sends_a_copy_after_the_other) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 6; ++i) world.near();
    world.make_group({});
    world.broadcast(2, kMillisecondOfLine * 3, 7);
    world.run_checked();
    std::vector<SimTime> expected;
    for (std::int64_t i = 1; i <= 5; ++i) expected.push_back(at(3_ms * i + 10_ms));
    EXPECT_EQ(world.times(7), expected);
    EXPECT_FALSE(world.arrivals[7].contains(NodeId(2)));
    EXPECT_EQ(world.network.up(NodeId(2)).bytes, kMillisecondOfLine * 15);
    EXPECT_EQ(world.network.up(NodeId(0)).bytes, 0_B);
}

TEST(Direct, nobody_is_always_last) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 5; ++i) world.near();
    world.make_group({});
    std::set<NodeId> last;
    for (std::uint64_t object = 0; object < 30; ++object) {
        world.broadcast(0, kMillisecondOfLine, object);
        world.run();
        NodeId latest;
        for (const auto& [node, time] : world.arrivals[object])
            if (!world.arrivals[object].contains(latest) || time > world.arrivals[object].at(latest)) latest = node;
        last.insert(latest);
    }
    EXPECT_EQ(last.size(), 4U);
}

TEST(Direct, a_vote_passes_a_block_on_both_lines) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 3; ++i) world.near();
    world.make_group({});
    world.broadcast(0, kMillisecondOfLine * 100);  // on the author's uplink for 200 ms
    world.simulation.run_until(at(50_ms));
    world.send(world.network.connect(NodeId(0), NodeId(1)), kMillisecondOfLine, 1);
    world.send(world.network.connect(NodeId(2), NodeId(1)), kMillisecondOfLine, 2);
    world.run_checked();
    ASSERT_EQ(world.log.size(), 2U);
    EXPECT_EQ(world.log[0].time, at(50_ms + 1_ms + 10_ms));
    EXPECT_EQ(world.log[1].time, at(50_ms + 2_ms + 10_ms));  // behind the other vote at the receiver
}

TEST(Direct, what_votes_took_of_the_downlink_the_block_waits_for) {
    BroadcastWorld world(equal_latencies());
    world.near();
    world.near();
    world.near();
    std::vector<Member> members{{NodeId(0)}, {NodeId(1)}};
    const auto group = make_dissemination(world.network, {}, "two", members);
    SimTime arrived;
    group->broadcast(NodeId(0), {.size = kMillisecondOfLine * 100, .digest = 0, .deliver = [&](NodeId) {
                                     arrived = world.simulation.now();
                                 }});
    const LinkId link = world.network.connect(NodeId(2), NodeId(1));
    for (std::int64_t i = 0; i < 7; ++i) {
        world.simulation.run_until(at(i * 10_ms));
        world.send(link, kMillisecondOfLine, 1);
    }
    world.run();
    world.network.check_conservation();
    // It would be there at 110 ms; the seven votes came at 11 to 71 ms.
    EXPECT_EQ(arrived, at(100_ms + 10_ms + 7_ms));
}

TEST(Direct, an_author_outside_the_group_is_a_mistake) {
    BroadcastWorld world(equal_latencies());
    world.near();
    world.near();
    const auto group = make_dissemination(world.network, {}, "one", {{NodeId(1)}});
    EXPECT_THROW(group->broadcast(NodeId(0), {}), InvariantViolation);
    EXPECT_THROW(static_cast<void>(make_dissemination(world.network, {}, "twice", {{NodeId(1)}, {NodeId(1)}})),
                 InvariantViolation);
}

}  // namespace
}  // namespace sim
