// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/measurements.h"

namespace sim {

/// The value of an axis at one point of a study.
struct AxisValue {
    std::string axis;              ///< The scenario's key, such as "clients.rate".
    std::string text;              ///< As it is written in a scenario: "1000/s".
    std::optional<double> number;  ///< 1000, in `unit`; nothing if it is no number.
    std::string unit;              ///< "/s"; of times "s".
    bool operator==(const AxisValue&) const = default;
};

/// One configuration that is run under every seed.
struct StudyPoint {
    std::string name;     ///< Unique: "A" or "asynchronous, clients.rate=1000/s".
    std::string variant;  ///< The line that it belongs to in figures; empty if there is only one.
    std::string scenario;
    std::string title;
    std::string config;  ///< JSON.
    std::vector<AxisValue> values;
};

/// Many runs of one question: every point under every seed.
struct StudyHeader {
    std::string kind;  ///< "sweep" or "compare".
    std::string title;
    std::string version;  ///< Of the program.
    std::string command_line;
    std::string until;  ///< As given; empty: to the end of the scenario.
    std::vector<std::string> axes;
    std::vector<StudyPoint> points;
};

/// One run of a study.
struct StudyRun {
    std::int64_t id = 0;
    std::size_t point = 0;  ///< Index in StudyHeader::points.
    std::uint64_t seed = 0;
    RunStatus status = RunStatus::Running;
    std::string error = {};
    std::string fingerprint = {};
};

struct StudyValue {
    std::size_t point = 0;
    std::uint64_t seed = 0;
    double value = 0;
};

/// A metric of a study, or a stage of one of its lifecycles.
struct StudyMetric {
    std::string name;
    std::string figure;  ///< As in Measurement.
    std::string unit;
    std::string better;
    std::string documentation;
};
struct StudyStage {
    std::int64_t id = 0;
    std::string item;
    std::string name;
    std::string label;
    std::string metric;
};

/// The SQLite database of a study. Each run is recorded in one transaction, so that a kill at any moment loses at most
/// the runs that were under way. Throws StoreError.
class StudyDatabase {
  public:
    /// Makes the file, which must not exist.
    static StudyDatabase create(const std::filesystem::path& path, const StudyHeader& header);
    /// Opens it to add runs.
    static StudyDatabase resume(const std::filesystem::path& path);
    /// Opens it to read; it may come from anywhere.
    static StudyDatabase read(const std::filesystem::path& path);
    /// True if the file is a study's and not a single run's.
    static bool is_study(const std::filesystem::path& path);
    ~StudyDatabase();
    StudyDatabase(StudyDatabase&&) noexcept;
    StudyDatabase& operator=(StudyDatabase&&) noexcept;

    /// Records a run that has ended well; replaces a failed one.
    void record(const StudyRun& run, const RunMeasurements& measured);
    /// Records one that has not.
    void record_failure(const StudyRun& run);

    [[nodiscard]] StudyHeader header() const;
    [[nodiscard]] std::vector<StudyRun> runs() const;
    [[nodiscard]] std::vector<StudyMetric> metrics() const;
    [[nodiscard]] std::vector<StudyStage> stages() const;
    /// By point and seed.
    [[nodiscard]] std::vector<StudyValue> values(std::string_view metric) const;
    [[nodiscard]] std::vector<Distribution::Bin> bins(const StudyRun& run, const StudyStage& stage) const;

  private:
    class File;
    explicit StudyDatabase(std::unique_ptr<File> file);
    std::unique_ptr<File> file_;
};

}  // namespace sim
