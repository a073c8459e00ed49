// SPDX-License-Identifier: MIT
#include "sim/network/erasure_coded.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "tests/sim/network/broadcast_world.h"

namespace sim {
namespace {

// At 120 Mbit/s a packet of 1500 bytes takes 100 us.
constexpr AccessLink kAccess{.up = 120_Mbps, .down = 120_Mbps};
constexpr Duration kPacket = 100_us;
constexpr Duration kLatency = 10_ms;

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

DisseminationParams coded(std::int64_t redundancy_percent = 250, std::int64_t decode_percent = 110) {
    DisseminationParams params;
    params.kind = DisseminationParams::Kind::ErasureCoded;
    params.erasure_coded.redundancy = Share::percent(redundancy_percent);
    params.erasure_coded.decode_overhead = Share::percent(decode_percent);
    params.erasure_coded.chunk_order = ChunkOrder::Interleaved;
    return params;
}
Bytes symbols(std::int64_t count) {
    return coded().erasure_coded.symbol * count;
}

TEST(ChunkPlan, divides_by_weight_without_the_author_and_rounds_up) {
    ErasureCodedParams params;
    params.redundancy = Share::percent(200);
    // 10 symbols are 20 encoded; of 16 shares of stake that is 1.25, 5, 6.25 and 7.5 packets.
    const ChunkPlan plan = plan_chunks(
        params, symbols(10), {{NodeId(0), 99}, {NodeId(1), 1}, {NodeId(2), 4}, {NodeId(3), 5}, {NodeId(4), 6}}, 0);
    EXPECT_EQ(plan.source, 10U);
    EXPECT_EQ(plan.needed, 11U);
    EXPECT_EQ(plan.share, (std::vector<std::uint32_t>{0, 2, 5, 7, 8}));
    EXPECT_EQ(plan.total, 22U);
}

TEST(ChunkPlan, has_the_packets_of_a_full_block_of_monad) {
    // 2 MB: 1613 symbols of 1240 B, times 2.5: 4033 packets of 1500 B are 6.05 MB.
    const std::vector<Member> members{{NodeId(0), 1}, {NodeId(1), 1}};
    const ChunkPlan plan = plan_chunks({}, Bytes::from_count(2'000'000), members, 0);
    EXPECT_EQ(plan.source, 1613U);
    EXPECT_EQ(plan.total, 4033U);
    EXPECT_EQ(plan.needed, 1774U);  // 1774.3
}

TEST(ChunkPlan, sends_something_for_an_empty_object_and_refuses_a_group_without_weight) {
    EXPECT_EQ(plan_chunks({}, Bytes{}, {{NodeId(0), 1}, {NodeId(1), 1}}, 0).source, 1U);
    EXPECT_THROW(static_cast<void>(plan_chunks({}, Bytes{}, {{NodeId(0), 1}, {NodeId(1), 0}}, 0)), InvariantViolation);
}

TEST(ErasureCoded, one_symbol_takes_one_hop) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 6; ++i) world.near(kAccess);
    world.make_group(coded());
    world.broadcast(0, symbols(1));
    world.run_checked();
    // Each of the five others gets a packet of its own (3 encoded, rounded up) and decodes from it alone.
    std::vector<SimTime> expected;
    for (std::int64_t i = 1; i <= 5; ++i) expected.push_back(at(kLatency + kPacket * i));
    EXPECT_EQ(world.times(), expected);
    EXPECT_EQ(world.twice, 0);
}

TEST(ErasureCoded, two_receivers_complete_each_other) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 3; ++i) world.near(kAccess);
    world.make_group(coded(100, 100));  // every packet is needed
    world.broadcast(0, symbols(40));
    world.run_checked();
    // Packet i (from 0) leaves the author at i + 1, its copy the first hop one packet after it came. The last but one
    // of the 40 goes to the first of the two and the last one to the second: each waits for the other's last copy.
    EXPECT_EQ(world.times(), (std::vector{at(kLatency * 2 + kPacket * 40), at(kLatency * 2 + kPacket * 41)}));
}

TEST(ErasureCoded, a_single_first_hop_is_bound_by_its_uplink) {
    constexpr int kNodes = 7;
    constexpr std::int64_t kSymbols = 30;
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < kNodes; ++i) world.near(kAccess);
    world.make_group(coded(200, 100), {1, 0, 0, 1, 0, 0, 0});  // but for the author's, all weight is node 3's
    world.broadcast(0, symbols(kSymbols));
    world.run_checked();
    // Node 3 has the 30 it needs when they came; its rounds of 5 copies follow each other from the first packet on, and
    // the five others get the 30th in the order of that round.
    std::vector<SimTime> expected{at(kLatency + kPacket * kSymbols)};
    for (std::int64_t i = 1; i <= kNodes - 2; ++i)
        expected.push_back(at(kLatency * 2 + kPacket + kPacket * ((kSymbols - 1) * (kNodes - 2) + i)));
    EXPECT_EQ(world.times(), expected);
    EXPECT_EQ(world.arrivals[0].at(NodeId(3)), expected[0]);
}

