// SPDX-License-Identifier: MIT
#include "sim/network/broadcast_group.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace sim {
namespace {

constexpr LinkId kNoLink = LinkId(~std::uint32_t{0});

}  // namespace

BroadcastGroup::BroadcastGroup(Network& network, const std::string& name, std::vector<Member> members)
    : network_(network),
      name_(name),
      members_(std::move(members)),
      member_of_(network.topology().nodes(), kNone),
      links_(members_.size()) {
    for (std::uint32_t i = 0; i < size(); ++i) {
        const std::size_t node = members_[i].node.index();
        CHECK(node < member_of_.size());
        CHECK(member_of_[node] == kNone, "a node is in a group once");
        member_of_[node] = i;
    }
}

std::uint32_t BroadcastGroup::member(NodeId node) const {
    CHECK(node.index() < member_of_.size() && member_of_[node.index()] != kNone, "the author is not in the group");
    return member_of_[node.index()];
}

const std::string& BroadcastGroup::name(std::uint32_t member) const {
    return network_.topology().name(members_[member].node);
}

LinkId BroadcastGroup::link(std::uint32_t from, std::uint32_t to) {
    std::vector<LinkId>& row = links_[from];
    if (row.empty()) row.resize(members_.size(), kNoLink);
    if (row[to] == kNoLink) row[to] = network_.connect(members_[from].node, members_[to].node);
    return row[to];
}

RandomStream BroadcastGroup::random(Purpose purpose, std::uint32_t member) const {
    return {network_.simulation().seed(), purpose, Purpose::named(name_ + " of " + name(member)).value};
}

RandomStream BroadcastGroup::random(Purpose purpose, std::uint32_t one, std::uint32_t other) const {
    const auto [first, second] = std::minmax(name(one), name(other));
    return {network_.simulation().seed(), purpose, Purpose::named(name_ + " of " + first + " and " + second).value};
}

}  // namespace sim
