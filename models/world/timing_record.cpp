// SPDX-License-Identifier: MIT
#include "models/world/timing_record.h"

#include <limits>
#include <string>

namespace models {
namespace {

/// No machine takes longer for a block, and simulated times that follow from it stay in range: on 1024 threads, times
/// the largest host_time_scale.
constexpr std::int64_t kLongestNs = 3'600'000'000'000;
constexpr std::int64_t kMostEvents = 1'000'000'000'000;

/// One sequence of the results database: what it holds of each execution.
struct Column {
    const char* name;
    std::int64_t most;  ///< What a sound database can hold.
    std::int64_t (*get)(const MeasuredExecution&);
    void (*set)(MeasuredExecution&, std::int64_t);
};

template <std::uint64_t ConcurrencyStats::* Member>
constexpr Column column(const char* name) {
    return {name, kMostEvents,
            [](const MeasuredExecution& each) { return static_cast<std::int64_t>(each.concurrency.*Member); },
            [](MeasuredExecution& each, std::int64_t value) {
                each.concurrency.*Member = static_cast<std::uint64_t>(value);
            }};
}

constexpr const char* kUntil = "run.until_ns";

constexpr Column kColumns[] = {
    {"execution.wall_time_ns", kLongestNs, [](const MeasuredExecution& each) { return each.wall_time.ns(); },
     [](MeasuredExecution& each, std::int64_t value) { each.wall_time = sim::Duration::from_ns(value); }},
    column<&ConcurrencyStats::executions>("execution.executions"),
    column<&ConcurrencyStats::blocked>("execution.blocked"),
    column<&ConcurrencyStats::validations>("execution.validations"),
    column<&ConcurrencyStats::aborts>("execution.aborts"),
    {"execution.transactions", kMostEvents,
     [](const MeasuredExecution& each) { return static_cast<std::int64_t>(each.identity.transactions); },
     [](MeasuredExecution& each, std::int64_t value) {
         each.identity.transactions = static_cast<std::uint64_t>(value);
     }},
    {"execution.post_state", std::numeric_limits<std::int64_t>::max(),
     [](const MeasuredExecution& each) { return static_cast<std::int64_t>(each.identity.post_state); },
     [](MeasuredExecution& each, std::int64_t value) { each.identity.post_state = static_cast<std::uint64_t>(value); }},
};

}  // namespace

void write_timing(sim::ResultWriter& writer, const std::vector<MeasuredExecution>& record,
                  std::optional<sim::SimTime> until) {
    if (until) writer.write_recording(kUntil, std::vector{until->ns()});
    for (const Column& column : kColumns) {
        std::vector<std::int64_t> values;
        for (const MeasuredExecution& each : record) values.push_back(column.get(each));
        writer.write_recording(column.name, values);
    }
}

std::optional<sim::SimTime> read_until(const sim::ResultReader& reader) {
    const std::vector<std::int64_t> until = reader.recording(kUntil);
    if (until.empty()) return std::nullopt;
    return sim::SimTime() + sim::Duration::from_ns(until.front());
}

std::vector<MeasuredExecution> read_timing(const sim::ResultReader& reader) {
    std::vector<MeasuredExecution> record;
    for (const Column& column : kColumns) {
        const std::vector<std::int64_t> values = reader.recording(column.name);
        if (&column == kColumns) record.resize(values.size());
        if (values.empty() || values.size() != record.size())
            throw sim::StoreError(std::string("the database holds no whole recording '") + column.name + "'");
        for (const std::int64_t value : values)
            if (value < 0 || value > column.most)
                throw sim::StoreError(std::string("the recording '") + column.name + "' holds " +
                                      std::to_string(value) + ", which cannot be");
        for (std::size_t i = 0; i < values.size(); ++i) column.set(record[i], values[i]);
    }
    return record;
}

}  // namespace models
