// SPDX-License-Identifier: MIT
#include "sim/store/measurements.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace sim {
namespace {

/// One distribution, or several together, from its bins.
struct Spread {
    Distribution values;
    double sum = 0;
    std::int64_t max = 0;
};

Spread merge(const ResultReader& results, const std::string& metric, const std::vector<EntityId>& entities) {
    Spread spread;
    for (const EntityId entity : entities) {
        const auto one = results.distribution(metric, entity);
        if (!one) continue;
        spread.sum += one->sum;
        spread.max = std::max(spread.max, one->max);
        for (const Distribution::Bin& bin : one->bins) {
            const std::int64_t middle = std::clamp(bin.low + (bin.high - 1 - bin.low) / 2, one->min, one->max);
            spread.values.record(middle, bin.count);
        }
    }
    return spread;
}

/// Figures of a distribution that are judged by the direction of its metric, and its count, which is not.
void add_distribution(const MetricDoc& doc, const ResultReader& results, std::vector<Measurement>& values) {
    const std::vector<EntityId> entities = results.entities_with(doc.name);
    if (entities.empty()) return;
    const auto add = [&](const char* figure, double value) {
        values.push_back({doc.name + "." + figure, figure, doc.unit, doc.better, doc.documentation, value});
    };
    std::uint64_t count = 0;
    if (entities.front() == kWholeRun || entities.size() == 1) {
        const DistributionRecord one = results.distribution(doc.name, entities.front()).value();
        count = one.count;
        if (count > 0) {
            for (const auto& [figure, value] :
                 {std::pair{"p50", one.p50}, {"p90", one.p90}, {"p99", one.p99}, {"p999", one.p999}})
                add(figure, static_cast<double>(value));
            add("mean", one.sum / static_cast<double>(count));
            add("max", static_cast<double>(one.max));
        }
    } else {
        const Spread all = merge(results, doc.name, entities);
        count = all.values.count();
        if (count > 0) {
            for (const auto& [figure, share] : {std::pair{"p50", kP50}, {"p90", kP90}, {"p99", kP99}, {"p999", kP999}})
                add(figure, static_cast<double>(all.values.quantile(share)));
            add("mean", all.sum / static_cast<double>(count));
            add("max", static_cast<double>(all.max));
        }
    }
    values.push_back({doc.name + ".count", "count", "count", "none", doc.documentation, static_cast<double>(count)});
}

void add_scalar(const MetricDoc& doc, const ResultReader& results, std::vector<Measurement>& values) {
    const auto of_entities = results.scalars(doc.name);
    if (of_entities.empty()) return;
    double value = of_entities.front().second;
    if (of_entities.front().first != kWholeRun) {
        value = 0;
        for (const auto& [entity, one] : of_entities) value += one;
        if (doc.kind == "gauge") value /= static_cast<double>(of_entities.size());
    }
    values.push_back({doc.name, "", doc.unit, doc.better, doc.documentation, value});
}

void add_accounts(const LifecycleRecord& lifecycle, std::vector<Measurement>& values) {
    const auto add = [&](const char* figure, const char* better, std::uint64_t count, const char* documentation) {
        values.push_back({lifecycle.item + figure, "", "count", better, documentation, static_cast<double>(count)});
    };
    add(".submitted", "none", lifecycle.submitted, "How many were submitted.");
    add(".final", "none", lifecycle.final, "How many reached the last stage.");
    add(".pending", "none", lifecycle.pending, "How many were still on their way at the end.");
    add(".dropped", "lower", lifecycle.dropped, "How many were dropped.");
    if (lifecycle.submitted == 0) return;
    const double share = static_cast<double>(lifecycle.final) / static_cast<double>(lifecycle.submitted);
    values.push_back(
        {lifecycle.item + ".final_share", "", "ppm", "higher", "Part that reached the last stage.", 1e6 * share});
}

}  // namespace

RunMeasurements measure(const ResultReader& results) {
    RunMeasurements measured{.run = results.run(), .values = {}, .stages = {}};
    std::vector<LifecycleRecord> lifecycles = results.lifecycles();
    // What figures show if nothing else is asked for: transactions rather than blocks.
    std::sort(lifecycles.begin(), lifecycles.end(), [](const LifecycleRecord& a, const LifecycleRecord& b) {
        return a.submitted != b.submitted ? a.submitted > b.submitted : a.item < b.item;
    });
    for (const LifecycleRecord& lifecycle : lifecycles) {
        add_accounts(lifecycle, measured.values);
        for (const StageRecord& stage : lifecycle.stages) {
            StageLatency latency{lifecycle.item, stage.name, stage.label, stage.metric, {}};
            if (const auto record = results.distribution(stage.metric)) latency.bins = record->bins;
            measured.stages.push_back(std::move(latency));
        }
    }
    for (const MetricDoc& doc : results.metrics()) {
        if (doc.kind == "distribution") add_distribution(doc, results, measured.values);
        if (doc.kind == "counter" || doc.kind == "gauge") add_scalar(doc, results, measured.values);
    }
    return measured;
}

}  // namespace sim
