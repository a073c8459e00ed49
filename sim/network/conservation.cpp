// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/network/network.h"

namespace sim {
namespace {

// 128 bits: a terabyte in bit-nanoseconds does not fit 64.
__extension__ using Wide = __int128;

/// True if a line of that rate can carry `size` in `time`.
bool fits(Bytes size, BitRate rate, Duration time) {
    return Wide{size.count()} * 8 * 1'000'000'000 <= Wide{rate.bits_per_second()} * time.ns();
}

}  // namespace

void Network::check_conservation() const {
    check_links();
    check_nodes();
}

void Network::check_rate(const Node& receiver, Lane lane, Bytes size) const {
    const SimTime previous = receiver.last_delivery[static_cast<std::size_t>(lane)];
    CHECK(fits(size, receiver.down.rate, simulation_.now() - previous));
}

void Network::check_links() const {
    std::vector<LinkTraffic> flying(links_.size());
    std::size_t occupied = 0;
    for (const Flight& flight : flights_) {
        if (!flight.under_way) continue;
        ++occupied;
        ++flying[flight.link.index()].messages_sent;
        flying[flight.link.index()].bytes_sent += flight.size;
    }
    CHECK(occupied == messages_in_flight_);

    for (std::size_t i = 0; i < links_.size(); ++i) {
        const LinkTraffic traffic = this->traffic(LinkId(static_cast<std::uint32_t>(i)));
        const std::string name = topology_.name(links_[i].from) + " to " + topology_.name(links_[i].to);
        CHECK(traffic.messages_sent == traffic.messages_delivered + traffic.messages_dropped + flying[i].messages_sent,
              name);
        CHECK(traffic.bytes_sent == traffic.bytes_delivered + traffic.bytes_dropped + flying[i].bytes_sent, name);
    }
}

void Network::check_nodes() const {
    std::vector<Traffic> sent(nodes_.size());
    std::vector<Traffic> received(nodes_.size());
    for (std::uint32_t i = 0; i < links_.size(); ++i) {
        const Link& link = links_[i];
        const LinkTraffic traffic = this->traffic(LinkId(i));
        sent[link.from.index()].messages += traffic.messages_sent;
        sent[link.from.index()].bytes += traffic.bytes_sent + traffic.bytes_sent_again;
        received[link.to.index()].messages += traffic.messages_delivered;
        received[link.to.index()].bytes += traffic.bytes_delivered;
    }
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
        const Node& node = nodes_[i];
        const std::string& name = topology_.name(NodeId(i));
        CHECK(node.sent.messages == sent[i].messages + node.launched.messages, name);
        CHECK(node.sent.bytes == sent[i].bytes + node.launched.bytes, name);
        CHECK(node.received.messages == received[i].messages + node.absorbed.messages, name);
        CHECK(node.received.bytes == received[i].bytes + node.absorbed.bytes, name);
        CHECK(up(NodeId(i)).busy <= simulation_.now().since_start(), name);
        CHECK(down(NodeId(i)).busy <= simulation_.now().since_start(), name);
        CHECK(fits(node.sent.bytes, node.up.rate, node.up.busy), name);
        SimTime last = std::max(node.last_delivery[0], node.last_delivery[1]);
        if (node.absorbed.messages > 0) last = std::max({last, node.down.free, node.down.bulk_free});
        CHECK(fits(node.received.bytes, node.down.rate, last.since_start()), name);
    }
}

}  // namespace sim
