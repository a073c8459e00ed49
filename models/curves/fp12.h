// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace models {

// The tower over a curve's quadratic field Fp2: Fp6 = Fp2[v] / (v^3 - xi), Fp12 = Fp6[w] / (w^2 - v). `Curve` names Fp,
// Fp2, times_xi(a), and the Frobenius constants xi^(i (p - 1) / 6) and xi^(i (p^2 - 1) / 6).

/// a0 + a1 v + a2 v^2.
template <class Curve>
struct Fp6 {
    using Fp2 = typename Curve::Fp2;
    Fp2 a0;
    Fp2 a1;
    Fp2 a2;

    static constexpr Fp6 one() { return {Fp2::one(), {}, {}}; }
    constexpr bool operator==(const Fp6&) const = default;

    friend constexpr Fp6 operator+(const Fp6& a, const Fp6& b) { return {a.a0 + b.a0, a.a1 + b.a1, a.a2 + b.a2}; }
    friend constexpr Fp6 operator-(const Fp6& a, const Fp6& b) { return {a.a0 - b.a0, a.a1 - b.a1, a.a2 - b.a2}; }
    constexpr Fp6 operator-() const { return {-a0, -a1, -a2}; }
    [[nodiscard]] constexpr Fp6 times_v() const { return {Curve::times_xi(a2), a0, a1}; }

    /// Karatsuba: six products instead of nine, each coefficient reduced once.
    friend Fp6 operator*(const Fp6& a, const Fp6& b) {
        const auto t0 = Fp2::product(a.a0, b.a0);
        const auto t1 = Fp2::product(a.a1, b.a1);
        const auto t2 = Fp2::product(a.a2, b.a2);
        const auto s12 = Fp2::product(a.a1 + a.a2, b.a1 + b.a2) - t1 - t2;
        const auto s01 = Fp2::product(a.a0 + a.a1, b.a0 + b.a1) - t0 - t1;
        const auto s02 = Fp2::product(a.a0 + a.a2, b.a0 + b.a2) - t0 - t2;
        return {Fp2::reduce(t0 + Curve::times_xi(s12)), Fp2::reduce(s01 + Curve::times_xi(t2)), Fp2::reduce(s02 + t1)};
    }
    /// (a0 + a1 v + a2 v^2) (b0 + b1 v).
    [[nodiscard]] Fp6 times_sparse(const Fp2& b0, const Fp2& b1) const {
        const auto t0 = Fp2::product(a0, b0);
        const auto t1 = Fp2::product(a1, b1);
        const auto s01 = Fp2::product(a0 + a1, b0 + b1) - t0 - t1;
        return {Fp2::reduce(t0 + Curve::times_xi(Fp2::product(a2, b1))), Fp2::reduce(s01),
                Fp2::reduce(t1 + Fp2::product(a2, b0))};
    }
    friend Fp6 operator*(const Fp6& a, const Fp2& b) { return {a.a0 * b, a.a1 * b, a.a2 * b}; }

    [[nodiscard]] Fp6 inverse() const {
        const Fp2 c0 = a0.squared() - Curve::times_xi(a1 * a2);
        const Fp2 c1 = Curve::times_xi(a2.squared()) - a0 * a1;
        const Fp2 c2 = a1.squared() - a0 * a2;
        const Fp2 norm = a0 * c0 + Curve::times_xi(a2 * c1 + a1 * c2);
        return Fp6{c0, c1, c2} * norm.inverse();
    }
};

/// c0 + c1 w.
template <class Curve>
struct Fp12 {
    using Fp2 = typename Curve::Fp2;
    using Half = Fp6<Curve>;
    Half c0;
    Half c1;

    static constexpr Fp12 one() { return {Half::one(), {}}; }
    constexpr bool operator==(const Fp12&) const = default;

