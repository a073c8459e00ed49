// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/conformance/case_result.h"

namespace models {

/// A JSON file below the folder that is run, or something there that cannot be.
struct FoundFixture {
    std::filesystem::path path;
    std::string name;  ///< Relative to the folder, with '/'.
    std::uintmax_t size = 0;
    std::optional<CaseResult> instead = {};  ///< What to report instead of running it.
};

struct FoundFixtures {
    std::vector<FoundFixture> files;                 ///< In order of their names.
    std::map<std::string, std::size_t> other_files;  ///< That are not JSON, by their ending.
};

/// Looks through a folder and all below it, links to folders included; a folder that has been seen under another name
/// is left out. `folder` may also be one file, of whatever ending.
[[nodiscard]] FoundFixtures find_fixtures(const std::filesystem::path& folder);

}  // namespace models
