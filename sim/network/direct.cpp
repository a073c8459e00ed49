// SPDX-License-Identifier: MIT
#include "sim/network/direct.h"

#include <memory>
#include <utility>

namespace sim {
namespace {

constexpr Purpose kOrder = Purpose::named("dissemination.direct.order");

}  // namespace

void Direct::broadcast(NodeId author, BroadcastObject object) {
    const std::uint32_t from = group_.member(author);
    const std::uint32_t size = group_.size();
    if (size == 1) return;
    const std::uint64_t draw = group_.random(kOrder, from).bits(broadcasts_[from]++);
    const auto first = static_cast<std::uint32_t>(uniform_below(draw, size - 1));
    const auto shared = std::make_shared<const BroadcastObject>(std::move(object));
    for (std::uint32_t i = 0; i + 1 < size; ++i) {
        const std::uint32_t to = (from + 1 + (first + i) % (size - 1)) % size;
        group_.network().send(group_.link(from, to), shared->size, Lane::Bulk,
                              [this, shared, receiver = group_[to].node] {
                                  group_.simulation().mix(shared->digest);
                                  shared->deliver(receiver);
                              });
    }
}

}  // namespace sim
