// SPDX-License-Identifier: MIT
#include "sim/report/comparison_report.h"

#include <algorithm>
#include <utility>

#include "sim/report/table.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

constexpr double kMarginOfP99 = 2;  ///< Times the margin of the median.

/// Of a distribution, the median and the tail are judged; its other figures say the same once more.
bool is_judged(const StudyMetric& metric) {
    return metric.better != "none" && (metric.figure.empty() || metric.figure == "p50" || metric.figure == "p99");
}

struct StageName {
    std::string metric;
    std::string item;
    std::string label;
};

ComparedMetric compared_metric(const StudyMetric& metric, const std::vector<StageName>& stages) {
    const bool is_throughput = metric.better == "higher" && (metric.unit == "tx/s" || metric.unit == "gas/s");
    ComparedMetric result{.metric = metric, .label = metric.name, .headline = is_throughput};
    for (const StageName& stage : stages) {
        if (metric.name == stage.metric + "." + metric.figure) {
            const std::string item = stage.item == stages.front().item ? "" : stage.item + " ";
            result.label = item + stage.label + " " + metric.figure;
            result.headline = true;
        }
        if (metric.name == stage.item + ".dropped" || metric.name == stage.item + ".final_share")
            result.headline = true;
    }
    return result;
}

/// Headlines first, in the order of the stages; the others as they were declared.
std::vector<ComparedMetric> judged_metrics(const std::vector<StudyMetric>& metrics,
                                           const std::vector<StageName>& stages) {
    const auto rank = [](const ComparedMetric& metric) {
        if (!metric.headline) return 2;
        return metric.metric.figure.empty() ? 1 : 0;
    };
    std::vector<ComparedMetric> judged;
    for (const int wanted : {0, 1, 2})
        for (const StudyMetric& metric : metrics)
            if (is_judged(metric) && rank(compared_metric(metric, stages)) == wanted)
                judged.push_back(compared_metric(metric, stages));
    return judged;
}

ComparedSide side_of_point(const StudyDatabase& study, const StudyHeader& header, std::size_t point) {
    const StudyPoint& of = header.points[point];
    ComparedSide side{.name = header.kind == "compare" ? of.variant : of.name, .runs = {}, .failures = {}};
    for (const StudyRun& run : study.runs()) {
        if (run.point != point) continue;
        if (run.status == RunStatus::Ok)
            side.runs[run.seed].fingerprint = run.fingerprint;
        else
            side.failures[run.seed] = run.error;
    }
    return side;
}

struct Judged {
    PairedValues values;
    std::size_t one_sided = 0;  ///< Seeds under which only one side has the metric.
};

/// The values of one metric under the seeds that both sides have.
Judged pair_values(const ComparedSystems& systems, const ComparedMetric& metric, double margin) {
    Judged result;
    result.values.better = metric.metric.better == "higher" ? Direction::HigherIsBetter : Direction::LowerIsBetter;
    result.values.margin = margin;
    for (const auto& [seed, run_a] : systems.a.runs) {
        const auto run_b = systems.b.runs.find(seed);
        if (run_b == systems.b.runs.end()) continue;
        const auto a = run_a.values.find(metric.metric.name);
        const auto b = run_b->second.values.find(metric.metric.name);
        const bool has_a = a != run_a.values.end();
        const bool has_b = b != run_b->second.values.end();
        if (has_a != has_b) result.one_sided += 1;
        if (!has_a || !has_b) continue;
        result.values.a.push_back(a->second);
        result.values.b.push_back(b->second);
    }
    return result;
}

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

void note_failures(const ComparedSide& side, std::vector<std::string>& notes) {
    for (const auto& [seed, error] : side.failures)
        notes.push_back("a run of " + side.name + " with seed " + std::to_string(seed) +
                        " failed and is left out: " + error);
}

/// Seeds of one side that the other has not run at all.
void note_unpaired(const ComparedSide& side, const ComparedSide& other, std::vector<std::string>& notes) {
    std::vector<std::string> unpaired;
    for (const auto& [seed, run] : side.runs)
        if (!other.runs.contains(seed) && !other.failures.contains(seed)) unpaired.push_back(std::to_string(seed));
    if (!unpaired.empty()) notes.push_back("left out, since only " + side.name + " has them: seeds " + list(unpaired));
}

