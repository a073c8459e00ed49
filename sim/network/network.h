// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/quantity.h"
#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/kernel/action_slab.h"
#include "sim/kernel/simulation.h"
#include "sim/network/access_queue.h"
#include "sim/network/fault_params.h"
#include "sim/network/faults.h"
#include "sim/network/network_profile.h"
#include "sim/network/topology.h"

namespace sim {

/// What went through one direction of an access link up to now.
struct Traffic {
    Bytes bytes;
    std::uint64_t messages = 0;
    Duration busy;  ///< Time for which bits were on the line.
};

/// What a link carried: whatever was sent is delivered, dropped or in flight, always.
struct LinkTraffic {
    Bytes bytes_sent;
    Bytes bytes_delivered;
    std::uint64_t messages_sent = 0;
    std::uint64_t messages_delivered = 0;
    Bytes bytes_dropped;
    std::uint64_t messages_dropped = 0;
    Bytes bytes_sent_again;  ///< By streams, for packets that got lost; not among those sent.
};

/// Which messages a message passes on an access link, see AccessQueue.
enum class Lane : std::uint8_t { Urgent, Bulk };

/// What becomes of a message when the network loses packets of it.
enum class Transport : std::uint8_t {
    Stream,    ///< It is sent again until it is there, as by TCP.
    Datagram,  ///< It is lost, as with UDP.
};

/// Carries messages between nodes: access links with a rate, latency between sites, order kept per link.
///
/// A message is two events, whatever its size, never one a packet:
/// - The sender's uplink serves messages in sending order: start = max(now, up_free), up_free = start + size / up.
///   Its first bit arrives at start + latency + jitter, its last one size / up later. Jitter is keyed by (seed, sender,
///   receiver, message of that link), so that traffic elsewhere leaves it as it was.
/// - The receiver's downlink serves messages in order of arrival, each for size / down. A message that comes in slower
///   than the downlink could take it arrives, for this purpose, at last bit - size / down: then it ends with its last
///   bit and does not hold up what comes from faster senders meanwhile. A lone message so takes exactly
///   latency + jitter + max(size / up, size / down): serialisation is paid once, at the slower side.
/// - A link is FIFO in each lane, as TCP is: a message arrives no sooner than the one sent before it.
/// - Urgent messages (all that are not said to be bulk) pass bulk ones on both access links. At the receiver the bulk
///   message under way ends later by exactly what passed it. At the sender that holds for bulk messages sent
///   afterwards; those handed over already keep their times.
/// Messages of size 0 are allowed and pay latency and queues only.
///
/// Faults (inject) hit packets of 1448 bytes. A stream's message comes late by what StreamRepair says, and what was
/// sent after it on its link and lane comes no sooner; packets sent again use the uplink. It is dropped only if the two
/// nodes never meet again. A datagram is dropped if one of its packets is lost, or if the nodes are separated when its
/// last bit leaves or when it arrives; it keeps no order and waits for none.
class Network {
  public:
    /// Makes a site of each region. Throws InputError with all problems if the profile cannot be used.
    Network(Simulation& simulation, const NetworkProfile& profile);
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// The site of that region, or nothing.
    [[nodiscard]] std::optional<SiteId> find_site(const std::string& region) const {
        return topology_.find_site(region);
    }
    /// Adds a machine, and an actor of the same name whose events its messages are.
    NodeId add_node(std::string name, SiteId site, AccessLink access);
    /// The actor that stands for the node in the order of events; for the timers of what runs there, too.
    [[nodiscard]] ActorId actor(NodeId node) const { return nodes_[node.index()].actor; }
    /// The directed link between two different nodes; made at the first call for this pair.
    LinkId connect(NodeId from, NodeId to);

    /// Sends `size` bytes; `deliver()` runs at the receiver when the last of them is there.
    template <class F>
    void send(LinkId link, Bytes size, F&& deliver) {
        send(link, size, Lane::Urgent, std::forward<F>(deliver));
    }
    template <class F>
    void send(LinkId link, Bytes size, Lane lane, F&& deliver) {
        dispatch(link, size, {lane, Transport::Stream}, actions_.store(std::forward<F>(deliver)));
    }
    /// The same as an urgent datagram, such as a vote over UDP: `deliver` may never run.
    template <class F>
    void send_datagram(LinkId link, Bytes size, F&& deliver) {
        dispatch(link, size, {Lane::Urgent, Transport::Datagram}, actions_.store(std::forward<F>(deliver)));
    }

    /// From now on these faults, instead of those before. Once all nodes are there; throws InputError with all problems
    /// if the faults do not fit them.
    void inject(const NetworkFaultParams& faults);

    /// For broadcasts in many equal packets (bulk lane, datagrams), which are accounted by node and not by link, and
    /// whose arrivals the caller keeps. Puts packets on the uplink, and returns when the first bit leaves; each takes
    /// packet / up.
    SimTime launch(NodeId from, std::uint64_t packets, Bytes packet);
    /// Takes a packet that starts on the idle downlink at `start`, and returns when it is through. `service` is packet
    /// / down, which is long to divide for each.
    SimTime absorb(NodeId to, SimTime start, Bytes packet, Duration service);
    /// Latency and a new draw of jitter.
    [[nodiscard]] Duration draw_latency(LinkId link);
    [[nodiscard]] bool has_faults() const { return outages_.has_value(); }
    /// Whether the next packet of the link, on the way in this interval, gets through.
    [[nodiscard]] bool packet_passes(LinkId link, SimTime departure, SimTime arrival);

