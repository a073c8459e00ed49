// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace sim {

/// One value a seed, condensed. The seed is the unit of all statistics here: items of one run depend on each other, and
/// tests over items raise false alarms in four of five comparisons of equal systems.
struct Summary {
    std::size_t count = 0;
    double mean = 0;
    double sd = 0;  ///< Of one value, with count - 1 below the line; 0 if there are fewer than two.

    [[nodiscard]] double standard_error() const;
};
[[nodiscard]] Summary summarise(std::span<const double> values);

/// The third standardised moment; 0 if all values are equal.
[[nodiscard]] double skewness(std::span<const double> values);

struct Interval {
    double low = 0;
    double high = 0;
};

/// Where the mean lies at `confidence` (0.95) by Student's t; from minus to plus infinity for fewer than two values.
[[nodiscard]] Interval mean_interval(const Summary& summary, double confidence);

/// P(T > t) for Student's t; t may be infinite.
[[nodiscard]] double t_upper_tail(double t, double degrees_of_freedom);

}  // namespace sim
