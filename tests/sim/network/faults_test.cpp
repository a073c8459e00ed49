// SPDX-License-Identifier: MIT
#include "sim/network/faults.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/error.h"
#include "tests/sim/network/small_network.h"

namespace sim {
namespace {

constexpr Bytes kMillisecondOfLine = Bytes::from_count(1000);

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

NetworkFaultParams lossy(std::int64_t percent) {
    NetworkFaultParams faults;
    faults.packet_loss = Share::percent(percent);
    return faults;
}
NetworkFaultParams cut(Duration from, std::optional<Duration> until) {
    NetworkFaultParams faults;
    faults.partitions.push_back({.regions = {"far"}, .nodes = {}, .from = from, .until = until});
    return faults;
}

TEST(PacketLoss, loses_its_share_independently_of_how_packets_are_counted) {
    const RandomStream random(1, Purpose::named("test"), 0);
    PacketLoss whole(random, Share::percent(3));
    PacketLoss single(random, Share::percent(3));
    const PacketLoss::Lost all = whole.take(100'000);
    std::uint64_t lost = 0;
    std::uint64_t behind_last = 0;
    std::uint64_t pairs = 0;
    bool previous = false;
    for (int i = 0; i < 100'000; ++i) {
        const bool now = single.take(1).packets == 1;
        lost += now;
        behind_last = now ? 0 : behind_last + 1;
        pairs += now && previous;
        previous = now;
    }
    EXPECT_EQ(lost, all.packets);
    EXPECT_EQ(behind_last, all.behind_last);
    // Four standard errors: sqrt(n p (1 - p)) = 54 for single losses, sqrt(n p^2) = 9.5 for two in a row.
    EXPECT_NEAR(static_cast<double>(lost), 3000, 4 * 54);
    EXPECT_NEAR(static_cast<double>(pairs), 90, 4 * 9.5);
}

TEST(StreamRepair, doubles_its_timer_through_a_cut) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    world.network.inject(cut(0_ms, 5_s));
    world.send(world.network.connect(near, far), kMillisecondOfLine);
    world.run();
    // The last bit leaves at 1 ms. Timer: 50 ms of round trip + 200 ms; attempts follow at 250, 750, 1750, 3750 and
    // 7750 ms, the first after the heal.
    ASSERT_EQ(world.log.size(), 1U);
    EXPECT_EQ(world.log[0].time, at(1_ms + 7750_ms + 20_ms));
    world.network.check_conservation();
}

TEST(StreamRepair, catches_what_the_cut_meets_on_its_way) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    world.network.inject(cut(10_ms, 20_ms));
    world.send(world.network.connect(near, far), kMillisecondOfLine, 0);  // leaves before, would arrive after the heal
    world.run();
    world.run_to(at(1_s));
    world.send(world.network.connect(near, far), kMillisecondOfLine, 1);
    world.run();
    ASSERT_EQ(world.log.size(), 2U);
    EXPECT_EQ(world.log[0].time, at(1_ms + 20_ms));  // it was on the way during the cut, and the cut is over
    EXPECT_EQ(world.log[1].time, at(1_s + 1_ms + 20_ms));
}

TEST(Faults, a_cut_that_never_heals_drops_and_is_accounted_for) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId neighbour = world.near();
    const NodeId far = world.far();
    world.network.inject(cut(100_ms, std::nullopt));
    const LinkId across = world.network.connect(near, far);
    world.send(across, kMillisecondOfLine, 0);
    world.run_to(at(100_ms));
    world.send(across, kMillisecondOfLine, 1);
    world.send(world.network.connect(near, neighbour), kMillisecondOfLine, 2);
    world.run();
    world.network.check_conservation();
    ASSERT_EQ(world.log.size(), 2U);
    EXPECT_EQ(world.log[0].number, 0U);
    EXPECT_EQ(world.log[1].number, 2U);
    EXPECT_EQ(world.network.traffic(across).messages_dropped, 1U);
    EXPECT_EQ(world.network.traffic(across).bytes_dropped, kMillisecondOfLine);
}

