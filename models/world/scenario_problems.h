// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/error.h"
#include "sim/network/network_profile.h"
#include "sim/scenario/document.h"

namespace models {

/// What models find wrong with scenarios, beyond each value by itself. Keys are dotted paths.
[[nodiscard]] sim::InputProblem problem_at(const std::string& key, const std::string& message,
                                           const std::string& expected);
/// Adds the problems of a part, whose keys are relative to `prefix`.
void add_problems(const std::string& prefix, std::vector<sim::InputProblem> part,
                  std::vector<sim::InputProblem>& problems);
/// A region must be in the network profile.
void check_region(const std::string& key, const std::string& region, const sim::NetworkProfile& network,
                  std::vector<sim::InputProblem>& problems);
/// `regions` is a list of different regions of the profile, and not empty.
void check_regions(const sim::NetworkProfile& network, const std::vector<std::string>& regions,
                   std::vector<sim::InputProblem>& problems);
void check_distribution(const std::string& key, const sim::DurationDistribution& distribution,
                        std::vector<sim::InputProblem>& problems);
/// Places the problems of the scenario as a whole in the file, and throws them.
[[noreturn]] void throw_placed(const sim::Document& document, std::vector<sim::InputProblem> problems);

}  // namespace models
