// SPDX-License-Identifier: MIT
#include "sim/report/timeline_figure.h"

#include <algorithm>
#include <map>

#include "sim/report/figure_script.h"
#include "sim/report/table.h"

namespace sim {

namespace {

constexpr double kNanosecond = 1e-9;

/// Puts each bar into the first lane that is free when it begins.
void assign_lanes(TimelineTrack& track) {
    std::vector<double> free_from;
    for (TimelineBar& bar : track.bars) {
        const auto lane =
            std::find_if(free_from.begin(), free_from.end(), [&](double end) { return end <= bar.begin; });
        bar.lane = static_cast<std::size_t>(lane - free_from.begin());
        if (lane == free_from.end())
            free_from.push_back(bar.end);
        else
            *lane = bar.end;
    }
    track.lanes = std::max<std::size_t>(1, free_from.size());
}

/// Names of the spans that are shown, by their place in the figure.
std::map<std::string, std::size_t> choose(const std::vector<SpanRecord>& spans, std::size_t shown) {
    const auto first_track = std::min_element(
        spans.begin(), spans.end(), [](const SpanRecord& a, const SpanRecord& b) { return a.track < b.track; });
    std::vector<std::string> names;
    for (const SpanRecord& span : spans)
        if (span.track == first_track->track) names.push_back(span.name);
    const std::size_t first = names.size() > shown ? std::min(names.size() / 2, names.size() - shown) : 0;
    std::map<std::string, std::size_t> places;
    for (std::size_t i = first; i < names.size() && places.size() < shown; ++i) places.emplace(names[i], places.size());
    return places;
}

}  // namespace

TimelineFigure timeline_figure(const ResultReader& results, std::size_t shown) {
    const RunInfo run = results.run();
    const std::vector<SpanRecord> spans = results.spans();
    if (spans.empty())
        throw StoreError("there is no timeline to draw: the run recorded nothing that takes time, block by block");
    const std::map<std::string, std::size_t> places = choose(spans, shown);
    TimelineFigure figure;
    figure.title = run.title;
    figure.items.resize(places.size());
    for (const auto& [name, place] : places) figure.items[place] = name;

    double end = 0;
    figure.begin = -1;
    for (const SpanRecord& span : spans) {
        const auto place = places.find(span.name);
        if (place == places.end()) continue;
        const double begin = span.begin.seconds();
        if (figure.begin < 0 || begin < figure.begin) figure.begin = begin;
        end = std::max(end, begin + span.duration.seconds());
        auto track = std::find_if(figure.tracks.begin(), figure.tracks.end(),
                                  [&](const TimelineTrack& known) { return known.name == span.track; });
        if (track == figure.tracks.end()) track = figure.tracks.insert(track, TimelineTrack{span.track, 1, {}});
        track->bars.push_back({place->second, 0, begin, begin + span.duration.seconds()});
    }
    figure.length = std::max(end - figure.begin, kNanosecond);
    std::sort(figure.tracks.begin(), figure.tracks.end(),
              [](const TimelineTrack& a, const TimelineTrack& b) { return a.name < b.name; });
    for (TimelineTrack& track : figure.tracks) {
        for (TimelineBar& bar : track.bars) {
            bar.begin -= figure.begin;
            bar.end -= figure.begin;
        }
        std::sort(track.bars.begin(), track.bars.end(), [](const TimelineBar& a, const TimelineBar& b) {
            return a.begin != b.begin ? a.begin < b.begin : a.item < b.item;
        });
        assign_lanes(track);
    }
    figure.subtitle = figure.items.front() + " to " + figure.items.back() + ", from " +
                      format_time(Duration::from_ns(static_cast<std::int64_t>(figure.begin * 1e9))) +
                      " of the run on; a colour is one item, above and below" + incomplete_note(run.status);
    return figure;
}

}  // namespace sim
