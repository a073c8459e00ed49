// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <tuple>
#include <utility>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

namespace sim {

/// A mesh of peers that push what is new and announce what is old, as gossipsub does. The defaults are those of
/// Ethereum's consensus layer (consensus-specs, phase0/p2p-interface.md).
struct GossipParams {
    std::uint32_t degree = 8;
    std::uint32_t degree_low = 6;
    std::uint32_t degree_high = 12;
    std::uint32_t degree_lazy = 6;
    Duration heartbeat = 700_ms;
    std::uint32_t history_length = 6;
    std::uint32_t history_gossip = 3;
    Duration validation_delay = 0_ns;
    Bytes message_header = 100_B;
    Bytes control_header = 60_B;
    Bytes message_id = 20_B;

    static constexpr auto schema() {
        using P = GossipParams;
        return std::tuple{
            Field{"degree", &P::degree, "Peers that a node wants in its mesh (gossipsub D).",
                  Bounds<std::uint32_t>{.low = 1}},
            Field{"degree_low", &P::degree_low, "Fewest peers in a mesh where the group is larger (D_low).",
                  Bounds<std::uint32_t>{.low = 1}},
            Field{"degree_high", &P::degree_high, "Most peers in a mesh (D_high).", Bounds<std::uint32_t>{.low = 2}},
            Field{"degree_lazy", &P::degree_lazy,
                  "Peers outside the mesh told of each object at a heartbeat (D_lazy)."},
            Field{"heartbeat", &P::heartbeat, "Time between two announcements.", Bounds<Duration>{.low = 1_ms}},
            Field{"history_length", &P::history_length, "Heartbeats for which an object can be asked for (mcache_len).",
                  Bounds<std::uint32_t>{.low = 1}},
            Field{"history_gossip", &P::history_gossip, "Heartbeats for which it is announced (mcache_gossip)."},
            Field{"validation_delay", &P::validation_delay,
                  "Time that each hop checks an object before it forwards it.", Bounds<Duration>{.low = 0_ns}},
            Field{"message_header", &P::message_header, "Bytes around an object: topic, framing, transport headers.",
                  Bounds<Bytes>{.low = 0_B}},
            Field{"control_header", &P::control_header, "Bytes of an IHAVE or IWANT without its message ids.",
                  Bounds<Bytes>{.low = 0_B}},
            Field{"message_id", &P::message_id, "Bytes of a message id.", Bounds<Bytes>{.low = 0_B}},
        };
    }
};
static_assert(schema_is_complete<GossipParams>());

/// In which order an author sends the packets of one object.
enum class ChunkOrder {
    Interleaved,  ///< Each first hop in turn gets one.
    Contiguous,   ///< All packets of one first hop follow each other.
};
template <>
struct EnumNames<ChunkOrder> {
    static constexpr std::pair<ChunkOrder, const char*> names[] = {
        {ChunkOrder::Interleaved, "interleaved"},
        {ChunkOrder::Contiguous, "contiguous"},
    };
};

/// Erasure-coded broadcast over two hops, as RaptorCast does. The defaults are those of Monad's version 0: a UDP
/// payload of 1472 bytes is a header of 108, a Merkle proof of 20 * (6 - 1), a chunk header of 24 and 1240 of symbol.
struct ErasureCodedParams {
    Share redundancy = Share::percent(250);
    Share decode_overhead = Share::percent(110);
    Bytes symbol = 1240_B;
    Bytes packet_header = 232_B;
    Bytes datagram_header = 28_B;
    ChunkOrder chunk_order = ChunkOrder::Interleaved;

    static constexpr auto schema() {
        using P = ErasureCodedParams;
        return std::tuple{
            Field{"redundancy", &P::redundancy, "Encoded symbols as a share of the source symbols.",
                  Bounds<Share>{.low = Share::percent(100), .high = Share::percent(10'000)}},
            Field{"decode_overhead", &P::decode_overhead,
                  "Different symbols that a node needs to decode, as a share of the source symbols.",
                  Bounds<Share>{.low = Share::percent(100), .high = Share::percent(1'000)}},
            Field{"symbol", &P::symbol, "Encoded bytes of the object in a packet.", Bounds<Bytes>{.low = 1_B}},
            Field{"packet_header", &P::packet_header, "Bytes of the protocol in a packet: signature, proof, ids.",
                  Bounds<Bytes>{.low = 0_B}},
            Field{"datagram_header", &P::datagram_header, "Bytes around a packet on the line: UDP and IP.",
                  Bounds<Bytes>{.low = 0_B}},
            Field{"chunk_order", &P::chunk_order, "Order in which the author sends the packets of one object."},
        };
    }
};
static_assert(schema_is_complete<ErasureCodedParams>());

/// How a block, or another object, gets from its author to a group of nodes.
struct DisseminationParams {
    enum class Kind {
        Direct,        ///< The author sends it to each.
        Gossip,        ///< Peers of a mesh forward it.
        ErasureCoded,  ///< Each node forwards a part of the encoded packets to all.
    };
    Kind kind = Kind::Direct;
    GossipParams gossip;
    ErasureCodedParams erasure_coded;

    static constexpr auto schema() {
        using P = DisseminationParams;
        return std::tuple{
            Field{"kind", &P::kind, "Way of the object; the parameters of the other kinds are without meaning then."},
            Field{"gossip", &P::gossip, "The mesh of kind gossip."},
            Field{"erasure_coded", &P::erasure_coded, "The code of kind erasure_coded."},
        };
    }
};
static_assert(schema_is_complete<DisseminationParams>());

template <>
struct EnumNames<DisseminationParams::Kind> {
    using Kind = DisseminationParams::Kind;
    static constexpr std::pair<Kind, const char*> names[] = {
        {Kind::Direct, "direct"},
        {Kind::Gossip, "gossip"},
        {Kind::ErasureCoded, "erasure_coded"},
    };
};

}  // namespace sim
