// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "models/chain/uint256.h"
#include "models/curves/curve_point.h"

namespace models {

/// A point and how many times it goes into a sum.
template <class Field>
struct Term {
    AffinePoint<Field> point;
    U256 scalar;
};

/// The scalar in non-adjacent form of width 4: digits zero or odd, less than 8 in size, and after one that is not zero
/// at least three that are.
struct SparseDigits {
    std::array<std::int8_t, 258> digits{};
    int size = 0;  ///< One more than the place of the highest digit.

    explicit SparseDigits(U256 scalar);
};

namespace multiplication {

/// 1, 3, 5 and 7 times a point.
template <class Field>
std::array<JacobianPoint<Field>, 4> odd_multiples(const AffinePoint<Field>& point) {
    std::array<JacobianPoint<Field>, 4> out;
    out[0] = point;
    const JacobianPoint<Field> twice = out[0].doubled();
    out[1] = twice + point;
    out[2] = twice + out[1];
    out[3] = twice + out[2];
    return out;
}

/// All terms share the doublings (Straus).
template <class Field>
JacobianPoint<Field> interleaved(std::span<const Term<Field>> terms) {
    std::vector<SparseDigits> digits;
    std::vector<JacobianPoint<Field>> multiples;
    digits.reserve(terms.size());
    multiples.reserve(4 * terms.size());
    int size = 0;
    for (const Term<Field>& term : terms) {
        size = std::max(size, digits.emplace_back(term.scalar).size);
        for (const auto& multiple : odd_multiples(term.point)) multiples.push_back(multiple);
    }
    const std::vector<AffinePoint<Field>> table = to_affine<Field>(multiples);
    JacobianPoint<Field> sum;
    for (int place = size; place-- > 0;) {
        sum = sum.doubled();
        for (std::size_t i = 0; i < terms.size(); ++i) {
            const int digit = digits[i].digits[static_cast<std::size_t>(place)];
            if (digit == 0) continue;
            const AffinePoint<Field>& multiple = table[4 * i + static_cast<std::size_t>(std::abs(digit) / 2)];
            sum = sum + (digit > 0 ? multiple : -multiple);
        }
    }
    return sum;
}

/// `width` (at most 16) bits of the scalar from bit `place` on, as a signed digit: the window's top bit counts negative
/// and the bit below the window counts one.
inline int window_digit(const U256& scalar, unsigned place, unsigned width) {
    const auto bits = [&scalar](unsigned from) {
        const unsigned limb = from / 64;
        if (limb >= 4) return std::uint64_t{0};
        std::uint64_t value = scalar.limbs[limb] >> (from % 64);
        if (from % 64 != 0 && limb + 1 < 4) value |= scalar.limbs[limb + 1] << (64 - from % 64);
        return value;
    };
    const int window = static_cast<int>(bits(place) & ((1U << width) - 1));
    const int carry = place == 0 ? 0 : static_cast<int>(bits(place - 1) & 1);
    return window + carry - ((window >> (width - 1)) << width);
}

/// N. Pippenger, "On the evaluation of powers and monomials", 1980: for each window of the scalars the points of equal
/// digits meet in a bucket, and sum_i i * bucket_i takes two additions a bucket.
template <class Field>
JacobianPoint<Field> bucketed(std::span<const Term<Field>> terms, unsigned bits) {
    const auto log = static_cast<unsigned>(std::bit_width(terms.size()));
    const unsigned width = std::clamp(log > 3 ? log - 2 : 2U, 2U, 12U);
    std::vector<JacobianPoint<Field>> buckets;
    JacobianPoint<Field> total;
    for (unsigned window = bits / width + 1; window-- > 0;) {
        for (unsigned i = 0; i < width; ++i) total = total.doubled();
        buckets.assign(std::size_t{1} << (width - 1), {});
        for (const Term<Field>& term : terms) {
            const int digit = window_digit(term.scalar, window * width, width);
            if (digit == 0) continue;
            JacobianPoint<Field>& bucket = buckets[static_cast<std::size_t>(std::abs(digit)) - 1];
            bucket = bucket + (digit > 0 ? term.point : -term.point);
        }
        JacobianPoint<Field> suffix;
        JacobianPoint<Field> sum;
        for (std::size_t i = buckets.size(); i-- > 0;) {
            suffix = suffix + buckets[i];
            sum = sum + suffix;
        }
        total = total + sum;
    }
    return total;
}

}  // namespace multiplication

/// The sum of all terms.
template <class Field>
JacobianPoint<Field> sum_of_multiples(std::span<const Term<Field>> terms) {
    // About where buckets begin to win by the number of additions; not tuned by measurement.
    constexpr std::size_t kInterleavedTerms = 64;
    if (terms.size() <= kInterleavedTerms) return multiplication::interleaved(terms);
    unsigned bits = 0;
    for (const Term<Field>& term : terms) bits = std::max(bits, term.scalar.bit_length());
    return multiplication::bucketed(terms, bits);
}

/// `scalar` times the point, for any point of the curve.
template <class Field>
JacobianPoint<Field> multiply(const AffinePoint<Field>& point, const U256& scalar) {
    const Term<Field> term{point, scalar};
    return multiplication::interleaved(std::span<const Term<Field>>(&term, 1));
}

/// The same for a small constant with few bits set: plain double and add.
template <class Field>
JacobianPoint<Field> multiply_sparse(const JacobianPoint<Field>& point, std::uint64_t scalar) {
    JacobianPoint<Field> out;
    for (int bit = static_cast<int>(std::bit_width(scalar)); bit-- > 0;) {
        out = out.doubled();
        if ((scalar >> bit & 1) != 0) out = out + point;
    }
    return out;
}

}  // namespace models
