// SPDX-License-Identifier: MIT
// Gossip: a node that receives a rumour for the first time forwards it to eight random neighbours. Reported are
// delivered messages of 1 kB a second, with upload FIFO, jitter, conservation counters and fingerprint on.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "sim/kernel/simulation.h"
#include "sim/network/network.h"

namespace {

using namespace sim;

constexpr std::uint64_t kNeighbours = 8;
constexpr Bytes kSize = Bytes::from_count(1000);

NetworkProfile two_regions(bool jitter) {
    NetworkProfile profile;
    profile.round_trip = {{"a", {{"b", 80_ms}}}, {"b", {{"a", 80_ms}}}};
    if (jitter) profile.jitter = {.shape = DurationDistribution::Shape::Exponential, .mean = 400_us, .spread = {}};
    return profile;
}

class Gossip {
  public:
    Gossip(std::uint64_t nodes, bool jitter)
        : network_(simulation_, two_regions(jitter)), links_(nodes), heard_(nodes) {
        const RandomStream random(1, Purpose::named("bench.neighbour"), 0);
        for (std::uint64_t i = 0; i < nodes; ++i)
            network_.add_node("n" + std::to_string(i), SiteId(static_cast<std::uint32_t>(i % 2)), {});
        for (std::uint64_t i = 0; i < nodes * kNeighbours; ++i) {
            const std::uint64_t from = i / kNeighbours;
            const std::uint64_t to = (from + 1 + uniform_below(random.bits(i), nodes - 1)) % nodes;
            links_[from].push_back(network_.connect(node(from), node(to)));
        }
    }

    /// Spreads one rumour; returns how many messages that took.
    std::uint64_t spread(std::uint64_t origin) {
        ++rumour_;
        const std::uint64_t before = delivered_;
        hear(origin);
        simulation_.run_until(SimTime::never());
        return delivered_ - before;
    }

  private:
    static NodeId node(std::uint64_t number) { return NodeId(static_cast<std::uint32_t>(number)); }

    void hear(std::uint64_t at) {
        if (heard_[at] == rumour_) return;
        heard_[at] = rumour_;
        for (const LinkId link : links_[at]) {
            const std::uint64_t to = network_.ends(link).second.index();
            network_.send(link, kSize, [this, to] {
                ++delivered_;
                hear(to);
            });
        }
    }

    Simulation simulation_{1};
    Network network_;
    std::vector<std::vector<LinkId>> links_;
    std::vector<std::uint64_t> heard_;
    std::uint64_t rumour_ = 0;
    std::uint64_t delivered_ = 0;
};

void gossip(benchmark::State& state) {
    const bool tiny = std::getenv("HEADWAY_BENCH_TINY") != nullptr;
    const std::uint64_t nodes = tiny ? 50 : static_cast<std::uint64_t>(state.range(0));
    Gossip world(nodes, state.range(1) != 0);
    std::uint64_t messages = 0;
    std::uint64_t rumours = 0;
    for (auto unused : state) messages += world.spread(rumours++ % nodes);
    state.SetItemsProcessed(static_cast<std::int64_t>(messages));
}
BENCHMARK(gossip)
    ->ArgNames({"nodes", "jitter"})
    ->Args({1000, 0})
    ->Args({1000, 1})
    ->Args({10'000, 0})
    ->Args({10'000, 1});

}  // namespace

BENCHMARK_MAIN();
