// SPDX-License-Identifier: MIT
#include "sim/stats/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "sim/base/random.h"

namespace sim {
namespace {

/// Standard normal number `index` of a stream (Box and Muller).
double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    const auto words = RandomStream(seed, Purpose::named("test.normal"), stream).words(index);
    const auto uniform = [](std::uint64_t bits) { return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53; };
    return std::sqrt(-2 * std::log(uniform(words[0]))) * std::cos(2 * std::numbers::pi * uniform(words[1]));
}

struct Made {
    double change = 0;  ///< Of B.
    double sd = 0.01;   ///< Of the log ratio.
    std::size_t seeds = 12;
};

/// A metric whose seeds differ by 10 %, B's from A's by `made`.
PairedValues make(std::uint64_t world, std::uint64_t metric, const Made& made) {
    PairedValues values;
    for (std::uint64_t seed = 0; seed < made.seeds; ++seed) {
        const double a = 100 * std::exp(0.1 * normal(world, 2 * metric, seed));
        values.a.push_back(a);
        values.b.push_back(a * (1 + made.change) * std::exp(made.sd * normal(world, 2 * metric + 1, seed)));
    }
    return values;
}

MetricChange compare_one(const PairedValues& values) {
    return compare({&values, 1}).front();
}

TEST(Comparison, gives_the_paired_log_ratio_and_its_interval) {
    // ln 1.1, ln 1.2, ln 1.3: mean 0.1799987, sd 0.0835512, t(2, 97.5 %) = 4.302653.
    const MetricChange change = compare_one({.a = {10, 20, 30}, .b = {11, 24, 39}});
    EXPECT_NEAR(change.change, std::cbrt(1.1 * 1.2 * 1.3) - 1, 1e-12);
    EXPECT_NEAR(change.sd, 0.0835512, 1e-6);
    EXPECT_NEAR(change.interval.low, std::exp(0.1799987 - 0.2075518) - 1, 1e-5);
    EXPECT_NEAR(change.interval.high, std::exp(0.1799987 + 0.2075518) - 1, 1e-5);
    EXPECT_EQ(change.mean_a, 20);
    EXPECT_EQ(change.seeds, 3U);
}

TEST(Comparison, finds_a_change_beyond_the_margin_and_says_which_way_is_good) {
    PairedValues values = make(1, 0, {.change = 0.05});
    EXPECT_EQ(compare_one(values).verdict, Verdict::Worse);
    values.better = Direction::HigherIsBetter;
    EXPECT_EQ(compare_one(values).verdict, Verdict::Better);
    std::swap(values.a, values.b);
    EXPECT_EQ(compare_one(values).verdict, Verdict::Worse);
}

TEST(Comparison, calls_a_sure_change_within_the_margin_equal_but_moved) {
    const MetricChange change = compare_one(make(1, 0, {.change = 0.005, .sd = 0.001}));
    EXPECT_EQ(change.verdict, Verdict::Equal);
    EXPECT_TRUE(change.moved);
    EXPECT_FALSE(change.exact);
}

TEST(Comparison, is_inconclusive_when_the_noise_is_larger_than_the_margin) {
    const MetricChange change = compare_one(make(2, 0, {.change = 0.02, .sd = 0.1}));
    EXPECT_EQ(change.verdict, Verdict::Inconclusive);
    EXPECT_FALSE(change.moved);
}

TEST(Comparison, of_equal_values_is_exactly_equal) {
    for (const double value : {0.0, 1.0, -3.5}) {
        const std::vector<double> same(12, value);
        const MetricChange change = compare_one({.a = same, .b = same});
        EXPECT_EQ(change.verdict, Verdict::Equal);
        EXPECT_TRUE(change.exact);
        EXPECT_FALSE(change.moved);
        EXPECT_EQ(change.change, 0);
    }
}

TEST(Comparison, of_one_seed_says_nothing_but_equality) {
    EXPECT_EQ(compare_one({.a = {1}, .b = {2}}).verdict, Verdict::Inconclusive);
    EXPECT_EQ(compare_one({.a = {1}, .b = {1}}).verdict, Verdict::Equal);
    EXPECT_EQ(compare_one({}).verdict, Verdict::Inconclusive);
}

TEST(Comparison, needs_the_fewest_seeds_that_it_declares) {
    const auto same_change = [](std::size_t seeds) {
        return compare_one({.a = std::vector<double>(seeds, 100), .b = std::vector<double>(seeds, 110)});
    };
    EXPECT_EQ(same_change(kFewestSeeds - 1).verdict, Verdict::Inconclusive);
    EXPECT_EQ(same_change(kFewestSeeds).verdict, Verdict::Worse);
    EXPECT_TRUE(same_change(kFewestSeeds).moved);
    EXPECT_NEAR(same_change(kFewestSeeds).change, 0.1, 1e-12);
}

TEST(Comparison, takes_differences_where_a_value_is_zero) {
    PairedValues values;
    for (int seed = 0; seed < 12; ++seed) {
        values.a.push_back(seed == 0 ? 0 : 10);
        values.b.push_back(values.a.back() + 2 + 0.01 * seed);
    }
    const MetricChange change = compare_one(values);
    EXPECT_TRUE(change.in_shares);
    EXPECT_NEAR(change.change, 2.055 / (110.0 / 12), 1e-9);
    EXPECT_EQ(change.verdict, Verdict::Worse);
}

TEST(Comparison, of_nothing_with_something_gives_the_difference_itself) {
    PairedValues values{.a = std::vector<double>(12, 0), .b = std::vector<double>(12, 5)};
    const MetricChange change = compare_one(values);
    EXPECT_FALSE(change.in_shares);
    EXPECT_EQ(change.change, 5);
    EXPECT_EQ(change.verdict, Verdict::Worse);
}

TEST(Comparison, says_what_pairing_the_seeds_is_worth) {
    EXPECT_GT(compare_one(make(1, 0, {.sd = 0.01})).variance_ratio, 20);
    PairedValues unpaired = make(1, 0, {});
    unpaired.b = make(1, 7, {}).a;
    EXPECT_LT(compare_one(unpaired).variance_ratio, 4);
}

TEST(Comparison, warns_of_skewed_differences) {
    PairedValues values = make(1, 0, {.sd = 0.001});
    values.b[3] *= 2;
    EXPECT_TRUE(compare_one(values).skewed);
}

/// 60 metrics, as a scenario has them, in 500 comparisons of a system with itself under other draws.
TEST(Comparison, raises_no_false_alarm_in_equal_systems) {
    int alarms = 0;
    int moved = 0;
    for (std::uint64_t world = 0; world < 500; ++world) {
        std::vector<PairedValues> metrics;
        for (std::uint64_t metric = 0; metric < 60; ++metric) metrics.push_back(make(world, metric, {}));
        bool is_moved = false;
        bool is_alarm = false;
        for (const MetricChange& change : compare(metrics)) {
            is_alarm = is_alarm || change.verdict == Verdict::Better || change.verdict == Verdict::Worse;
            is_moved = is_moved || change.moved;
        }
        alarms += is_alarm ? 1 : 0;
        moved += is_moved ? 1 : 0;
    }
    EXPECT_EQ(alarms, 0);  // expected 0.03 of 500 by the simple rule, less with Holm
    EXPECT_LE(moved, 45);  // 5 % is 25; 45 is four standard deviations more
}

TEST(Comparison, holds_the_family_error_when_every_metric_sits_on_the_margin) {
    int alarms = 0;
    for (std::uint64_t world = 0; world < 500; ++world) {
        std::vector<PairedValues> metrics;
        for (std::uint64_t metric = 0; metric < 60; ++metric)
            metrics.push_back(make(world, metric, {.change = 0.01, .sd = 0.003}));
        for (const MetricChange& change : compare(metrics))
            if (change.verdict == Verdict::Worse) {
                alarms += 1;
                break;
            }
    }
    EXPECT_LE(alarms, 45);
}

TEST(Comparison, has_the_power_that_twelve_seeds_can_have) {
    int found = 0;
    for (std::uint64_t world = 0; world < 100; ++world) {
        std::vector<PairedValues> metrics;
        for (std::uint64_t metric = 0; metric < 60; ++metric)
            metrics.push_back(make(world, metric, {.change = metric == 0 ? 0.03 : 0}));
        if (compare(metrics).front().verdict == Verdict::Worse) found += 1;
    }
    EXPECT_GE(found, 85);
}

}  // namespace
}  // namespace sim
