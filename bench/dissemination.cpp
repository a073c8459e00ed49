// SPDX-License-Identifier: MIT
// A block from a member of a group to all others, by each kind of dissemination, on two continents. Reported are blocks
// a second of wall time, and how many events and packets (or messages) a block takes. Blocks come every 400 ms of
// simulated time, so that each meets the rest of the one before it.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/kernel/simulation.h"
#include "sim/network/dissemination.h"

namespace {

using namespace sim;

constexpr AccessLink kAccess{.up = 1_Gbps, .down = 1_Gbps};

NetworkProfile two_continents() {
    NetworkProfile profile;
    profile.round_trip = {{"a", {{"b", 80_ms}}}, {"b", {{"a", 80_ms}}}};
    profile.jitter = {.shape = DurationDistribution::Shape::Exponential, .mean = 400_us, .spread = {}};
    return profile;
}

class Chain {
  public:
    Chain(std::uint32_t nodes, DisseminationParams::Kind kind, Share loss) : network_(simulation_, two_continents()) {
        std::vector<Member> members;
        for (std::uint32_t i = 0; i < nodes; ++i)
            members.push_back({network_.add_node("n" + std::to_string(i), SiteId(i % 2), kAccess), 1 + i % 7});
        NetworkFaultParams faults;
        faults.packet_loss = loss;
        if (loss > Share{}) network_.inject(faults);
        DisseminationParams params;
        params.kind = kind;
        group_ = make_dissemination(network_, params, "blocks", std::move(members));
        nodes_ = nodes;
    }

    /// Sends a block and runs until the next is due.
    void block(Bytes size) {
        const std::uint32_t number = blocks_++;
        group_->broadcast(NodeId(number % nodes_),
                          {.size = size, .digest = number, .deliver = [this](NodeId) { ++delivered_; }});
        simulation_.run_until(SimTime{} + 400_ms * static_cast<std::int64_t>(blocks_));
    }
    [[nodiscard]] std::uint64_t messages() const {
        std::uint64_t sum = 0;
        for (std::uint32_t i = 0; i < nodes_; ++i) sum += network_.down(NodeId(i)).messages;
        return sum;
    }
    [[nodiscard]] std::uint64_t events() const { return simulation_.events_executed(); }
    [[nodiscard]] std::uint64_t delivered() const { return delivered_; }

  private:
    Simulation simulation_{1};
    Network network_;
    std::unique_ptr<Dissemination> group_;
    std::uint32_t nodes_ = 0;
    std::uint32_t blocks_ = 0;
    std::uint64_t delivered_ = 0;
};

void disseminate(benchmark::State& state, DisseminationParams::Kind kind) {
    const bool tiny = std::getenv("HEADWAY_BENCH_TINY") != nullptr;
    const std::uint32_t nodes = tiny ? 12 : static_cast<std::uint32_t>(state.range(0));
    const Bytes size = Bytes::from_count(tiny ? 10'000 : state.range(1) * 1000);
    Chain chain(nodes, kind, Share::percent(state.range(2)));
    double blocks = 0;
    for (auto unused : state) {
        chain.block(size);
        ++blocks;
    }
    state.counters["blocks"] = benchmark::Counter(blocks, benchmark::Counter::kIsRate);
    state.counters["messages"] = benchmark::Counter(static_cast<double>(chain.messages()), benchmark::Counter::kIsRate);
    state.counters["events_block"] = static_cast<double>(chain.events()) / blocks;
    state.counters["messages_block"] = static_cast<double>(chain.messages()) / blocks;
    state.counters["reached"] = static_cast<double>(chain.delivered()) / blocks / (nodes - 1);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"nodes", "kB", "loss"})->Unit(benchmark::kMillisecond);
    benchmark->Args({200, 300, 0})->Args({200, 2000, 0})->Args({200, 2000, 2});
}
BENCHMARK_CAPTURE(disseminate, direct, DisseminationParams::Kind::Direct)->Apply(sizes);
BENCHMARK_CAPTURE(disseminate, gossip, DisseminationParams::Kind::Gossip)->Apply(sizes);
BENCHMARK_CAPTURE(disseminate, erasure_coded, DisseminationParams::Kind::ErasureCoded)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
