// SPDX-License-Identifier: MIT
// Networks whose answer is known: an access link is a server of constant service time for messages of one size.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>

#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/kernel/simulation.h"
#include "sim/network/network.h"

namespace sim {
namespace {

constexpr Bytes kSize = Bytes::from_count(1250);  // 1 ms at 10 Mbit/s
constexpr Duration kService = 1_ms;
constexpr Duration kLatency = 20_ms;

NetworkProfile one_way_20ms() {
    NetworkProfile profile;
    profile.round_trip = {{"a", {{"b", kLatency * 2}}}, {"b", {{"a", kLatency * 2}}}};
    profile.jitter = {.shape = DurationDistribution::Shape::Constant, .mean = 0_ns, .spread = {}};
    profile.same_region_jitter = profile.jitter;
    return profile;
}

/// Sends messages of one size at Poisson times from one node to another and adds up what they waited.
class PoissonSender {
  public:
    PoissonSender(AccessLink from, AccessLink to, Duration mean_gap, std::uint64_t messages)
        : simulation_(1),
          network_(simulation_, one_way_20ms()),
          link_(network_.connect(network_.add_node("from", *network_.find_site("a"), from),
                                 network_.add_node("to", *network_.find_site("b"), to))),
          gaps_(simulation_.seed(), Purpose::named("test.arrival"), 0),
          mean_gap_(mean_gap),
          messages_(messages),
          next_(simulation_.bind<&PoissonSender::send>(network_.actor(NodeId(0)), "test.send", *this)) {}

    /// Mean time from sending to delivery, less the time of a lone message.
    Duration mean_wait() {
        simulation_.at(SimTime{}, next_, 0);
        simulation_.run_until(SimTime::never());
        network_.check_conservation();
        EXPECT_EQ(delivered_, messages_);
        return waited_ / static_cast<std::int64_t>(delivered_);
    }

  private:
    void send(std::uint64_t number) {
        network_.send(link_, kSize, [this, sent = simulation_.now()] {
            waited_ += simulation_.now() - sent - (kService + kLatency);
            ++delivered_;
        });
        if (number + 1 < messages_) simulation_.after(exponential(gaps_.bits(number), mean_gap_), next_, number + 1);
    }

    Simulation simulation_;
    Network network_;
    LinkId link_;
    RandomStream gaps_;
    Duration mean_gap_;
    std::uint64_t messages_;
    HandlerId next_;
    std::uint64_t delivered_ = 0;
    Duration waited_;
};

/// Mean wait of M/D/1 (Pollaczek-Khinchine with a constant service time): S * load / (2 (1 - load)).
double md1_wait_ms(double load) {
    return kService.milliseconds() * load / (2 * (1 - load));
}

/// How many messages to average over, and how near to theory the mean must come. The standard error of the mean at load
/// 0.7 is about 0.8 % with 400,000 messages and 2.5 % with 40,000; seeds are fixed, so a test always gives the same.
struct Sampling {
    std::uint64_t messages;
    double tolerance;
};
Sampling sampling() {
    return std::getenv("HEADWAY_TEST_REDUCED") ? Sampling{40'000, 0.1} : Sampling{400'000, 0.03};
}

constexpr AccessLink kFast{.up = 100_Gbps, .down = 100_Gbps};
constexpr AccessLink kTenMegabit{.up = 10_Mbps, .down = 10_Mbps};

TEST(Link, uplink_waits_as_md1) {
    PoissonSender sender(kTenMegabit, kFast, kService * 10 / 7, sampling().messages);
    EXPECT_NEAR(sender.mean_wait().milliseconds(), md1_wait_ms(0.7), sampling().tolerance * md1_wait_ms(0.7));
}

TEST(Link, downlink_waits_as_md1) {
    // The fast uplink adds 100 ns a message and with that a wait below 10 ns: far below the tolerance.
    PoissonSender sender(kFast, kTenMegabit, kService * 2, sampling().messages);
    EXPECT_NEAR(sender.mean_wait().milliseconds(), md1_wait_ms(0.5), sampling().tolerance * md1_wait_ms(0.5));
}

TEST(Link, second_queue_of_the_same_rate_adds_no_wait) {
    // What leaves a server of constant service time comes at least that far apart, so the next one is always free.
    PoissonSender sender(kTenMegabit, kTenMegabit, kService * 10 / 7, 40'000);
    PoissonSender alone(kTenMegabit, kFast, kService * 10 / 7, 40'000);
    EXPECT_EQ(sender.mean_wait(), alone.mean_wait());
}

TEST(Link, steady_stream_below_capacity_never_waits) {
    Simulation simulation(1);
    Network network(simulation, one_way_20ms());
    const LinkId link = network.connect(network.add_node("from", *network.find_site("a"), kTenMegabit),
                                        network.add_node("to", *network.find_site("b"), kTenMegabit));
    int delivered = 0;
    for (int i = 0; i < 1000; ++i) {
        network.send(link, kSize, [&, sent = simulation.now()] {
            EXPECT_EQ(simulation.now() - sent, kService + kLatency);
            ++delivered;
        });
        simulation.run_until(simulation.now() + kService);
    }
    simulation.run_until(SimTime::never());
    EXPECT_EQ(delivered, 1000);
}

}  // namespace
}  // namespace sim
