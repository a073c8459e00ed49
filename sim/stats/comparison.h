// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/stats/summary.h"

namespace sim {

enum class Direction : std::uint8_t { LowerIsBetter, HigherIsBetter };

/// One metric of two systems: a[i] and b[i] are its values under the same seed.
struct PairedValues {
    Direction better = Direction::LowerIsBetter;
    double margin = 0.01;  ///< Changes up to this share do not matter.
    std::vector<double> a;
    std::vector<double> b;
};

enum class Verdict : std::uint8_t {
    Better,        ///< Of B against A: beyond the margin, to the good side.
    Worse,         ///< Beyond the margin, to the bad side.
    Equal,         ///< Within the margin.
    Inconclusive,  ///< The seeds do not tell; not the same as no difference.
};
[[nodiscard]] const char* verdict_name(Verdict verdict);

/// What the seeds say of one metric. Changes are (B - A) / A by the paired log ratios; where a value is zero or below,
/// the differences count, as shares of A's mean (`in_shares`) or, if that is zero, as they are.
struct MetricChange {
    std::size_t seeds = 0;
    double mean_a = 0;
    double mean_b = 0;
    bool in_shares = true;
    double change = 0;
    Interval interval = {};     ///< 95 %, of `change`.
    double sd = 0;              ///< Of the change from seed to seed.
    double p_margin = 1;        ///< That the change is within the margin; two-sided, after Holm.
    double p_zero = 1;          ///< That there is no change at all; two-sided, after Holm.
    double variance_ratio = 0;  ///< (var A + var B) / var(B - A): what pairing the seeds is worth; 0: no variance.
    bool exact = false;         ///< Every pair is equal.
    bool moved = false;         ///< Shown to change, be it within the margin.
    bool beyond_alone =
        false;            ///< The 95 % interval is beyond the margin, but the family of metrics does not allow it.
    bool skewed = false;  ///< The t interval is not to be trusted: |skewness| of the differences is above 1.
    Verdict verdict = Verdict::Inconclusive;
};

/// Fewer seeds cannot show a change: 2^-n must be at most 2.5 %, half the family error.
inline constexpr std::size_t kFewestSeeds = 6;

/// Compares all metrics as one family with error `family_error`: with probability at most that any metric is called
/// better, worse or moved that is not. A metric is better or worse if Holm's margin test says so and the sign-flip test
/// agrees; equal if the 90 % interval lies within the margin (two one-sided tests) or every pair is equal.
[[nodiscard]] std::vector<MetricChange> compare(std::span<const PairedValues> metrics, double family_error = 0.05);

}  // namespace sim
