// SPDX-License-Identifier: MIT
#include "models/calibration/non_negative_fit.h"

#include <gtest/gtest.h>

namespace models {
namespace {

/// Rows of two counts whose times are exactly those of costs 3 and 0.5.
std::vector<FitRow> exact_rows() {
    std::vector<FitRow> rows;
    for (const auto& [a, b] : {std::pair{1.0, 0.0}, {10.0, 4.0}, {2.0, 100.0}, {0.0, 8.0}, {7.0, 7.0}})
        rows.push_back({{a, b}, 3 * a + 0.5 * b});
    return rows;
}

TEST(NonNegativeFit, finds_the_costs_that_made_the_times) {
    const std::vector<double> costs = fit_non_negative(exact_rows());
    ASSERT_EQ(costs.size(), 2U);
    EXPECT_NEAR(costs[0], 3, 1e-3);
    EXPECT_NEAR(costs[1], 0.5, 1e-3);
}

TEST(NonNegativeFit, is_hardly_moved_by_one_row_that_is_far_off) {
    std::vector<FitRow> rows = exact_rows();
    for (const FitRow& row : exact_rows()) rows.push_back(row);
    rows.push_back({{5, 5}, 100 * (3 * 5 + 0.5 * 5)});
    const std::vector<double> costs = fit_non_negative(rows);
    EXPECT_NEAR(costs[0], 3, 0.15);
    EXPECT_NEAR(costs[1], 0.5, 0.025);
}

TEST(NonNegativeFit, gives_zero_where_the_best_cost_would_be_negative) {
    const std::vector<double> costs = fit_non_negative({{{1, 0}, 10}, {{1, 1}, 8}, {{2, 1}, 17}});
    EXPECT_NEAR(costs[0], 8.5, 1.6);
    EXPECT_EQ(costs[1], 0);
}

TEST(NonNegativeFit, gives_zero_for_what_no_row_counts) {
    EXPECT_EQ(fit_non_negative({{{2, 0}, 10}})[1], 0);
}

}  // namespace
}  // namespace models
