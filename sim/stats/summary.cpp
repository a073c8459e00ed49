// SPDX-License-Identifier: MIT
#include "sim/stats/summary.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "sim/base/check.h"

namespace sim {

double Summary::standard_error() const {
    return count == 0 ? 0 : sd / std::sqrt(static_cast<double>(count));
}

Summary summarise(std::span<const double> values) {
    Summary summary{.count = values.size(), .mean = 0, .sd = 0};
    if (values.empty()) return summary;
    const auto n = static_cast<double>(values.size());
    // From the first value on: equal values have exactly their value as the mean and no spread, whatever they are.
    double above_first = 0;
    for (const double value : values) above_first += value - values.front();
    summary.mean = values.front() + above_first / n;
    double squares = 0;
    for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
    if (values.size() > 1) summary.sd = std::sqrt(squares / (n - 1));
    return summary;
}

double skewness(std::span<const double> values) {
    const Summary summary = summarise(values);
    double squares = 0;
    double cubes = 0;
    for (const double value : values) {
        const double d = value - summary.mean;
        squares += d * d;
        cubes += d * d * d;
    }
    if (squares == 0) return 0;
    const auto n = static_cast<double>(values.size());
    return cubes / n / std::pow(squares / n, 1.5);
}

Interval mean_interval(const Summary& summary, double confidence) {
    CHECK(confidence > 0 && confidence < 1);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (summary.count < 2) return {-kInfinity, kInfinity};
    const boost::math::students_t t(static_cast<double>(summary.count - 1));
    const double half = boost::math::quantile(t, 0.5 + confidence / 2) * summary.standard_error();
    return {summary.mean - half, summary.mean + half};
}

double t_upper_tail(double t, double degrees_of_freedom) {
    CHECK(degrees_of_freedom > 0);
    if (std::isinf(t)) return t > 0 ? 0 : 1;
    const boost::math::students_t distribution(degrees_of_freedom);
    return boost::math::cdf(boost::math::complement(distribution, t));
}

}  // namespace sim
