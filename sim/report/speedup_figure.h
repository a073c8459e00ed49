// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/store/result_reader.h"

namespace sim {

struct SpeedUpPoint {
    double workers = 0;
    double speed_up = 0;
};

/// What the speed-up figure shows, apart from how. Lines ascend by workers.
struct SpeedUpFigure {
    std::string title;
    std::string subtitle;
    std::string item;                              ///< The kind of what is executed.
    std::vector<std::vector<SpeedUpPoint>> items;  ///< At least one, none of them empty.
    std::vector<SpeedUpPoint> median;              ///< Over the items.
    std::vector<SpeedUpPoint> together;            ///< All items one after the other.
};

/// From the entities `execution` of `results`, each of which is the execution of its parent on `execution.workers`
/// workers. Items without a speed-up, since there was nothing to do, are left out, and so are executions with figures
/// that no execution has (the subtitle says how many). Throws StoreError if none is left.
[[nodiscard]] SpeedUpFigure speed_up_figure(const ResultReader& results);

}  // namespace sim
