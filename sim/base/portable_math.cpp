// SPDX-License-Identifier: MIT
#include "sim/base/portable_math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

#include "sim/base/check.h"

namespace sim {
namespace {

// ln 2 in two parts: the first has 21 zero bits at its end, so that its product with an exponent is exact.
constexpr double kLn2High = 0x1.62e42fefa0000p-1;
constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;
constexpr double kSqrt2 = 0x1.6a09e667f3bcdp+0;
constexpr double kQuarterPi = 0x1.921fb54442d18p-1;

constexpr int kExponentBias = 1023;
constexpr int kMantissaBits = 52;
constexpr std::uint64_t kMantissaMask = (std::uint64_t{1} << kMantissaBits) - 1;

/// coefficients[0] + coefficients[1] * x + ..., by Horner's rule.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
    double sum = 0;
    for (std::size_t i = N; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

/// 2^exponent for a normal result.
double power_of_two(int exponent) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + kExponentBias) << kMantissaBits);
}

/// 1, 1/3, 1/5, ...: atanh(s) = s * (1 + s^2/3 + s^4/5 + ...).
constexpr auto kAtanh = [] {
    std::array<double, 12> series{};
    for (std::size_t i = 0; i < series.size(); ++i) series[i] = 1.0 / static_cast<double>(2 * i + 1);
    return series;
}();

/// 1/(first)!, step/(first + 2)!, ...: the even or odd half of the exponential series, or all of it.
template <std::size_t N>
constexpr std::array<double, N> reciprocal_factorials(int first, int stride, double sign) {
    std::array<double, N> series{};
    double factorial = 1;
    int n = 0;
    double factor = 1;
    for (std::size_t i = 0; i < N; ++i) {
        const int target = first + stride * static_cast<int>(i);
        while (n < target) factorial *= ++n;
        series[i] = factor / factorial;
        factor *= sign;
    }
    return series;
}
constexpr auto kExp = reciprocal_factorials<15>(0, 1, 1.0);
constexpr auto kCos = reciprocal_factorials<10>(0, 2, -1.0);
constexpr auto kSin = reciprocal_factorials<10>(1, 2, -1.0);

}  // namespace

double portable_log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    auto exponent = static_cast<int>(bits >> kMantissaBits) - kExponentBias;
    CHECK(exponent > -kExponentBias && exponent <= kExponentBias);  // also fails for negative numbers
    auto mantissa = std::bit_cast<double>((bits & kMantissaMask) | std::bit_cast<std::uint64_t>(1.0));
    if (mantissa > kSqrt2) {
        mantissa *= 0.5;
        ++exponent;
    }
    // |s| <= 0.1716, so that 12 terms leave less than 2^-60.
    const double s = (mantissa - 1.0) / (mantissa + 1.0);
    const double tail = 2.0 * s * (polynomial(kAtanh, s * s) - 1.0);
    return exponent * kLn2High + (2.0 * s + (tail + exponent * kLn2Low));
}

double portable_exp(double x) {
    CHECK(x >= -700.0 && x <= 700.0);
    const double scaled = x * 0x1.71547652b82fep+0;  // 1 / ln 2
    const int exponent = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    const double rest = (x - exponent * kLn2High) - exponent * kLn2Low;  // |rest| <= 0.3466
    return polynomial(kExp, rest) * power_of_two(exponent);
}

double portable_cos_of_turn(std::uint64_t turn) {
    const std::uint64_t octant = turn >> 61;
    const std::uint64_t inside = turn & ((std::uint64_t{1} << 61) - 1);
    // In odd octants the angle is measured back from the next axis, so that it is at most an eighth of a turn.
    const std::uint64_t to_axis = octant % 2 == 0 ? inside : (std::uint64_t{1} << 61) - inside;
    const double angle = static_cast<double>(to_axis) * 0x1p-61 * kQuarterPi;
    const double square = angle * angle;
    const bool from_x_axis = ((octant + 1) & 2) == 0;
    const double value = from_x_axis ? polynomial(kCos, square) : angle * polynomial(kSin, square);
    return octant >= 2 && octant < 6 ? -value : value;
}

double portable_log_of_uniform(std::uint64_t bits) {
    return portable_log(static_cast<double>(bits | 1) * 0x1p-64);
}

double portable_normal(std::uint64_t radius_bits, std::uint64_t angle_bits) {
    // The square root is the one other function that IEEE 754 rounds correctly.
    const double log = portable_log_of_uniform(radius_bits);
    return std::sqrt(log < 0 ? -2.0 * log : 0.0) * portable_cos_of_turn(angle_bits);
}

}  // namespace sim
