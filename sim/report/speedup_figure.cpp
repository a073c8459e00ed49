// SPDX-License-Identifier: MIT
#include "sim/report/speedup_figure.h"

#include <algorithm>
#include <map>
#include <set>

#include "sim/report/figure_script.h"
#include "sim/report/table.h"

namespace sim {

namespace {

double median_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// All executions on one number of workers.
struct Column {
    std::vector<double> speed_ups;
    double serial_time = 0;
    double parallel_time = 0;
};

}  // namespace

SpeedUpFigure speed_up_figure(const ResultReader& results) {
    const RunInfo run = results.run();
    SpeedUpFigure figure{.title = run.title, .subtitle = {}, .item = {}, .items = {}, .median = {}, .together = {}};
    std::map<std::uint32_t, std::vector<SpeedUpPoint>> items;
    std::set<std::uint32_t> idle;
    std::map<double, Column> columns;
    for (const EntityRecord& execution : results.entities("execution")) {
        const auto workers = results.scalar("execution.workers", execution.id);
        const auto speed_up = results.scalar("execution.speed_up", execution.id);
        const auto time = results.scalar("execution.time", execution.id);
        if (!execution.parent || !workers || !time || *workers < 1) continue;
        if (!speed_up || *speed_up <= 0 || *time <= 0) {
            idle.insert(execution.parent->value);
            continue;
        }
        figure.item = execution.parent_kind;
        items[execution.parent->value].push_back({*workers, *speed_up});
        Column& column = columns[*workers];
        column.speed_ups.push_back(*speed_up);
        column.serial_time += *speed_up * *time;
        column.parallel_time += *time;
    }
    if (items.empty())
        throw StoreError("there is no speed-up to draw: the results are not those of a replay, or of empty blocks");
    for (auto& [id, line] : items) {
        std::sort(line.begin(), line.end(),
                  [](const SpeedUpPoint& a, const SpeedUpPoint& b) { return a.workers < b.workers; });
        figure.items.push_back(std::move(line));
    }
    for (const auto& [workers, column] : columns) {
        figure.median.push_back({workers, median_of(column.speed_ups)});
        figure.together.push_back({workers, column.serial_time / column.parallel_time});
    }
    figure.subtitle = "Speed-up of parallel over serial execution: " + format_count(figure.items.size()) + " " +
                      figure.item + (figure.items.size() == 1 ? "" : "s") +
                      (idle.empty() ? "" : ", without " + format_count(idle.size()) + " with nothing to do") +
                      incomplete_note(run.status);
    return figure;
}

}  // namespace sim
