// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/report/study_figures.h"

namespace sim {

/// What of a study a figure shows.
struct StudySelection {
    StudyHeader header;
    std::vector<std::size_t> points;  ///< At least one.
    std::vector<StudyStage> stages;   ///< Of the lifecycle that has them; at least one unless the study has none.
    std::size_t seeds = 0;            ///< The most that any point has.
    std::size_t failed = 0;           ///< Runs that are missing because they failed.
};

/// Throws StoreError if a name is unknown (with the nearest one) or nothing is left.
[[nodiscard]] StudySelection select(const StudyDatabase& study, const FigureRequest& request);

/// What a figure calls the point.
[[nodiscard]] std::string point_label(const StudySelection& selection, std::size_t point);
/// "Latency from submission: 12 seeds a line, ..." with what is missing, if anything.
[[nodiscard]] std::string study_subtitle(const StudySelection& selection, const std::string& what);
/// "the title of the study"; or of its scenario.
[[nodiscard]] std::string study_title(const StudySelection& selection);
/// Throws StoreError: there is no `what` called `name`.
[[noreturn]] void reject_study_name(const std::string& what, const std::string& name,
                                    const std::vector<std::string>& known);

}  // namespace sim
