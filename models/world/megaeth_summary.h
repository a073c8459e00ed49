// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/world/megaeth_world.h"

namespace models {

/// One node's metrics of a role, all entities together.
[[nodiscard]] ReplicaMetrics total_of(const std::vector<std::unique_ptr<Replica>>& replicas);
[[nodiscard]] FullNodeMetrics total_of(const std::vector<std::unique_ptr<FullNode>>& full_nodes);

/// What `headway run` prints.
[[nodiscard]] std::string summary(const MegaEthScenario& scenario, const MegaEthWorld& world);

}  // namespace models
