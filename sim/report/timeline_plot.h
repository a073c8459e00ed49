// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace sim {

/// Draws what took time in the results database `results`: a row of bars a track (such as agreeing on blocks above,
/// executing them below), each item in its own colour throughout, so that overlap and waiting show. Files, endings and
/// errors are those of plot_latency.
void plot_timeline(const std::filesystem::path& results, const std::filesystem::path& figure);

}  // namespace sim
