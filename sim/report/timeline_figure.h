// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/store/result_reader.h"

namespace sim {

/// A span as a bar of the timeline.
struct TimelineBar {
    std::size_t item = 0;  ///< Index of its name in TimelineFigure::items.
    std::size_t lane = 0;  ///< Bars of a lane do not overlap.
    double begin = 0;      ///< Seconds from the figure's left edge.
    double end = 0;
};

struct TimelineTrack {
    std::string name;
    std::size_t lanes = 1;
    std::vector<TimelineBar> bars;  ///< In order of their beginnings.
};

/// What the timeline shows, apart from how: the spans of the whole run, track by track, of a few items.
struct TimelineFigure {
    std::string title;
    std::string subtitle;
    std::vector<std::string> items;     ///< Names of spans, such as "block 17", in order of their first beginning.
    std::vector<TimelineTrack> tracks;  ///< In order of their names.
    double begin = 0;                   ///< Simulated time of the left edge, in seconds.
    double length = 0;                  ///< Seconds.
};

/// Of the items of the first track, the `shown` that follow the middle one. Throws StoreError if there are no spans.
[[nodiscard]] TimelineFigure timeline_figure(const ResultReader& results, std::size_t shown = 8);

}  // namespace sim
