// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "sim/network/broadcast_group.h"

namespace sim {

/// What the control messages and copies of a gossip group came to.
struct GossipTraffic {
    std::uint64_t copies = 0;      ///< Objects sent, pushed or asked for.
    std::uint64_t duplicates = 0;  ///< Of these, how many came to a member that had the object already.
    std::uint64_t announcements = 0;
    std::uint64_t requests = 0;
    Bytes control_bytes;  ///< Of announcements and requests.
};

/// A mesh that pushes, and lazy pull beside it, as gossipsub v1.1 does.
///
/// What is modelled, each message as one over Network::send:
/// - The mesh is drawn once (gossip_mesh.h) and stays: members that go offline are not replaced in it; announcements
///   find the ways around them.
/// - A member that gets an object for the first time delivers it at once, checks it for `validation_delay`, and then
///   pushes it to its mesh peers, but to none that sent or announced it to it. Copies are streams of the bulk lane, of
///   the object and `message_header` bytes. A second copy costs its bytes and is dropped.
/// - At its heartbeats a member sends an IHAVE with the objects that it got within the last `history_gossip` heartbeats
///   to `degree_lazy` members outside its mesh, drawn anew each time: any member may be told, as if all were connected.
///   Beats have a drawn phase for each member. They stop when nothing is left to announce or to serve.
/// - Who lacks an object announced asks for it (IWANT) from who announced it, and from another one no sooner than 3 s
///   later. It gets it if that member has had it for fewer than `history_length` heartbeats. Both are urgent streams of
///   `control_header` and `message_id` bytes for each object.
/// Scores, opportunistic grafting, peer exchange and IDONTWANT are not modelled.
class Gossip final : public Dissemination {
  public:
    Gossip(Network& network, const GossipParams& params, const std::string& name, std::vector<Member> members);

    void broadcast(NodeId author, BroadcastObject object) override;

    [[nodiscard]] const GossipTraffic& traffic() const { return traffic_; }
    /// The peers of each member.
    [[nodiscard]] const std::vector<std::vector<std::uint32_t>>& mesh() const { return mesh_; }

  private:
    struct Holding {  // an object at a member
        bool has = false;
        SimTime asked = SimTime{} - kAskAgain;
        std::vector<std::uint32_t> known_at;  // members that sent or announced it to this one
    };
    struct Rumour {
        BroadcastObject object;
        std::vector<Holding> at;  // by member
    };
    using RumourRef = std::shared_ptr<Rumour>;
    using RumourList = std::shared_ptr<const std::vector<RumourRef>>;
    struct Remembered {
        RumourRef rumour;
        std::uint32_t beats = 0;  // since it came
    };
    struct Peer {
        RandomStream lazy;
        Duration phase;
        std::deque<Remembered> history;  // oldest first
        bool beating = false;
        std::uint64_t name_hash = 0;
    };

    static constexpr Duration kAskAgain = 3_s;  // gossipsub v1.1, IWantFollowupTime

    void receive(std::uint32_t member, std::uint32_t from, const RumourRef& rumour);
    void hold(std::uint32_t member, const RumourRef& rumour);
    void push(std::uint32_t member, const RumourRef& rumour);
    void send_copy(std::uint32_t from, std::uint32_t to, const RumourRef& rumour);
    void schedule_beat(std::uint32_t member);
    void beat(std::uint32_t member);
    [[nodiscard]] std::vector<std::uint32_t> draw_lazy_peers(std::uint32_t member) const;
    void hear_of(std::uint32_t member, std::uint32_t from, const RumourList& announced);
    void serve(std::uint32_t member, std::uint32_t to, const RumourList& wanted);
    [[nodiscard]] Bytes control_size(std::size_t ids);

    BroadcastGroup group_;
    GossipParams params_;
    std::vector<std::vector<std::uint32_t>> mesh_;
    std::vector<Peer> peers_;
    GossipTraffic traffic_;
};

}  // namespace sim
