// SPDX-License-Identifier: MIT
#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "sim/scenario/document.h"
#include "sim/scenario/yaml_reader.h"

namespace sim {
namespace {

/// Longer lines are not shown: they would fill the screen and the caret would be lost.
constexpr std::size_t kMaxShownLine = 160;

std::string line_of(const SourcePosition& where) {
    std::ifstream file(where.file, std::ios::binary);
    std::string line;
    for (int number = 0; number < where.line; ++number)
        if (!std::getline(file, line)) return {};
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

/// Number of characters of the word that begins at byte `start`.
std::size_t word_length(std::string_view line, std::size_t start) {
    const std::string_view rest = line.substr(start);
    if (rest.starts_with('"') || rest.starts_with('\'')) {
        const std::size_t close = rest.find(rest.front(), 1);
        if (close != std::string_view::npos) return static_cast<std::size_t>(character_column(rest, close));
    }
    const std::size_t bytes = std::min(rest.find_first_of(" \t:,]}#"), rest.size());
    return static_cast<std::size_t>(character_column(rest, bytes)) - 1;
}

}  // namespace

std::string describe(const InputProblem& problem) {
    std::string text = problem.to_string();
    if (problem.where.line <= 0 || problem.where.column <= 0) return text;
    std::string line = line_of(problem.where);
    if (line.empty() || line.size() > kMaxShownLine) return text;
    // A tab takes an unknown width on the screen, anything else one column.
    std::replace(line.begin(), line.end(), '\t', ' ');
    std::size_t start = 0;
    while (start < line.size() && character_column(line, start) < problem.where.column) ++start;
    const std::string number = std::to_string(problem.where.line);
    const std::size_t tail = std::max<std::size_t>(word_length(line, start), 1) - 1;
    text += "\n  " + number + " | " + line;
    text += "\n  " + std::string(number.size(), ' ') + " | " +
            std::string(static_cast<std::size_t>(problem.where.column) - 1, ' ') + '^' + std::string(tail, '~');
    return text;
}

void sort_problems(std::vector<InputProblem>& problems, const std::string& main_file) {
    std::map<std::string, std::size_t> file_order{{main_file, 0}};
    for (const InputProblem& problem : problems) {
        const bool command_line = problem.where.file.starts_with("--");
        file_order.emplace(problem.where.file, file_order.size() + (command_line ? problems.size() + 1 : 0));
    }
    std::multimap<std::tuple<std::size_t, int, int>, InputProblem> sorted;  // keeps the order of equal places
    for (InputProblem& problem : problems) {
        const std::tuple place(file_order.at(problem.where.file), problem.where.line, problem.where.column);
        // A file that is included twice, or an alias, would say everything twice.
        const auto [first, last] = sorted.equal_range(place);
        const bool repeated = problem.where.line > 0 && std::any_of(first, last, [&](const auto& known) {
                                  return known.second.expected == problem.expected;
                              });
        if (!repeated) sorted.emplace(place, std::move(problem));
    }
    problems.clear();
    for (auto& [place, problem] : sorted) problems.push_back(std::move(problem));
}

}  // namespace sim
