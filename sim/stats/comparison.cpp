// SPDX-License-Identifier: MIT
#include "sim/stats/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/base/check.h"
#include "sim/stats/significance.h"

namespace sim {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kEqualConfidence = 0.90;  ///< Two one-sided tests at 5 %.

/// The differences of one metric on the scale on which they are judged.
struct Differences {
    bool is_log = true;
    double unit = 1;    ///< What one is on the absolute scale.
    double margin = 0;  ///< On that scale.
    std::vector<double> values;

    /// From the scale to a change as people read it.
    [[nodiscard]] double change(double difference) const { return is_log ? std::expm1(difference) : difference / unit; }
};

Differences differences_of(const PairedValues& metric, double mean_a) {
    const auto positive = [](double value) { return value > 0; };
    Differences result;
    result.is_log = std::all_of(metric.a.begin(), metric.a.end(), positive) &&
                    std::all_of(metric.b.begin(), metric.b.end(), positive);
    result.unit = mean_a == 0 ? 1 : std::abs(mean_a);
    result.margin = result.is_log ? std::log1p(metric.margin) : metric.margin * std::abs(mean_a);
    for (std::size_t i = 0; i < metric.a.size(); ++i)
        result.values.push_back(result.is_log ? std::log(metric.b[i] / metric.a[i]) : metric.b[i] - metric.a[i]);
    return result;
}

/// Two-sided p-value that |mean| is at most `margin`.
double beyond_p(const Summary& summary, double margin) {
    if (summary.count < 2) return 1;
    const double excess = std::abs(summary.mean) - margin;
    if (summary.sd == 0) return excess > 0 ? 0 : 1;
    return std::min(1.0, 2 * t_upper_tail(excess / summary.standard_error(), static_cast<double>(summary.count - 1)));
}

/// The sign-flip test's word on the same question, one side at half the family error.
bool flips_agree(const Differences& differences, double mean, double margin, double family_error) {
    std::vector<double> excess;
    for (const double d : differences.values) excess.push_back((mean < 0 ? -d : d) - margin);
    return sign_flip_p(excess) <= family_error / 2;
}

double variance_ratio(const PairedValues& metric, const Differences& differences, double sd) {
    if (sd == 0) return 0;
    const auto sd_of = [&](std::vector<double> values) {
        if (differences.is_log)
            for (double& value : values) value = std::log(value);
        return summarise(values).sd;
    };
    const double a = sd_of(metric.a);
    const double b = sd_of(metric.b);
    return (a * a + b * b) / (sd * sd);
}

bool is_within(const Interval& interval, double margin) {
    return interval.low >= -margin && interval.high <= margin;
}

/// What is known of one metric before the family is looked at.
struct Estimate {
    Differences differences;
    Summary summary;
    MetricChange change;
};

Estimate estimate(const PairedValues& metric) {
    CHECK(metric.a.size() == metric.b.size());
    CHECK(metric.margin >= 0);
    MetricChange change{
        .seeds = metric.a.size(), .mean_a = summarise(metric.a).mean, .mean_b = summarise(metric.b).mean};
    Differences differences = differences_of(metric, change.mean_a);
    const Summary summary = summarise(differences.values);
    const Interval interval = mean_interval(summary, kConfidence);
    change.in_shares = differences.is_log || change.mean_a != 0;
    change.change = differences.change(summary.mean);
    change.interval = {differences.change(interval.low), differences.change(interval.high)};
    change.sd = differences.is_log ? summary.sd : summary.sd / differences.unit;
    change.exact = !metric.a.empty() && metric.a == metric.b;
    change.p_margin = beyond_p(summary, differences.margin);
    change.p_zero = beyond_p(summary, 0);
    change.variance_ratio = variance_ratio(metric, differences, summary.sd);
    change.beyond_alone = interval.low > differences.margin || interval.high < -differences.margin;
    change.skewed = std::abs(skewness(differences.values)) > 1;
    return {std::move(differences), summary, change};
}

Verdict verdict_of(const Estimate& estimate, Direction better, double family_error) {
    const MetricChange& change = estimate.change;
    if (change.exact) return Verdict::Equal;
    const double mean = estimate.summary.mean;
    const double margin = estimate.differences.margin;
    if (change.p_margin <= family_error && flips_agree(estimate.differences, mean, margin, family_error))
        return (mean < 0) == (better == Direction::LowerIsBetter) ? Verdict::Better : Verdict::Worse;
    if (is_within(mean_interval(estimate.summary, kEqualConfidence), margin)) return Verdict::Equal;
    return Verdict::Inconclusive;
}

/// Replaces the p-values that `member` names by those of the whole family.
void adjust(std::vector<Estimate>& estimates, double MetricChange::* member) {
    std::vector<double> p_values;
    for (const Estimate& one : estimates) p_values.push_back(one.change.*member);
    const std::vector<double> adjusted = holm(p_values);
    for (std::size_t i = 0; i < estimates.size(); ++i) estimates[i].change.*member = adjusted[i];
}

}  // namespace

const char* verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::Better:
            return "better";
        case Verdict::Worse:
            return "worse";
        case Verdict::Equal:
            return "equal";
        case Verdict::Inconclusive:
            break;
    }
    return "inconclusive";
}

std::vector<MetricChange> compare(std::span<const PairedValues> metrics, double family_error) {
    CHECK(family_error > 0 && family_error < 1);
    std::vector<Estimate> estimates;
    for (const PairedValues& metric : metrics) estimates.push_back(estimate(metric));
    adjust(estimates, &MetricChange::p_margin);
    adjust(estimates, &MetricChange::p_zero);
    std::vector<MetricChange> changes;
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        MetricChange& change = estimates[i].change;
        change.moved = change.p_zero <= family_error &&
                       flips_agree(estimates[i].differences, estimates[i].summary.mean, 0, family_error);
        change.verdict = verdict_of(estimates[i], metrics[i].better, family_error);
        change.beyond_alone = change.beyond_alone && change.verdict == Verdict::Inconclusive;
        changes.push_back(change);
    }
    return changes;
}

}  // namespace sim
