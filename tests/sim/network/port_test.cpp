// SPDX-License-Identifier: MIT
#include "sim/network/port.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/sim/network/small_network.h"

namespace ports {

struct Ping {
    int number = 0;
};
sim::Bytes wire_size(const Ping&) {
    return sim::Bytes::from_count(1000);
}
std::uint64_t digest(const Ping& ping) {
    return static_cast<std::uint64_t>(ping.number);
}

struct Pong {};

class Receiver {
  public:
    void on(const std::shared_ptr<const Ping>& ping) { received.push_back(ping); }
    std::vector<std::shared_ptr<const Ping>> received;
};

}  // namespace ports

namespace sim {
namespace {

using ports::Ping;
using ports::Pong;
using ports::Receiver;

template <class Port, class R>
concept CanConnect =
    requires(Port& port, Network& network, R& receiver) { port.connect(network, NodeId{}, NodeId{}, receiver); };

struct ByValueOfAnother {
    void on(int) {}
};

static_assert(CanConnect<Out<Ping>, Receiver>);
static_assert(!CanConnect<Out<Pong>, Receiver>, "a receiver that has no on(Pong) must not be connectable");
static_assert(!CanConnect<Out<Ping>, int>);
static_assert(!CanConnect<Out<Ping>, ByValueOfAnother>);

TEST(Out, sends_one_shared_message_to_every_connection_in_order) {
    SmallNetwork world;
    const NodeId from = world.near();
    Receiver first;
    Receiver second;
    Out<Ping> out;
    out.connect(world.network, from, world.far(), first);
    out.connect(world.network, from, world.far(), second);
    ASSERT_EQ(out.connections(), 2U);

    const auto ping = std::make_shared<const Ping>(Ping{7});
    out.send(ping);
    world.simulation.run_until(SimTime{} + 21_ms);  // 1000 B at 8 Mbit/s is 1 ms, latency 20 ms
    EXPECT_EQ(first.received.size(), 1U);
    EXPECT_TRUE(second.received.empty());
    world.run();
    ASSERT_EQ(second.received.size(), 1U);
    EXPECT_EQ(first.received[0].get(), ping.get());
    EXPECT_EQ(second.received[0].get(), ping.get());
    EXPECT_EQ(world.network.up(from).bytes, Bytes::from_count(2000));
}

TEST(Out, sends_to_the_connection_asked_for) {
    SmallNetwork world;
    const NodeId from = world.near();
    Receiver first;
    Receiver second;
    Out<Ping> out;
    out.connect(world.network, from, world.far(), first);
    out.connect(world.network, from, world.far(), second);
    out.send_to(1, std::make_shared<const Ping>(Ping{1}));
    world.run();
    EXPECT_TRUE(first.received.empty());
    EXPECT_EQ(second.received.size(), 1U);
    EXPECT_THROW(out.send_to(2, std::make_shared<const Ping>(Ping{1})), InvariantViolation);
}

TEST(Out, content_of_a_message_enters_the_fingerprint) {
    const auto fingerprint = [](int number) {
        SmallNetwork world;
        Receiver receiver;
        Out<Ping> out;
        const NodeId from = world.near();
        out.connect(world.network, from, world.far(), receiver);
        out.send(std::make_shared<const Ping>(Ping{number}));
        world.run();
        return world.simulation.fingerprint().value();
    };
    EXPECT_EQ(fingerprint(1), fingerprint(1));
    EXPECT_NE(fingerprint(1), fingerprint(2));
}

}  // namespace
}  // namespace sim
