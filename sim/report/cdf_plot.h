// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "sim/report/study_selection.h"

namespace sim {

/// FigureKind::Cdf: a panel a stage, a line a point, a band from the lowest to the highest seed.
void plot_cdf(const StudyDatabase& study, const std::filesystem::path& figure, const StudySelection& selection);

}  // namespace sim
