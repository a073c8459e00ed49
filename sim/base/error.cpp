// SPDX-License-Identifier: MIT
#include "sim/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace sim {
namespace {

std::string join_lines(const std::vector<InputProblem>& problems) {
    std::string text;
    for (const InputProblem& problem : problems) {
        if (!text.empty()) text += '\n';
        text += problem.to_string();
    }
    return text;
}

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string
/// alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last;
    std::vector<std::size_t> last(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1, i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            row[j + 1] = std::min({last[j] + (a[i] == b[j] ? 0 : 1), row[j] + 1, last[j + 1] + 1});
            const bool swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            if (swapped) row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
        }
        before_last = std::exchange(last, std::move(row));
    }
    return last.back();
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace

std::string InputProblem::to_string() const {
    std::string text;
    if (!where.file.empty()) text += where.file + ":";
    if (where.line > 0) text += fmt::format("{}:", where.line);
    if (where.line > 0 && where.column > 0) text += fmt::format("{}:", where.column);
    if (!text.empty()) text += ' ';
    text += "error: " + message;
    if (!expected.empty()) text += "; expected " + expected;
    if (!suggestion.empty()) text += "; did you mean '" + suggestion + "'?";
    return text;
}

InputError::InputError(std::vector<InputProblem> problems)
    : std::runtime_error(join_lines(problems)), problems_(std::move(problems)) {}

InputError::InputError(InputProblem problem) : InputError(std::vector<InputProblem>{std::move(problem)}) {}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
    const std::string wanted = lower_case(name);
    std::string nearest;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        // A wrong case alone is no distance at all, but an exact name would not have been looked up here.
        const std::size_t distance = edit_distance(wanted, lower_case(candidate));
        if (distance * 3 > std::max(name.size(), candidate.size())) continue;
        if (nearest.empty() || distance < least) {
            nearest = candidate;
            least = distance;
        }
    }
    return nearest;
}

}  // namespace sim
