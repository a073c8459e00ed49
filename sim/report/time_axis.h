// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

/// A mark on a time axis; minor ones have no label.
struct TimeTick {
    std::int64_t ns = 0;
    std::string label;
    [[nodiscard]] bool is_major() const { return !label.empty(); }
};

/// A logarithmic time axis in the units people use: 1 us, 10 us, ... 10 s, 1 min, 10 min, 1 h, 10 h, 100 h, with minor
/// ticks at their multiples. The first and the last tick enclose [low, high] as closely as ticks can, but at least two
/// major ticks are there; values beyond 1 us and 100 h are beyond the axis.
[[nodiscard]] std::vector<TimeTick> time_axis(std::int64_t low_ns, std::int64_t high_ns);

}  // namespace sim
