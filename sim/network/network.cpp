// SPDX-License-Identifier: MIT
#include "sim/network/network.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/base/error.h"

namespace sim {
namespace {

constexpr Purpose kJitter = Purpose::named("network.jitter");

/// Jitter belongs to the pair of nodes by name, not to their or the link's number, which depend on who else there is.
std::uint64_t jitter_entity(const std::string& from, const std::string& to) {
    return Purpose::named(from + " to " + to).value;
}

std::size_t index(Lane lane) {
    return static_cast<std::size_t>(lane);
}

SimTime serve(AccessQueue& queue, SimTime arrival, Duration service, Lane lane) {
    return lane == Lane::Urgent ? queue.serve(arrival, service) : queue.serve_bulk(arrival, service);
}

void count(Bytes size, Traffic& traffic) {
    traffic.bytes += size;
    ++traffic.messages;
}

}  // namespace

Network::Network(Simulation& simulation, const NetworkProfile& profile)
    : simulation_(simulation), jitter_(profile.jitter), same_region_jitter_(profile.same_region_jitter) {
    if (auto problems = problems_of(profile); !problems.empty()) throw InputError(std::move(problems));
    for (const auto& [region, row] : profile.round_trip) topology_.add_site(region, profile.same_region_round_trip / 2);
    for (const auto& [from, row] : profile.round_trip)
        for (const auto& [to, round_trip] : row)
            topology_.set_latency(*topology_.find_site(from), *topology_.find_site(to), round_trip / 2);
}

NodeId Network::add_node(std::string name, SiteId site, AccessLink access) {
    const ActorId actor = simulation_.add_actor(name);
    const NodeId node = topology_.add_node(std::move(name), site, access);
    nodes_.push_back({.actor = actor,
                      .up = {.rate = access.up},
                      .down = {.rate = access.down},
                      .sent = {},
                      .received = {},
                      .last_delivery = {},
                      .arrival = simulation_.bind<&Network::arrive>(actor, "network.arrival", *this),
                      .delivery = simulation_.bind<&Network::deliver>(actor, "network.delivery", *this)});
    return node;
}

LinkId Network::connect(NodeId from, NodeId to) {
    CHECK(from != to);
    CHECK(from.index() < nodes_.size() && to.index() < nodes_.size());
    const auto [known, is_new] = link_of_.try_emplace({from, to}, LinkId(static_cast<std::uint32_t>(links_.size())));
    if (is_new) {
        links_.push_back({.from = from,
                          .to = to,
                          .latency = topology_.latency(from, to),
                          .same_region = topology_.site_of(from) == topology_.site_of(to),
                          .last_arrival = {},
                          .traffic = {},
                          .jitter = RandomStream(simulation_.seed(), kJitter,
                                                 jitter_entity(topology_.name(from), topology_.name(to)))});
    }
    return known->second;
}

Duration Network::draw_jitter(const Link& link) const {
    const DurationDistribution& distribution = link.same_region ? same_region_jitter_ : jitter_;
    if (distribution.mean == Duration{}) return {};
    return std::max(Duration{}, distribution.sample(link.jitter.words(link.traffic.messages_sent)));
}

void Network::dispatch(LinkId id, Bytes size, Lane lane, std::uint64_t slot) {
    CHECK(id.index() < links_.size());
    CHECK(size >= Bytes{});
    Link& link = links_[id.index()];
    Node& sender = nodes_[link.from.index()];
    const Duration up_service = size / sender.up.rate;
    const Duration down_service = size / nodes_[link.to.index()].down.rate;

    const SimTime up_end = serve(sender.up, simulation_.now(), up_service, lane);
    const SimTime last_bit = up_end + link.latency + draw_jitter(link);
    SimTime& last_arrival = link.last_arrival[index(lane)];
    last_arrival = std::max({last_bit - up_service, last_bit - down_service, last_arrival});
    count(size, sender.sent);
    ++link.traffic.messages_sent;
    link.traffic.bytes_sent += size;
    ++messages_in_flight_;
    if (slot >= flights_.size()) flights_.resize(slot + 1);
    flights_[slot] = {.link = id,
                      .to = link.to,
                      .size = size,
                      .service = down_service,
                      .pushed = {},
                      .lane = lane,
                      .under_way = true};
    simulation_.at(last_arrival, sender.arrival, slot);
}

void Network::arrive(std::uint64_t slot) {
    Flight& flight = flights_[slot];
    Node& receiver = nodes_[flight.to.index()];
    simulation_.mix(std::uint64_t{flight.link.value} << 32 ^ static_cast<std::uint64_t>(flight.size.count()));
    const SimTime end = serve(receiver.down, simulation_.now(), flight.service, flight.lane);
    flight.pushed = receiver.down.pushed;
    simulation_.at(end, receiver.delivery, slot);
}

void Network::deliver(std::uint64_t slot) {
    Flight& flight = flights_[slot];
    Node& receiver = nodes_[flight.to.index()];
    if (flight.lane == Lane::Bulk && flight.pushed != receiver.down.pushed) {
        const Duration passed = receiver.down.pushed - flight.pushed;
        flight.pushed = receiver.down.pushed;
        simulation_.after(passed, receiver.delivery, slot);
        return;
    }
    flight.under_way = false;
    --messages_in_flight_;
    Link& link = links_[flight.link.index()];
    check_rate(receiver, flight.lane, flight.size);
    receiver.last_delivery[index(flight.lane)] = simulation_.now();
    count(flight.size, receiver.received);
    ++link.traffic.messages_delivered;
    link.traffic.bytes_delivered += flight.size;
    actions_.run(slot);  // last: what the receiver does may send, and so move what the references above are to
}

Traffic Network::up(NodeId id) const {
    const Node& node = nodes_[id.index()];
    return {node.sent.bytes, node.sent.messages, node.up.busy - node.up.bulk_backlog(simulation_.now())};
}

Traffic Network::down(NodeId id) const {
    const Node& node = nodes_[id.index()];
    return {node.received.bytes, node.received.messages, node.down.busy - node.down.bulk_backlog(simulation_.now())};
}

Duration Network::uplink_backlog(NodeId node) const {
    return nodes_[node.index()].up.backlog(simulation_.now());
}

}  // namespace sim