/// What pairing was worth over all metrics: the middle one.
void note_pairing(const Comparison& comparison, std::vector<std::string>& notes) {
    std::vector<double> ratios;
    for (const ComparisonRow& row : comparison.rows)
        if (row.change.variance_ratio > 0) ratios.push_back(row.change.variance_ratio);
    if (ratios.empty() || comparison.seeds.size() < 2) return;
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    const double median = ratios[ratios.size() / 2];
    const std::string times = median > 1000 ? "more than 1,000" : format_number(median);
    notes.push_back("equal seeds make the differences " + times +
                    " times less variable than separate ones would (variance, median of the metrics)" +
                    (median < 1 ? ": they do not help here" : ""));
}

std::vector<std::string> labels_of(const Comparison& comparison, bool MetricChange::* which) {
    std::vector<std::string> labels;
    for (const ComparisonRow& row : comparison.rows)
        if (row.change.*which) labels.push_back(row.metric.label);
    return labels;
}

void note_doubts(const Comparison& comparison, std::vector<std::string>& notes) {
    if (comparison.identical) return;
    if (comparison.seeds.size() < kFewestSeeds)
        notes.push_back("fewer than " + std::to_string(kFewestSeeds) + " seeds can show that values are equal, " +
                        "but not that they differ");
    else if (const auto labels = labels_of(comparison, &MetricChange::beyond_alone); !labels.empty())
        notes.push_back("beyond the margin if looked at alone, but not among so many metrics: " + list(labels));
    note_pairing(comparison, notes);
}

}  // namespace

ComparedSystems compared_points(const StudyDatabase& study, std::size_t a, std::size_t b) {
    const StudyHeader header = study.header();
    std::vector<StageName> stages;
    for (const StudyStage& stage : study.stages()) stages.push_back({stage.metric, stage.item, stage.label});
    ComparedSystems systems{.a = side_of_point(study, header, a),
                            .b = side_of_point(study, header, b),
                            .metrics = judged_metrics(study.metrics(), stages)};
    for (const StudyMetric& metric : study.metrics()) {
        for (const StudyValue& value : study.values(metric.name)) {
            if (value.point == a) systems.a.runs[value.seed].values[metric.name] = value.value;
            if (value.point == b) systems.b.runs[value.seed].values[metric.name] = value.value;
        }
    }
    return systems;
}

Comparison compare(const ComparedSystems& systems, double margin) {
    Comparison comparison{.a = systems.a.name, .b = systems.b.name};
    for (const auto& [seed, run] : systems.a.runs) {
        const auto other = systems.b.runs.find(seed);
        if (other == systems.b.runs.end()) continue;
        comparison.seeds.push_back(seed);
        if (!run.fingerprint.empty() && run.fingerprint == other->second.fingerprint) comparison.same_fingerprints += 1;
    }
    note_failures(systems.a, comparison.notes);
    note_failures(systems.b, comparison.notes);
    if (comparison.seeds.empty())
        throw StoreError("nothing to compare: no seed has a whole run on both sides" +
                         (comparison.notes.empty() ? "" : "; " + comparison.notes.front()));
    std::vector<PairedValues> pairs;
    std::vector<std::string> one_sided;
    for (const ComparedMetric& metric : systems.metrics) {
        const double own_margin = metric.metric.figure == "p99" ? kMarginOfP99 * margin : margin;
        Judged judged = pair_values(systems, metric, own_margin);
        if (judged.one_sided > 0) one_sided.push_back(metric.label);
        if (judged.values.a.empty()) continue;
        comparison.rows.push_back({.metric = metric, .margin = own_margin});
        pairs.push_back(std::move(judged.values));
    }
    const std::vector<MetricChange> changes = compare(pairs);
    bool all_equal = true;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        comparison.rows[i].change = changes[i];
        all_equal = all_equal && changes[i].exact;
    }
    comparison.identical = all_equal && comparison.same_fingerprints == comparison.seeds.size() && one_sided.empty();
    for (ComparisonRow& row : comparison.rows) row.identical = comparison.identical;
    note_unpaired(systems.a, systems.b, comparison.notes);
    note_unpaired(systems.b, systems.a, comparison.notes);
    if (!one_sided.empty())
        comparison.notes.push_back("measured on one side only under some seeds: " + list(one_sided));
    note_doubts(comparison, comparison.notes);
    return comparison;
}

}  // namespace sim
