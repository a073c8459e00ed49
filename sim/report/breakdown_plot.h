// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "sim/report/study_selection.h"

namespace sim {

/// FigureKind::Breakdown: a bar a point, from submission through the mean latency of each stage.
void plot_breakdown(const StudyDatabase& study, const std::filesystem::path& figure, const StudySelection& selection);

}  // namespace sim
