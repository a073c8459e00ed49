// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sim/report/study_selection.h"

namespace sim {

/// A metric at one value of the axis: mean over the seeds and its 95 % interval.
struct AxisPoint {
    double x = 0;
    double mean = 0;
    double low = 0;
    double high = 0;
};

/// One metric of the points that differ by the axis only.
struct AxisLine {
    std::string label;
    std::size_t group = 0;          ///< Lines of the same points have the same colour.
    std::size_t metric = 0;         ///< Lines of the same metric have the same dashes.
    std::vector<AxisPoint> points;  ///< By x.
};

struct AxisTick {
    double x = 0;
    std::string label;
};

/// Lines in the same unit, one above the other.
struct AxisPanel {
    std::string unit;
    std::vector<AxisLine> lines;
};

/// What the figure of a metric against an axis shows, apart from how.
struct AxisFigure {
    std::string title;
    std::string subtitle;
    std::string axis;
    std::vector<AxisTick> ticks;  ///< The values of the axis; by number if all are, else 0, 1, 2, ...
    std::vector<AxisPanel> panels;
};

/// Throws StoreError if the study has no axis, an unknown name is asked for, or nothing was measured.
[[nodiscard]] AxisFigure axis_figure(const StudyDatabase& study, const StudySelection& selection,
                                     const FigureRequest& request);

}  // namespace sim
