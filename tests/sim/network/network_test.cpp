// SPDX-License-Identifier: MIT
#include "sim/network/network.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "sim/base/check.h"
#include "sim/base/error.h"
#include "tests/sim/network/small_network.h"

namespace sim {
namespace {

// At 8 Mbit/s a kilobyte takes a millisecond: 1000 B = 8000 bit.
constexpr Bytes kMillisecondOfLine = Bytes::from_count(1000);

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

TEST(Network, lone_message_takes_serialisation_and_latency_exactly) {
    SmallNetwork world;
    world.send(world.network.connect(world.near(), world.far()), kMillisecondOfLine);
    world.run();
    ASSERT_EQ(world.log.size(), 1U);
    EXPECT_EQ(world.log[0].time, at(1_ms + 20_ms));
    world.network.check_conservation();
}

TEST(Network, each_direction_has_its_own_latency) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    const NodeId neighbour = world.near();
    world.send(world.network.connect(near, neighbour), Bytes{}, 0);
    world.send(world.network.connect(near, far), Bytes{}, 1);
    world.send(world.network.connect(far, near), Bytes{}, 2);
    world.run();
    ASSERT_EQ(world.log.size(), 3U);
    EXPECT_EQ(world.log[0].time, at(1_ms));
    EXPECT_EQ(world.log[1].time, at(20_ms));
    EXPECT_EQ(world.log[2].time, at(30_ms));
}

TEST(Network, serialisation_is_paid_once_at_the_slower_side) {
    SmallNetwork slow_sender;
    slow_sender.send(slow_sender.network.connect(slow_sender.near({.up = 8_Mbps, .down = 8_Mbps}),
                                                 slow_sender.far({.up = 80_Mbps, .down = 80_Mbps})),
                     kMillisecondOfLine);
    slow_sender.run();
    EXPECT_EQ(slow_sender.log.at(0).time, at(20_ms + 1_ms));

    SmallNetwork slow_receiver;
    slow_receiver.send(slow_receiver.network.connect(slow_receiver.near({.up = 80_Mbps, .down = 80_Mbps}),
                                                     slow_receiver.far({.up = 8_Mbps, .down = 8_Mbps})),
                       kMillisecondOfLine);
    slow_receiver.run();
    EXPECT_EQ(slow_receiver.log.at(0).time, at(20_ms + 1_ms));
}

TEST(Network, fan_out_pays_for_each_copy_in_sending_order) {
    SmallNetwork world;
    const NodeId sequencer = world.near();
    for (std::uint64_t i = 0; i < 40; ++i)
        world.send(world.network.connect(sequencer, world.far()), kMillisecondOfLine, i);
    EXPECT_EQ(world.network.uplink_backlog(sequencer), 40_ms);
    world.run();
    ASSERT_EQ(world.log.size(), 40U);
    for (std::uint64_t i = 0; i < 40; ++i) {
        EXPECT_EQ(world.log[i].number, i);
        EXPECT_EQ(world.log[i].time, at(static_cast<std::int64_t>(i + 1) * 1_ms + 20_ms));
    }
    EXPECT_EQ(world.network.uplink_backlog(sequencer), 0_ms);
    EXPECT_EQ(world.network.up(sequencer).busy, 40_ms);
}

TEST(Network, fan_in_queues_at_the_receiver) {
    SmallNetwork world;
    const NodeId receiver = world.far();
    for (std::uint64_t i = 0; i < 40; ++i)
        world.send(world.network.connect(world.near(), receiver), kMillisecondOfLine, i);
    world.run();
    ASSERT_EQ(world.log.size(), 40U);
    // All first bits arrive at 20 ms; ties are served in the order of the senders.
    for (std::uint64_t i = 0; i < 40; ++i) {
        EXPECT_EQ(world.log[i].number, i);
        EXPECT_EQ(world.log[i].time, at(20_ms + static_cast<std::int64_t>(i + 1) * 1_ms));
    }
    EXPECT_EQ(world.network.down(receiver).busy, 40_ms);
    EXPECT_EQ(world.network.down(receiver).messages, 40U);
    EXPECT_EQ(world.network.down(receiver).bytes, kMillisecondOfLine * 40);
}

TEST(Network, slow_sender_does_not_hold_up_a_fast_one) {
    SmallNetwork world;
    const NodeId receiver = world.far({.up = 800_Mbps, .down = 800_Mbps});
    const NodeId slow = world.near({.up = 8_Mbps, .down = 8_Mbps});
    const NodeId fast = world.near({.up = 800_Mbps, .down = 800_Mbps});
    world.send(world.network.connect(slow, receiver), kMillisecondOfLine * 100, 0);  // trickles in for 100 ms
    world.simulation.run_until(at(10_ms));
    world.send(world.network.connect(fast, receiver), kMillisecondOfLine, 1);
    world.run();
    ASSERT_EQ(world.log.size(), 2U);
    EXPECT_EQ(world.log[0].number, 1U);
    EXPECT_EQ(world.log[0].time, at(10_ms + 20_ms + 10_us));
    EXPECT_EQ(world.log[1].time, at(20_ms + 100_ms));
}

TEST(Network, link_keeps_order_under_jitter) {
    SmallNetwork world(jittery_regions(50_ms));
    const LinkId link = world.network.connect(world.near(), world.far());
    for (std::uint64_t i = 0; i < 200; ++i) world.send(link, Bytes::from_count(10), i);
    world.run();
    ASSERT_EQ(world.log.size(), 200U);
    for (std::uint64_t i = 0; i < 200; ++i) EXPECT_EQ(world.log[i].number, i);
}

TEST(Network, jitter_does_not_move_when_links_are_added) {
    const auto times = [](bool busy) {
        SmallNetwork world(jittery_regions(5_ms));
        const NodeId from = world.near();
        const NodeId to = world.far();
        const NodeId other_sender = world.near();
        const NodeId other_receiver = world.far();
        if (busy) {
            for (int i = 0; i < 7; ++i) world.send(world.network.connect(other_sender, other_receiver), Bytes{});
            world.send(world.network.connect(to, other_sender), Bytes{});
        }
        const LinkId link = world.network.connect(from, to);
        for (int i = 0; i < 20; ++i) world.send(link, Bytes{});
        world.run();
        std::vector<SimTime> arrivals;
        for (const auto& entry : world.log)
            if (entry.link == link) arrivals.push_back(entry.time);
        return arrivals;
    };
    EXPECT_EQ(times(false).size(), 20U);
    EXPECT_EQ(times(false), times(true));
}

TEST(Network, jitter_has_the_mean_of_its_profile) {
    SmallNetwork world(jittery_regions(5_ms));
    constexpr int kMessages = 4000;
    const NodeId to = world.far();
    // One message a link, so that the order that links keep does not distort the sample.
    for (int i = 0; i < kMessages; ++i) world.send(world.network.connect(world.near(), to), Bytes{});
    world.run();
    Duration sum;
    for (const auto& entry : world.log) sum += entry.time - at(20_ms);
    // The mean of n exponentials has a standard error of mean / sqrt(n): 0.079 ms; the seed is fixed.
    EXPECT_NEAR((sum / kMessages).milliseconds(), 5.0, 4 * 0.079);
}

TEST(Network, each_message_of_a_link_has_its_own_jitter) {
    SmallNetwork world(jittery_regions(5_ms));
    const LinkId link = world.network.connect(world.near(), world.far());
    std::set<Duration> delays;
    for (int i = 0; i < 10; ++i) {
        const SimTime sent = world.simulation.now();
        world.send(link, Bytes{});
        world.run();  // the next one is sent when this one is there, so that order on the link moves nothing
        delays.insert(world.log.back().time - sent);
    }
    EXPECT_EQ(delays.size(), 10U);
}

TEST(Network, conserves_messages_in_the_middle_of_a_run) {
    SmallNetwork world(jittery_regions(5_ms));
    const LinkId link = world.network.connect(world.near(), world.far());
    for (int i = 0; i < 50; ++i) world.send(link, kMillisecondOfLine);
    int in_flight_somewhere = 0;
    while (world.simulation.step()) {
        world.network.check_conservation();
        const LinkTraffic& traffic = world.network.traffic(link);
        EXPECT_EQ(traffic.messages_sent, traffic.messages_delivered + world.network.messages_in_flight());
        if (traffic.messages_delivered > 0 && world.network.messages_in_flight() > 0) ++in_flight_somewhere;
    }
    EXPECT_GT(in_flight_somewhere, 0);
    EXPECT_EQ(world.network.traffic(link).bytes_delivered, kMillisecondOfLine * 50);
    EXPECT_EQ(world.network.messages_in_flight(), 0U);
}

TEST(Network, receiver_may_send_while_it_receives) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    const LinkId there = world.network.connect(near, far);
    const LinkId back = world.network.connect(far, near);
    const auto note = std::make_unique<int>(7);  // what the callable holds must survive the slots' growth
    world.network.send(there, Bytes{}, [&world, back, value = std::make_unique<int>(*note)] {
        for (std::uint64_t i = 0; i < 100; ++i) world.send(back, Bytes{}, i);
        world.log.push_back({back, static_cast<std::uint64_t>(*value), world.simulation.now()});
    });
    world.run();
    ASSERT_EQ(world.log.size(), 101U);
    EXPECT_EQ(world.log[0].number, 7U);
    EXPECT_EQ(world.log[100].time, at(50_ms));
    world.network.check_conservation();
}

