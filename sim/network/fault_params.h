// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

namespace sim {

/// A cut between some nodes and all others.
struct PartitionParams {
    std::vector<std::string> regions;
    std::vector<std::string> nodes;
    Duration from;
    std::optional<Duration> until;

    static constexpr auto schema() {
        using P = PartitionParams;
        return std::tuple{
            Field{"regions", &P::regions, "Regions whose nodes are cut off from all that are not listed."},
            Field{"nodes", &P::nodes, "Nodes that are on the side of these regions, too."},
            Field{"from", &P::from, "When the cut begins, from the start of the run.", Bounds<Duration>{.low = 0_ns}},
            Field{"until", &P::until, "When it heals; without it, never."},
        };
    }
};
static_assert(schema_is_complete<PartitionParams>());

/// Nodes that nothing reaches and from which nothing comes.
struct OfflineParams {
    std::vector<std::string> nodes;
    Duration from;
    std::optional<Duration> until;

    static constexpr auto schema() {
        using P = OfflineParams;
        return std::tuple{
            Field{"nodes", &P::nodes, "Nodes that are off the network, each for itself."},
            Field{"from", &P::from, "Since when, from the start of the run.", Bounds<Duration>{.low = 0_ns}},
            Field{"until", &P::until, "When they are back; without it, never."},
        };
    }
};
static_assert(schema_is_complete<OfflineParams>());

/// What goes wrong in the network. What that does to messages: sim/network/faults.h.
struct NetworkFaultParams {
    Share packet_loss;
    Duration retransmission_timeout = 200_ms;
    std::vector<PartitionParams> partitions;
    std::vector<OfflineParams> offline;

    static constexpr auto schema() {
        using P = NetworkFaultParams;
        return std::tuple{
            Field{"packet_loss", &P::packet_loss, "Probability that a packet gets lost, for each packet by itself.",
                  Bounds<Share>{.low = Share{}, .high = Share::percent(90)}},
            Field{"retransmission_timeout", &P::retransmission_timeout,
                  "What a stream waits for an acknowledgement beyond a round trip before it sends again.",
                  Bounds<Duration>{.low = 1_ms}},
            Field{"partitions", &P::partitions, "Cuts between some nodes and all others."},
            Field{"offline", &P::offline, "Nodes that are off the network for a time."},
        };
    }
};
static_assert(schema_is_complete<NetworkFaultParams>());

}  // namespace sim
