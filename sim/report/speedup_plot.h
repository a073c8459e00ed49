// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace sim {

/// Draws how much faster than serial execution a number of workers is, as recorded in the results database `results`:
/// a thin line for each item that was executed, the median and all together in bold, and the ideal. Files, endings and
/// errors are those of plot_latency.
void plot_speedup(const std::filesystem::path& results, const std::filesystem::path& figure);

}  // namespace sim
