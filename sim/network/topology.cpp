// SPDX-License-Identifier: MIT
#include "sim/network/topology.h"

#include <boost/graph/adjacency_list.hpp>
#include <utility>
#include <variant>

#include "sim/base/check.h"

namespace sim {
namespace {

struct Site {
    std::string region;
};
struct Node {
    std::string name;
    SiteId site;
    AccessLink access;
};
struct Edge {
    Duration latency;
};

// setS keeps one edge a pair and finds it in logarithmic time; vecS makes vertices plain indices.
using SiteGraph = boost::adjacency_list<boost::setS, boost::vecS, boost::directedS, std::variant<Site, Node>, Edge>;
using Vertex = boost::graph_traits<SiteGraph>::vertex_descriptor;

}  // namespace

struct Topology::Graph {
    SiteGraph graph;
    std::vector<Vertex> sites;
    std::vector<Vertex> nodes;

    Vertex add(std::variant<Site, Node> what) {
        // Not add_vertex with the property: g++ 12 sees an uninitialised value in Boost 1.74 there when it sanitizes.
        const Vertex vertex = boost::add_vertex(graph);
        graph[vertex] = std::move(what);
        return vertex;
    }
    [[nodiscard]] Vertex at(SiteId site) const {
        CHECK(site.index() < sites.size());
        return sites[site.index()];
    }
    [[nodiscard]] Vertex at(NodeId node) const {
        CHECK(node.index() < nodes.size());
        return nodes[node.index()];
    }
    [[nodiscard]] const Site& operator[](SiteId site) const { return std::get<Site>(graph[at(site)]); }
    [[nodiscard]] const Node& operator[](NodeId node) const { return std::get<Node>(graph[at(node)]); }

    [[nodiscard]] Duration edge_latency(Vertex from, Vertex to) const {
        const auto [edge, exists] = boost::edge(from, to, graph);
        CHECK(exists);
        return graph[edge].latency;
    }
};

Topology::Topology() : graph_(std::make_unique<Graph>()) {}
Topology::~Topology() = default;

SiteId Topology::add_site(std::string region, Duration inside) {
    CHECK(!find_site(region), region);
    CHECK(inside >= Duration{}, region);
    const Vertex vertex = graph_->add(Site{std::move(region)});
    boost::add_edge(vertex, vertex, Edge{inside}, graph_->graph);
    graph_->sites.push_back(vertex);
    return SiteId(static_cast<std::uint32_t>(graph_->sites.size() - 1));
}

void Topology::set_latency(SiteId from, SiteId to, Duration latency) {
    CHECK(latency >= Duration{}, region(from) + " to " + region(to));
    const auto edge = boost::add_edge(graph_->at(from), graph_->at(to), Edge{latency}, graph_->graph).first;
    graph_->graph[edge].latency = latency;  // add_edge leaves an edge that exists as it was
}

NodeId Topology::add_node(std::string name, SiteId site, AccessLink access) {
    CHECK(access.up > BitRate{} && access.down > BitRate{}, name);
    const Vertex at = graph_->at(site);
    const Vertex vertex = graph_->add(Node{std::move(name), site, access});
    // The delay of the access link itself is part of the measured end-to-end figures.
    boost::add_edge(vertex, at, Edge{}, graph_->graph);
    boost::add_edge(at, vertex, Edge{}, graph_->graph);
    graph_->nodes.push_back(vertex);
    return NodeId(static_cast<std::uint32_t>(graph_->nodes.size() - 1));
}

std::optional<SiteId> Topology::find_site(const std::string& region) const {
    for (std::uint32_t i = 0; i < graph_->sites.size(); ++i)
        if ((*graph_)[SiteId(i)].region == region) return SiteId(i);
    return std::nullopt;
}

Duration Topology::latency(SiteId from, SiteId to) const {
    return graph_->edge_latency(graph_->at(from), graph_->at(to));
}

Duration Topology::latency(NodeId from, NodeId to) const {
    const Vertex near = graph_->at(site_of(from));
    const Vertex far = graph_->at(site_of(to));
    return graph_->edge_latency(graph_->at(from), near) + graph_->edge_latency(near, far) +
           graph_->edge_latency(far, graph_->at(to));
}

std::size_t Topology::sites() const {
    return graph_->sites.size();
}
std::size_t Topology::nodes() const {
    return graph_->nodes.size();
}
const std::string& Topology::region(SiteId site) const {
    return (*graph_)[site].region;
}
const std::string& Topology::name(NodeId node) const {
    return (*graph_)[node].name;
}
SiteId Topology::site_of(NodeId node) const {
    return (*graph_)[node].site;
}
AccessLink Topology::access(NodeId node) const {
    return (*graph_)[node].access;
}

}  // namespace sim
