// SPDX-License-Identifier: MIT
#include "sim/network/network.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/base/error.h"

namespace sim {
namespace {

constexpr Purpose kJitter = Purpose::named("network.jitter");

/// Draws belong to the pair of nodes by name, not to their or the link's number, which depend on who else there is.
std::uint64_t pair_entity(const std::string& from, const std::string& to) {
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
    CHECK(!outages_, "faults are injected when all nodes are there");
    const ActorId actor = simulation_.add_actor(name);
    const NodeId node = topology_.add_node(std::move(name), site, access);
    nodes_.push_back({.actor = actor,
                      .site = site,
                      .up = {.rate = access.up},
                      .down = {.rate = access.down},
                      .sent = {},
                      .received = {},
                      .last_delivery = {},
                      .arrival = simulation_.bind<&Network::arrive>(actor, "network.arrival", *this),
                      .delivery = simulation_.bind<&Network::deliver>(actor, "network.delivery", *this),
                      .launched = {},
                      .absorbed = {}});
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
                          .last_arrival = {},
                          .jitter_entity = pair_entity(topology_.name(from), topology_.name(to))});
        rare_links_.emplace_back();
        if (faults_.packet_loss > Share{}) losses_.push_back(new_loss(links_.back()));
    }
    return known->second;
}

Duration Network::draw_jitter(const Link& link, std::uint64_t index) const {
    const bool same_region = nodes_[link.from.index()].site == nodes_[link.to.index()].site;
    const DurationDistribution& distribution = same_region ? same_region_jitter_ : jitter_;
    if (distribution.mean == Duration{}) return {};
    const RandomStream random(simulation_.seed(), kJitter, link.jitter_entity);
    return std::max(Duration{}, distribution.sample(random.words(index)));
}

void Network::dispatch(LinkId id, Bytes size, Carriage carriage, std::uint64_t slot) {
    CHECK(id.index() < links_.size());
    CHECK(size >= Bytes{});
    if (outages_) return dispatch_with_faults(id, size, carriage, slot);
    Link& link = links_[id.index()];
    Node& sender = nodes_[link.from.index()];
    const SimTime up_end = serve(sender.up, simulation_.now(), size / sender.up.rate, carriage.lane);
    const Duration jitter = draw_jitter(link, link.messages_sent);
    count_sent(link, sender, size);
    fly(id, size, carriage, slot, up_end + jitter);
}

void Network::count_sent(Link& link, Node& sender, Bytes size) {
    count(size, sender.sent);
    ++link.messages_sent;
    link.bytes_sent += size;
}

void Network::fly(LinkId id, Bytes size, Carriage carriage, std::uint64_t slot, SimTime left) {
    Link& link = links_[id.index()];
    const Node& sender = nodes_[link.from.index()];
    const Duration up_service = size / sender.up.rate;
    const Duration down_service = size / nodes_[link.to.index()].down.rate;
    SimTime arrival = left + link.latency - std::min(up_service, down_service);
    if (carriage.transport == Transport::Stream) {
        SimTime& last_arrival =
            carriage.lane == Lane::Urgent ? link.last_arrival : rare_links_[id.index()].last_bulk_arrival;
        arrival = last_arrival = std::max(arrival, last_arrival);
    }
    ++messages_in_flight_;
    if (slot >= flights_.size()) {
        flights_.resize(slot + 1);
        pushed_.resize(slot + 1);
    }
    flights_[slot] = {
        .link = id, .to = link.to, .size = size, .service = down_service, .lane = carriage.lane, .under_way = true};
    simulation_.at(arrival, sender.arrival, slot);
}

void Network::arrive(std::uint64_t slot) {
    const Flight& flight = flights_[slot];
    Node& receiver = nodes_[flight.to.index()];
    simulation_.mix(std::uint64_t{flight.link.value} << 32 ^ static_cast<std::uint64_t>(flight.size.count()));
    const SimTime end = serve(receiver.down, simulation_.now(), flight.service, flight.lane);
    if (flight.lane == Lane::Bulk) pushed_[slot] = receiver.down.pushed;
    simulation_.at(end, receiver.delivery, slot);
}

void Network::deliver(std::uint64_t slot) {
    Flight& flight = flights_[slot];
    Node& receiver = nodes_[flight.to.index()];
    if (flight.lane == Lane::Bulk && pushed_[slot] != receiver.down.pushed) {
        const Duration passed = receiver.down.pushed - pushed_[slot];
        pushed_[slot] = receiver.down.pushed;
        simulation_.after(passed, receiver.delivery, slot);
        return;
    }
    flight.under_way = false;
    --messages_in_flight_;
    Link& link = links_[flight.link.index()];
    check_rate(receiver, flight.lane, flight.size);
    receiver.last_delivery[index(flight.lane)] = simulation_.now();
    count(flight.size, receiver.received);
    ++link.messages_delivered;
    link.bytes_delivered += flight.size;
    actions_.run(slot);  // last: what the receiver does may send, and so move what the references above are to
}

SimTime Network::launch(NodeId from, std::uint64_t packets, Bytes packet) {
    Node& node = nodes_[from.index()];
    const Duration service = packet / node.up.rate * static_cast<std::int64_t>(packets);
    for (Traffic* const traffic : {&node.sent, &node.launched}) {
        traffic->bytes += packet * static_cast<std::int64_t>(packets);
        traffic->messages += packets;
    }
    return node.up.serve_bulk(simulation_.now(), service) - service;
}

SimTime Network::absorb(NodeId to, SimTime start, Bytes packet, Duration service) {
    Node& node = nodes_[to.index()];
    count(packet, node.received);
    count(packet, node.absorbed);
    return node.down.serve_bulk(start, service);
}

Duration Network::draw_latency(LinkId id) {
    constexpr std::uint64_t kApart = std::uint64_t{1} << 63;  // from the draws for the link's messages
    const Link& link = links_[id.index()];
    return link.latency + draw_jitter(link, kApart | rare_links_[id.index()].latency_draws++);
}

LinkTraffic Network::traffic(LinkId id) const {
    const Link& link = links_[id.index()];
    const RareLink& rare = rare_links_[id.index()];
    return {.bytes_sent = link.bytes_sent,
            .bytes_delivered = link.bytes_delivered,
            .messages_sent = link.messages_sent,
            .messages_delivered = link.messages_delivered,
            .bytes_dropped = rare.bytes_dropped,
            .messages_dropped = rare.messages_dropped,
            .bytes_sent_again = rare.bytes_sent_again};
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
