// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/metrics/metrics.h"

namespace sim {

/// For Stage::follows: the stage needs nothing but the submission.
inline constexpr const char* kSubmitted = "submitted";

/// A point that items pass on their way, such as "posted".
struct Stage {
    std::string name;           ///< snake_case; the column `<name>_ns` in results, the metric `<item>.<name>`.
    std::string documentation;  ///< What has happened once it is reached.
    std::string label = {};     ///< For tables and figures, e.g. "posted on L1"; empty: the name with spaces.
    /// The stage that is always reached before, or kSubmitted; empty: the one listed before it.
    std::string follows = {};
};

/// A further integer kept for each item, such as the block that it went into.
struct Attribute {
    std::string name;  ///< snake_case; a column in results.
    std::string documentation;
};

/// What a lifecycle is about.
struct LifecycleSpec {
    std::string item;           ///< What goes through the stages, e.g. "tx"; the name of its table in results.
    std::string documentation;  ///< One sentence.
    std::vector<Stage> stages;  ///< An item that reached the last one is final.
    std::vector<std::string> kinds;
    std::vector<std::string> drop_reasons = {};
    std::vector<Attribute> attributes = {};
};

/// The times at which each item reached each stage, and the distribution of latency from submission for each stage.
/// Made for millions of items: one flat array, (1 + stages + attributes) integers of 8 bytes an item.
/// CHECKs that an item reaches a stage once, after the stage that this one follows, and never when it was dropped.
class Lifecycle {
  public:
    static constexpr std::int64_t kNotReached = std::numeric_limits<std::int64_t>::min();

    /// Throws InvariantViolation if names are malformed or repeated or a `follows` is not a stage listed before.
    explicit Lifecycle(LifecycleSpec spec);

    void reserve(std::size_t items);
    /// An item of kind `kind` is submitted at `where`; returns its id: 0, 1, 2, ...
    std::uint64_t begin(SimTime now, EntityId where, std::uint32_t kind);
    void reach(std::uint64_t item, std::size_t stage, SimTime now);
    /// The item will not reach any further stage, for reason `reason`.
    void drop(std::uint64_t item, std::uint32_t reason);
    /// May be set again; the last value stays.
    void set_attribute(std::uint64_t item, std::size_t attribute, std::int64_t value);

    [[nodiscard]] const LifecycleSpec& spec() const { return spec_; }
    [[nodiscard]] std::size_t stage_index(std::string_view name) const;  ///< CHECKs that there is one.

    [[nodiscard]] std::uint64_t submitted() const { return places_.size(); }
    [[nodiscard]] std::uint64_t reached(std::size_t stage) const { return latencies_[stage].count(); }
    [[nodiscard]] std::uint64_t final() const { return latencies_.back().count(); }
    [[nodiscard]] std::uint64_t dropped() const;
    [[nodiscard]] std::uint64_t dropped(std::uint32_t reason) const { return drop_counts_[reason]; }
    [[nodiscard]] std::uint64_t of_kind(std::uint32_t kind) const { return kind_counts_[kind]; }
    [[nodiscard]] std::uint64_t pending() const { return submitted() - final() - dropped(); }
    /// Latency in nanoseconds from submission to `stage`, of the items that reached it.
    [[nodiscard]] const Distribution& latency(std::size_t stage) const { return latencies_[stage]; }

    [[nodiscard]] SimTime submitted_at(std::uint64_t item) const { return SimTime::from_ns(row(item)[0]); }
    [[nodiscard]] std::optional<SimTime> reached_at(std::uint64_t item, std::size_t stage) const;
    [[nodiscard]] EntityId where(std::uint64_t item) const { return places_[item]; }
    [[nodiscard]] std::uint32_t kind(std::uint64_t item) const { return kinds_[item]; }
    [[nodiscard]] std::optional<std::uint32_t> drop_reason(std::uint64_t item) const;
    /// For bulk loading: submission time, stage times, attributes; kNotReached where there is none.
    [[nodiscard]] const std::int64_t* row(std::uint64_t item) const { return &cells_[item * width_]; }
    [[nodiscard]] std::size_t row_width() const { return width_; }

    /// Counts every item anew from its row: submitted = final + pending + dropped, each stage at or after the one it
    /// follows, as many times of a stage as its distribution counts. CHECKs that all agree.
    void check_conservation() const;

  private:
    static constexpr std::uint16_t kNotDropped = UINT16_MAX;

    [[nodiscard]] std::int64_t& cell(std::uint64_t item, std::size_t column);

    LifecycleSpec spec_;
    std::vector<std::size_t> predecessors_;  ///< Per stage: the cell of a row that must not be later.
    std::size_t width_;
    std::vector<std::int64_t> cells_;
    std::vector<EntityId> places_;
    std::vector<std::uint16_t> kinds_;
    std::vector<std::uint16_t> drops_;
    std::vector<std::uint64_t> kind_counts_;
    std::vector<std::uint64_t> drop_counts_;
    std::vector<Distribution> latencies_;
};

/// What tables and figures call the stage.
[[nodiscard]] std::string stage_label(const Stage& stage);

/// The latency metrics that a lifecycle gives: `<item>.<stage>`, in nanoseconds.
[[nodiscard]] std::vector<MetricDoc> latency_docs(const LifecycleSpec& spec);

}  // namespace sim
