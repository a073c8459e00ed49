// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/network/broadcast_group.h"
#include "sim/network/packet_calendar.h"

namespace sim {

/// How many packets of an object each member forwards, and what a receiver needs.
struct ChunkPlan {
    std::uint32_t source = 0;          ///< Symbols of the object itself.
    std::uint32_t needed = 0;          ///< Different symbols with which a member decodes.
    std::uint32_t total = 0;           ///< Packets that the author sends.
    std::vector<std::uint32_t> share;  ///< Of each member; the author's is 0.
};

/// source = size / symbol and encoded = source * redundancy, both rounded up; needed = source * decode_overhead,
/// rounded down; each member but the author gets encoded * weight / (sum of weights without the author's), rounded up:
/// at most one packet more than its part.
[[nodiscard]] ChunkPlan plan_chunks(const ErasureCodedParams& params, Bytes size, const std::vector<Member>& members,
                                    std::uint32_t author);

/// Two hops of erasure-coded packets, as RaptorCast sends a block. All of them are datagrams: what is lost is lost.
///
/// What is modelled, each packet with its time but none with an event of its own at a receiver:
/// - The author puts all packets on its uplink at once, in the order of `chunk_order`; who comes first is drawn for
///   each object. A packet takes symbol + both headers. Each goes to the member that is its first hop.
/// - A first hop has a packet when its downlink is through with it, and then puts a copy for each other member but the
///   author on its uplink, one after another, beginning at a drawn one (a round: one job of the bulk lane). It
///   forwards what it gets whether or not it has decoded; checking a packet takes no time here.
/// - A copy arrives after the latency of the link; jitter is drawn once for a link and object, as packets of one
///   millisecond share their fate. It then waits for the receiver's downlink, in order of arrival, with the packets of
///   other objects.
/// - A member has the object when its downlink is through with the last of `decode_overhead` * source different
///   packets. What still comes after that keeps using the lines. Decoding takes no time: that is the caller's.
///
/// Events: one for each packet at its first hop, and one for each receiver and step of PacketCalendar in which
/// something arrives. The times are those of an event a packet, to the nanosecond, as long as latencies are longer than
/// a step; a packet over a shorter link may pass those of the same step, see PacketCalendar.
class ErasureCoded final : public Dissemination {
  public:
    ErasureCoded(Network& network, const ErasureCodedParams& params, const std::string& name,
                 std::vector<Member> members);

    void broadcast(NodeId author, BroadcastObject object) override;
    void check_conservation() const override;

    [[nodiscard]] std::uint64_t packets_in_flight() const;
    [[nodiscard]] std::size_t objects_in_flight() const { return transfers_.size() - free_.size(); }

  private:
    struct Transfer {
        BroadcastObject object;
        std::uint32_t author = 0;
        std::uint32_t needed = 0;
        std::uint64_t outstanding = 0;                    // packets and events that still refer to it; 0: free
        std::vector<std::uint32_t> received;              // by member
        std::vector<std::vector<std::int64_t>> delay_ns;  // [first hop][receiver], a row when first used
    };
    struct End {  // what a member needs as a receiver and as a first hop
        HandlerId open;
        HandlerId forward;
        HandlerId deliver;
        Duration up;  // of a packet on the uplink
        Duration down;
        RandomStream order;
        std::uint64_t rounds = 0;
        std::uint64_t objects = 0;
        PacketCalendar calendar;
    };
    // Stands for one member in the calls of the simulation, whose argument says which object or step.
    struct Port {
        ErasureCoded* owner;
        std::uint32_t member;
        void open(std::uint64_t step) { owner->open(member, step); }
        void forward(std::uint64_t slot) { owner->forward(member, slot); }
        void deliver(std::uint64_t slot) { owner->deliver(member, slot); }
    };

    void open(std::uint32_t member, std::uint64_t step);
    void forward(std::uint32_t member, std::uint64_t slot);
    void deliver(std::uint32_t member, std::uint64_t slot);
    std::uint64_t new_transfer(std::uint32_t author, const ChunkPlan& plan, BroadcastObject object);
    void release(std::uint64_t slot);
    [[nodiscard]] std::vector<std::uint32_t> sending_order(const ChunkPlan& plan, std::uint32_t author);
    /// From the first bit on the sender's uplink to the start on an idle downlink, for each receiver.
    [[nodiscard]] const std::vector<std::int64_t>& delays(Transfer& transfer, std::uint32_t from);
    void expect(std::uint32_t from, std::uint32_t to, SimTime left, SimTime start, Packet packet);
    void take(std::uint32_t member, SimTime start, Packet packet);

    BroadcastGroup group_;
    ErasureCodedParams params_;
    Bytes packet_;
    std::vector<std::unique_ptr<Port>> ports_;
    std::vector<End> ends_;
    std::vector<std::unique_ptr<Transfer>> transfers_;
    std::vector<std::uint64_t> free_;
    std::uint64_t sent_ = 0;
    std::uint64_t delivered_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace sim
