// SPDX-License-Identifier: MIT
#include "sim/base/distribution.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/base/check.h"
#include "sim/base/portable_math.h"
#include "sim/base/random.h"

namespace sim {
namespace {

constexpr std::int64_t kLongestMeanNs = std::int64_t{1} << 53;  // so that it is exact in floating point
constexpr double kLongestSampleNs = 0x1p60;

Duration round_to_ns(double ns) {
    return Duration::from_ns(static_cast<std::int64_t>(std::min(ns, kLongestSampleNs) + 0.5));
}

__extension__ using Wide = unsigned __int128;

/// Between mean - half and mean + half, both included, in integers only.
Duration sample_uniform(std::uint64_t bits, Duration mean, Share spread) {
    const auto half =
        static_cast<std::int64_t>(static_cast<Wide>(mean.ns()) * static_cast<Wide>(spread.ppm()) / 1'000'000);
    const auto values = 2 * static_cast<std::uint64_t>(half) + 1;
    return Duration::from_ns(mean.ns() - half + static_cast<std::int64_t>(uniform_below(bits, values)));
}

/// mean * exp(sigma * z - sigma^2 / 2) has this mean, and with sigma^2 = ln(1 + cv^2) this coefficient of variation.
Duration sample_log_normal(const std::array<std::uint64_t, 4>& words, double mean, double cv) {
    const double variance = portable_log(1.0 + cv * cv);
    const double z = portable_normal(words[0], words[1]);
    return round_to_ns(mean * portable_exp(std::sqrt(variance) * z - variance / 2.0));
}

/// Pareto's first kind: cv^2 = 1 / (alpha * (alpha - 2)), mean = least * alpha / (alpha - 1).
Duration sample_pareto(std::uint64_t bits, double mean, double cv) {
    const double alpha = 1.0 + std::sqrt(1.0 + 1.0 / (cv * cv));
    const double least = mean * (alpha - 1.0) / alpha;
    return round_to_ns(least * portable_exp(-portable_log_of_uniform(bits) / alpha));
}

}  // namespace

Duration exponential(std::uint64_t bits, Duration mean) {
    CHECK(mean >= Duration{} && mean.ns() <= kLongestMeanNs);
    return round_to_ns(static_cast<double>(mean.ns()) * -portable_log_of_uniform(bits));
}

Duration DurationDistribution::sample(const std::array<std::uint64_t, 4>& words) const {
    CHECK(mean >= Duration{} && mean.ns() <= kLongestMeanNs);
    CHECK(spread >= Share{} && spread <= Share::percent(1000));
    const auto mean_ns = static_cast<double>(mean.ns());
    const double cv = static_cast<double>(spread.ppm()) / 1e6;
    switch (shape) {
        case Shape::Constant:
            return mean;
        case Shape::Uniform:
            CHECK(spread <= Share::percent(100), "a uniform distribution cannot be wider than twice its mean");
            return sample_uniform(words[0], mean, spread);
        case Shape::Exponential:
            return exponential(words[0], mean);
        case Shape::LogNormal:
            return spread == Share{} ? mean : sample_log_normal(words, mean_ns, cv);
        case Shape::Pareto:
            return spread == Share{} ? mean : sample_pareto(words[0], mean_ns, cv);
    }
    CHECK(false, "unknown shape of a distribution");
    return {};
}

ZipfDistribution::ZipfDistribution(std::uint64_t ranks, std::uint32_t exponent_thousandths) {
    CHECK(ranks >= 1 && ranks <= std::uint64_t{1} << 32);
    CHECK(exponent_thousandths <= 100'000);
    const double exponent = static_cast<double>(exponent_thousandths) / 1000.0;
    const auto weight = [exponent](std::uint64_t rank) {
        const double power = -exponent * portable_log(static_cast<double>(rank + 1));
        return power < -700.0 ? 0.0 : portable_exp(power);
    };
    // Summed from the last rank on, the smallest first, which loses least.
    std::vector<double> tail(ranks);
    double sum = 0;
    for (std::uint64_t k = ranks; k-- > 0;) tail[k] = sum += weight(k);

    // Rank k begins at the share of all ranks before it. 2^64 - x, as what is behind is what is known precisely.
    first_bits_.resize(ranks);
    for (std::uint64_t k = 1; k < ranks; ++k)
        first_bits_[k] = ~std::uint64_t{0} - static_cast<std::uint64_t>(tail[k] / sum * 0x1p63) * 2;

    const int slot_bits = std::clamp(static_cast<int>(std::bit_width(ranks)) - 2, 1, 20);
    slot_shift_ = 64 - slot_bits;
    rank_at_slot_.resize((std::size_t{1} << slot_bits) + 1, static_cast<std::uint32_t>(ranks - 1));
    std::uint64_t k = 0;
    for (std::size_t slot = 0; slot + 1 < rank_at_slot_.size(); ++slot) {
        const std::uint64_t start = static_cast<std::uint64_t>(slot) << slot_shift_;
        while (k + 1 < ranks && first_bits_[k + 1] <= start) ++k;
        rank_at_slot_[slot] = static_cast<std::uint32_t>(k);
    }
}

std::uint64_t ZipfDistribution::rank(std::uint64_t bits) const {
    const auto slot = static_cast<std::size_t>(bits >> slot_shift_);
    // The ranks of one slot; the last one that begins at or before `bits` is it.
    const auto low = first_bits_.begin() + rank_at_slot_[slot];
    const auto high = first_bits_.begin() + rank_at_slot_[slot + 1] + 1;
    return static_cast<std::uint64_t>(std::upper_bound(low + 1, std::max(high, low + 1), bits) - first_bits_.begin()) -
           1;
}

}  // namespace sim
