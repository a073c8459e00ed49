// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.h"
#include "sim/cli/cli.h"

namespace sim {

/// The scenario in `file` with `--set` assignments, accepted by the model that it names. Throws InputError.
[[nodiscard]] std::unique_ptr<Experiment> load_experiment(const Catalogue& catalogue, const std::string& file,
                                                          const std::vector<std::string>& assignments);

/// `KEY=VALUE` and where it is written; without a position it is `--set`.
struct Assignment {
    std::string text;
    std::optional<SourcePosition> where = {};
};
/// The same with assignments from anywhere.
[[nodiscard]] std::unique_ptr<Experiment> load_experiment(const Catalogue& catalogue, const std::string& file,
                                                          const std::vector<Assignment>& assignments);

/// The model called `name`, or null.
[[nodiscard]] const Model* find_model(const Catalogue& catalogue, const std::string& name);

/// Prints problems with the lines that they are about: at most 20, then how many more there are.
void print_problems(Console& console, const std::vector<InputProblem>& problems);

}  // namespace sim