TEST(Faults, a_dropped_message_lets_go_of_what_it_held) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId far = world.far();
    world.network.inject(cut(0_ms, std::nullopt));
    const auto held = std::make_shared<int>();
    world.network.send(world.network.connect(near, far), Bytes{}, [held] { FAIL(); });
    EXPECT_EQ(held.use_count(), 1);
}

TEST(Faults, an_absent_node_is_cut_off_from_its_neighbours_too) {
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId neighbour = world.near();
    const NodeId other = world.near();
    NetworkFaultParams faults;
    faults.offline.push_back({.nodes = {"node1"}, .from = 0_ms, .until = 1_s});
    world.network.inject(faults);
    world.network.send_datagram(world.network.connect(near, neighbour), Bytes{}, [] { FAIL(); });
    world.network.send_datagram(world.network.connect(neighbour, near), Bytes{}, [] { FAIL(); });
    world.send(world.network.connect(near, other), Bytes{}, 0);
    world.send(world.network.connect(neighbour, near), Bytes{}, 1);
    world.run();
    world.network.check_conservation();
    ASSERT_EQ(world.log.size(), 2U);
    EXPECT_EQ(world.log[0].time, at(1_ms));
    EXPECT_EQ(world.log[1].number, 1U);
    EXPECT_GE(world.log[1].time, at(1_s));
}

TEST(Faults, a_lone_stream_message_waits_for_the_timer) {
    // One packet: no others behind it that would give the loss away. Delays are 0, then 202, 202 + 404, ... ms.
    SmallNetwork world;
    const NodeId near = world.near();
    const NodeId neighbour = world.near();
    world.network.inject(lossy(50));
    const LinkId link = world.network.connect(near, neighbour);
    std::vector<int> tries(4);
    for (int i = 0; i < 400; ++i) {
        const SimTime sent = world.simulation.now();
        world.send(link, kMillisecondOfLine);
        world.run();
        const Duration delay = world.log.back().time - sent - (1_ms + 1_ms);
        for (std::size_t losses = 0; losses < tries.size(); ++losses) {
            const std::int64_t timers = (std::int64_t{1} << losses) - 1;
            // Each packet sent again takes another millisecond of the uplink.
            if (delay == 202_ms * timers + 1_ms * static_cast<std::int64_t>(losses)) ++tries[losses];
        }
    }
    world.network.check_conservation();
    // 200, 100, 50 and 25 expected; four standard errors of the first are 40.
    for (std::size_t losses = 0; losses < tries.size(); ++losses)
        EXPECT_NEAR(tries[losses], 400 >> (losses + 1), 40) << losses;
    EXPECT_EQ(world.network.traffic(link).messages_delivered, 400U);
    EXPECT_GT(world.network.traffic(link).bytes_sent_again, kMillisecondOfLine * 300);
}

TEST(Faults, a_long_stream_message_recovers_in_a_round_trip) {
    SmallNetwork world;
    const NodeId near = world.near({.up = 800_Mbps, .down = 800_Mbps});
    const NodeId far = world.far({.up = 800_Mbps, .down = 800_Mbps});
    world.network.inject(lossy(1));
    const LinkId link = world.network.connect(near, far);
    const Bytes size = Bytes::from_count(1448 * 100);
    int clean = 0;
    int a_round_trip = 0;
    for (int i = 0; i < 100; ++i) {
        const SimTime sent = world.simulation.now();
        world.send(link, size);
        world.run();
        const Duration delay = world.log.back().time - sent - (size / 800_Mbps + 20_ms);
        clean += delay == 0_ns;
        a_round_trip += delay >= 50_ms && delay < 51_ms;
    }
    // 0.99^100 = 37 % lose nothing; nearly all others lose a packet that is not among the last three.
    EXPECT_NEAR(clean, 37, 20);
    EXPECT_NEAR(a_round_trip, 60, 20);
}

