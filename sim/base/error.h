// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A place in an input file; line and column count from 1, 0 means unknown.
struct SourcePosition {
    std::string file = {};
    int line = 0;
    int column = 0;
};

/// One thing wrong with what the user gave.
struct InputProblem {
    SourcePosition where = {};
    std::string key = {};         ///< Dotted path of the parameter, if it is about one.
    std::string message = {};     ///< What was found and what is wrong with it.
    std::string expected = {};    ///< What would be right, e.g. "a duration with its unit, such as 10ms".
    std::string suggestion = {};  ///< The nearest valid name, or empty.

    /// `file:line:col: error: message; expected ...; did you mean ...?`
    [[nodiscard]] std::string to_string() const;
};

/// Wrong input (scenario, command line, file), with every problem found. Caught in main only.
class InputError : public std::runtime_error {
  public:
    explicit InputError(std::vector<InputProblem> problems);
    explicit InputError(InputProblem problem);
    [[nodiscard]] const std::vector<InputProblem>& problems() const { return problems_; }

  private:
    std::vector<InputProblem> problems_;
};

/// The candidate nearest to `name` by edit distance (at most a third of the longer name), or empty.
[[nodiscard]] std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace sim
