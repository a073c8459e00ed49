// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace sim {

/// Draws how long items took from submission to each stage, as recorded in the results database `results`: one curve a
/// stage (share of items against latency on a logarithmic axis) with p50, p90 and p99 marked.
/// The ending of `figure` picks the format: .svg, .png or .pdf. Beside it stays `<figure>.gp`: the gnuplot script with
/// its data, which draws the figure again and can be edited.
/// Throws InputError for an unknown ending, StoreError if there is nothing to draw, FigureError if gnuplot fails.
void plot_latency(const std::filesystem::path& results, const std::filesystem::path& figure);

}  // namespace sim
