// SPDX-License-Identifier: MIT
#include "models/world/timing_record.h"

#include <algorithm>
#include <string>

namespace models {
namespace {

/// One sequence of the results database: what it holds of each execution.
struct Column {
    const char* name;
    std::int64_t (*get)(const MeasuredExecution&);
    void (*set)(MeasuredExecution&, std::int64_t);
};

template <std::uint64_t ConcurrencyStats::* Member>
constexpr Column column(const char* name) {
    return {name, [](const MeasuredExecution& each) { return static_cast<std::int64_t>(each.concurrency.*Member); },
            [](MeasuredExecution& each, std::int64_t value) {
                each.concurrency.*Member = static_cast<std::uint64_t>(value);
            }};
}

constexpr Column kColumns[] = {
    {"execution.wall_time_ns", [](const MeasuredExecution& each) { return each.wall_time.ns(); },
     [](MeasuredExecution& each, std::int64_t value) { each.wall_time = sim::Duration::from_ns(value); }},
    column<&ConcurrencyStats::executions>("execution.executions"),
    column<&ConcurrencyStats::blocked>("execution.blocked"),
    column<&ConcurrencyStats::validations>("execution.validations"),
    column<&ConcurrencyStats::aborts>("execution.aborts"),
};

}  // namespace

void write_timing(sim::ResultWriter& writer, const std::vector<MeasuredExecution>& record) {
    for (const Column& column : kColumns) {
        std::vector<std::int64_t> values;
        for (const MeasuredExecution& each : record) values.push_back(column.get(each));
        writer.write_recording(column.name, values);
    }
}

std::vector<MeasuredExecution> read_timing(const sim::ResultReader& reader) {
    std::vector<MeasuredExecution> record;
    for (const Column& column : kColumns) {
        const std::vector<std::int64_t> values = reader.recording(column.name);
        if (&column == kColumns) record.resize(values.size());
        const bool negative = std::any_of(values.begin(), values.end(), [](std::int64_t value) { return value < 0; });
        if (values.empty() || values.size() != record.size() || negative)
            throw sim::StoreError(std::string("the database holds no whole recording '") + column.name + "'");
        for (std::size_t i = 0; i < values.size(); ++i) column.set(record[i], values[i]);
    }
    return record;
}

}  // namespace models
