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

/// What can be drawn; neither infinite nor NaN.
bool is_within(double value, double least, double most) {
    return value >= least && value <= most;
}

/// ", without 2 <why>", if there are any.
std::string without(std::size_t count, const char* why) {
    return count == 0 ? "" : ", without " + format_count(count) + why;
}

}  // namespace

SpeedUpFigure speed_up_figure(const ResultReader& results) {
    const RunInfo run = results.run();
    SpeedUpFigure figure{.title = run.title, .subtitle = {}, .item = {}, .items = {}, .median = {}, .together = {}};
    std::map<std::uint32_t, std::vector<SpeedUpPoint>> items;
    std::set<std::uint32_t> idle;
    std::size_t out_of_range = 0;
    std::map<double, Column> columns;
    for (const EntityRecord& execution : results.entities("execution")) {
        const auto workers = results.scalar("execution.workers", execution.id);
        const auto speed_up = results.scalar("execution.speed_up", execution.id);
        const auto time = results.scalar("execution.time", execution.id);
        if (!execution.parent || !workers || !time) continue;
        if (!speed_up || *speed_up <= 0 || *time <= 0) {
            idle.insert(execution.parent->value);
            continue;
        }
        if (!is_within(*workers, 1, 1e6) || !is_within(*speed_up, 1e-4, 1e6) || !is_within(*time, 1, 1e18)) {
            ++out_of_range;
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
        throw StoreError("there is no speed-up to draw: no execution in the results has a time and a speed-up");
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
                      without(idle.size(), " with nothing to do") + without(out_of_range, " executions out of range") +
                      incomplete_note(run.status);
    return figure;
}

}  // namespace sim
