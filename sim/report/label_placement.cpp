// SPDX-License-Identifier: MIT
#include "sim/report/label_placement.h"

#include <algorithm>
#include <cstddef>

namespace sim {

namespace {

constexpr double kGap = 8;  ///< Between a point's centre and its text.
constexpr std::size_t kMostLabels = 10;

struct Interval {
    double low;
    double high;
};

Interval interval_of(const PointLabel& label, LabelSide side) {
    if (side == LabelSide::Right) return {label.x + kGap, label.x + kGap + label.width};
    return {label.x - kGap - label.width, label.x - kGap};
}

bool fits(const std::vector<PointLabel>& labels, const std::vector<LabelSide>& sides, std::size_t i,
          double line_width) {
    const Interval mine = interval_of(labels[i], sides[i]);
    if (mine.low < 0 || mine.high > line_width) return false;
    for (std::size_t j = 0; j < labels.size(); ++j) {
        if (j == i) continue;
        if (labels[j].x > mine.low - kGap / 2 && labels[j].x < mine.high + kGap / 2) return false;
        if (j >= sides.size() || sides[j] == LabelSide::Hidden) continue;
        const Interval other = interval_of(labels[j], sides[j]);
        if (mine.low < other.high && other.low < mine.high) return false;
    }
    return true;
}

}  // namespace

std::vector<LabelSide> place_labels(const std::vector<PointLabel>& labels, double line_width) {
    const std::size_t count = std::min(labels.size(), kMostLabels);
    std::vector<LabelSide> best(labels.size(), LabelSide::Hidden);
    std::size_t best_score = 0;
    for (std::size_t choice = 0; choice < (std::size_t{1} << count); ++choice) {
        std::vector<LabelSide> sides(labels.size(), LabelSide::Hidden);
        for (std::size_t i = 0; i < count; ++i) sides[i] = (choice >> i & 1U) == 0 ? LabelSide::Right : LabelSide::Left;
        // A text that does not fit is hidden before the next one is looked at, so that it takes nobody's room.
        std::size_t score = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!fits(labels, sides, i, line_width))
                sides[i] = LabelSide::Hidden;
            else
                score += sides[i] == LabelSide::Right ? 21 : 20;  // one more text is worth more than any side
        }
        if (score > best_score) {
            best_score = score;
            best = sides;
        }
    }
    return best;
}

}  // namespace sim
