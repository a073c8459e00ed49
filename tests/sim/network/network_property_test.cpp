// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "tests/sim/network/small_network.h"

namespace sim {
namespace {

constexpr std::uint32_t kNodes = 5;

struct Send {
    Duration after_previous;
    std::uint32_t from;
    std::uint32_t to;
    Bytes size;
};

std::vector<Send> random_traffic() {
    const auto send =
        rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 3'000'000), rc::gen::inRange(0U, kNodes),
                                    rc::gen::inRange(1U, kNodes), rc::gen::inRange(0, 20'000)),
                     [](const std::tuple<int, std::uint32_t, std::uint32_t, int>& drawn) {
                         const auto [gap, from, step, size] = drawn;
                         return Send{Duration::from_ns(gap), from, (from + step) % kNodes, Bytes::from_count(size)};
                     });
    return *rc::gen::container<std::vector<Send>>(send);
}

/// Runs the traffic over nodes of different rates; the log's numbers are positions in `traffic`. Returns when each was
/// sent.
std::vector<SimTime> play(const std::vector<Send>& traffic, SmallNetwork& world) {
    for (std::uint32_t i = 0; i < kNodes; ++i) {
        const AccessLink access{.up = BitRate::from_bits_per_second(3'000'001 * (i + 1)),
                                .down = BitRate::from_bits_per_second(7'000'003 * (kNodes - i))};
        i % 2 == 0 ? world.near(access) : world.far(access);
    }
    std::vector<SimTime> sent_at;
    for (std::size_t i = 0; i < traffic.size(); ++i) {
        world.simulation.run_until(world.simulation.now() + traffic[i].after_previous);
        sent_at.push_back(world.simulation.now());
        world.send(world.network.connect(NodeId(traffic[i].from), NodeId(traffic[i].to)), traffic[i].size, i);
        world.network.check_conservation();
    }
    world.run();
    world.network.check_conservation();
    return sent_at;
}

/// True if in no interval that ends with a delivery more was delivered to one node than its rate allows.
bool within_capacity(const std::vector<std::pair<SimTime, Bytes>>& deliveries, BitRate rate) {
    for (std::size_t first = 0; first < deliveries.size(); ++first) {
        Bytes sum;
        for (std::size_t last = first; last < deliveries.size(); ++last) {
            sum += deliveries[last].second;
            const SimTime start = first == 0 ? SimTime{} : deliveries[first - 1].first;
            if (deliveries[last].first - start < sum / rate) return false;
        }
    }
    return true;
}

RC_GTEST_PROP(NetworkProperty, no_downlink_exceeds_its_rate_in_any_interval, ()) {
    const std::vector<Send> traffic = random_traffic();
    SmallNetwork world(jittery_regions(2_ms));
    play(traffic, world);
    std::map<std::uint32_t, std::vector<std::pair<SimTime, Bytes>>> received;
    for (const auto& entry : world.log)
        received[traffic[entry.number].to].emplace_back(entry.time, traffic[entry.number].size);
    for (const auto& [node, deliveries] : received)
        RC_ASSERT(within_capacity(deliveries, world.network.topology().access(NodeId(node)).down));
}

RC_GTEST_PROP(NetworkProperty, every_message_arrives_once_in_order_and_never_too_soon, ()) {
    const std::vector<Send> traffic = random_traffic();
    SmallNetwork world(jittery_regions(2_ms));
    const std::vector<SimTime> sent_at = play(traffic, world);
    RC_ASSERT(world.log.size() == traffic.size());

    std::map<LinkId, std::uint64_t> last;
    std::vector<bool> seen(traffic.size());
    for (const auto& [link, number, time] : world.log) {
        RC_ASSERT(!seen[number]);
        seen[number] = true;
        const auto [previous, is_first] = last.try_emplace(link, number);
        RC_ASSERT(is_first || previous->second < number);
        previous->second = number;

        const Send& send = traffic[number];
        const Topology& topology = world.network.topology();
        const Duration serialisation = std::max(send.size / topology.access(NodeId(send.from)).up,
                                                send.size / topology.access(NodeId(send.to)).down);
        RC_ASSERT(time - sent_at[number] >= topology.latency(NodeId(send.from), NodeId(send.to)) + serialisation);
    }
}

}  // namespace
}  // namespace sim
