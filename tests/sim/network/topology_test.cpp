// SPDX-License-Identifier: MIT
#include "sim/network/topology.h"

#include <gtest/gtest.h>

#include "sim/base/check.h"

namespace sim {
namespace {

TEST(Topology, latency_is_the_direct_edge_even_where_a_detour_is_shorter) {
    Topology topology;
    const SiteId a = topology.add_site("a", 1_ms);
    const SiteId b = topology.add_site("b", 1_ms);
    const SiteId c = topology.add_site("c", 1_ms);
    topology.set_latency(a, c, 100_ms);
    topology.set_latency(a, b, 10_ms);
    topology.set_latency(b, c, 10_ms);
    const NodeId from = topology.add_node("from", a, {});
    const NodeId to = topology.add_node("to", c, {});
    EXPECT_EQ(topology.latency(a, c), 100_ms);
    EXPECT_EQ(topology.latency(from, to), 100_ms);
}

TEST(Topology, nodes_of_one_site_are_the_inside_latency_apart) {
    Topology topology;
    const SiteId site = topology.add_site("here", 125_us);
    EXPECT_EQ(topology.latency(topology.add_node("a", site, {}), topology.add_node("b", site, {})), 125_us);
}

TEST(Topology, directions_differ_and_the_last_value_set_counts) {
    Topology topology;
    const SiteId a = topology.add_site("a", 0_ms);
    const SiteId b = topology.add_site("b", 0_ms);
    topology.set_latency(a, b, 1_ms);
    topology.set_latency(a, b, 2_ms);
    topology.set_latency(b, a, 3_ms);
    EXPECT_EQ(topology.latency(a, b), 2_ms);
    EXPECT_EQ(topology.latency(b, a), 3_ms);
}

TEST(Topology, keeps_what_was_said_of_sites_and_nodes) {
    Topology topology;
    const SiteId site = topology.add_site("here", 1_ms);
    const NodeId node = topology.add_node("a", site, {.up = 5_Mbps, .down = 7_Mbps});
    EXPECT_EQ(topology.find_site("here"), site);
    EXPECT_EQ(topology.find_site("there"), std::nullopt);
    EXPECT_EQ(topology.region(site), "here");
    EXPECT_EQ(topology.name(node), "a");
    EXPECT_EQ(topology.site_of(node), site);
    EXPECT_EQ(topology.access(node), (AccessLink{.up = 5_Mbps, .down = 7_Mbps}));
    EXPECT_EQ(topology.sites(), 1U);
    EXPECT_EQ(topology.nodes(), 1U);
}

TEST(Topology, refuses_what_cannot_be) {
    Topology topology;
    const SiteId site = topology.add_site("here", 1_ms);
    const SiteId unreachable = topology.add_site("there", 1_ms);
    EXPECT_THROW(topology.add_site("here", 1_ms), InvariantViolation);
    EXPECT_THROW(topology.add_node("a", site, {.up = BitRate{}, .down = 1_Mbps}), InvariantViolation);
    EXPECT_THROW(topology.add_node("a", SiteId(9), {}), InvariantViolation);
    EXPECT_THROW(static_cast<void>(topology.latency(site, unreachable)), InvariantViolation);
    EXPECT_THROW(topology.set_latency(site, unreachable, 0_ms - 1_ms), InvariantViolation);
}

}  // namespace
}  // namespace sim
