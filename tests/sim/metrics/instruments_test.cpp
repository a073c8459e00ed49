// SPDX-License-Identifier: MIT
#include "sim/metrics/instruments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/base/random.h"

namespace sim {
namespace {

constexpr Share kLevels[] = {Share::from_ppm(0),       Share::from_ppm(1), Share::percent(10), kP50, kP90, kP99, kP999,
                             Share::from_ppm(999'900), Share::percent(100)};

/// Values from 1 to 2^40 with all magnitudes equally likely, as latencies from microseconds to minutes.
std::vector<std::int64_t> spread_values(std::size_t count) {
    const RandomStream random(1, Purpose::named("test.values"), 0);
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < count; ++i) {
        const auto words = random.words(i);
        values.push_back(static_cast<std::int64_t>(words[0] >> (24 + words[1] % 40)));
    }
    return values;
}

/// Nearest rank by sorting.
std::int64_t exact_quantile(std::vector<std::int64_t> values, Share q) {
    std::sort(values.begin(), values.end());
    const auto rank = (static_cast<std::uint64_t>(q.ppm()) * values.size() + 999'999) / 1'000'000;
    return values[std::max<std::uint64_t>(rank, 1) - 1];
}

TEST(Distribution, is_empty_at_first) {
    const Distribution empty;
    EXPECT_EQ(empty.count(), 0U);
    EXPECT_EQ(empty.min(), 0);
    EXPECT_EQ(empty.max(), 0);
    EXPECT_EQ(empty.mean(), 0);
    EXPECT_EQ(empty.quantile(kP99), 0);
    EXPECT_TRUE(empty.bins().empty());
}

TEST(Distribution, keeps_small_values_exactly) {
    Distribution distribution;
    for (std::int64_t value = 0; value < 256; ++value) distribution.record(value);
    EXPECT_EQ(distribution.quantile(kP50), 127);
    EXPECT_EQ(distribution.quantile(kP99), 253);
    ASSERT_EQ(distribution.bins().size(), 256U);
    EXPECT_EQ(distribution.bins()[200], (Distribution::Bin{.low = 200, .high = 201, .count = 1}));
}

TEST(Distribution, quantiles_are_within_a_256th_of_the_exact_ones) {
    const std::vector<std::int64_t> values = spread_values(20'000);
    Distribution distribution;
    for (const std::int64_t value : values) distribution.record(value);
    for (const Share q : kLevels) {
        const std::int64_t exact = exact_quantile(values, q);
        EXPECT_LE(std::abs(distribution.quantile(q) - exact), exact / 256 + 1) << q.ppm();
    }
    EXPECT_EQ(distribution.quantile(Share::from_ppm(0)), *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(distribution.quantile(Share::percent(100)), *std::max_element(values.begin(), values.end()));
}

TEST(Distribution, bins_partition_the_values) {
    const std::vector<std::int64_t> values = spread_values(5'000);
    Distribution distribution;
    for (const std::int64_t value : values) distribution.record(value);
    std::uint64_t total = 0;
    std::int64_t previous_high = 0;
    for (const Distribution::Bin& bin : distribution.bins()) {
        EXPECT_LE(previous_high, bin.low);
        previous_high = bin.high;
        const auto inside = std::count_if(values.begin(), values.end(),
                                          [&](std::int64_t value) { return bin.low <= value && value < bin.high; });
        EXPECT_EQ(bin.count, static_cast<std::uint64_t>(inside)) << bin.low;
        total += bin.count;
    }
    EXPECT_EQ(total, values.size());
}

TEST(Distribution, count_sum_and_mean_are_exact_beyond_64_bits) {
    Distribution distribution;
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 5; ++i) distribution.record(kLargest);
    EXPECT_EQ(distribution.count(), 5U);
    EXPECT_EQ(distribution.mean(), kLargest);
    EXPECT_EQ(distribution.max(), kLargest);
    EXPECT_EQ(distribution.quantile(kP50), kLargest);
    EXPECT_DOUBLE_EQ(distribution.sum(), 5 * 0x1p63);
}

TEST(Distribution, merge_equals_recording_everything_in_one) {
    const std::vector<std::int64_t> values = spread_values(4'000);
    Distribution all;
    Distribution parts[3];
    for (std::size_t i = 0; i < values.size(); ++i) {
        all.record(values[i]);
        parts[values[i] < 5'000 ? 0 : 1 + i % 2].record(values[i]);
    }
    Distribution merged;
    merged.merge(parts[2]);
    merged.merge(parts[0]);
    merged.merge(parts[1]);
    merged.merge(Distribution{});
    EXPECT_EQ(merged.bins(), all.bins());
    EXPECT_EQ(merged.count(), all.count());
    EXPECT_EQ(merged.sum(), all.sum());
    EXPECT_EQ(merged.min(), all.min());
    EXPECT_EQ(merged.max(), all.max());
}

TEST(Distribution, counts_repeated_values_at_once) {
    Distribution distribution;
    distribution.record(7, 99);
    distribution.record(1'000, 0);
    distribution.record(9);
    EXPECT_EQ(distribution.count(), 100U);
    EXPECT_EQ(distribution.quantile(kP99), 7);
    EXPECT_EQ(distribution.max(), 9);
}

TEST(Distribution, refuses_negative_values) {
    Distribution distribution;
    EXPECT_THROW(distribution.record(-1), InvariantViolation);
}

TEST(Series, condenses_each_interval) {
    Series series(10_ns);
    series.record(SimTime::from_ns(11), 5);
    series.record(SimTime::from_ns(12), -3);
    series.record(SimTime::from_ns(19), 4);
    series.record(SimTime::from_ns(40), 1);
    ASSERT_EQ(series.samples().size(), 2U);
    const Series::Sample& first = series.samples()[0];
    EXPECT_EQ(first.begin, SimTime::from_ns(10));
    EXPECT_EQ(first.count, 3U);
    EXPECT_EQ(first.sum, 6);
    EXPECT_EQ(first.min, -3);
    EXPECT_EQ(first.max, 5);
    EXPECT_EQ(first.last, 4);
    EXPECT_EQ(series.samples()[1].begin, SimTime::from_ns(40));
}

TEST(Series, refuses_to_go_back_in_time) {
    Series series(10_ns);
    series.record(SimTime::from_ns(20), 1);
    EXPECT_THROW(series.record(SimTime::from_ns(19), 1), InvariantViolation);
    EXPECT_THROW(series.set_interval(5_ns), InvariantViolation);
}

TEST(Gauge, has_no_value_until_it_is_set) {
    Gauge gauge;
    EXPECT_FALSE(gauge.value().has_value());
    gauge.set(-4);
    EXPECT_EQ(gauge.value(), -4);
}

}  // namespace
}  // namespace sim
