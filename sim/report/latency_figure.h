// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/store/result_reader.h"

namespace sim {

/// The share of items (0 to 100 %) whose latency is at most `ns`.
struct CdfPoint {
    std::int64_t ns = 0;
    double percent = 0;
};

/// The latency of one stage, to be drawn as one curve.
struct LatencyCurve {
    std::string label;
    std::string reached;  ///< The share of items that reached the stage, e.g. "99.9 %".
    std::int64_t max_ns = 0;
    std::vector<CdfPoint> curve;  ///< From (lowest, 0) to (highest, 100), ascending.
    std::vector<CdfPoint> marks;  ///< p50, p90 and p99.
};

/// What the latency figure shows, apart from how.
struct LatencyFigure {
    std::string title;
    std::string subtitle;
    std::vector<LatencyCurve> curves;  ///< At least one; stages that nothing reached are left out.
};

/// The lifecycle with the most items in `results`. Throws StoreError if nothing was recorded that could be drawn.
[[nodiscard]] LatencyFigure latency_figure(const ResultReader& results);

}  // namespace sim
