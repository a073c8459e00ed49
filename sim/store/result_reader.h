// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/time.h"
#include "sim/metrics/instruments.h"
#include "sim/store/result_writer.h"

namespace sim {

enum class RunStatus : std::uint8_t {
    Running,  ///< Still running, or killed.
    Ok,
    Failed,
    Cancelled,
};

/// The run that a results database is about.
struct RunInfo {
    std::string model;
    std::string scenario;
    std::string title;
    std::string config;  ///< JSON.
    std::uint64_t seed = 0;
    std::string version;  ///< Of the program.
    RunStatus status = RunStatus::Running;
    std::string error;        ///< Why it failed, if it did.
    std::string fingerprint;  ///< Empty until it has ended.
    SimTime end;
    std::uint64_t events = 0;
};

/// One stage of a lifecycle as it was recorded.
struct StageRecord {
    std::string name;
    std::string label;
    std::string documentation;
    std::string metric;  ///< Name of the metric that holds its latency from submission.
};

/// The accounts of a lifecycle: submitted = final + pending + dropped.
struct LifecycleRecord {
    std::string item;
    std::string documentation;
    std::uint64_t submitted = 0;
    std::uint64_t final = 0;
    std::uint64_t pending = 0;
    std::uint64_t dropped = 0;
    std::vector<StageRecord> stages;
};

/// A distribution as it was recorded.
struct DistributionRecord {
    std::string unit;
    std::uint64_t count = 0;
    std::int64_t min = 0;
    std::int64_t p50 = 0;
    std::int64_t p90 = 0;
    std::int64_t p99 = 0;
    std::int64_t p999 = 0;
    std::int64_t max = 0;
    double sum = 0;
    std::vector<Distribution::Bin> bins;
};

/// What a row of results may be about.
struct EntityRecord {
    EntityId id;
    std::string name;
    std::optional<EntityId> parent;
    std::string parent_kind;  ///< Empty without a parent.
};

/// Something that took time, as ResultWriter::write_span wrote it.
struct SpanRecord {
    std::string track;
    std::string name;
    SimTime begin;
    Duration duration;
};

/// Reads a results database, which may come from anywhere: trusts nothing in it and changes nothing (but lets SQLite
/// roll back what a killed run had not committed).
/// Throws StoreError if the file is not one of ours, is of a newer version, or cannot be read.
class ResultReader {
  public:
    explicit ResultReader(const std::filesystem::path& path);
    ~ResultReader();
    ResultReader(const ResultReader&) = delete;
    ResultReader& operator=(const ResultReader&) = delete;

    [[nodiscard]] RunInfo run() const;
    /// What ResultWriter::write_recording wrote under `name`, in order; empty if nothing.
    [[nodiscard]] std::vector<std::int64_t> recording(std::string_view name) const;
    [[nodiscard]] std::vector<LifecycleRecord> lifecycles() const;
    /// All entities of a kind, in order of their ids.
    [[nodiscard]] std::vector<EntityRecord> entities(std::string_view kind) const;
    /// The spans of the whole run, in order of their beginnings, those that began together as they were written.
    [[nodiscard]] std::vector<SpanRecord> spans() const;
    /// Nothing if `entity` has no such distribution.
    [[nodiscard]] std::optional<DistributionRecord> distribution(std::string_view metric,
                                                                 EntityId entity = kWholeRun) const;
    /// All metrics that the run wrote, in the order in which it did.
    [[nodiscard]] std::vector<MetricDoc> metrics() const;
    /// A counter or gauge of every entity that has it, in order of their ids.
    [[nodiscard]] std::vector<std::pair<EntityId, double>> scalars(std::string_view metric) const;
    /// The entities that have that distribution, in order of their ids.
    [[nodiscard]] std::vector<EntityId> entities_with(std::string_view distribution) const;
    /// The value of a counter or gauge; nothing if there is none.
    [[nodiscard]] std::optional<double> scalar(std::string_view metric, EntityId entity = kWholeRun) const;

    /// Everything that is wrong with the content, a line each: SQLite's own integrity check, then row counts and
    /// digests against those that the completed run left. Empty if all is well. Reads the whole file.
    [[nodiscard]] std::vector<std::string> verify() const;

  private:
    class File;
    std::unique_ptr<File> file_;
};

}  // namespace sim