TEST(Faults, datagrams_are_lost_at_the_rate_of_their_packets) {
    SmallNetwork world;
    const NodeId near = world.near({.up = 100_Gbps, .down = 100_Gbps});
    const NodeId far = world.far({.up = 100_Gbps, .down = 100_Gbps});
    world.network.inject(lossy(10));
    const LinkId link = world.network.connect(near, far);
    int delivered = 0;
    for (int i = 0; i < 10'000; ++i)
        world.network.send_datagram(link, Bytes::from_count(2 * 1448), [&] { ++delivered; });
    world.run();
    world.network.check_conservation();
    EXPECT_NEAR(delivered, 8100, 4 * 40);  // 0.9^2; four standard errors
    EXPECT_EQ(world.network.traffic(link).messages_dropped, 10'000U - static_cast<unsigned>(delivered));
}

TEST(Faults, losses_leave_other_draws_as_they_were) {
    const auto times = [](std::int64_t percent, bool others) {
        SmallNetwork world(jittery_regions(5_ms));
        const NodeId near = world.near();
        const NodeId far = world.far();
        const LinkId link = world.network.connect(near, far);
        const LinkId other = others ? world.network.connect(world.near(), far) : link;
        world.network.inject(lossy(percent));
        std::vector<Duration> taken;
        for (int i = 0; i < 30; ++i) {
            world.run_to(at(i * 1000_s));
            if (others) world.network.send(other, Bytes{}, [] {});
            world.run_to(at(i * 1000_s + 500_s));
            world.send(link, kMillisecondOfLine);
            world.run();
            taken.push_back(world.log.back().time - at(i * 1000_s + 500_s));
        }
        return taken;
    };
    EXPECT_EQ(times(30, false), times(30, true));
    const auto clean = times(0, false);
    const auto with_loss = times(30, false);
    int same = 0;
    for (std::size_t i = 0; i < clean.size(); ++i) {
        same += clean[i] == with_loss[i];
        EXPECT_GE(with_loss[i], clean[i]);
    }
    EXPECT_NEAR(same, 21, 10);  // 70 % lose nothing and keep their jitter
}

TEST(Faults, names_all_that_does_not_fit_the_network) {
    SmallNetwork world;
    world.near();
    NetworkFaultParams faults = cut(5_s, 5_s);
    faults.partitions[0].regions.push_back("fra");
    faults.partitions.push_back({});
    faults.offline.push_back({.nodes = {"node0", "node1"}, .from = 0_ms, .until = 1_s});
    faults.offline.push_back({});
    try {
        world.network.inject(faults);
        FAIL() << "nothing was wrong";
    } catch (const InputError& error) {
        std::vector<std::string> keys;
        for (const InputProblem& problem : error.problems()) keys.push_back(problem.key);
        EXPECT_EQ(keys, (std::vector<std::string>{"partitions.0.regions", "partitions.0.until", "partitions.1",
                                                  "offline.0.nodes", "offline.1"}));
        EXPECT_EQ(error.problems()[3].suggestion, "node0");
    }
}

TEST(Faults, come_when_all_nodes_are_there) {
    SmallNetwork world;
    world.near();
    world.network.inject({});
    EXPECT_THROW(world.near(), InvariantViolation);
}

TEST(Faults, a_run_without_any_is_as_if_none_were_injected) {
    const auto run = [](bool inject) {
        SmallNetwork world(jittery_regions(1_ms));
        const NodeId sender = world.near();
        for (int i = 0; i < 100; ++i) world.far();
        if (inject) world.network.inject({});
        for (std::uint32_t i = 1; i <= 100; ++i)
            world.send(world.network.connect(sender, NodeId(i)), Bytes::from_count(100), i);
        world.run();
        return world.simulation.fingerprint().value();
    };
    EXPECT_EQ(run(false), run(true));
}

}  // namespace
}  // namespace sim
