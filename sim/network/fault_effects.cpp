// SPDX-License-Identifier: MIT
// What faults do to the messages of a network.
#include <algorithm>
#include <string>

#include "sim/base/error.h"
#include "sim/network/network.h"

namespace sim {
namespace {

constexpr Purpose kLoss = Purpose::named("network.loss");
constexpr Bytes kPacket = Bytes::from_count(1448);  // a TCP segment with timestamps in an MTU of 1500

std::uint64_t packets_of(Bytes size) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(1, (size.count() + kPacket.count() - 1) / kPacket.count()));
}

}  // namespace

void Network::inject(const NetworkFaultParams& faults) {
    if (auto problems = Outages::problems_of(faults, topology_); !problems.empty())
        throw InputError(std::move(problems));
    faults_ = faults;
    outages_.emplace(faults, topology_);
    losses_.clear();
    if (faults.packet_loss > Share{})
        for (const Link& link : links_) losses_.push_back(new_loss(link));
}

PacketLoss Network::new_loss(const Link& link) const {
    const std::string pair = topology_.name(link.from) + " to " + topology_.name(link.to);
    return {RandomStream(simulation_.seed(), kLoss, Purpose::named(pair).value), faults_.packet_loss};
}

StreamRepair Network::repair(const Link& link) const {
    return {.round_trip = link.latency + topology_.latency(link.to, link.from),
            .timeout = faults_.retransmission_timeout};
}

void Network::dispatch_with_faults(LinkId id, Bytes size, Carriage carriage, std::uint64_t slot) {
    Link& link = links_[id.index()];
    Node& sender = nodes_[link.from.index()];
    Bytes sent_again;
    const std::optional<Duration> lost = delay_by_loss(id, size, carriage.transport, sent_again);
    const Duration service = size / sender.up.rate + sent_again / sender.up.rate;
    AccessQueue& up = sender.up;
    SimTime left = carriage.lane == Lane::Urgent ? up.serve(simulation_.now(), service)
                                                 : up.serve_bulk(simulation_.now(), service);
    left += draw_jitter(link, link.messages_sent);
    count_sent(link, sender, size);
    sender.sent.bytes += sent_again;
    rare_links_[id.index()].bytes_sent_again += sent_again;
    if (!lost) return drop(id, size, slot);
    const std::optional<Duration> held = delay_by_outage(link, left + *lost, carriage.transport);
    if (!held) return drop(id, size, slot);
    fly(id, size, carriage, slot, left + *lost + *held);
}

std::optional<Duration> Network::delay_by_loss(LinkId id, Bytes size, Transport transport, Bytes& sent_again) {
    if (losses_.empty()) return Duration{};
    PacketLoss& loss = losses_[id.index()];
    if (transport == Transport::Datagram)
        return loss.take(packets_of(size)).packets == 0 ? std::optional(Duration{}) : std::nullopt;
    std::uint64_t packets_again = 0;
    const Duration delay = repair(links_[id.index()]).after_loss(loss, packets_of(size), packets_again);
    sent_again = std::min(size, kPacket) * static_cast<std::int64_t>(packets_again);
    return delay;
}

std::optional<Duration> Network::delay_by_outage(const Link& link, SimTime departure, Transport transport) {
    if (transport == Transport::Datagram) {
        const bool cut = outages_->separated(link.from, link.to, departure) ||
                         outages_->separated(link.from, link.to, departure + link.latency);
        return cut ? std::nullopt : std::optional(Duration{});
    }
    const SimTime leaves = repair(link).after_outage(*outages_, link.from, link.to, departure, link.latency);
    return leaves == SimTime::never() ? std::nullopt : std::optional(leaves - departure);
}

void Network::drop(LinkId id, Bytes size, std::uint64_t slot) {
    RareLink& link = rare_links_[id.index()];
    ++link.messages_dropped;
    link.bytes_dropped += size;
    actions_.discard(slot);
}

bool Network::packet_passes(LinkId id, SimTime departure, SimTime arrival) {
    const Link& link = links_[id.index()];
    // The loss is drawn for cut packets, too, so that a cut leaves later losses as they were.
    const bool lost = !losses_.empty() && losses_[id.index()].take(1).packets > 0;
    return !lost && !outages_->separated(link.from, link.to, departure) &&
           !outages_->separated(link.from, link.to, arrival);
}

}  // namespace sim
