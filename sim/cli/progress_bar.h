// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "sim/base/time.h"

namespace sim {

/// How far a run, or other long work, has come.
struct Progress {
    double done_share = 0;       ///< 0 to 1.
    std::optional<SimTime> now;  ///< Nothing: what is done has no simulated time.
    std::string_view what;
    std::chrono::nanoseconds elapsed{0};  ///< Wall time since the run began.
};

/// One line of at most `columns` characters: bar, percentage, simulated time, speed, time left, what is going on.
/// Narrow terminals lose the parts from the right.
[[nodiscard]] std::string progress_line(const Progress& progress, int columns);

/// Shows the progress of long work, at most ten times a second however often it is told.
class ProgressBar {
  public:
    enum class Style {
        None,
        Lines,  ///< A line each 10 %, for logs.
        Bar,    ///< One line that is overwritten, for terminals.
    };
    using WallClock = std::function<std::chrono::nanoseconds()>;

    ProgressBar(std::ostream& out, Style style, int columns, WallClock wall_clock);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void update(double done_share, std::optional<SimTime> now, std::string_view what);
    /// Removes the bar, so that what is printed next begins on a clean line.
    void clear();

  private:
    std::ostream& out_;
    Style style_;
    int columns_;
    WallClock wall_clock_;
    std::chrono::nanoseconds start_;
    std::chrono::nanoseconds next_update_;
    int next_tenth_ = 1;
    bool visible_ = false;
};

}  // namespace sim