TEST(ErasureCoded, every_byte_is_on_a_line) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 5; ++i) world.near(kAccess);
    world.make_group(coded(), {9, 1, 2, 3, 4});
    world.broadcast(0, symbols(10));
    world.run_checked();
    // 25 encoded by tenths of weight: 2.5, 5, 7.5, 10 packets, rounded up; each is forwarded to the three others.
    const std::vector<std::int64_t> shares{0, 3, 5, 8, 10};
    EXPECT_EQ(world.network.up(NodeId(0)).bytes, 1500_B * 26);
    EXPECT_EQ(world.network.down(NodeId(0)).bytes, 0_B);
    for (std::uint32_t i = 1; i < 5; ++i) {
        EXPECT_EQ(world.network.up(NodeId(i)).bytes, 1500_B * shares[i] * 3) << i;
        EXPECT_EQ(world.network.down(NodeId(i)).bytes, 1500_B * 26) << i;  // all packets, from whomever
        EXPECT_EQ(world.network.up(NodeId(i)).busy, kPacket * shares[i] * 3) << i;
    }
}

TEST(ErasureCoded, orders_differ_in_time_and_not_in_bytes) {
    const auto run = [](ChunkOrder order) {
        BroadcastWorld world(equal_latencies());
        for (int i = 0; i < 10; ++i) world.near(kAccess);
        DisseminationParams params = coded();
        params.erasure_coded.chunk_order = order;
        world.make_group(params);
        world.broadcast(0, symbols(200));
        world.run_checked();
        EXPECT_EQ(world.arrivals[0].size(), 9U);
        return std::pair{world.times().back(), world.network.down(NodeId(5)).bytes};
    };
    const auto interleaved = run(ChunkOrder::Interleaved);
    const auto contiguous = run(ChunkOrder::Contiguous);
    EXPECT_EQ(interleaved.second, contiguous.second);
    EXPECT_LT(interleaved.first, contiguous.first);  // first hops work from the start and not one after another
}

TEST(ErasureCoded, survives_the_loss_of_first_hops_up_to_its_redundancy) {
    // 10 first hops of equal weight carry 2.5 times the source; decoding takes 1.1 times. With d of them away, what is
    // left is 2.5 * (10 - d) / 10: enough at d = 5 (1.25), too little at d = 6 (1.0).
    const auto reached = [](std::uint32_t away) {
        BroadcastWorld world(equal_latencies());
        for (int i = 0; i < 11; ++i) world.near(kAccess);
        NetworkFaultParams faults;
        OfflineParams& offline = faults.offline.emplace_back();
        for (std::uint32_t i = 0; i < away; ++i) offline.nodes.push_back("node" + std::to_string(10 - i));
        world.network.inject(faults);
        world.make_group(coded());
        world.broadcast(0, symbols(400));
        world.run_checked();
        return world.arrivals[0].size();
    };
    EXPECT_EQ(reached(5), 5U);
    EXPECT_EQ(reached(6), 0U);
}

TEST(ErasureCoded, loses_packets_at_the_rate_of_the_network) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 11; ++i) world.near(kAccess);
    NetworkFaultParams faults;
    faults.packet_loss = Share::percent(20);
    world.network.inject(faults);
    world.make_group(coded());
    world.broadcast(0, symbols(400));
    world.run_checked();
    // Each packet makes two hops of 0.8, but for a tenth that makes one: 2.5 * 0.656 = 1.64 times the source arrive.
    EXPECT_EQ(world.arrivals[0].size(), 10U);
    for (std::uint32_t i = 1; i <= 10; ++i) {
        const double share = static_cast<double>(world.network.down(NodeId(i)).messages) / 1000;
        // Binomial with losses of first hops in common: a standard error below 0.015.
        EXPECT_NEAR(share, 0.1 * 0.8 + 0.9 * 0.64, 0.06) << i;
    }
}

TEST(ErasureCoded, a_group_of_two_and_of_one) {
    BroadcastWorld world(equal_latencies());
    world.near(kAccess);
    world.near(kAccess);
    world.make_group(coded());
    world.broadcast(0, symbols(10));
    world.run_checked();
    EXPECT_EQ(world.times(), std::vector{at(kLatency + kPacket * 11)});

    BroadcastWorld alone(equal_latencies());
    alone.near(kAccess);
    alone.make_group(coded());
    alone.broadcast(0, symbols(10));
    alone.run_checked();
    EXPECT_TRUE(alone.arrivals.empty());
}

TEST(ErasureCoded, keeps_nothing_of_what_has_passed) {
    BroadcastWorld world(equal_latencies());
    for (int i = 0; i < 5; ++i) world.near(kAccess);
    std::vector<Member> members;
    for (std::uint32_t i = 0; i < 5; ++i) members.push_back({NodeId(i)});
    ErasureCoded group(world.network, coded().erasure_coded, "blocks", members);
    auto held = std::make_shared<int>(0);
    for (int i = 0; i < 3; ++i)
        group.broadcast(NodeId(0), {.size = symbols(20), .digest = 0, .deliver = [held](NodeId) { ++*held; }});
    EXPECT_EQ(group.objects_in_flight(), 3U);
    world.run();
    EXPECT_EQ(*held, 12);
    EXPECT_EQ(group.objects_in_flight(), 0U);
    EXPECT_EQ(held.use_count(), 1);
}

