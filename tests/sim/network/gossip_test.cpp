// SPDX-License-Identifier: MIT
#include "sim/network/gossip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "sim/network/gossip_mesh.h"
#include "tests/sim/network/broadcast_world.h"

namespace sim {
namespace {

constexpr AccessLink kAccess{.up = 8_Mbps, .down = 8_Mbps};  // a kilobyte takes a millisecond
constexpr Bytes kMillisecondOfLine = Bytes::from_count(1000);

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

struct GossipWorld : BroadcastWorld {
    explicit GossipWorld(std::uint32_t nodes, const GossipParams& params = {},
                         const NetworkProfile& profile = equal_latencies())
        : BroadcastWorld(profile) {
        std::vector<Member> members;
        for (std::uint32_t i = 0; i < nodes; ++i) members.push_back({near(kAccess)});
        auto made = std::make_unique<Gossip>(network, params, "blocks", members);
        gossip = made.get();
        group = std::move(made);
    }
    Gossip* gossip;
};

/// Members that can be reached from 0.
std::size_t reachable(const std::vector<std::vector<std::uint32_t>>& mesh) {
    std::set<std::uint32_t> seen{0};
    std::vector<std::uint32_t> edge{0};
    while (!edge.empty()) {
        const std::uint32_t member = edge.back();
        edge.pop_back();
        for (const std::uint32_t peer : mesh[member])
            if (seen.insert(peer).second) edge.push_back(peer);
    }
    return seen.size();
}

TEST(GossipMesh, is_connected_mutual_and_within_its_degrees) {
    for (const std::uint32_t nodes : {2U, 9U, 10U, 40U, 200U}) {
        const GossipWorld world(nodes);
        const auto& mesh = world.gossip->mesh();
        EXPECT_EQ(reachable(mesh), nodes);
        for (std::uint32_t i = 0; i < nodes; ++i) {
            EXPECT_GE(mesh[i].size(), std::min(6U, nodes - 1)) << i << " of " << nodes;
            EXPECT_LE(mesh[i].size(), 12U) << i << " of " << nodes;
            for (const std::uint32_t peer : mesh[i])
                EXPECT_TRUE(std::binary_search(mesh[peer].begin(), mesh[peer].end(), i));
        }
    }
}

TEST(GossipMesh, is_connected_even_where_degrees_are_too_low_for_it) {
    for (std::uint32_t nodes = 3; nodes < 40; ++nodes) {
        const GossipWorld world(nodes, {.degree = 1, .degree_low = 1, .degree_high = 2});
        EXPECT_EQ(reachable(world.gossip->mesh()), nodes);
    }
}

TEST(GossipMesh, changes_little_when_a_member_is_added) {
    const auto mesh = GossipWorld(100).gossip->mesh();
    const auto larger = GossipWorld(101).gossip->mesh();
    std::size_t links = 0;
    std::size_t kept = 0;
    for (std::uint32_t i = 0; i < 100; ++i) {
        links += mesh[i].size();
        for (const std::uint32_t peer : mesh[i]) kept += std::binary_search(larger[i].begin(), larger[i].end(), peer);
    }
    // Independent draws would share 8 % of the links.
    EXPECT_GT(static_cast<double>(kept) / static_cast<double>(links), 0.8);
}

TEST(Gossip, in_a_complete_mesh_each_hears_it_from_the_author) {
    GossipWorld world(9, {.message_header = 0_B});
    world.broadcast(0, kMillisecondOfLine);
    world.run_checked();
    std::vector<SimTime> expected;
    for (std::int64_t i = 1; i <= 8; ++i) expected.push_back(at(10_ms + i * 1_ms));
    EXPECT_EQ(world.times(), expected);
    EXPECT_EQ(world.twice, 0);
}

TEST(Gossip, a_hop_takes_line_latency_and_validation) {
    // A line of three: 1 is in the middle whoever is, as degrees of 1 and 2 leave no other connected mesh.
    GossipWorld world(
        3, {.degree = 1, .degree_low = 1, .degree_high = 2, .validation_delay = 5_ms, .message_header = 0_B});
    const auto& mesh = world.gossip->mesh();
    const auto end = static_cast<std::uint32_t>(
        std::find_if(mesh.begin(), mesh.end(), [](const auto& peers) { return peers.size() == 1; }) - mesh.begin());
    world.broadcast(end, kMillisecondOfLine);
    world.run_checked();
    EXPECT_EQ(world.times(), (std::vector{at(11_ms), at(11_ms + 5_ms + 11_ms)}));
}

TEST(Gossip, reaches_all_once_and_counts_each_copy) {
    GossipWorld world(200);
    for (std::uint64_t object = 0; object < 3; ++object) {
        world.broadcast(static_cast<std::uint32_t>(object * 50), kMillisecondOfLine, object);
        world.run_checked();
        EXPECT_EQ(world.arrivals[object].size(), 199U);
    }
    EXPECT_EQ(world.twice, 0);
    const GossipTraffic& traffic = world.gossip->traffic();
    EXPECT_EQ(traffic.copies, 3 * 199 + traffic.duplicates);
    EXPECT_GT(traffic.announcements, 0U);
    EXPECT_LT(traffic.requests, 60U);  // by those to whom a heartbeat spoke before the mesh did
    Bytes sent;
    for (std::uint32_t i = 0; i < 200; ++i) sent += world.network.up(NodeId(i)).bytes;
    EXPECT_EQ(sent, (kMillisecondOfLine + 100_B) * static_cast<std::int64_t>(traffic.copies) + traffic.control_bytes);
}

TEST(Gossip, announces_for_three_heartbeats_to_six_members) {
    GossipWorld world(100);
    world.broadcast(0, kMillisecondOfLine);
    world.run();
    const GossipTraffic& traffic = world.gossip->traffic();
    EXPECT_EQ(traffic.announcements, 100U * 3 * 6);
    EXPECT_EQ(traffic.control_bytes, 80_B * static_cast<std::int64_t>(traffic.announcements + traffic.requests));
    EXPECT_LT(world.simulation.now(), at(700_ms * 8));  // heartbeats end with what there is to tell
}

TEST(Gossip, pulls_what_the_mesh_did_not_bring) {
    // A node off the network while the object passes hears of it from heartbeats that begin when it is back.
    GossipWorld world(60);
    NetworkFaultParams faults;
    faults.offline.push_back({.nodes = {"node7"}, .from = 0_ms, .until = 1_s});
    world.network.inject(faults);
    world.broadcast(0, kMillisecondOfLine);
    world.run_checked();
    EXPECT_EQ(world.arrivals[0].size(), 59U);
    EXPECT_GE(world.arrivals[0].at(NodeId(7)), at(1_s));
}

TEST(Gossip, heals_a_mesh_that_was_cut_for_good) {
    // Without its mesh peers a node can only hear of the object by lazy gossip.
    GossipWorld world(60, {.degree_lazy = 12});
    const std::vector<std::uint32_t> peers = world.gossip->mesh()[7];
    NetworkFaultParams faults;
    OfflineParams& offline = faults.offline.emplace_back();
    for (const std::uint32_t peer : peers) offline.nodes.push_back("node" + std::to_string(peer));
    world.network.inject(faults);
    const std::uint32_t author = std::binary_search(peers.begin(), peers.end(), 0U) ? 1 : 0;
    ASSERT_FALSE(std::binary_search(peers.begin(), peers.end(), author));
    world.broadcast(author, kMillisecondOfLine);
    world.run_checked();
    EXPECT_EQ(world.arrivals[0].size(), 59U - peers.size());
    EXPECT_TRUE(world.arrivals[0].contains(NodeId(7)));
    EXPECT_GE(world.gossip->traffic().requests, 1U);
}

TEST(Gossip, an_added_member_leaves_the_lazy_draws_of_others) {
    const auto told = [](std::uint32_t nodes) {
        GossipWorld world(nodes, {.degree = 1, .degree_low = 1, .degree_high = 2});
        world.broadcast(0, Bytes{});
        world.run();
        return world.simulation.fingerprint().value();
    };
    EXPECT_EQ(told(30), told(30));
    EXPECT_NE(told(30), told(31));
}

}  // namespace
}  // namespace sim
