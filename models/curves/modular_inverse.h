// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "models/curves/limbs.h"

namespace models {

__extension__ typedef __int128 SignedDoubleLimb;

/// Inverses modulo an odd number of N limbs by division steps: D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd
/// computation and modular inversion", 2019. Not in constant time: nothing here is secret. 62 steps at a time work on
/// the lowest limbs only and are then applied to the whole numbers, kept as signed limbs of 62 bits.
template <std::size_t N>
class ModularInverter {
  public:
    constexpr explicit ModularInverter(const Limbs<N>& modulus) : modulus_(to_signed(modulus)) {
        std::uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i) inverse *= 2 - inverse * modulus[0];
        inverse_ = inverse;
    }

    /// The inverse of `value`, which is less than the modulus and prime to it; zero of zero.
    [[nodiscard]] Limbs<N> operator()(const Limbs<N>& value) const {
        SignedLimbs f = modulus_;
        SignedLimbs g = to_signed(value);
        SignedLimbs d{};
        SignedLimbs e{1};
        std::int64_t eta = -1;
        while (!is_zero(g)) {
            const Matrix matrix = divide(eta, static_cast<std::uint64_t>(f[0]), static_cast<std::uint64_t>(g[0]));
            apply_modulo(matrix, d, e);
            apply(matrix, f, g);
        }
        return normalised(d, f[kSize - 1] < 0);
    }

  private:
    static constexpr std::size_t kBits = 62;
    static constexpr std::size_t kSize = (64 * N + 1) / kBits + 1;
    static constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;
    using SignedLimbs = std::array<std::int64_t, kSize>;

    /// 62 division steps take (f, g) to (u f + v g, q f + r g) / 2^62.
    struct Matrix {
        std::int64_t u, v, q, r;
    };

    static constexpr SignedLimbs to_signed(const Limbs<N>& value) {
        SignedLimbs out{};
        for (std::size_t i = 0; i < kSize; ++i) {
            const std::size_t limb = kBits * i / 64;
            const std::size_t shift = kBits * i % 64;
            std::uint64_t bits = limb < N ? value[limb] >> shift : 0;
            if (shift > 2 && limb + 1 < N) bits |= value[limb + 1] << (64 - shift);
            out[i] = static_cast<std::int64_t>(bits & kMask);
        }
        return out;
    }

    static bool is_zero(const SignedLimbs& value) {
        std::int64_t any = 0;
        for (const std::int64_t limb : value) any |= limb;
        return any == 0;
    }

