// SPDX-License-Identifier: MIT
// The hold model: N events are pending; each step takes the first and schedules one exponential delay later. Compare
// the columns of one run, not the rates of two: EventQueue must be 2, 4 and 8 times as fast as EventHeap at 10^3, 10^5
// and 10^6 pending.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <queue>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/kernel/event_heap.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/simulation.h"

namespace sim {
namespace {

constexpr std::size_t kDelays = 1 << 16;

/// Delays drawn beforehand, so that drawing is not what is measured.
const std::vector<Duration>& exponential_delays() {
    static const std::vector<Duration> delays = [] {
        std::vector<Duration> drawn;
        const RandomStream stream(1, Purpose::named("bench.delay"), 0);
        for (std::size_t i = 0; i < kDelays; ++i) drawn.push_back(exponential(stream.bits(i), 1_s));
        return drawn;
    }();
    return delays;
}

/// Latencies as of a network: one of eight distances and a little jitter.
const std::vector<Duration>& network_delays() {
    static const std::vector<Duration> delays = [] {
        constexpr std::array<std::int64_t, 8> kOneWayMs = {1, 4, 12, 31, 45, 70, 98, 140};
        std::vector<Duration> drawn;
        const RandomStream stream(1, Purpose::named("bench.latency"), 0);
        for (std::size_t i = 0; i < kDelays; ++i) {
            const auto words = stream.words(i);
            drawn.push_back(1_ms * kOneWayMs[words[0] % 8] + exponential(words[1], 200_us));
        }
        return drawn;
    }();
    return delays;
}

template <class Queue>
void hold(benchmark::State& state, const std::vector<Duration>& delays) {
    const auto pending = static_cast<std::uint64_t>(state.range(0));
    Queue queue;
    std::uint64_t count = 0;
    const auto schedule = [&](SimTime now) {
        queue.push({.time = now + delays[count * 7919 % kDelays], .order = count, .argument = count});
        ++count;
    };
    while (count < pending) schedule(SimTime{});
    for (std::uint64_t i = 0; i < 2 * pending; ++i) schedule(queue.pop().time);  // to the steady state
    for (auto _ : state) schedule(queue.pop().time);
    state.SetItemsProcessed(state.iterations());
}

/// What plain C++ offers: closures in std::priority_queue.
class FunctionQueue {
  public:
    void push(const Event& event) {
        queue_.push({event.time, event.order, [this, event] { last_ = event; }});
    }
    Event pop() {
        // A const top() forces a copy of what moves: part of what the anchor costs.
        const std::function<void()> action = queue_.top().action;
        queue_.pop();
        action();
        return last_;
    }

  private:
    struct Entry {
        SimTime time;
        std::uint64_t order;
        std::function<void()> action;
        bool operator<(const Entry& other) const {
            return time != other.time ? time > other.time : order > other.order;
        }
    };
    std::priority_queue<Entry> queue_;
    Event last_;
};

/// The whole kernel: actors with bound handlers, order keys, run context and fingerprint.
class Holder {
  public:
    Holder(Simulation& simulation, ActorId actor)
        : simulation_(simulation), handler_(simulation.bind<&Holder::on_event>(actor, "bench.hold", *this)) {}
    void on_event(std::uint64_t count) {
        simulation_.after(exponential_delays()[count * 7919 % kDelays], handler_, count + 1);
    }

  private:
    Simulation& simulation_;
    HandlerId handler_;
};

void hold_in_simulation(benchmark::State& state) {
    const auto pending = static_cast<std::uint64_t>(state.range(0));
    Simulation simulation(1);
    Holder holder(simulation, simulation.add_actor("holder"));
    for (std::uint64_t i = 0; i < pending; ++i) holder.on_event(i);
    for (std::uint64_t i = 0; i < 2 * pending; ++i) simulation.step();
    for (auto _ : state) simulation.step();
    state.SetItemsProcessed(state.iterations());
}

void register_all() {
    const bool tiny = std::getenv("HEADWAY_BENCH_TINY") != nullptr;
    const std::vector<std::int64_t> sizes =
        tiny ? std::vector<std::int64_t>{100} : std::vector<std::int64_t>{1'000, 10'000, 100'000, 1'000'000};
    for (const std::int64_t size : sizes) {
        const auto add = [&](const char* what, auto&& body) { benchmark::RegisterBenchmark(what, body)->Arg(size); };
        add("exponential/EventQueue", [](auto& state) { hold<EventQueue>(state, exponential_delays()); });
        add("exponential/EventHeap", [](auto& state) { hold<EventHeap>(state, exponential_delays()); });
        add("exponential/priority_queue", [](auto& state) { hold<FunctionQueue>(state, exponential_delays()); });
        add("network/EventQueue", [](auto& state) { hold<EventQueue>(state, network_delays()); });
        add("network/EventHeap", [](auto& state) { hold<EventHeap>(state, network_delays()); });
        add("exponential/Simulation", hold_in_simulation);
    }
}

}  // namespace
}  // namespace sim

int main(int argc, char** argv) {
    sim::register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
