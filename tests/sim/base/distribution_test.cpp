// SPDX-License-Identifier: MIT
#include "sim/base/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/portable_math.h"
#include "sim/base/random.h"

namespace sim {
namespace {

using Shape = DurationDistribution::Shape;
constexpr std::uint64_t kDraws = 100'000;
constexpr double kPi = 3.14159265358979323846;

const RandomStream& draws() {
    static const RandomStream stream(1, Purpose::named("test.distribution"), 0);
    return stream;
}

TEST(PortableMath, log_agrees_with_the_library) {
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const auto words = draws().words(i);
        const double mantissa = 1.0 + static_cast<double>(words[0] >> 12) * 0x1p-52;
        const double x = std::ldexp(mantissa, static_cast<int>(words[1] % 2000) - 1000);
        ASSERT_NEAR(portable_log(x), std::log(x), 4e-16 * std::max(1.0, std::abs(std::log(x)))) << x;
        ASSERT_NEAR(portable_log(mantissa), std::log(mantissa), 4e-16) << mantissa;
    }
    EXPECT_EQ(portable_log(1.0), 0.0);
    EXPECT_THROW(static_cast<void>(portable_log(0.0)), InvariantViolation);
    EXPECT_THROW(static_cast<void>(portable_log(-1.0)), InvariantViolation);
    EXPECT_THROW(static_cast<void>(portable_log(INFINITY)), InvariantViolation);
}

TEST(PortableMath, exp_agrees_with_the_library) {
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const double x = (static_cast<double>(draws().bits(i)) * 0x1p-64 - 0.5) * (i % 2 == 0 ? 1400 : 4);
        ASSERT_NEAR(portable_exp(x) / std::exp(x), 1.0, 1e-15 * std::max(1.0, std::abs(x))) << x;
    }
    EXPECT_EQ(portable_exp(0.0), 1.0);
    EXPECT_THROW(static_cast<void>(portable_exp(701.0)), InvariantViolation);
    EXPECT_THROW(static_cast<void>(portable_exp(NAN)), InvariantViolation);
}

TEST(PortableMath, cosine_agrees_with_the_library) {
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const std::uint64_t turn = i < 64 ? i << 58 : draws().bits(i);
        ASSERT_NEAR(portable_cos_of_turn(turn), std::cos(static_cast<double>(turn) * 0x1p-64 * 2 * kPi), 2e-15) << turn;
    }
    EXPECT_EQ(portable_cos_of_turn(0), 1.0);
    EXPECT_EQ(portable_cos_of_turn(std::uint64_t{1} << 63), -1.0);
    EXPECT_EQ(portable_cos_of_turn(std::uint64_t{1} << 62), 0.0);
}

