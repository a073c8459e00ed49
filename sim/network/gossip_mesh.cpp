// SPDX-License-Identifier: MIT
#include "sim/network/gossip_mesh.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace sim {
namespace {

constexpr Purpose kMesh = Purpose::named("dissemination.gossip.mesh");

struct Pair {
    std::uint64_t rank;
    std::uint32_t one;
    std::uint32_t other;
    auto operator<=>(const Pair&) const = default;
};

std::vector<Pair> ranked_pairs(const BroadcastGroup& group) {
    std::vector<Pair> pairs;
    for (std::uint32_t one = 0; one < group.size(); ++one)
        for (std::uint32_t other = one + 1; other < group.size(); ++other)
            pairs.push_back({group.random(kMesh, one, other).bits(0), one, other});
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

/// The mesh as it grows, and which members hang together already.
class Mesh {
  public:
    explicit Mesh(std::uint32_t size) : peers_(size), root_(size) { std::iota(root_.begin(), root_.end(), 0U); }

    [[nodiscard]] std::size_t degree(std::uint32_t member) const { return peers_[member].size(); }
    [[nodiscard]] bool joined(const Pair& pair) const {
        const std::vector<std::uint32_t>& peers = peers_[pair.one];
        return std::find(peers.begin(), peers.end(), pair.other) != peers.end();
    }
    [[nodiscard]] bool connected(const Pair& pair) { return root(pair.one) == root(pair.other); }
    void join(const Pair& pair) {
        peers_[pair.one].push_back(pair.other);
        peers_[pair.other].push_back(pair.one);
        root_[root(pair.one)] = root(pair.other);
    }
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> sorted() && {
        for (std::vector<std::uint32_t>& peers : peers_) std::sort(peers.begin(), peers.end());
        return std::move(peers_);
    }

  private:
    std::uint32_t root(std::uint32_t member) {
        while (root_[member] != member) member = root_[member] = root_[root_[member]];
        return member;
    }

    std::vector<std::vector<std::uint32_t>> peers_;
    std::vector<std::uint32_t> root_;  // union-find
};

}  // namespace

std::vector<std::vector<std::uint32_t>> draw_mesh(const BroadcastGroup& group, const GossipParams& params) {
    const std::vector<Pair> pairs = ranked_pairs(group);
    Mesh mesh(group.size());
    for (const Pair& pair : pairs)
        if (std::max(mesh.degree(pair.one), mesh.degree(pair.other)) < params.degree) mesh.join(pair);
    for (const Pair& pair : pairs) {
        const std::size_t low = std::min(mesh.degree(pair.one), mesh.degree(pair.other));
        const std::size_t high = std::max(mesh.degree(pair.one), mesh.degree(pair.other));
        if (low < params.degree_low && high < params.degree_high && !mesh.joined(pair)) mesh.join(pair);
    }
    // A single bridge between two parts matters more than the bound on degrees.
    for (const Pair& pair : pairs)
        if (!mesh.connected(pair)) mesh.join(pair);
    return std::move(mesh).sorted();
}

}  // namespace sim
