// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

namespace sim {

/// What joins a node to its site: a rate each way, each shared first come, first served by all of the node's messages.
struct AccessLink {
    BitRate up = 1_Gbps;
    BitRate down = 1_Gbps;

    constexpr auto operator<=>(const AccessLink&) const = default;
    static constexpr auto schema() {
        constexpr auto kSlowest = BitRate::from_bits_per_second(1);
        return std::tuple{
            Field{"up", &AccessLink::up, "Rate at which the node sends.", Bounds<BitRate>{.low = kSlowest}},
            Field{"down", &AccessLink::down, "Rate at which the node receives.", Bounds<BitRate>{.low = kSlowest}},
        };
    }
};
static_assert(schema_is_complete<AccessLink>());

/// Who is where and how far apart: a Boost.Graph of sites (each with its region), joined by edges with a one-way
/// latency, and of nodes, each joined to its site by an access link. Static during a run.
class Topology {
  public:
    Topology();
    ~Topology();
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;

    /// Adds a place. `inside` is the one-way latency between two nodes of this site. CHECKs that the region is new.
    SiteId add_site(std::string region, Duration inside);
    /// Sets the one-way latency from `from` to another site; the way back is an edge of its own.
    void set_latency(SiteId from, SiteId to, Duration latency);
    /// Adds a machine. CHECKs that both rates are positive.
    NodeId add_node(std::string name, SiteId site, AccessLink access);

    [[nodiscard]] std::optional<SiteId> find_site(const std::string& region) const;
    /// One-way latency, end to end: the edge between the two sites, never a path over a third.
    [[nodiscard]] Duration latency(SiteId from, SiteId to) const;
    [[nodiscard]] Duration latency(NodeId from, NodeId to) const;

    [[nodiscard]] std::size_t sites() const;
    [[nodiscard]] std::size_t nodes() const;
    [[nodiscard]] const std::string& region(SiteId site) const;
    [[nodiscard]] const std::string& name(NodeId node) const;
    [[nodiscard]] SiteId site_of(NodeId node) const;
    [[nodiscard]] AccessLink access(NodeId node) const;

  private:
    struct Graph;  // Keeps the Boost.Graph headers out of every file that sends a message.
    std::unique_ptr<Graph> graph_;
};

}  // namespace sim
