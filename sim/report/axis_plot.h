// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "sim/report/axis_figure.h"

namespace sim {

/// FigureKind::Axis: metrics against an axis, a panel a unit, a line a variant and metric, bands over seeds.
void plot_axis(const std::filesystem::path& figure, const AxisFigure& content);

}  // namespace sim
