// SPDX-License-Identifier: MIT
#include "sim/network/gossip.h"

#include <algorithm>
#include <utility>

#include "sim/network/gossip_mesh.h"

namespace sim {
namespace {

constexpr Purpose kLazy = Purpose::named("dissemination.gossip.lazy");
constexpr Purpose kPhase = Purpose::named("dissemination.gossip.phase");

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t member) {
    return std::find(list.begin(), list.end(), member) != list.end();
}

}  // namespace

Gossip::Gossip(Network& network, const GossipParams& params, const std::string& name, std::vector<Member> members)
    : group_(network, name, std::move(members)), params_(params), mesh_(draw_mesh(group_, params)) {
    const auto heartbeat = static_cast<std::uint64_t>(params.heartbeat.ns());
    for (std::uint32_t i = 0; i < group_.size(); ++i) {
        const std::uint64_t phase = uniform_below(group_.random(kPhase, i).bits(0), heartbeat);
        peers_.push_back({.lazy = group_.random(kLazy, i),
                          .phase = Duration::from_ns(static_cast<std::int64_t>(phase)),
                          .history = {},
                          .name_hash = Purpose::named(group_.name(i)).value});
    }
}

void Gossip::broadcast(NodeId author, BroadcastObject object) {
    const std::uint32_t member = group_.member(author);
    const auto rumour = std::make_shared<Rumour>();
    rumour->object = std::move(object);
    rumour->at.resize(group_.size());
    hold(member, rumour);
    push(member, rumour);
}

void Gossip::hold(std::uint32_t member, const RumourRef& rumour) {
    rumour->at[member].has = true;
    peers_[member].history.push_back({rumour});
    schedule_beat(member);
}

void Gossip::push(std::uint32_t member, const RumourRef& rumour) {
    for (const std::uint32_t peer : mesh_[member])
        if (!contains(rumour->at[member].known_at, peer)) send_copy(member, peer, rumour);
}

void Gossip::send_copy(std::uint32_t from, std::uint32_t to, const RumourRef& rumour) {
    ++traffic_.copies;
    group_.network().send(group_.link(from, to), rumour->object.size + params_.message_header, Lane::Bulk,
                          [this, from, to, rumour] { receive(to, from, rumour); });
}

void Gossip::receive(std::uint32_t member, std::uint32_t from, const RumourRef& rumour) {
    Holding& holding = rumour->at[member];
    if (!contains(holding.known_at, from)) holding.known_at.push_back(from);
    if (holding.has) {
        ++traffic_.duplicates;
        return;
    }
    hold(member, rumour);
    if (params_.validation_delay == Duration{})
        push(member, rumour);
    else
        group_.simulation().after(params_.validation_delay, group_.actor(member), "dissemination.validated",
                                  [this, member, rumour] { push(member, rumour); });
    group_.simulation().mix(rumour->object.digest);
    rumour->object.deliver(group_[member].node);
}

void Gossip::schedule_beat(std::uint32_t member) {
    Peer& peer = peers_[member];
    if (std::exchange(peer.beating, true)) return;
    const Duration since_phase = group_.simulation().now().since_start() - peer.phase;
    const std::int64_t passed = since_phase < Duration{} ? 0 : since_phase.ns() / params_.heartbeat.ns() + 1;
    group_.simulation().at(SimTime{} + peer.phase + params_.heartbeat * passed, group_.actor(member),
                           "dissemination.heartbeat", [this, member] { beat(member); });
}

void Gossip::beat(std::uint32_t member) {
    Peer& peer = peers_[member];
    peer.beating = false;
    auto announced = std::make_shared<std::vector<RumourRef>>();
    for (Remembered& remembered : peer.history)
        if (remembered.beats++ < params_.history_gossip) announced->push_back(remembered.rumour);
    if (!announced->empty()) {
        for (const std::uint32_t to : draw_lazy_peers(member)) {
            ++traffic_.announcements;
            group_.network().send(group_.link(member, to), control_size(announced->size()),
                                  [this, member, to, announced] { hear_of(to, member, announced); });
        }
    }
    while (!peer.history.empty() && peer.history.front().beats >= params_.history_length) peer.history.pop_front();
    if (!peer.history.empty()) schedule_beat(member);
}

std::vector<std::uint32_t> Gossip::draw_lazy_peers(std::uint32_t member) const {
    const Peer& peer = peers_[member];
    const auto beats =
        static_cast<std::uint64_t>(group_.simulation().now().since_start().ns() / params_.heartbeat.ns());
    const std::uint64_t draw = peer.lazy.bits(beats);
    // A rank for each other member from the draw and its name, so that one more member moves no other.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> ranks;
    for (std::uint32_t i = 0; i < group_.size(); ++i) {
        if (i == member || std::binary_search(mesh_[member].begin(), mesh_[member].end(), i)) continue;
        ranks.emplace_back(RandomStream(draw, kLazy, peers_[i].name_hash).bits(0), i);
    }
    const auto count = std::min<std::size_t>(ranks.size(), params_.degree_lazy);
    std::partial_sort(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(count), ranks.end());
    std::vector<std::uint32_t> drawn;
    for (std::size_t i = 0; i < count; ++i) drawn.push_back(ranks[i].second);
    return drawn;
}

void Gossip::hear_of(std::uint32_t member, std::uint32_t from, const RumourList& announced) {
    const SimTime now = group_.simulation().now();
    auto wanted = std::make_shared<std::vector<RumourRef>>();
    for (const RumourRef& rumour : *announced) {
        Holding& holding = rumour->at[member];
        if (!contains(holding.known_at, from)) holding.known_at.push_back(from);
        if (holding.has || now - holding.asked < kAskAgain) continue;
        holding.asked = now;
        wanted->push_back(rumour);
    }
    if (wanted->empty()) return;
    ++traffic_.requests;
    group_.network().send(group_.link(member, from), control_size(wanted->size()),
                          [this, member, from, wanted] { serve(from, member, wanted); });
}

void Gossip::serve(std::uint32_t member, std::uint32_t to, const RumourList& wanted) {
    for (const RumourRef& rumour : *wanted) {
        const std::deque<Remembered>& history = peers_[member].history;
        const auto is_it = [&rumour](const Remembered& each) { return each.rumour == rumour; };
        if (std::any_of(history.begin(), history.end(), is_it)) send_copy(member, to, rumour);
    }
}

Bytes Gossip::control_size(std::size_t ids) {
    const Bytes size = params_.control_header + params_.message_id * static_cast<std::int64_t>(ids);
    traffic_.control_bytes += size;
    return size;
}

}  // namespace sim
