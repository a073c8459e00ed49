// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "sim/network/broadcast_group.h"

namespace sim {

/// Draws a connected mesh: for each member its peers, in order. Pairs come in a keyed random order; each is joined if
/// both ends have fewer than `degree` peers; then those who have fewer than `degree_low` join any that have fewer than
/// `degree_high`; then parts that do not hang together are joined by the first pair that can. A group of at most
/// `degree` + 1 members is complete. A further member leaves the order of all other pairs as it was.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> draw_mesh(const BroadcastGroup& group,
                                                                const GossipParams& params);

}  // namespace sim