    friend Fp12 operator*(const Fp12& a, const Fp12& b) {
        const Half t0 = a.c0 * b.c0;
        const Half t1 = a.c1 * b.c1;
        return {t0 + t1.times_v(), (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1};
    }
    [[nodiscard]] Fp12 squared() const {
        const Half product = c0 * c1;
        const Half sum = (c0 + c1) * (c0 + c1.times_v()) - product;
        return {sum - product.times_v(), product + product};
    }
    /// Times one + w + vw, each with a factor: the line of a curve with a twist of type D.
    [[nodiscard]] Fp12 times_line_d(const Fp2& one, const Fp2& w, const Fp2& vw) const {
        const Half t0 = c0 * one;
        const Half t1 = c1.times_sparse(w, vw);
        return {t0 + t1.times_v(), (c0 + c1).times_sparse(one + w, vw) - t0 - t1};
    }
    /// Times one + v + vw, each with a factor: the line of a curve with a twist of type M.
    [[nodiscard]] Fp12 times_line_m(const Fp2& one, const Fp2& v, const Fp2& vw) const {
        const Half t0 = c0.times_sparse(one, v);
        const Half t1 = (c1 * vw).times_v();
        return {t0 + t1.times_v(), (c0 + c1).times_sparse(one, v + vw) - t0 - t1};
    }
    /// The same with vw once.
    [[nodiscard]] Fp12 times_unit_line_m(const Fp2& one, const Fp2& v) const {
        const Half t0 = c0.times_sparse(one, v);
        const Half t1 = c1.times_v();
        return {t0 + t1.times_v(), (c0 + c1).times_sparse(one, v + Fp2::one()) - t0 - t1};
    }
    [[nodiscard]] Fp12 inverse() const {
        const Half scale = (c0 * c0 - (c1 * c1).times_v()).inverse();
        return {c0 * scale, -(c1 * scale)};
    }
    /// To the power p^6.
    [[nodiscard]] Fp12 conjugate() const { return {c0, -c1}; }

    /// To the power p.
    [[nodiscard]] Fp12 frobenius() const {
        const auto& k = Curve::kFrobenius;
        return {{c0.a0.conjugate(), c0.a1.conjugate() * k[1], c0.a2.conjugate() * k[3]},
                {c1.a0.conjugate() * k[0], c1.a1.conjugate() * k[2], c1.a2.conjugate() * k[4]}};
    }
    /// To the power p^2.
    [[nodiscard]] Fp12 frobenius_squared() const {
        const auto& k = Curve::kFrobeniusSquared;
        return {{c0.a0, c0.a1 * k[1], c0.a2 * k[3]}, {c1.a0 * k[0], c1.a1 * k[2], c1.a2 * k[4]}};
    }

    /// The square of an element of order dividing p^4 - p^2 + 1. R. Granger and M. Scott, "Faster squaring in the
    /// cyclotomic subgroup of sixth degree extensions", 2010.
    [[nodiscard]] Fp12 cyclotomic_squared() const {
        const auto [s0, s1] = fp4_squared(c0.a0, c1.a1);
        const auto [s2, s3] = fp4_squared(c1.a0, c0.a2);
        const auto [s4, s5] = fp4_squared(c0.a1, c1.a2);
        return {
            {thrice_less_twice(s0, c0.a0), thrice_less_twice(s2, c0.a1), thrice_less_twice(s4, c0.a2)},
            {thrice_and_twice(Curve::times_xi(s5), c1.a0), thrice_and_twice(s1, c1.a1), thrice_and_twice(s3, c1.a2)}};
    }
    /// In the same group, for exponents with many bits set.
    [[nodiscard]] Fp12 cyclotomic_power(std::uint64_t exponent) const {
        Fp12 out = *this;
        for (int bit = static_cast<int>(std::bit_width(exponent)) - 1; bit-- > 0;) {
            out = out.cyclotomic_squared();
            if ((exponent >> bit & 1) != 0) out = out * *this;
        }
        return out;
    }
    /// The same for exponents with few bits set. Squarings leave out two coefficients of six, which the others give
    /// back where a bit is set: K. Karabina, "Squaring in cyclotomic subgroups", 2013.
    [[nodiscard]] Fp12 cyclotomic_power_sparse(std::uint64_t exponent) const {
        std::vector<Fp12> powers;
        Fp12 power = *this;
        for (std::uint64_t rest = exponent; rest != 0; rest >>= 1) {
            if ((rest & 1) != 0) powers.push_back(power);
            if (rest != 1) power.square_compressed();
        }
        if (!restore(powers)) return cyclotomic_power(exponent);
        Fp12 out = powers[0];
        for (std::size_t i = 1; i < powers.size(); ++i) out = out * powers[i];
        return out;
    }

  private:
    /// (a + b s)^2 with s^2 = xi.
    static std::array<Fp2, 2> fp4_squared(const Fp2& a, const Fp2& b) {
        const Fp2 aa = a.squared();
        const Fp2 bb = b.squared();
        return {aa + Curve::times_xi(bb), (a + b).squared() - aa - bb};
    }
    /// cyclotomic_squared without c0.a0 and c1.a1, on which no other coefficient depends.
    void square_compressed() {
        const auto [s2, s3] = fp4_squared(c1.a0, c0.a2);
        const auto [s4, s5] = fp4_squared(c0.a1, c1.a2);
        c0.a1 = thrice_less_twice(s2, c0.a1);
        c0.a2 = thrice_less_twice(s4, c0.a2);
        c1.a0 = thrice_and_twice(Curve::times_xi(s5), c1.a0);
        c1.a2 = thrice_and_twice(s3, c1.a2);
    }
    /// Works out c0.a0 and c1.a1. That the two ways to square agree gives, in the coefficients of w and w^4, two linear
    /// equations for them: with a = c0, b = c1, b0 a0 + xi a2 b1 = 2 xi a1 b2 + b0 and a2 a0 + b0 b1 = a1^2 + xi b2^2 -
    /// a2. False if they do not determine them, as for one.
    static bool restore(std::vector<Fp12>& values) {
        std::vector<Fp2> products;
        Fp2 product = Fp2::one();
        for (const Fp12& value : values) {
            products.push_back(product);
            product = product * value.determinant();
        }
        if (product.is_zero()) return false;
        Fp2 inverse = product.inverse();
        for (std::size_t i = values.size(); i-- > 0;) {
            Fp12& value = values[i];
            const Fp2 determinant = value.determinant();
            const Fp2 scale = inverse * products[i];
            inverse = inverse * determinant;
            const Fp2& b0 = value.c1.a0;
            const Fp2& a2 = value.c0.a2;
            const Fp2 first = Curve::times_xi(value.c0.a1 * value.c1.a2).doubled() + b0;
            const Fp2 second = value.c0.a1.squared() + Curve::times_xi(value.c1.a2.squared()) - a2;
            value.c0.a0 = (b0 * first - Curve::times_xi(a2 * second)) * scale;
            value.c1.a1 = (b0 * second - a2 * first) * scale;
        }
        return true;
    }
    [[nodiscard]] Fp2 determinant() const { return c1.a0.squared() - Curve::times_xi(c0.a2.squared()); }
    static Fp2 thrice_less_twice(const Fp2& a, const Fp2& b) { return (a - b).doubled() + a; }
    static Fp2 thrice_and_twice(const Fp2& a, const Fp2& b) { return (a + b).doubled() + a; }
};

}  // namespace models