TEST(PortableMath, gives_the_same_bits_everywhere) {
    // Pinned: another value on any compiler, library or machine would change every run.
    EXPECT_EQ(portable_log(10.0), 0x1.26bb1bbb55516p+1);
    EXPECT_EQ(portable_exp(1.0), 0x1.5bf0a8b14576ap+1);
    EXPECT_EQ(exponential(0x123456789abcdef0, 1_s).ns(), 2'643'511'680);
    const std::array<std::uint64_t, 4> words = {0x123456789abcdef0, 0xfedcba9876543210, 1, 2};
    EXPECT_EQ((DurationDistribution{Shape::LogNormal, 1_s, Share::percent(50)}.sample(words).ns()), 2'648'980'097);
    EXPECT_EQ((DurationDistribution{Shape::Pareto, 1_s, Share::percent(50)}.sample(words).ns()), 1'564'005'228);
}

struct Moments {
    double mean;
    double deviation;
    Duration least;
    Duration most;
};

Moments moments_of(const DurationDistribution& distribution) {
    double sum = 0;
    double squares = 0;
    Moments moments{0, 0, Duration::from_ns(std::int64_t{1} << 62), Duration{}};
    for (std::uint64_t i = 0; i < kDraws; ++i) {
        const Duration sample = distribution.sample(draws().words(i));
        sum += sample.milliseconds();
        squares += sample.milliseconds() * sample.milliseconds();
        moments.least = std::min(moments.least, sample);
        moments.most = std::max(moments.most, sample);
    }
    moments.mean = sum / kDraws;
    moments.deviation = std::sqrt(squares / kDraws - moments.mean * moments.mean);
    return moments;
}

TEST(DurationDistribution, constant_is_its_mean) {
    const Moments moments = moments_of({Shape::Constant, 7_ms, Share::percent(50)});
    EXPECT_EQ(moments.least, 7_ms);
    EXPECT_EQ(moments.most, 7_ms);
}

TEST(DurationDistribution, uniform_keeps_to_its_width) {
    const Moments moments = moments_of({Shape::Uniform, 100_ms, Share::percent(20)});
    EXPECT_GE(moments.least, 80_ms);
    EXPECT_LE(moments.most, 120_ms);
    EXPECT_NEAR(moments.mean, 100, 0.2);
    EXPECT_NEAR(moments.deviation, 20 / std::sqrt(3.0), 0.2);
    const DurationDistribution narrow = {Shape::Uniform, 2_ns, Share::percent(50)};
    EXPECT_EQ(narrow.sample({0, 0, 0, 0}), 1_ns);
    EXPECT_EQ(narrow.sample({~std::uint64_t{0}, 0, 0, 0}), 3_ns);
}

TEST(DurationDistribution, exponential_has_its_moments_and_median) {
    const DurationDistribution distribution = {Shape::Exponential, 100_ms, Share{}};
    const Moments moments = moments_of(distribution);
    EXPECT_NEAR(moments.mean, 100, 1.3);  // four standard errors
    EXPECT_NEAR(moments.deviation, 100, 2.5);
    EXPECT_NEAR(distribution.sample({std::uint64_t{1} << 63, 0, 0, 0}).milliseconds(), 100 * std::log(2.0), 1e-4);
    EXPECT_EQ(exponential(~std::uint64_t{0}, 1_s), 0_ns);
    EXPECT_NEAR(exponential(0, 1_s).seconds(), 64 * std::log(2.0), 1e-8);
}

TEST(DurationDistribution, lognormal_has_its_moments_and_median) {
    for (const std::int64_t percent : {10, 50, 100}) {
        const DurationDistribution distribution = {Shape::LogNormal, 100_ms, Share::percent(percent)};
        const Moments moments = moments_of(distribution);
        const double cv = static_cast<double>(percent) / 100;
        EXPECT_NEAR(moments.mean, 100, 1.3 * cv);
        EXPECT_NEAR(moments.deviation, 100 * cv, 6 * cv * (1 + cv));
        // At an angle of a quarter turn the normal draw is 0: the median, mean / sqrt(1 + cv^2).
        EXPECT_NEAR(distribution.sample({5, std::uint64_t{1} << 62, 0, 0}).milliseconds(), 100 / std::sqrt(1 + cv * cv),
                    1e-4);
    }
}

TEST(DurationDistribution, pareto_has_its_mean_and_least_value) {
    const DurationDistribution distribution = {Shape::Pareto, 100_ms, Share::percent(50)};
    const Moments moments = moments_of(distribution);
    const double alpha = 1 + std::sqrt(1 + 1 / 0.25);
    EXPECT_NEAR(moments.mean, 100, 1);
    EXPECT_NEAR(moments.least.milliseconds(), 100 * (alpha - 1) / alpha, 0.01);
    EXPECT_EQ((DurationDistribution{Shape::Pareto, 100_ms, Share{}}.sample({1, 2, 3, 4})), 100_ms);
}

TEST(DurationDistribution, refuses_what_it_cannot_draw) {
    const auto sample = [](const DurationDistribution& distribution) {
        static_cast<void>(distribution.sample({1, 2, 3, 4}));
    };
    EXPECT_THROW(sample({Shape::Constant, Duration::from_ns(-1), Share{}}), InvariantViolation);
    EXPECT_THROW(sample({Shape::Uniform, 1_ms, Share::percent(101)}), InvariantViolation);
    EXPECT_THROW(sample({Shape::LogNormal, 1_ms, Share::percent(1001)}), InvariantViolation);
    EXPECT_THROW(sample({Shape::Exponential, Duration::from_ns((std::int64_t{1} << 53) + 1), Share{}}),
                 InvariantViolation);
}

TEST(DurationDistribution, stays_finite_at_its_limits) {
    const Duration longest = Duration::from_ns(std::int64_t{1} << 53);
    for (const Shape shape : {Shape::Exponential, Shape::LogNormal, Shape::Pareto})
        for (const std::uint64_t bits : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
            const DurationDistribution distribution = {shape, longest, Share::percent(1000)};
            const Duration sample = distribution.sample({bits, 0, 0, 0});
            EXPECT_GE(sample, 0_ns);
            EXPECT_LE(sample.ns(), std::int64_t{1} << 60);
        }
}

std::vector<double> shares_of(const ZipfDistribution& zipf, std::uint64_t draws_made) {
    std::vector<double> shares(zipf.ranks());
    for (std::uint64_t i = 0; i < draws_made; ++i)
        shares[zipf.rank(draws().bits(i))] += 1.0 / static_cast<double>(draws_made);
    return shares;
}

TEST(ZipfDistribution, ranks_have_their_weights) {
    for (const std::uint32_t thousandths : {0U, 500U, 1000U, 2000U}) {
        const ZipfDistribution zipf(10, thousandths);
        const double exponent = thousandths / 1000.0;
        const std::vector<double> shares = shares_of(zipf, kDraws);
        double sum = 0;
        for (int k = 1; k <= 10; ++k) sum += std::pow(k, -exponent);
        for (std::size_t k = 0; k < 10; ++k)
            EXPECT_NEAR(shares[k], std::pow(static_cast<double>(k + 1), -exponent) / sum, 0.006);
    }
}

TEST(ZipfDistribution, boundaries_are_those_of_the_sums) {
    const ZipfDistribution zipf(1000, 990);
    double sum = 0;
    for (int k = 1; k <= 1000; ++k) sum += std::pow(k, -0.99);
    double before = 0;
    for (std::uint64_t k = 1; k < 1000; ++k) {
        before += std::pow(static_cast<double>(k), -0.99);
        const auto boundary = static_cast<std::uint64_t>(before / sum * 0x1p64);
        const std::uint64_t slack = 1 << 16;  // rounding of the sums, 2^-48 of the whole
        ASSERT_EQ(zipf.rank(boundary - slack), k - 1);
        ASSERT_EQ(zipf.rank(boundary + slack), k);
    }
    EXPECT_EQ(zipf.rank(0), 0U);
    EXPECT_EQ(zipf.rank(~std::uint64_t{0}), 999U);
}

TEST(ZipfDistribution, holds_for_one_rank_and_for_extreme_exponents) {
    const ZipfDistribution only(1, 1000);
    EXPECT_EQ(only.rank(0), 0U);
    EXPECT_EQ(only.rank(~std::uint64_t{0}), 0U);
    const ZipfDistribution two(2, 0);
    EXPECT_EQ(two.rank((std::uint64_t{1} << 63) - 100), 0U);
    EXPECT_EQ(two.rank((std::uint64_t{1} << 63) + 100), 1U);
    const ZipfDistribution steep(100'000, 100'000);
    EXPECT_EQ(steep.rank(std::uint64_t{1} << 63), 0U);
    EXPECT_LT(steep.rank(~std::uint64_t{0}), 100'000U);
    EXPECT_THROW(ZipfDistribution(0, 1000), InvariantViolation);
    EXPECT_THROW(ZipfDistribution(10, 100'001), InvariantViolation);
}

}  // namespace
}  // namespace sim
