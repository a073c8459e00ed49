// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/catalogue.h"
#include "sim/cli/scenario_file.h"
#include "sim/store/study.h"

namespace sim {

/// A point of a study that is still to be made: a scenario file and what is changed in it.
struct PointRecipe {
    StudyPoint point;  ///< Name, variant and axis values.
    std::string file;
    std::vector<Assignment> assignments = {};
};

/// What is to be run: every point under every seed.
struct StudyPlan {
    StudyHeader header;
    std::vector<std::unique_ptr<Experiment>> experiments;  ///< One a point.
    std::vector<std::string> commands;                     ///< One a point: runs it, but for the seed.
    std::vector<std::uint64_t> seeds;
    std::optional<SimTime> until;
};

/// Adds the points to `plan`. Throws InputError with all that is wrong with any of them.
void add_points(StudyPlan& plan, const Catalogue& catalogue, const std::vector<PointRecipe>& recipes);

}  // namespace sim
