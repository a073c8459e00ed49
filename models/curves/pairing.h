// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/curves/curve_point.h"
#include "models/curves/fp12.h"

namespace models {

/// Which power of w leads from the twist to the curve: (x w^2, y w^3) for D, (x / w^2, y / w^3) for M.
enum class TwistType { D, M };

/// The tangent or chord at a point of the twist, as a function of P: by_y * P.y + by_x * P.x + constant.
template <class Curve>
struct Line {
    typename Curve::Fp2 by_y;
    typename Curve::Fp2 by_x;
    typename Curve::Fp2 constant;
};

/// A point on the twist in homogeneous coordinates (X / Z, Y / Z), that is moved along the loop and yields the lines.
/// C. Costello, T. Lange, M. Naehrig, "Faster pairing computations on curves with high-degree twists", 2010.
template <class Curve>
class MovingPoint {
  public:
    using Fp2 = typename Curve::Fp2;
    explicit MovingPoint(const AffinePoint<Fp2>& q) : x_(q.x), y_(q.y), z_(Fp2::one()) {}

    Line<Curve> double_point() {
        const Fp2 a = (x_ * y_).halved();
        const Fp2 b = y_.squared();
        const Fp2 c = z_.squared();
        const Fp2 e = Curve::kTwistB * (c.doubled() + c);
        const Fp2 f = e.doubled() + e;
        const Fp2 g = (b + f).halved();
        const Fp2 h = (y_ + z_).squared() - (b + c);
        const Fp2 j = x_.squared();
        const Fp2 ee = e.squared();
        x_ = a * (b - f);
        y_ = g.squared() - (ee.doubled() + ee);
        z_ = b * h;
        return {-h, j.doubled() + j, e - b};
    }
    Line<Curve> add(const AffinePoint<Fp2>& q) {
        const Fp2 theta = y_ - q.y * z_;
        const Fp2 lambda = x_ - q.x * z_;
        const Fp2 d = lambda.squared();
        const Fp2 e = lambda * d;
        const Fp2 f = z_ * theta.squared();
        const Fp2 g = x_ * d;
        const Fp2 h = e + f - g.doubled();
        x_ = lambda * h;
        y_ = theta * (g - h) - e * y_;
        z_ = z_ * e;
        return {lambda, -theta, theta * q.x - lambda * q.y};
    }

  private:
    Fp2 x_;
    Fp2 y_;
    Fp2 z_;
};

/// Calls `use(line)` for each line of Q, in the order of the optimal ate pairing's loop: F. Vercauteren,
/// "Optimal pairings", 2010.
template <class Curve, class Use>
void walk_lines(const AffinePoint<typename Curve::Fp2>& q, Use&& use) {
    MovingPoint<Curve> point(q);
    for (const int digit : Curve::kLoopDigits) {
        use(point.double_point());
        if (digit != 0) use(point.add(digit > 0 ? q : -q));
    }
    if constexpr (Curve::kHasFrobeniusLines) {
        const auto q1 = Curve::frobenius_on_twist(q);
        use(point.add(q1));
        use(point.add(-Curve::frobenius_on_twist(q1)));
    }
}

/// All lines of a point: computed once for a point that is paired often.
template <class Curve>
std::vector<Line<Curve>> lines_of(const AffinePoint<typename Curve::Fp2>& q) {
    std::vector<Line<Curve>> lines;
    walk_lines<Curve>(q, [&lines](const Line<Curve>& line) { lines.push_back(line); });
    return lines;
}

/// One pair of the product: a point of G1 and the lines of a point of G2. Neither is infinity.
template <class Curve>
struct PairingTerm {
    AffinePoint<typename Curve::Fp> p;
    std::span<const Line<Curve>> lines;

    /// `value` times the line of that index at P.
    [[nodiscard]] Fp12<Curve> times_line(const Fp12<Curve>& value, std::size_t index) const {
        const Line<Curve>& line = lines[index];
        const auto by_y = line.by_y * p.y;
        const auto by_x = line.by_x * p.x;
        if constexpr (Curve::kTwistType == TwistType::D)
            return value.times_line_d(by_y, by_x, line.constant);
        else
            return value.times_line_m(line.constant, by_x, by_y);
    }
};

/// A line divided by its factor of P.y. The final exponentiation takes away factors in Fp2, that of 1 / P.y too.
template <class Curve>
struct UnitLine {
    typename Curve::Fp2 by_x;
    typename Curve::Fp2 constant;
};

template <class Curve>
std::vector<UnitLine<Curve>> unit_lines_of(const AffinePoint<typename Curve::Fp2>& q) {
    std::vector<UnitLine<Curve>> lines;
    walk_lines<Curve>(q, [&lines](const Line<Curve>& line) {
        const auto inverse = line.by_y.inverse();
        lines.push_back({line.by_x * inverse, line.constant * inverse});
    });
    return lines;
}

/// One pair with a point of G2 whose lines were divided; the twist is of type M.
template <class Curve>
class UnitPairingTerm {
  public:
    UnitPairingTerm(const AffinePoint<typename Curve::Fp>& p, std::span<const UnitLine<Curve>> lines)
        : one_over_y_(p.y.inverse()), x_over_y_(p.x * one_over_y_), lines_(lines) {}

    [[nodiscard]] Fp12<Curve> times_line(const Fp12<Curve>& value, std::size_t index) const {
        const UnitLine<Curve>& line = lines_[index];
        return value.times_unit_line_m(line.constant * one_over_y_, line.by_x * x_over_y_);
    }

  private:
    typename Curve::Fp one_over_y_;
    typename Curve::Fp x_over_y_;
    std::span<const UnitLine<Curve>> lines_;
};

/// The product of the Miller functions of all terms; all share the squarings.
template <class Curve, class Term>
Fp12<Curve> miller_loop(std::span<const Term> terms) {
    Fp12<Curve> value = Fp12<Curve>::one();
    std::size_t next = 0;
    const auto use_next_lines = [&] {
        for (const Term& term : terms) value = term.times_line(value, next);
        ++next;
    };
    bool first = true;
    for (const int digit : Curve::kLoopDigits) {
        if (!first) value = value.squared();
        first = false;
        use_next_lines();
        if (digit != 0) use_next_lines();
    }
    if (Curve::kParameterIsNegative) value = value.conjugate();
    if constexpr (Curve::kHasFrobeniusLines) {
        use_next_lines();
        use_next_lines();
    }
    return value;
}

/// To the power (p^6 - 1) (p^2 + 1): what comes out has an order that divides p^4 - p^2 + 1.
template <class Curve>
Fp12<Curve> easy_exponentiation(const Fp12<Curve>& value) {
    const Fp12<Curve> power = value.conjugate() * value.inverse();
    return power.frobenius_squared() * power;
}

/// Whether the product of the pairings of all (P, Q) is one. All points are in their groups.
template <class Curve>
bool pairing_product_is_one(std::span<const AffinePoint<typename Curve::Fp>> ps,
                            std::span<const AffinePoint<typename Curve::Fp2>> qs) {
    std::vector<std::vector<Line<Curve>>> lines;
    lines.reserve(ps.size());
    std::vector<PairingTerm<Curve>> terms;
    for (std::size_t i = 0; i < ps.size(); ++i) {
        if (ps[i].infinity || qs[i].infinity) continue;
        terms.push_back({ps[i], lines.emplace_back(lines_of<Curve>(qs[i]))});
    }
    return Curve::final_exponentiation(miller_loop<Curve, PairingTerm<Curve>>(terms)) == Fp12<Curve>::one();
}

}  // namespace models
