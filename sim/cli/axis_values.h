// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/study.h"

namespace sim {

/// `1..4` is 1, 2, 3, 4 and `10..50..20ms` is 10ms, 30ms, 50ms; anything else is one value, as it stands. Nothing for
/// a range that goes down, has no step, or has more than 10,000 values.
[[nodiscard]] std::optional<std::vector<std::string>> expand_values(std::string_view text);

/// `text` with its number, if it is one, in the base unit of its kind: "10ms" is 0.01 s, "30Mgas" 30,000,000 gas.
[[nodiscard]] AxisValue axis_value(const std::string& axis, const std::string& text);

/// `12` is the seeds 1 to 12, `5..20` those. Nothing if it is neither, or more than 10,000.
[[nodiscard]] std::optional<std::vector<std::uint64_t>> parse_seeds(std::string_view text);
inline constexpr const char* kExpectedSeeds = "a number of seeds such as 12, or a range such as 5..20";

}  // namespace sim
