// SPDX-License-Identifier: MIT
#include "sim/network/erasure_coded.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace sim {
namespace {

constexpr Purpose kOrder = Purpose::named("dissemination.erasure_coded.order");
constexpr Purpose kRound = Purpose::named("dissemination.erasure_coded.round");

__extension__ using Wide = unsigned __int128;

std::uint32_t ceil_of(Wide numerator, Wide denominator) {
    return static_cast<std::uint32_t>((numerator + denominator - 1) / denominator);
}
Wide times(std::uint32_t count, Share share) {  // in millionths
    return Wide{count} * static_cast<std::uint64_t>(share.ppm());
}

}  // namespace

ChunkPlan plan_chunks(const ErasureCodedParams& params, Bytes size, const std::vector<Member>& members,
                      std::uint32_t author) {
    Wide weights = 0;
    for (std::uint32_t i = 0; i < members.size(); ++i)
        if (i != author) weights += members[i].weight;
    CHECK(weights > 0, "nobody but the author has a weight");

    ChunkPlan plan;
    plan.source = std::max(
        1U, ceil_of(static_cast<std::uint64_t>(size.count()), static_cast<std::uint64_t>(params.symbol.count())));
    plan.needed = static_cast<std::uint32_t>(times(plan.source, params.decode_overhead) / 1'000'000);
    const std::uint32_t encoded = ceil_of(times(plan.source, params.redundancy), 1'000'000);
    for (std::uint32_t i = 0; i < members.size(); ++i) {
        plan.share.push_back(i == author ? 0 : ceil_of(Wide{encoded} * members[i].weight, weights));
        plan.total += plan.share.back();
    }
    return plan;
}

ErasureCoded::ErasureCoded(Network& network, const ErasureCodedParams& params, const std::string& name,
                           std::vector<Member> members)
    : group_(network, name, std::move(members)),
      params_(params),
      packet_(params.symbol + params.packet_header + params.datagram_header) {
    CHECK(params.symbol > Bytes{});
    for (std::uint32_t i = 0; i < group_.size(); ++i) {
        Port& port = *ports_.emplace_back(std::make_unique<Port>(this, i));
        const AccessLink access = network.topology().access(group_[i].node);
        Simulation& simulation = group_.simulation();
        ends_.push_back({.open = simulation.bind<&Port::open>(group_.actor(i), "dissemination.packets", port),
                         .forward = simulation.bind<&Port::forward>(group_.actor(i), "dissemination.forward", port),
                         .deliver = simulation.bind<&Port::deliver>(group_.actor(i), "dissemination.decoded", port),
                         .up = packet_ / access.up,
                         .down = packet_ / access.down,
                         .order = group_.random(kRound, i),
                         .calendar = {}});
    }
}

void ErasureCoded::broadcast(NodeId node, BroadcastObject object) {
    const std::uint32_t author = group_.member(node);
    if (group_.size() == 1) return;
    const ChunkPlan plan = plan_chunks(params_, object.size, group_.members(), author);
    const std::vector<std::uint32_t> order = sending_order(plan, author);
    const std::uint64_t slot = new_transfer(author, plan, std::move(object));
    Transfer& transfer = *transfers_[slot];

    const Duration service = ends_[author].up;
    SimTime start = group_.network().launch(node, plan.total, packet_);
    sent_ += plan.total;
    const std::vector<std::int64_t>& delay = delays(transfer, author);
    for (const std::uint32_t first_hop : order) {
        expect(author, first_hop, start, start + Duration::from_ns(delay[first_hop]),
               {.transfer = static_cast<std::uint32_t>(slot), .first_hop = true});
        start += service;
    }
    release(slot);
}

std::vector<std::uint32_t> ErasureCoded::sending_order(const ChunkPlan& plan, std::uint32_t author) {
    // A key for each member, so that one more member leaves the others in the order they had.
    const std::uint64_t object = ends_[author].objects++;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> ranks;
    for (std::uint32_t i = 0; i < group_.size(); ++i)
        if (plan.share[i] > 0) ranks.emplace_back(group_.random(kOrder, author, i).bits(object), i);
    std::sort(ranks.begin(), ranks.end());

    std::vector<std::uint32_t> order;
    order.reserve(plan.total);
    if (params_.chunk_order == ChunkOrder::Contiguous) {
        for (const auto& [rank, member] : ranks) order.insert(order.end(), plan.share[member], member);
    } else {
        for (std::uint32_t turn = 0; order.size() < plan.total; ++turn)
            for (const auto& [rank, member] : ranks)
                if (turn < plan.share[member]) order.push_back(member);
    }
    return order;
}

