// SPDX-License-Identifier: MIT
#include "sim/report/axis_figure.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "sim/stats/summary.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

constexpr double kConfidence = 0.95;
constexpr std::size_t kMostPanels = 3;

struct ShownMetric {
    std::string name;
    std::string label;
    std::string unit;
};

const AxisValue* value_of(const StudyPoint& point, const std::string& axis) {
    for (const AxisValue& value : point.values)
        if (value.axis == axis) return &value;
    return nullptr;
}

std::string pick_axis(const StudyHeader& header, const std::string& wanted) {
    if (header.axes.empty()) throw StoreError("nothing to draw: the results have no axis; try `plot cdf`");
    if (wanted.empty()) return header.axes.front();
    if (std::find(header.axes.begin(), header.axes.end(), wanted) == header.axes.end())
        reject_study_name("axis", wanted, header.axes);
    return wanted;
}

/// The metrics asked for; if none, the median and the tail of the first stage.
std::vector<ShownMetric> pick_metrics(const StudyDatabase& study, const StudySelection& selection,
                                      const FigureRequest& request) {
    std::vector<std::string> wanted = request.metrics;
    if (wanted.empty()) {
        if (selection.stages.empty()) throw StoreError("the results have no latency; name what to draw with --metric");
        // One stage or those that were asked for: more would be seven lines of which none can be followed.
        const std::size_t stages = request.stages.empty() ? 1 : selection.stages.size();
        for (std::size_t i = 0; i < stages; ++i)
            for (const char* const figure : {".p50", ".p99"}) wanted.push_back(selection.stages[i].metric + figure);
    }
    const std::vector<StudyMetric> all = study.metrics();
    std::vector<std::string> names;
    for (const StudyMetric& metric : all) names.push_back(metric.name);
    std::vector<ShownMetric> metrics;
    for (const std::string& name : wanted) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) reject_study_name("metric", name, names);
        const StudyMetric& metric = all[static_cast<std::size_t>(found - names.begin())];
        std::string label = name;
        for (const StudyStage& stage : study.stages())
            if (name == stage.metric + "." + metric.figure) label = stage.label + " " + metric.figure;
        metrics.push_back({name, label, metric.unit});
    }
    return metrics;
}

/// All that tells the point from those of its line: its variant and its values on other axes.
std::string group_label(const StudyPoint& point, const std::string& axis) {
    std::string label = point.variant;
    for (const AxisValue& value : point.values)
        if (value.axis != axis) label += (label.empty() ? "" : ", ") + value.axis + "=" + value.text;
    return label;
}

/// Where each value of the axis stands.
class XScale {
  public:
    XScale(const StudySelection& selection, const std::string& axis) : axis_(axis) {
        for (const std::size_t point : selection.points)
            if (const AxisValue* const value = value_of(selection.header.points[point], axis)) add(*value);
        for (std::size_t i = 0; i < values_.size(); ++i)
            ticks_.push_back({is_numeric_ ? *values_[i].number : static_cast<double>(i), values_[i].text});
        std::sort(ticks_.begin(), ticks_.end(), [](const AxisTick& a, const AxisTick& b) { return a.x < b.x; });
    }

    [[nodiscard]] const std::vector<AxisTick>& ticks() const { return ticks_; }
    [[nodiscard]] double place(const StudyPoint& point) const {
        const AxisValue* const value = value_of(point, axis_);
        for (const AxisTick& tick : ticks_)
            if (value != nullptr && tick.label == value->text) return tick.x;
        return 0;
    }

  private:
    void add(const AxisValue& value) {
        if (std::find(values_.begin(), values_.end(), value) != values_.end()) return;
        is_numeric_ = is_numeric_ && value.number && (values_.empty() || values_.front().unit == value.unit);
        values_.push_back(value);
    }

    std::string axis_;
    bool is_numeric_ = true;
    std::vector<AxisValue> values_;
    std::vector<AxisTick> ticks_;
};

AxisPoint condense(double x, const std::vector<double>& values) {
    const Summary summary = summarise(values);
    AxisPoint point{.x = x, .mean = summary.mean, .low = summary.mean, .high = summary.mean};
    if (values.size() < 2) return point;
    const Interval interval = mean_interval(summary, kConfidence);
    return {.x = x, .mean = summary.mean, .low = interval.low, .high = interval.high};
}

std::map<std::size_t, std::vector<double>> values_by_point(const StudyDatabase& study, const std::string& metric) {
    std::map<std::size_t, std::vector<double>> values;
    for (const StudyValue& value : study.values(metric)) values[value.point].push_back(value.value);
    return values;
}

AxisPanel& panel_of(AxisFigure& figure, const std::string& unit) {
    for (AxisPanel& panel : figure.panels)
        if (panel.unit == unit) return panel;
    if (figure.panels.size() == kMostPanels) throw StoreError("the metrics have more than three units; draw fewer");
    return figure.panels.emplace_back(AxisPanel{.unit = unit, .lines = {}});
}

}  // namespace

AxisFigure axis_figure(const StudyDatabase& study, const StudySelection& selection, const FigureRequest& request) {
    AxisFigure figure;
    figure.axis = pick_axis(selection.header, request.axis);
    figure.title = study_title(selection);
    const std::vector<ShownMetric> metrics = pick_metrics(study, selection, request);
    figure.subtitle = study_subtitle(selection, "Mean over seeds with its 95 % interval");
    const XScale scale(selection, figure.axis);
    figure.ticks = scale.ticks();
    std::vector<std::string> groups;
    for (const std::size_t point : selection.points) {
        const std::string label = group_label(selection.header.points[point], figure.axis);
        if (std::find(groups.begin(), groups.end(), label) == groups.end()) groups.push_back(label);
    }
    for (std::size_t m = 0; m < metrics.size(); ++m) {
        const auto values = values_by_point(study, metrics[m].name);
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const std::string label = groups[g] + (groups[g].empty() ? "" : ", ") + metrics[m].label;
            AxisLine line{.label = label, .group = g, .metric = m, .points = {}};
            for (const std::size_t point : selection.points) {
                const StudyPoint& of = selection.header.points[point];
                const auto found = values.find(point);
                if (group_label(of, figure.axis) == groups[g] && found != values.end())
                    line.points.push_back(condense(scale.place(of), found->second));
            }
            if (line.points.empty()) continue;
            std::sort(line.points.begin(), line.points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
            panel_of(figure, metrics[m].unit).lines.push_back(std::move(line));
        }
    }
    if (figure.panels.empty()) throw StoreError("nothing to draw: the metric was measured at no point");
    return figure;
}

}  // namespace sim
