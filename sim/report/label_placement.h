// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace sim {

/// A text that stands beside a point of one horizontal line, all in the same unit of length.
struct PointLabel {
    double x = 0;      ///< Where the point is.
    double width = 0;  ///< Of the text.
};

enum class LabelSide : std::uint8_t { Right, Left, Hidden };

/// Puts each text to the right or to the left of its point, so that none covers another text or another point or leaves
/// [0, `line_width`]. A text for which there is no room is hidden; right is preferred. Up to 10 points are tried in all
/// combinations; further ones are hidden.
[[nodiscard]] std::vector<LabelSide> place_labels(const std::vector<PointLabel>& labels, double line_width);

}  // namespace sim
