// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace sim {

/// A small dense number that names one thing; ids of different things do not mix.
template <class Tag>
struct Id {
    std::uint32_t value = 0;
    constexpr Id() = default;
    constexpr explicit Id(std::uint32_t v) : value(v) {}
    constexpr auto operator<=>(const Id&) const = default;
    [[nodiscard]] constexpr std::size_t index() const { return value; }
};

using ActorId = Id<struct ActorTag>;    ///< Something that sends events: the origin in the event order.
using NodeId = Id<struct NodeTag>;      ///< A machine in the network.
using SiteId = Id<struct SiteTag>;      ///< A place (a cloud region) in the network.
using LinkId = Id<struct LinkTag>;      ///< A directed connection between two nodes.
using EntityId = Id<struct EntityTag>;  ///< What a metric row is about.

}  // namespace sim
