// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

namespace sim {

/// A random duration, never negative. A draw is a pure function of random words (RandomStream::words), with the same
/// result on every machine and compiler. Draws stop at 2^60 ns (36 years).
struct DurationDistribution {
    enum class Shape {
        Constant,     ///< Always the mean.
        Uniform,      ///< Evenly between mean * (1 - spread) and mean * (1 + spread).
        Exponential,  ///< Memoryless; its standard deviation is its mean, whatever the spread.
        LogNormal,    ///< Skewed, all moments finite.
        Pareto,       ///< Heavy tail, from a least value on; finite variance.
    };

    Shape shape = Shape::Constant;
    Duration mean;
    Share spread;

    constexpr auto operator<=>(const DurationDistribution&) const = default;

    /// The duration that belongs to `words`. CHECKs that the mean is in [0, 2^53 ns] and that the spread is not
    /// negative, at most 100 % for Uniform and at most 1000 % otherwise.
    [[nodiscard]] Duration sample(const std::array<std::uint64_t, 4>& words) const;

    static constexpr auto schema() {
        using D = DurationDistribution;
        constexpr Duration kLongest = Duration::from_ns(std::int64_t{1} << 53);
        return std::tuple{
            Field{"shape", &D::shape, "Form of the distribution."},
            Field{"mean", &D::mean, "Mean value.", Bounds<Duration>{.low = Duration{}, .high = kLongest}},
            Field{"spread", &D::spread,
                  "uniform: half its width, as a share of the mean (at most 100%); lognormal and pareto: standard "
                  "deviation as a share of the mean. Without meaning for constant and exponential.",
                  Bounds<Share>{.low = Share{}, .high = Share::percent(1000)}},
        };
    }
};
static_assert(schema_is_complete<DurationDistribution>());

template <>
struct EnumNames<DurationDistribution::Shape> {
    using Shape = DurationDistribution::Shape;
    static constexpr std::pair<Shape, const char*> names[] = {
        {Shape::Constant, "constant"},   {Shape::Uniform, "uniform"}, {Shape::Exponential, "exponential"},
        {Shape::LogNormal, "lognormal"}, {Shape::Pareto, "pareto"},
    };
};

/// An exponentially distributed duration of this mean (0 to 2^53 ns) from uniform bits, rounded to the nearest
/// nanosecond.
[[nodiscard]] Duration exponential(std::uint64_t bits, Duration mean);

/// Zipf's law over ranks 0 to `ranks` - 1: rank k has a weight of 1 / (k + 1)^exponent.
class ZipfDistribution {
  public:
    /// `ranks` from 1 to 2^32, exponent in thousandths from 0 (uniform) to 100'000. Takes 8 bytes a rank.
    ZipfDistribution(std::uint64_t ranks, std::uint32_t exponent_thousandths);

    /// The rank that belongs to uniform `bits`.
    [[nodiscard]] std::uint64_t rank(std::uint64_t bits) const;
    [[nodiscard]] std::uint64_t ranks() const { return first_bits_.size(); }

  private:
    std::vector<std::uint64_t> first_bits_;    // of each rank: the least bits that give it
    std::vector<std::uint32_t> rank_at_slot_;  // the rank at the start of each of 2^k equal parts of the bits
    int slot_shift_ = 0;
};

}  // namespace sim
