// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

namespace models {

/// A point of a curve y^2 = x^3 + b over `Field`.
template <class Field>
struct AffinePoint {
    Field x;
    Field y;
    bool infinity = true;

    AffinePoint() = default;
    constexpr AffinePoint(const Field& point_x, const Field& point_y) : x(point_x), y(point_y), infinity(false) {}
    constexpr bool operator==(const AffinePoint& other) const {
        return infinity == other.infinity && (infinity || (x == other.x && y == other.y));
    }
    constexpr AffinePoint operator-() const {
        AffinePoint negated = *this;
        negated.y = -y;
        return negated;
    }
    [[nodiscard]] constexpr bool is_on_curve(const Field& b) const {
        return infinity || y.squared() == x.squared() * x + b;
    }
};

/// The same in Jacobian coordinates: (X / Z^2, Y / Z^3), infinity where Z is zero. Formulas: "Explicit-Formulas
/// Database", short Weierstrass curves with a = 0 (dbl-2009-l, add-2007-bl, madd-2007-bl), with all special cases.
template <class Field>
struct JacobianPoint {
    Field x;
    Field y;
    Field z;

    JacobianPoint() = default;
    constexpr JacobianPoint(const Field& point_x, const Field& point_y, const Field& point_z)
        : x(point_x), y(point_y), z(point_z) {}
    constexpr JacobianPoint(const AffinePoint<Field>& point)  // NOLINT: the same point
        : x(point.x), y(point.y), z(point.infinity ? Field{} : Field::one()) {}

    [[nodiscard]] constexpr bool is_infinity() const { return z.is_zero(); }
    constexpr JacobianPoint operator-() const { return {x, -y, z}; }

    [[nodiscard]] constexpr JacobianPoint doubled() const {
        const Field a = x.squared();
        const Field b = y.squared();
        const Field c = b.squared();
        const Field d = ((x + b).squared() - a - c).doubled();
        const Field e = a.doubled() + a;
        const Field new_x = e.squared() - d.doubled();
        return {new_x, e * (d - new_x) - c.doubled().doubled().doubled(), (y * z).doubled()};
    }

    friend constexpr JacobianPoint operator+(const JacobianPoint& p, const JacobianPoint& q) {
        if (p.is_infinity()) return q;
        if (q.is_infinity()) return p;
        const Field z1z1 = p.z.squared();
        const Field z2z2 = q.z.squared();
        const Field u1 = p.x * z2z2;
        const Field s1 = p.y * q.z * z2z2;
        const Field h = q.x * z1z1 - u1;
        const Field r = (q.y * p.z * z1z1 - s1).doubled();
        if (h.is_zero()) return r.is_zero() ? p.doubled() : JacobianPoint{};
        const Field i = h.doubled().squared();
        const Field j = h * i;
        const Field v = u1 * i;
        const Field x = r.squared() - j - v.doubled();
        return {x, r * (v - x) - (s1 * j).doubled(), ((p.z + q.z).squared() - z1z1 - z2z2) * h};
    }
    friend constexpr JacobianPoint operator+(const JacobianPoint& p, const AffinePoint<Field>& q) {
        if (q.infinity) return p;
        if (p.is_infinity()) return q;
        const Field z1z1 = p.z.squared();
        const Field h = q.x * z1z1 - p.x;
        const Field r = (q.y * p.z * z1z1 - p.y).doubled();
        if (h.is_zero()) return r.is_zero() ? p.doubled() : JacobianPoint{};
        const Field hh = h.squared();
        const Field i = hh.doubled().doubled();
        const Field j = h * i;
        const Field v = p.x * i;
        const Field x = r.squared() - j - v.doubled();
        return {x, r * (v - x) - (p.y * j).doubled(), (p.z + h).squared() - z1z1 - hh};
    }

    /// Whether it is this point of affine coordinates; no division.
    constexpr bool operator==(const AffinePoint<Field>& other) const {
        if (is_infinity() || other.infinity) return is_infinity() == other.infinity;
        const Field zz = z.squared();
        return x == other.x * zz && y == other.y * zz * z;
    }
    [[nodiscard]] AffinePoint<Field> to_affine() const { return to_affine_with(z.inverse()); }
    [[nodiscard]] AffinePoint<Field> to_affine_with(const Field& z_inverse) const {
        if (is_infinity()) return {};
        const Field square = z_inverse.squared();
        return {x * square, y * square * z_inverse};
    }
};

/// One division, and no detour over other coordinates.
template <class Field>
AffinePoint<Field> operator+(const AffinePoint<Field>& p, const AffinePoint<Field>& q) {
    if (p.infinity) return q;
    if (q.infinity) return p;
    Field slope;
    if (p.x != q.x) {
        slope = (q.y - p.y) * (q.x - p.x).inverse();
    } else if (p.y == q.y && !p.y.is_zero()) {
        const Field square = p.x.squared();
        slope = (square.doubled() + square) * p.y.doubled().inverse();
    } else {
        return {};
    }
    const Field x = slope.squared() - p.x - q.x;
    return {x, slope * (p.x - x) - p.y};
}

/// All with one division: Montgomery's trick.
template <class Field>
std::vector<AffinePoint<Field>> to_affine(std::span<const JacobianPoint<Field>> points) {
    std::vector<Field> products;
    products.reserve(points.size());
    Field product = Field::one();
    for (const JacobianPoint<Field>& point : points) {
        products.push_back(product);
        if (!point.is_infinity()) product = product * point.z;
    }
    Field inverse = product.inverse();
    std::vector<AffinePoint<Field>> out(points.size());
    for (std::size_t i = points.size(); i-- > 0;) {
        if (points[i].is_infinity()) continue;
        out[i] = points[i].to_affine_with(inverse * products[i]);
        inverse = inverse * points[i].z;
    }
    return out;
}

}  // namespace models