    /// The sender and the receiver of a link.
    [[nodiscard]] std::pair<NodeId, NodeId> ends(LinkId link) const {
        return {links_[link.index()].from, links_[link.index()].to};
    }
    /// One-way latency without jitter: half the round trip.
    [[nodiscard]] Duration base_latency(SiteId from, SiteId to) const { return topology_.latency(from, to); }
    /// What the node has sent (counted when it is handed over) and received (counted when it is delivered).
    [[nodiscard]] Traffic up(NodeId node) const;
    [[nodiscard]] Traffic down(NodeId node) const;
    [[nodiscard]] LinkTraffic traffic(LinkId link) const;
    /// How long an urgent message sent now waits before its first bit leaves.
    [[nodiscard]] Duration uplink_backlog(NodeId node) const;
    [[nodiscard]] std::size_t messages_in_flight() const { return messages_in_flight_; }
    [[nodiscard]] std::size_t links() const { return links_.size(); }
    [[nodiscard]] const Topology& topology() const { return topology_; }
    [[nodiscard]] Simulation& simulation() const { return simulation_; }

    /// CHECKs, from what really is in flight, that on every link sent = delivered + in flight (messages and bytes),
    /// that links add up to nodes, and that no access link carried more than its rate allows.
    void check_conservation() const;

  private:
    struct Node {
        ActorId actor;
        SiteId site;
        AccessQueue up;
        AccessQueue down;
        Traffic sent;
        Traffic received;
        std::array<SimTime, 2> last_delivery;  // by lane
        HandlerId arrival;                     // runs as the sender
        HandlerId delivery;                    // runs as the receiver
        Traffic launched;                      // of what was sent: by launch
        Traffic absorbed;
    };
    struct alignas(64) Link {  // a cache line: all that a message touches
        NodeId from;
        NodeId to;
        Duration latency;
        SimTime last_arrival;  // of the urgent lane
        std::uint64_t jitter_entity = 0;
        Bytes bytes_sent = {};
        Bytes bytes_delivered = {};
        std::uint64_t messages_sent = 0;
        std::uint64_t messages_delivered = 0;
    };
    struct RareLink {  // of the same link: what bulk messages, datagram packets and faults need
        SimTime last_bulk_arrival;
        std::uint64_t latency_draws = 0;  // by draw_latency
        Bytes bytes_dropped;
        std::uint64_t messages_dropped = 0;
        Bytes bytes_sent_again;
    };
    struct Flight {
        LinkId link;
        NodeId to;  // of the link, at hand without looking it up
        Bytes size;
        Duration service;  // at the receiver's downlink
        Lane lane = Lane::Urgent;
        bool under_way = false;
    };

    struct Carriage {
        Lane lane;
        Transport transport;
    };

    void dispatch(LinkId link, Bytes size, Carriage carriage, std::uint64_t slot);
    /// What losses and cuts add to a message's time; nothing if it is dropped.
    [[nodiscard]] std::optional<Duration> delay_by_loss(LinkId link, Bytes size, Transport transport,
                                                        Bytes& sent_again);
    [[nodiscard]] std::optional<Duration> delay_by_outage(const Link& link, SimTime departure, Transport transport);
    void dispatch_with_faults(LinkId link, Bytes size, Carriage carriage, std::uint64_t slot);
    static void count_sent(Link& link, Node& sender, Bytes size);
    /// Sends a message on the way whose last bit left at that time.
    void fly(LinkId link, Bytes size, Carriage carriage, std::uint64_t slot, SimTime left);
    void drop(LinkId link, Bytes size, std::uint64_t slot);
    [[nodiscard]] StreamRepair repair(const Link& link) const;
    [[nodiscard]] PacketLoss new_loss(const Link& link) const;
    void arrive(std::uint64_t slot);
    void deliver(std::uint64_t slot);
    [[nodiscard]] Duration draw_jitter(const Link& link, std::uint64_t index) const;
    void check_rate(const Node& receiver, Lane lane, Bytes size) const;
    void check_links() const;
    void check_nodes() const;

    Simulation& simulation_;
    DurationDistribution jitter_;
    DurationDistribution same_region_jitter_;
    Topology topology_;
    std::vector<Node> nodes_;
    std::vector<Link> links_;
    std::vector<RareLink> rare_links_;
    std::map<std::pair<NodeId, NodeId>, LinkId> link_of_;
    ActionSlab actions_;            // what to do at each delivery
    std::vector<Flight> flights_;   // of the same slot
    std::vector<Duration> pushed_;  // the same, if bulk: of the downlink, when the message's end was last set
    std::size_t messages_in_flight_ = 0;
    NetworkFaultParams faults_;
    std::optional<Outages> outages_;
    std::vector<PacketLoss> losses_;  // by link; empty without losses
};

}  // namespace sim
