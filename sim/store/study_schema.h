// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

/// "HWST" in PRAGMA application_id: a database of many runs.
inline constexpr std::int64_t kStudyApplicationId = 0x48575354;
inline constexpr std::int64_t kStudySchemaVersion = 1;

/// All tables, and views with a column for each axis.
[[nodiscard]] std::string study_schema(const std::vector<std::string>& axes);

}  // namespace sim
