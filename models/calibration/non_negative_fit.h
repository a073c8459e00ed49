// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

namespace models {

/// One equation: the sum of counts[j] x cost[j] should be `time`, which is above zero.
struct FitRow {
    std::vector<double> counts;
    double time = 0;
};

/// The costs, none below zero, that make the relative errors of all rows small. Robust: a row that does not fit counts
/// by its error, not by the square of it (iteratively reweighted least squares; each solved by coordinate descent).
/// Costs that no row has a count of are zero.
[[nodiscard]] std::vector<double> fit_non_negative(const std::vector<FitRow>& rows);

}  // namespace models
