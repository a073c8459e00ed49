// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

namespace sim {

/// Holm's step-down: what each p-value becomes when all are one family. Rejecting those at most alpha rejects a true
/// hypothesis with probability alpha at most, however the tests depend on each other.
[[nodiscard]] std::vector<double> holm(std::span<const double> p_values);

/// The share of all ways to flip the signs of `differences` that give a sum at least as high: one-sided p-value that
/// the differences are symmetric around zero. Exact for up to 20; beyond, from 2^16 keyed draws (the same each time).
[[nodiscard]] double sign_flip_p(std::span<const double> differences);

}  // namespace sim