const std::vector<std::int64_t>& ErasureCoded::delays(Transfer& transfer, std::uint32_t from) {
    std::vector<std::int64_t>& row = transfer.delay_ns[from];
    if (!row.empty()) return row;
    row.resize(group_.size());
    const Duration up = ends_[from].up;
    for (std::uint32_t to = 0; to < group_.size(); ++to) {
        if (to == from) continue;
        const Duration waits_for_its_last_bit = std::max(Duration{}, up - ends_[to].down);
        row[to] = (group_.network().draw_latency(group_.link(from, to)) + waits_for_its_last_bit).ns();
    }
    return row;
}

void ErasureCoded::forward(std::uint32_t member, std::uint64_t slot) {
    Transfer& transfer = *transfers_[slot];
    const std::uint32_t size = group_.size();
    if (size > 2) {
        End& end = ends_[member];
        const Duration service = end.up;
        SimTime start = group_.network().launch(group_[member].node, size - 2, packet_);
        sent_ += size - 2;
        const std::vector<std::int64_t>& delay = delays(transfer, member);
        auto to = static_cast<std::uint32_t>(uniform_below(end.order.bits(end.rounds++), size));
        for (std::uint32_t i = 0; i < size; ++i, to = to + 1 == size ? 0 : to + 1) {
            if (to == member || to == transfer.author) continue;
            expect(member, to, start, start + Duration::from_ns(delay[to]),
                   {.transfer = static_cast<std::uint32_t>(slot)});
            start += service;
        }
    }
    release(slot);
}

void ErasureCoded::expect(std::uint32_t from, std::uint32_t to, SimTime left, SimTime start, Packet packet) {
    if (group_.network().has_faults() && !group_.network().packet_passes(group_.link(from, to), left, start)) {
        ++dropped_;
        return;
    }
    ++transfers_[packet.transfer]->outstanding;
    End& end = ends_[to];
    const std::uint64_t step = PacketCalendar::step_of(start);
    const SimTime now = group_.simulation().now();
    if (end.calendar.is_open(step))
        take(to, start, packet);
    else if (end.calendar.add(start, packet, now))
        group_.simulation().at(std::max(now, PacketCalendar::start_of(step)), end.open, step);
}

void ErasureCoded::open(std::uint32_t member, std::uint64_t step) {
    ends_[member].calendar.open(step, [this, member](SimTime start, Packet packet) { take(member, start, packet); });
}

void ErasureCoded::take(std::uint32_t member, SimTime start, Packet packet) {
    End& end = ends_[member];
    Transfer& transfer = *transfers_[packet.transfer];
    const SimTime there = group_.network().absorb(group_[member].node, start, packet_, end.down);
    ++delivered_;
    if (packet.first_hop) {
        ++transfer.outstanding;
        group_.simulation().at(there, end.forward, packet.transfer);
    }
    if (++transfer.received[member] == transfer.needed) {
        ++transfer.outstanding;
        group_.simulation().at(there, end.deliver, packet.transfer);
    }
    release(packet.transfer);
}

void ErasureCoded::deliver(std::uint32_t member, std::uint64_t slot) {
    Transfer& transfer = *transfers_[slot];
    group_.simulation().mix(transfer.object.digest);
    transfer.object.deliver(group_[member].node);
    release(slot);
}

std::uint64_t ErasureCoded::new_transfer(std::uint32_t author, const ChunkPlan& plan, BroadcastObject object) {
    std::uint64_t slot = transfers_.size();
    if (free_.empty()) {
        CHECK(slot < PacketCalendar::kTransfers, "no more than 2048 objects of a group on their way at a time");
        transfers_.push_back(std::make_unique<Transfer>());
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    *transfers_[slot] = {.object = std::move(object),
                         .author = author,
                         .needed = plan.needed,
                         .outstanding = 1,  // the author's sending
                         .received = std::vector<std::uint32_t>(group_.size()),
                         .delay_ns = std::vector<std::vector<std::int64_t>>(group_.size())};
    return slot;
}

void ErasureCoded::release(std::uint64_t slot) {
    Transfer& transfer = *transfers_[slot];
    CHECK(transfer.outstanding > 0);
    if (--transfer.outstanding > 0) return;
    transfer = {};
    free_.push_back(slot);
}

std::uint64_t ErasureCoded::packets_in_flight() const {
    std::uint64_t packets = 0;
    for (const End& end : ends_) packets += end.calendar.waiting();
    return packets;
}

void ErasureCoded::check_conservation() const {
    CHECK(sent_ == delivered_ + dropped_ + packets_in_flight());
}

}  // namespace sim
