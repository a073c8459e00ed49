// SPDX-License-Identifier: MIT
#include "models/curves/bls12_381.h"
#include "models/curves/bls12_381_isogenies.h"
#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bls12381::Fp;
using Fp2 = Bls12381::Fp2;
namespace isogenies = bls12_381_isogenies;

/// The isogenous curve y^2 = x^3 + A x + B that the map goes to first, and its constant Z (RFC 9380, section 8.8).
template <class Field>
struct SwuCurve {
    Field a;
    Field b;
    Field z;
};
constexpr SwuCurve<Fp> kSwuG1{
    Fp::from_hex("0x144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d"),
    Fp::from_hex("0x12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0"),
    Fp::small(11)};
constexpr SwuCurve<Fp2> kSwuG2{
    {Fp{}, Fp::small(240)}, {Fp::small(1012), Fp::small(1012)}, {-Fp::small(2), -Fp::small(1)}};

/// RFC 9380, section 6.6.2: the simplified map of Shallue, van de Woestijne and Ulas.
template <class Field>
AffinePoint<Field> swu(const SwuCurve<Field>& curve, const Field& u) {
    const auto right_side = [&curve](const Field& x) { return (x.squared() + curve.a) * x + curve.b; };
    const Field zuu = curve.z * u.squared();
    const Field denominator = zuu.squared() + zuu;
    Field x = denominator.is_zero() ? curve.b * (curve.z * curve.a).inverse()
                                    : -curve.b * curve.a.inverse() * (Field::one() + denominator.inverse());
    auto y = right_side(x).square_root();
    if (!y) {
        x = zuu * x;
        y = right_side(x).square_root();  // One of the two is a square.
    }
    return {x, y->is_odd() == u.is_odd() ? *y : -*y};
}

template <class Field, std::size_t N>
Field evaluate(const std::array<Field, N>& polynomial, const Field& x) {
    Field value = polynomial[N - 1];
    for (std::size_t i = N - 1; i-- > 0;) value = value * x + polynomial[i];
    return value;
}

/// A fraction's denominator is zero for the isogeny's kernel, which goes to infinity.
template <class Field>
AffinePoint<Field> quotient(const Field& x, const Field& x_denominator, const Field& y, const Field& y_denominator) {
    if (x_denominator.is_zero() || y_denominator.is_zero()) return {};
    const Field inverse = (x_denominator * y_denominator).inverse();
    return {x * inverse * y_denominator, y * inverse * x_denominator};
}

}  // namespace

Bls12381::G1 Bls12381::map_to_g1(const Fp& u) {
    const auto on_isogenous = swu(kSwuG1, u);
    const Fp& x = on_isogenous.x;
    const G1 point =
        quotient(evaluate(isogenies::kG1XNumerator, x), evaluate(isogenies::kG1XDenominator, x),
                 on_isogenous.y * evaluate(isogenies::kG1YNumerator, x), evaluate(isogenies::kG1YDenominator, x));
    // h_eff of section 8.8.1: 1 - x = 1 + |x|.
    return models::multiply_sparse(JacobianPoint<Fp>(point), kParameter + 1).to_affine();
}

Bls12381::G2 Bls12381::map_to_g2(const Fp2& u) {
    const auto on_isogenous = swu(kSwuG2, u);
    const Fp2& x = on_isogenous.x;
    const G2 point =
        quotient(evaluate(isogenies::kG2XNumerator, x), evaluate(isogenies::kG2XDenominator, x),
                 on_isogenous.y * evaluate(isogenies::kG2YNumerator, x), evaluate(isogenies::kG2YDenominator, x));
    // Appendix G.3, as A. Budroni and F. Pintore, "Efficient hash maps to G2 on BLS curves", 2017:
    // [x^2 - x - 1] P + [x - 1] psi(P) + psi^2([2] P) = [x] ([x] P + psi(P) - P) - P - psi(P) + psi^2([2] P).
    const G2 psi = frobenius_on_twist(point);
    const JacobianPoint<Fp2> xp = -models::multiply_sparse(JacobianPoint<Fp2>(point), kParameter);
    const JacobianPoint<Fp2> inner = xp + psi + -point;
    const G2 psi2 = frobenius_on_twist(psi);
    const JacobianPoint<Fp2> outer = -models::multiply_sparse(inner, kParameter);
    return (outer + -point + -psi + psi2 + psi2).to_affine();
}

}  // namespace models
