// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/random.h"
#include "sim/network/dissemination.h"

namespace sim {

/// What all kinds of dissemination know of their group: members counted from 0, in the order given.
class BroadcastGroup {
  public:
    BroadcastGroup(Network& network, const std::string& name, std::vector<Member> members);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(members_.size()); }
    [[nodiscard]] const Member& operator[](std::uint32_t member) const { return members_[member]; }
    [[nodiscard]] const std::vector<Member>& members() const { return members_; }
    /// CHECKs that the node is a member.
    [[nodiscard]] std::uint32_t member(NodeId node) const;
    /// The actor as which that member's events run.
    [[nodiscard]] ActorId actor(std::uint32_t member) const { return network_.actor(members_[member].node); }
    [[nodiscard]] const std::string& name(std::uint32_t member) const;
    /// The link between two members, made when first asked for.
    [[nodiscard]] LinkId link(std::uint32_t from, std::uint32_t to);
    /// Draws of that purpose that belong to this group and that member, or to an unordered pair of members.
    [[nodiscard]] RandomStream random(Purpose purpose, std::uint32_t member) const;
    [[nodiscard]] RandomStream random(Purpose purpose, std::uint32_t one, std::uint32_t other) const;

    [[nodiscard]] Network& network() const { return network_; }
    [[nodiscard]] Simulation& simulation() const { return network_.simulation(); }

  private:
    Network& network_;
    std::string name_;
    std::vector<Member> members_;
    std::vector<std::uint32_t> member_of_;    // by node; kNone for others
    std::vector<std::vector<LinkId>> links_;  // [from][to], a row when first used
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};
};

}  // namespace sim
