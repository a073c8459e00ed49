// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace sim {

/// Elementary functions made of + - * / only, which IEEE 754 defines to the last bit: the same result on every machine,
/// compiler and library, which std::log and std::exp do not promise. Random draws may use these and no others.

/// Natural logarithm of a positive, finite, normal number. Error below 4e-16 * max(1, |result|).
[[nodiscard]] double portable_log(double x);

/// e^x for |x| <= 700. Relative error below 1e-15 * max(1, |x|).
[[nodiscard]] double portable_exp(double x);

/// Cosine of `turn` / 2^64 of a full circle. Absolute error below 4e-16.
[[nodiscard]] double portable_cos_of_turn(std::uint64_t turn);

/// ln(u) for u = (bits | 1) / 2^64, the middle of one of 2^63 equal parts of (0, 1): never 0, at least -44.37.
[[nodiscard]] double portable_log_of_uniform(std::uint64_t bits);

/// A draw of the standard normal distribution (Box and Muller 1958) from two independent uniform words; |z| < 9.5.
[[nodiscard]] double portable_normal(std::uint64_t radius_bits, std::uint64_t angle_bits);

}  // namespace sim
