// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/world/chain_world.h"

namespace models {

/// What all validators' metrics give together.
[[nodiscard]] ValidatorMetrics total_of(const std::vector<std::unique_ptr<Validator>>& validators);
/// The part of finalized blocks' spacing that executing them and working out their roots takes, on the mean.
[[nodiscard]] double execution_share_of_interval(const ChainMetrics& metrics);
/// The part of finalized blocks of the load before which a round or slot was lost.
[[nodiscard]] double late_share(const ChainMetrics& metrics);
/// Finalized transactions and gas a second, from the start of the load up to the last final block with transactions.
[[nodiscard]] double throughput(const ChainRecorder& recorder);
[[nodiscard]] double gas_rate(const ChainRecorder& recorder);

/// What `headway run` prints.
[[nodiscard]] std::string summary(const ChainScenario& scenario, const ChainWorld& world);

}  // namespace models
