// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/metrics/lifecycle.h"
#include "sim/metrics/metrics.h"
#include "sim/store/store_error.h"

namespace sim {

/// What is known of a run before it starts.
struct RunHeader {
    std::string model;         ///< "megaeth"
    std::string scenario;      ///< The scenario's name.
    std::string title;         ///< One line for people.
    std::string config;        ///< The scenario after defaults and overrides, as canonical JSON.
    std::uint64_t seed = 0;    ///< Below 2^63.
    std::string version;       ///< Of the program.
    std::string git_revision;  ///< May be empty. Like `command_line` it does not count as content.
    std::string command_line;  ///< Repeats the run.
};

/// The chained hash over all events up to `event`.
struct FingerprintCheckpoint {
    std::uint64_t event = 0;
    SimTime time;
    std::string fingerprint;  ///< Hexadecimal.
};

/// What is known of a run when it has ended.
struct RunEnd {
    std::string fingerprint;  ///< Hexadecimal.
    SimTime end;              ///< Simulated time that was reached.
    std::uint64_t events = 0;
};

/// What a metric or span row is about, if not about one entity.
inline constexpr EntityId kWholeRun = EntityId{0};

/// Writes the results database of one run.
///
/// The file appears at `path` with the run marked `running`; only complete() marks it `ok`, as the very last thing,
/// with row counts and a digest of each table. So a file of a run that was killed at any moment opens, and cannot be
/// taken for a whole one. All but the table `run_environment` depends on scenario and seed only.
/// Every member function throws StoreError if the file cannot be written.
class ResultWriter {
  public:
    /// Replaces a file that is there. Makes missing folders.
    ResultWriter(const std::filesystem::path& path, const RunHeader& header);
    /// Without complete() before, the run stays marked `running`.
    ~ResultWriter();
    ResultWriter(const ResultWriter&) = delete;
    ResultWriter& operator=(const ResultWriter&) = delete;

    /// What an entity is: kind ("replica"), a name that is unique among its kind, optionally region and parent.
    struct Entity {
        std::string kind;
        std::string name;
        std::string region = {};
        std::optional<EntityId> parent = {};
    };
    /// Ids are 1, 2, 3, ... in this order; 0 is the whole run.
    EntityId add_entity(const Entity& entity);

    /// All metrics of `entity`, named `<kind of the entity>.<metric>`.
    template <HasSchema M>
    void write_metrics(EntityId entity, const M& metrics) {
        write_metrics(kind_of(entity), entity, metrics);
    }
    /// All metrics of all entities of a kind together (see merge_metrics), as of the whole run.
    template <HasSchema M>
    void write_totals(std::string_view kind, const M& metrics) {
        write_metrics(kind, kWholeRun, metrics);
    }
    /// One figure that is no member of a Metrics struct, such as a throughput; `doc.kind` is "counter" or "gauge".
    void write_scalar(const MetricDoc& doc, EntityId entity, std::int64_t value);
    void write_scalar(const MetricDoc& doc, EntityId entity, double value);
    void write_distribution(const MetricDoc& doc, EntityId entity, const Distribution& distribution);
    void write_series(const MetricDoc& doc, EntityId entity, const Series& series);

    /// The table `<item>` with one row an item, the stages with their latency distributions, and the accounts.
    void write_lifecycle(const Lifecycle& lifecycle);

    /// Something that took time, for a trace viewer: `entity` was busy with `name` on its `track`.
    struct Span {
        std::string track;
        std::string name;
        SimTime begin;
        Duration duration;
    };
    void write_span(EntityId entity, const Span& span);
    void write_checkpoints(std::span<const FingerprintCheckpoint> checkpoints);

    /// Numbers that the run took from outside, to be read again by ResultReader::recording.
    void write_recording(std::string_view name, std::span<const std::int64_t> values);

    /// The run is whole: writes counts and digests, marks it `ok`, leaves one single file. Nothing may follow.
    void complete(const RunEnd& end);
    /// The user stopped it: what was written stays, marked `cancelled`. Nothing may follow.
    void cancel(const RunEnd& end);
    /// Something kept the run from going on, but what it wrote is right and stays, marked `failed` with the reason.
    /// Nothing may follow.
    void stop(const RunEnd& end, const std::string& reason);
    /// Marks the run `failed` with the reason, without what it wrote; throws nothing, since something else is already
    /// wrong.
    void fail(const std::string& reason) noexcept;

  private:
    template <HasSchema M>
    void write_metrics(std::string_view kind, EntityId entity, const M& metrics) {
        for_each_field<M>([&](const auto& field) { write(metric_doc(kind, field), entity, metrics.*field.member); });
    }
    void write(const MetricDoc& doc, EntityId entity, const Counter& counter);
    void write(const MetricDoc& doc, EntityId entity, const Gauge& gauge);
    void write(const MetricDoc& doc, EntityId entity, const Distribution& distribution);
    void write(const MetricDoc& doc, EntityId entity, const Series& series);
    [[nodiscard]] const std::string& kind_of(EntityId entity) const;

    class Tables;
    std::unique_ptr<Tables> tables_;
};

}  // namespace sim
