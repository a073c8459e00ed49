// SPDX-License-Identifier: MIT
#include "sim/report/latency_figure.h"

#include <algorithm>

#include "sim/report/figure_script.h"
#include "sim/report/table.h"

namespace sim {

namespace {

/// The curve passes each bin's upper end at the share of all values up to there.
std::vector<CdfPoint> cumulate(const DistributionRecord& latency) {
    std::vector<CdfPoint> points = {CdfPoint{.ns = latency.min, .percent = 0}};
    std::uint64_t seen = 0;
    for (const Distribution::Bin& bin : latency.bins) {
        seen += bin.count;
        const std::int64_t highest = std::clamp(bin.high - 1, latency.min, latency.max);
        points.push_back(
            CdfPoint{.ns = highest, .percent = 100.0 * static_cast<double>(seen) / static_cast<double>(latency.count)});
    }
    return points;
}

LatencyCurve curve_of(const StageRecord& stage, const DistributionRecord& latency, std::uint64_t submitted) {
    const double share = static_cast<double>(latency.count) / static_cast<double>(submitted);
    return LatencyCurve{.label = stage.label,
                        .reached = format_percent(share),
                        .max_ns = latency.max,
                        .curve = cumulate(latency),
                        .marks = {{latency.p50, 50}, {latency.p90, 90}, {latency.p99, 99}}};
}

}  // namespace

LatencyFigure latency_figure(const ResultReader& results) {
    const RunInfo run = results.run();
    const std::vector<LifecycleRecord> lifecycles = results.lifecycles();
    const auto most_items =
        std::max_element(lifecycles.begin(), lifecycles.end(),
                         [](const LifecycleRecord& a, const LifecycleRecord& b) { return a.submitted < b.submitted; });
    LatencyFigure figure{.title = run.title, .subtitle = {}, .curves = {}};
    if (most_items != lifecycles.end()) {
        figure.subtitle = "Latency from submission: " + format_count(most_items->submitted) + " " + most_items->item +
                          ", scenario " + run.scenario + ", seed " + std::to_string(run.seed) +
                          incomplete_note(run.status);
        for (const StageRecord& stage : most_items->stages) {
            const auto latency = results.distribution(stage.metric);
            if (latency && latency->count > 0)
                figure.curves.push_back(curve_of(stage, *latency, most_items->submitted));
        }
    }
    if (figure.curves.empty())
        throw StoreError("nothing to draw: the results hold no latency" +
                         std::string(run.status == RunStatus::Ok ? "" : " (the run did not complete)"));
    return figure;
}

}  // namespace sim
