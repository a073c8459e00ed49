// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/quantity.h"
#include "sim/network/dissemination_params.h"
#include "sim/network/network.h"

namespace sim {

/// A node that takes part in a broadcast group, and its weight (its stake) in the choice of who forwards what.
struct Member {
    NodeId node;
    std::uint64_t weight = 1;
};

/// An object on its way to a group.
struct BroadcastObject {
    using Deliver = std::function<void(NodeId receiver)>;

    Bytes size;
    std::uint64_t digest = 0;  ///< Goes into the run's fingerprint at every delivery.
    Deliver deliver;           ///< Called at each receiver; holds what it needs, such as the block.
};

/// Brings objects from one member of a group to all others.
///
/// Each other member gets one event `deliver(receiver)` when it has the whole object, and none if that never happens
/// (packets lost, nodes cut off). The author gets none. Time that receivers compute (validating, decoding) is left to
/// them, but for gossip's delay before it forwards. Objects use the bulk lane of the access links, so that votes pass
/// them (sim/network/access_queue.h); every byte is on somebody's uplink and downlink.
///
/// - `direct`: the author sends a copy to each, one after another on its uplink, beginning at a member that is drawn
///   anew for each object, so that nobody is always last.
/// - `gossip`: see sim/network/gossip.h.
/// - `erasure_coded`: see sim/network/erasure_coded.h.
class Dissemination {
  public:
    virtual ~Dissemination() = default;

    /// Sends now. `author` is a member.
    virtual void broadcast(NodeId author, BroadcastObject object) = 0;
    /// CHECKs that packets sent = delivered + dropped + in flight, as counted from what really is in flight. The
    /// network's own check covers what goes through Network::send.
    virtual void check_conservation() const {}
};

/// A group over that network. `name` keys its random draws, so that a group does not disturb another. The members are
/// different nodes, their weights not all zero; the network outlives the group, and the group its last delivery.
[[nodiscard]] std::unique_ptr<Dissemination> make_dissemination(Network& network, const DisseminationParams& params,
                                                                const std::string& name, std::vector<Member> members);

}  // namespace sim