    /// As many zero bits as g ends with are shifted out at once; then a multiple of f (odd) clears up to six more.
    static Matrix divide(std::int64_t& eta, std::uint64_t f, std::uint64_t g) {
        std::uint64_t u = 1, v = 0, q = 0, r = 1;
        for (int left = static_cast<int>(kBits);;) {
            const int zeros = std::countr_zero(g | (~std::uint64_t{0} << left));
            g >>= zeros;
            u <<= zeros;
            v <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0) break;
            if (eta < 0) {
                eta = -eta;
                g = 0 - std::exchange(f, g);
                q = 0 - std::exchange(u, q);
                r = 0 - std::exchange(v, r);
            }
            // Only so many steps follow without another exchange.
            const int steps = std::min({static_cast<int>(std::min<std::int64_t>(eta, 62)) + 1, left, 6});
            const std::uint64_t mask = (std::uint64_t{1} << steps) - 1;
            // f (f^2 - 2) is -1 / f modulo 64.
            const std::uint64_t factor = (f * g * (f * f - 2)) & mask;
            g += f * factor;
            q += u * factor;
            r += v * factor;
        }
        return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v), static_cast<std::int64_t>(q),
                static_cast<std::int64_t>(r)};
    }

    static void apply(const Matrix& m, SignedLimbs& f, SignedLimbs& g) {
        SignedDoubleLimb new_f = 0;
        SignedDoubleLimb new_g = 0;
        for (std::size_t i = 0; i < kSize; ++i) {
            const std::int64_t fi = f[i];
            const std::int64_t gi = g[i];
            new_f += SignedDoubleLimb{m.u} * fi + SignedDoubleLimb{m.v} * gi;
            new_g += SignedDoubleLimb{m.q} * fi + SignedDoubleLimb{m.r} * gi;
            if (i > 0) {
                f[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(new_f) & kMask);
                g[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(new_g) & kMask);
            }
            new_f >>= kBits;
            new_g >>= kBits;
        }
        f[kSize - 1] = static_cast<std::int64_t>(new_f);
        g[kSize - 1] = static_cast<std::int64_t>(new_g);
    }

    /// The same for the coefficients, where the division by 2^62 is one modulo the modulus: first a multiple of it is
    /// added that clears the low 62 bits. Both stay in (-2 modulus, modulus).
    void apply_modulo(const Matrix& m, SignedLimbs& d, SignedLimbs& e) const {
        const std::int64_t d_sign = d[kSize - 1] >> 63;
        const std::int64_t e_sign = e[kSize - 1] >> 63;
        std::int64_t d_multiple = (m.u & d_sign) + (m.v & e_sign);
        std::int64_t e_multiple = (m.q & d_sign) + (m.r & e_sign);
        SignedDoubleLimb new_d = SignedDoubleLimb{m.u} * d[0] + SignedDoubleLimb{m.v} * e[0];
        SignedDoubleLimb new_e = SignedDoubleLimb{m.q} * d[0] + SignedDoubleLimb{m.r} * e[0];
        d_multiple -= quotient(new_d + SignedDoubleLimb{modulus_[0]} * d_multiple);
        e_multiple -= quotient(new_e + SignedDoubleLimb{modulus_[0]} * e_multiple);
        new_d += SignedDoubleLimb{modulus_[0]} * d_multiple;
        new_e += SignedDoubleLimb{modulus_[0]} * e_multiple;
        for (std::size_t i = 1; i < kSize; ++i) {
            new_d >>= kBits;
            new_e >>= kBits;
            const std::int64_t di = d[i];
            const std::int64_t ei = e[i];
            new_d +=
                SignedDoubleLimb{m.u} * di + SignedDoubleLimb{m.v} * ei + SignedDoubleLimb{modulus_[i]} * d_multiple;
            new_e +=
                SignedDoubleLimb{m.q} * di + SignedDoubleLimb{m.r} * ei + SignedDoubleLimb{modulus_[i]} * e_multiple;
            d[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(new_d) & kMask);
            e[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(new_e) & kMask);
        }
        d[kSize - 1] = static_cast<std::int64_t>(new_d >> kBits);
        e[kSize - 1] = static_cast<std::int64_t>(new_e >> kBits);
    }

    /// `value` / modulus, modulo 2^62.
    [[nodiscard]] std::int64_t quotient(SignedDoubleLimb value) const {
        return static_cast<std::int64_t>((inverse_ * static_cast<std::uint64_t>(value)) & kMask);
    }

    /// `value` in (-2 modulus, modulus), negated if asked, brought into [0, modulus).
    [[nodiscard]] Limbs<N> normalised(SignedLimbs value, bool negate) const {
        if (value[kSize - 1] < 0) add_modulus(value);
        if (negate)
            for (std::int64_t& limb : value) limb = -limb;
        carry(value);
        if (value[kSize - 1] < 0) add_modulus(value);
        Limbs<N> out{};
        for (std::size_t i = 0; i < kSize; ++i) {
            const std::size_t limb = kBits * i / 64;
            const std::size_t shift = kBits * i % 64;
            const auto bits = static_cast<std::uint64_t>(value[i]);
            if (limb < N) out[limb] |= bits << shift;
            if (shift > 2 && limb + 1 < N) out[limb + 1] |= bits >> (64 - shift);
        }
        return out;
    }
    void add_modulus(SignedLimbs& value) const {
        for (std::size_t i = 0; i < kSize; ++i) value[i] += modulus_[i];
        carry(value);
    }
    /// All limbs but the last into [0, 2^62).
    static void carry(SignedLimbs& value) {
        for (std::size_t i = 0; i + 1 < kSize; ++i) {
            value[i + 1] += value[i] >> kBits;
            value[i] &= static_cast<std::int64_t>(kMask);
        }
    }

    SignedLimbs modulus_;
    std::uint64_t inverse_ = 0;  ///< Of the modulus, modulo 2^64.
};

}  // namespace models
