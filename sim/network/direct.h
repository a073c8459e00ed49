// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network/broadcast_group.h"

namespace sim {

/// The author sends a copy to each other member, as a stream.
class Direct final : public Dissemination {
  public:
    Direct(Network& network, const std::string& name, std::vector<Member> members)
        : group_(network, name, std::move(members)), broadcasts_(group_.size()) {}

    void broadcast(NodeId author, BroadcastObject object) override;

  private:
    BroadcastGroup group_;
    std::vector<std::uint64_t> broadcasts_;  // so far, by author
};

}  // namespace sim
