// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace models {

/// An element real + imaginary * i of the field with p^2 elements, i^2 = -1 (p is 3 modulo 4).
template <class Base>
struct QuadraticField {
    Base real;
    Base imaginary;

    /// A product before its reduction.
    struct Product {
        typename Base::Product real;
        typename Base::Product imaginary;

        friend constexpr Product operator+(const Product& a, const Product& b) {
            return {a.real + b.real, a.imaginary + b.imaginary};
        }
        friend constexpr Product operator-(const Product& a, const Product& b) {
            return {a.real - b.real, a.imaginary - b.imaginary};
        }
    };

    static constexpr QuadraticField one() { return {Base::one(), {}}; }
    constexpr bool operator==(const QuadraticField&) const = default;
    [[nodiscard]] constexpr bool is_zero() const { return real.is_zero() && imaginary.is_zero(); }

    friend constexpr QuadraticField operator+(const QuadraticField& a, const QuadraticField& b) {
        return {a.real + b.real, a.imaginary + b.imaginary};
    }
    friend constexpr QuadraticField operator-(const QuadraticField& a, const QuadraticField& b) {
        return {a.real - b.real, a.imaginary - b.imaginary};
    }
    friend constexpr QuadraticField operator*(const QuadraticField& a, const QuadraticField& b) {
        return reduce(product(a, b));
    }
    friend constexpr QuadraticField operator*(const QuadraticField& a, const Base& b) {
        return {a.real * b, a.imaginary * b};
    }
    constexpr QuadraticField operator-() const { return {-real, -imaginary}; }
    [[nodiscard]] constexpr QuadraticField conjugate() const { return {real, -imaginary}; }
    [[nodiscard]] constexpr QuadraticField doubled() const { return *this + *this; }
    [[nodiscard]] constexpr QuadraticField halved() const { return {real.halved(), imaginary.halved()}; }
    [[nodiscard]] constexpr QuadraticField squared() const {
        const Base twice_product = real.doubled() * imaginary;
        return {(real + imaginary) * (real - imaginary), twice_product};
    }
    /// Zero of zero.
    [[nodiscard]] QuadraticField inverse() const {
        const Base scale = norm().inverse();
        return {real * scale, -(imaginary * scale)};
    }
    [[nodiscard]] constexpr Base norm() const { return real.squared() + imaginary.squared(); }

    /// Karatsuba: three products of the base field. The sums need no reduction, nor does the imaginary part, which is
    /// at most 2 p^2 < p R.
    static constexpr Product product(const QuadraticField& a, const QuadraticField& b) {
        const auto reals = Base::product(a.real, b.real);
        const auto imaginaries = Base::product(a.imaginary, b.imaginary);
        const auto sums =
            Base::product(Base::unreduced_sum(a.real, a.imaginary), Base::unreduced_sum(b.real, b.imaginary));
        return {reals - imaginaries, sums.minus_less(reals).minus_less(imaginaries)};
    }
    static constexpr QuadraticField reduce(const Product& product) {
        return {Base::reduce(product.real), Base::reduce(product.imaginary)};
    }

    /// A root if this is a square: the real part's square is (real +- sqrt(norm)) / 2.
    [[nodiscard]] std::optional<QuadraticField> square_root() const {
        if (imaginary.is_zero()) {
            if (const auto root = real.square_root()) return QuadraticField{*root, {}};
            return QuadraticField{{}, *(-real).square_root()};  // -1 is not a square, so one of the two is.
        }
        const auto norm_root = norm().square_root();
        if (!norm_root) return std::nullopt;
        auto root = (real + *norm_root).halved().square_root();
        if (!root) root = (real - *norm_root).halved().square_root();
        if (!root) return std::nullopt;
        return QuadraticField{*root, imaginary.halved() * root->inverse()};
    }
    /// The sign of RFC 9380, section 4.1.
    [[nodiscard]] constexpr bool is_odd() const { return real.is_odd() || (real.is_zero() && imaginary.is_odd()); }
    /// Whether it is the larger of the two square roots; the imaginary part counts first.
    [[nodiscard]] constexpr bool is_larger_half() const {
        return imaginary.is_zero() ? real.is_larger_half() : imaginary.is_larger_half();
    }
};

}  // namespace models
