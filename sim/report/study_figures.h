// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/store/study.h"

namespace sim {

enum class FigureKind : std::uint8_t {
    Axis,       ///< Metrics against an axis, with bands over seeds.
    Cdf,        ///< The distribution of latency, a panel a stage, a line a point.
    Breakdown,  ///< Mean latency from stage to stage, a bar a point.
};

struct FigureRequest {
    FigureKind kind = FigureKind::Cdf;
    std::string axis = {};                                     ///< Of Axis; empty: the study's first.
    std::vector<std::string> metrics = {};                     ///< Of Axis; empty: p50 and p99 of the first stage.
    std::vector<std::string> stages = {};                      ///< By name; empty: all.
    std::vector<std::pair<std::string, std::string>> at = {};  ///< Only points with these axis values or variants.
    std::vector<std::size_t> points = {};                      ///< Only these, in this order; empty: all.
};

/// Draws a figure of a study, with script and data beside it (see draw_figure). Throws StoreError if there is nothing
/// to draw or a name is unknown, InputError for an unknown ending, FigureError if gnuplot fails.
void plot_study(const StudyDatabase& study, const std::filesystem::path& figure, const FigureRequest& request);

}  // namespace sim
