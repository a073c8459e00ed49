// SPDX-License-Identifier: MIT
#include "sim/stats/significance.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "sim/base/random.h"

namespace sim {
namespace {

constexpr std::size_t kMostExact = 20;
constexpr std::uint64_t kDraws = 1 << 16;

/// Sums that differ by rounding only count as equal.
double at_least(std::span<const double> differences) {
    double sum = 0;
    double size = 0;
    for (const double d : differences) {
        sum += d;
        size += std::abs(d);
    }
    return sum - 1e-12 * size;
}

/// Visits all 2^n signs in Gray's order: one sign changes a step.
double exact_p(std::vector<double> signed_values) {
    const double threshold = at_least(signed_values);
    const std::uint64_t ways = std::uint64_t{1} << signed_values.size();
    double sum = std::accumulate(signed_values.begin(), signed_values.end(), 0.0);
    std::uint64_t high = 0;
    for (std::uint64_t way = 0; way < ways; ++way) {
        if (sum >= threshold) high += 1;
        if (way + 1 == ways) break;
        double& flipped = signed_values[static_cast<std::size_t>(std::countr_zero(way + 1))];
        flipped = -flipped;
        sum += 2 * flipped;
    }
    return static_cast<double>(high) / static_cast<double>(ways);
}

double sampled_p(std::span<const double> differences) {
    const double threshold = at_least(differences);
    const RandomStream random(differences.size(), Purpose::named("stats.sign_flip"), 0);
    std::uint64_t high = 1;  // the signs as they are
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
        double sum = 0;
        for (std::size_t i = 0; i < differences.size(); ++i) {
            const std::uint64_t bits = random.bits(draw * (differences.size() / 64 + 1) + i / 64);
            sum += (bits >> (i % 64) & 1U) != 0 ? differences[i] : -differences[i];
        }
        if (sum >= threshold) high += 1;
    }
    return static_cast<double>(high) / static_cast<double>(kDraws + 1);
}

}  // namespace

std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Equal p-values get equal results in any order.
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> adjusted(p_values.size());
    double highest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const auto hypotheses_left = static_cast<double>(order.size() - rank);
        highest = std::max(highest, std::min(1.0, hypotheses_left * p_values[order[rank]]));
        adjusted[order[rank]] = highest;
    }
    return adjusted;
}

double sign_flip_p(std::span<const double> differences) {
    if (differences.size() <= kMostExact) return exact_p({differences.begin(), differences.end()});
    return sampled_p(differences);
}

}  // namespace sim