/// The same protocol with a message for each packet, over Network::send.
class PacketByPacket {
  public:
    PacketByPacket(SmallNetwork& world, const ErasureCodedParams& params, std::vector<Member> members)
        : world_(world),
          params_(params),
          group_(world.network, "blocks", members),
          rounds_(members.size()),
          received_(members.size()) {}

    void broadcast(std::uint32_t author, Bytes size) {
        const ChunkPlan plan = plan_chunks(params_, size, group_.members(), author);
        std::vector<std::pair<std::uint64_t, std::uint32_t>> ranks;
        for (std::uint32_t i = 0; i < group_.size(); ++i)
            if (i != author) ranks.emplace_back(group_.random(kOrder, author, i).bits(0), i);
        std::sort(ranks.begin(), ranks.end());
        for (std::uint32_t turn = 0; turn < plan.total; ++turn)
            for (const auto& [rank, first_hop] : ranks)
                if (turn < plan.share[first_hop])
                    send(author, first_hop, [this, author, first_hop = first_hop, needed = plan.needed] {
                        receive(first_hop, needed);
                        forward(author, first_hop, needed);
                    });
    }
    std::map<NodeId, SimTime> arrivals;

  private:
    static constexpr Purpose kOrder = Purpose::named("dissemination.erasure_coded.order");
    static constexpr Purpose kRound = Purpose::named("dissemination.erasure_coded.round");

    template <class F>
    void send(std::uint32_t from, std::uint32_t to, F&& then) {
        world_.network.send(group_.link(from, to), params_.symbol + params_.packet_header + params_.datagram_header,
                            Lane::Bulk, std::forward<F>(then));
    }
    void forward(std::uint32_t author, std::uint32_t member, std::uint32_t needed) {
        const std::uint32_t size = group_.size();
        const auto first =
            static_cast<std::uint32_t>(uniform_below(group_.random(kRound, member).bits(rounds_[member]++), size));
        for (std::uint32_t i = 0; i < size; ++i) {
            const std::uint32_t to = (first + i) % size;
            if (to != member && to != author) send(member, to, [this, to, needed] { receive(to, needed); });
        }
    }
    void receive(std::uint32_t member, std::uint32_t needed) {
        if (++received_[member] == needed) arrivals[group_[member].node] = world_.simulation.now();
    }

    SmallNetwork& world_;
    ErasureCodedParams params_;
    BroadcastGroup group_;
    std::vector<std::uint64_t> rounds_;
    std::vector<std::uint32_t> received_;
};

/// The largest difference to PacketByPacket at any of 24 members of various rates in two regions.
Duration difference_to_packets(Duration same_region_round_trip, Bytes size) {
    NetworkProfile profile = two_regions();
    profile.same_region_round_trip = same_region_round_trip;
    const auto fill = [](SmallNetwork& world) {
        for (std::uint32_t i = 0; i < 24; ++i) {
            const AccessLink access{.up = BitRate::from_bits_per_second(300'000'000 + 7'000'003 * i),
                                    .down = BitRate::from_bits_per_second(290'000'000 + 5'000'011 * i)};
            i % 3 == 0 ? world.near(access) : world.far(access);
        }
    };
    std::vector<std::uint64_t> weights;
    std::vector<Member> members;
    for (std::uint32_t i = 0; i < 24; ++i) {
        weights.push_back(i % 5 + 1);
        members.push_back({NodeId(i), weights.back()});
    }

    BroadcastWorld calendar(profile);
    fill(calendar);
    calendar.make_group(coded(), weights);
    calendar.broadcast(4, size);
    calendar.run_checked();

    SmallNetwork packets(profile);
    fill(packets);
    PacketByPacket reference(packets, coded().erasure_coded, members);
    reference.broadcast(4, size);
    packets.run();

    EXPECT_EQ(calendar.arrivals[0].size(), 23U);
    EXPECT_EQ(reference.arrivals.size(), 23U);
    Duration worst;
    for (const auto& [node, time] : reference.arrivals) {
        const SimTime mine = calendar.arrivals[0].at(node);
        worst = std::max(worst, mine > time ? mine - time : time - mine);
    }
    return worst;
}

TEST(ErasureCoded, has_the_times_of_an_event_a_packet) {
    EXPECT_EQ(difference_to_packets(4_ms, Bytes::from_count(500'000)), 0_ns);
}

TEST(ErasureCoded, is_within_a_step_of_an_event_a_packet_over_short_links) {
    EXPECT_LT(difference_to_packets(250_us, Bytes::from_count(500'000)), 1_ms);
}

}  // namespace
}  // namespace sim
