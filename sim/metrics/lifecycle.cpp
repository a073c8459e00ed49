// SPDX-License-Identifier: MIT
#include "sim/metrics/lifecycle.h"

#include <algorithm>
#include <set>

namespace sim {

namespace {

bool is_column_name(std::string_view name) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && name[0] >= 'a' && name[0] <= 'z' && std::all_of(name.begin(), name.end(), allowed);
}

void check_names(const LifecycleSpec& spec) {
    CHECK(is_column_name(spec.item), spec.item);
    CHECK(!spec.stages.empty());
    CHECK(!spec.kinds.empty());
    CHECK(spec.kinds.size() < UINT16_MAX);
    CHECK(spec.drop_reasons.size() < UINT16_MAX);
    std::set<std::string> columns = {"run_id", "id", "kind", "entity_id", "submitted_ns", "dropped"};
    const auto check_column = [&](const std::string& name, const std::string& suffix) {
        CHECK(is_column_name(name), name);
        const bool is_new = columns.insert(name + suffix).second;
        CHECK(is_new, "two columns are called " + name + suffix);
    };
    for (const Stage& stage : spec.stages) check_column(stage.name, "_ns");
    for (const Attribute& attribute : spec.attributes) check_column(attribute.name, "");
}

/// For each stage the cell of a row that it must not precede: 0 is the submission, i + 1 is stage i.
std::vector<std::size_t> find_predecessors(const LifecycleSpec& spec) {
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
        const std::string& follows = spec.stages[i].follows;
        const auto begin = spec.stages.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(i);
        const auto found = std::find_if(begin, end, [&](const Stage& stage) { return stage.name == follows; });
        CHECK(follows.empty() || follows == kSubmitted || found != end,
              spec.stages[i].name + " follows " + follows + ", which is no stage listed before it");
        if (follows.empty())
            cells.push_back(i);
        else if (follows == kSubmitted)
            cells.push_back(0);
        else
            cells.push_back(static_cast<std::size_t>(found - begin) + 1);
    }
    return cells;
}

}  // namespace

Lifecycle::Lifecycle(LifecycleSpec spec)
    : spec_(std::move(spec)), width_(1 + spec_.stages.size() + spec_.attributes.size()) {
    check_names(spec_);
    predecessors_ = find_predecessors(spec_);
    kind_counts_.resize(spec_.kinds.size());
    drop_counts_.resize(spec_.drop_reasons.size());
    latencies_.resize(spec_.stages.size());
}

void Lifecycle::reserve(std::size_t items) {
    cells_.reserve(items * width_);
    places_.reserve(items);
    kinds_.reserve(items);
    drops_.reserve(items);
}

std::uint64_t Lifecycle::begin(SimTime now, EntityId where, std::uint32_t kind) {
    CHECK(kind < kind_counts_.size());
    const std::uint64_t item = places_.size();
    cells_.resize(cells_.size() + width_, kNotReached);
    cells_[item * width_] = now.ns();
    places_.push_back(where);
    kinds_.push_back(static_cast<std::uint16_t>(kind));
    drops_.push_back(kNotDropped);
    kind_counts_[kind] += 1;
    return item;
}

std::int64_t& Lifecycle::cell(std::uint64_t item, std::size_t column) {
    CHECK(item < places_.size(), spec_.item + " " + std::to_string(item) + " was never submitted");
    return cells_[item * width_ + column];
}

void Lifecycle::reach(std::uint64_t item, std::size_t stage, SimTime now) {
    CHECK(stage < latencies_.size());
    std::int64_t& time = cell(item, stage + 1);
    const std::int64_t before = cells_[item * width_ + predecessors_[stage]];
    const auto name = [&] { return spec_.item + " " + std::to_string(item) + ", " + spec_.stages[stage].name; };
    CHECK(time == kNotReached, name() + ": reached twice");
    CHECK(drops_[item] == kNotDropped, name() + ": was dropped before");
    CHECK(before != kNotReached, name() + ": the stage that it follows was not reached");
    CHECK(now.ns() >= before, name() + ": before the stage that it follows");
    time = now.ns();
    latencies_[stage].record(now.ns() - cells_[item * width_]);
}

void Lifecycle::drop(std::uint64_t item, std::uint32_t reason) {
    CHECK(reason < drop_counts_.size());
    const std::int64_t final_time = cell(item, spec_.stages.size());
    CHECK(final_time == kNotReached, spec_.item + " " + std::to_string(item) + " is final");
    CHECK(drops_[item] == kNotDropped, spec_.item + " " + std::to_string(item) + " was dropped twice");
    drops_[item] = static_cast<std::uint16_t>(reason);
    drop_counts_[reason] += 1;
}

void Lifecycle::set_attribute(std::uint64_t item, std::size_t attribute, std::int64_t value) {
    CHECK(attribute < spec_.attributes.size());
    CHECK(value != kNotReached);
    cell(item, 1 + spec_.stages.size() + attribute) = value;
}

std::size_t Lifecycle::stage_index(std::string_view name) const {
    for (std::size_t i = 0; i < spec_.stages.size(); ++i)
        if (spec_.stages[i].name == name) return i;
    check_failed("the lifecycle has this stage", __FILE__, __LINE__, std::string(name));
}

std::uint64_t Lifecycle::dropped() const {
    std::uint64_t total = 0;
    for (const std::uint64_t count : drop_counts_) total += count;
    return total;
}

std::optional<SimTime> Lifecycle::reached_at(std::uint64_t item, std::size_t stage) const {
    const std::int64_t time = row(item)[stage + 1];
    return time == kNotReached ? std::nullopt : std::optional(SimTime::from_ns(time));
}

std::optional<std::uint32_t> Lifecycle::drop_reason(std::uint64_t item) const {
    return drops_[item] == kNotDropped ? std::nullopt : std::optional<std::uint32_t>(drops_[item]);
}

void Lifecycle::check_conservation() const {
    std::vector<std::uint64_t> reached(spec_.stages.size());
    std::uint64_t dropped_items = 0;
    for (std::uint64_t item = 0; item < submitted(); ++item) {
        const std::int64_t* const times = row(item);
        for (std::size_t stage = 0; stage < reached.size(); ++stage) {
            if (times[stage + 1] == kNotReached) continue;
            reached[stage] += 1;
            CHECK(times[predecessors_[stage]] != kNotReached);
            CHECK(times[stage + 1] >= times[predecessors_[stage]]);
        }
        const bool is_dropped = drops_[item] != kNotDropped;
        const bool is_final = times[reached.size()] != kNotReached;
        CHECK(!(is_dropped && is_final));
        dropped_items += is_dropped ? 1 : 0;
    }
    CHECK(dropped_items == dropped());
    for (std::size_t stage = 0; stage < reached.size(); ++stage) CHECK(reached[stage] == latencies_[stage].count());
    CHECK(final() + dropped() <= submitted());
    CHECK(final() + pending() + dropped() == submitted());
}

std::string stage_label(const Stage& stage) {
    if (!stage.label.empty()) return stage.label;
    std::string label = stage.name;
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

std::vector<MetricDoc> latency_docs(const LifecycleSpec& spec) {
    std::vector<MetricDoc> docs;
    for (const Stage& stage : spec.stages) {
        docs.push_back(
            MetricDoc{.name = spec.item + "." + stage.name,
                      .unit = unit_symbol(Unit::Nanoseconds),
                      .kind = "distribution",
                      .better = better_name(Better::Lower),
                      .documentation = "Time from submission to " + stage_label(stage) + ": " + stage.documentation});
    }
    return docs;
}

}  // namespace sim
