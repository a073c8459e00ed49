// SPDX-License-Identifier: MIT
#include "sim/stats/significance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/stats/summary.h"

namespace sim {
namespace {

TEST(Summary, has_the_known_mean_sd_and_t_interval) {
    const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
    const Summary summary = summarise(values);
    EXPECT_DOUBLE_EQ(summary.mean, 5);
    EXPECT_NEAR(summary.sd, std::sqrt(32.0 / 7), 1e-12);
    const Interval interval = mean_interval(summary, 0.95);  // t(7, 97.5 %) = 2.364624
    EXPECT_NEAR(interval.high - 5, 2.364624 * std::sqrt(32.0 / 7 / 8), 1e-6);
    EXPECT_NEAR(5 - interval.low, interval.high - 5, 1e-12);
}

TEST(Summary, of_equal_values_has_no_spread) {
    const Summary summary = summarise(std::vector<double>(7, 0.1));
    EXPECT_EQ(summary.mean, 0.1);
    EXPECT_EQ(summary.sd, 0);
}

TEST(Summary, of_one_value_has_an_endless_interval) {
    const Interval interval = mean_interval(summarise(std::vector<double>{3}), 0.95);
    EXPECT_EQ(interval.high, std::numeric_limits<double>::infinity());
    EXPECT_EQ(interval.low, -std::numeric_limits<double>::infinity());
}

TEST(Summary, knows_the_tail_of_t) {
    EXPECT_NEAR(t_upper_tail(2.200985, 11), 0.025, 1e-7);
    EXPECT_NEAR(t_upper_tail(0, 5), 0.5, 1e-12);
    EXPECT_NEAR(t_upper_tail(1, 1), 0.25, 1e-12);  // Cauchy: 1/2 - atan(1) / pi
    EXPECT_EQ(t_upper_tail(std::numeric_limits<double>::infinity(), 3), 0);
}

TEST(Summary, knows_skewness) {
    EXPECT_NEAR(skewness(std::vector<double>{1, 2, 3}), 0, 1e-12);
    EXPECT_NEAR(skewness(std::vector<double>{0, 0, 0, 1}), 1.1547005, 1e-6);
    EXPECT_EQ(skewness(std::vector<double>{4, 4}), 0);
}

TEST(Holm, gives_the_textbook_values) {
    const std::vector<double> adjusted = holm(std::vector<double>{0.01, 0.04, 0.03, 0.005});
    EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
    EXPECT_DOUBLE_EQ(adjusted[1], 0.06);
    EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
    EXPECT_DOUBLE_EQ(adjusted[3], 0.02);
    EXPECT_EQ(holm(std::vector<double>{0.9, 0.8}), (std::vector<double>{1, 1}));
    EXPECT_TRUE(holm({}).empty());
}

/// The same by counting, sign by sign.
double slow_sign_flip(const std::vector<double>& differences) {
    double observed = 0;
    for (const double d : differences) observed += d;
    int high = 0;
    const unsigned ways = 1U << differences.size();
    for (unsigned way = 0; way < ways; ++way) {
        double sum = 0;
        for (std::size_t i = 0; i < differences.size(); ++i)
            sum += (way >> i & 1U) != 0 ? differences[i] : -differences[i];
        if (sum >= observed - 1e-9) high += 1;
    }
    return static_cast<double>(high) / ways;
}

TEST(SignFlip, counts_as_a_slow_reference_does) {
    for (const std::vector<double>& differences :
         {std::vector<double>{1, 1, 1, 1, 1, 1}, {3, -1, 4, -1, 5, -9, 2, 6}, {0.5}, {-2, -3}, {0, 0, 0}})
        EXPECT_DOUBLE_EQ(sign_flip_p(differences), slow_sign_flip(differences));
    EXPECT_DOUBLE_EQ(sign_flip_p(std::vector<double>(6, 1.0)), 1.0 / 64);
}

TEST(SignFlip, draws_for_many_differences_agree_with_the_normal_law) {
    // 40 differences of size 1, sum 10: P(S >= 10) = P(at least 25 heads of 40) = 0.0769.
    std::vector<double> differences(40, 1.0);
    for (std::size_t i = 0; i < 15; ++i) differences[i] = -1;
    EXPECT_NEAR(sign_flip_p(differences), 0.0769, 0.005);
    EXPECT_EQ(sign_flip_p(differences), sign_flip_p(differences));
}

}  // namespace
}  // namespace sim