TEST(Network, connecting_twice_gives_the_same_link) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    EXPECT_EQ(world.network.connect(near, far), world.network.connect(near, far));
    EXPECT_NE(world.network.connect(near, far), world.network.connect(far, near));
    EXPECT_EQ(world.network.links(), 2U);
    EXPECT_THROW(world.network.connect(near, near), InvariantViolation);
}

TEST(Network, rejects_a_profile_with_a_missing_direction) {
    NetworkProfile profile = two_regions();
    profile.round_trip["far"].clear();
    Simulation simulation(1);
    EXPECT_THROW(Network(simulation, profile), InputError);
}

TEST(Network, repeats_itself_and_differs_by_seed) {
    const auto run = [](std::uint64_t seed) {
        SmallNetwork world(jittery_regions(1_ms), seed);
        const NodeId sender = world.near();
        for (std::uint64_t i = 0; i < 100; ++i)
            world.send(world.network.connect(sender, world.far()), Bytes::from_count(100), i);
        world.run();
        return std::pair{world.log, world.simulation.fingerprint().value()};
    };
    EXPECT_EQ(run(1).first, run(1).first);
    EXPECT_EQ(run(1).second, run(1).second);
    EXPECT_NE(run(1).second, run(2).second);
}

}  // namespace
}  // namespace sim
