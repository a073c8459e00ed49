// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document.h"

namespace sim {

/// The one YAML document in `text` with aliases and merge keys resolved. Problems that leave it readable (duplicate
/// keys, bad merges, tags) are added to `problems`; throws InputError where nothing can be read.
[[nodiscard]] Node read_yaml(std::string_view text, std::shared_ptr<const Source> source,
                             std::vector<InputProblem>& problems);

/// Throws InputError at the first byte that keeps `text` from being a YAML file of ours: not UTF-8, a control
/// character, indented with a tab, or larger than Document::kMaxBytes.
void check_text(std::string_view text, const std::string& name);

/// Throws InputError with this one problem.
[[noreturn]] void reject(const SourcePosition& where, const std::string& message, const std::string& expected,
                         const std::string& suggestion = {});

/// The column (counted in characters from 1) of the byte at `offset` in `line`.
[[nodiscard]] int character_column(std::string_view line, std::size_t offset);

/// Lines of `text` without their line ends.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

}  // namespace sim
