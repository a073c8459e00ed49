// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "sim/metrics/lifecycle.h"

namespace sim {

/// "HWAY" in PRAGMA application_id: what makes a SQLite file one of ours.
inline constexpr std::int64_t kApplicationId = 0x48574159;
/// PRAGMA user_version: raised when tables change.
inline constexpr std::int64_t kSchemaVersion = 2;

/// All tables and views that every results database has.
[[nodiscard]] std::string base_schema();

/// The table `<item>`, with a row for each item, and the view `v_<item>` with names and milliseconds.
[[nodiscard]] std::string lifecycle_schema(const LifecycleSpec& spec);

}  // namespace sim
