// SPDX-License-Identifier: MIT
#include "models/curves/bn254.h"

#include <algorithm>

#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bn254::Fp;
using Fp2 = Bn254::Fp2;

/// The high half of a product.
U256 multiply_high(const U256& a, const U256& b) {
    std::array<std::uint64_t, 8> product{};
    for (std::size_t i = 0; i < 4; ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            const DoubleLimb sum = DoubleLimb{a.limbs[i]} * b.limbs[j] + product[i + j] + carry;
            product[i + j] = static_cast<std::uint64_t>(sum);
            carry = static_cast<std::uint64_t>(sum >> 64);
        }
        product[i + 4] = carry;
    }
    return {product[7], product[6], product[5], product[4]};
}

/// The endomorphism (beta x, y), which multiplies by lambda = 0xb3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90dd.
constexpr Fp kBeta = Fp::from_hex("0x59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffe");

/// k = k1 + k2 lambda modulo r, k1 and the size of k2 of some 128 bits: R. P. Gallant, R. J. Lambert, S. A. Vanstone,
/// "Faster point multiplication on elliptic curves with efficient endomorphisms", 2001. The lattice of all (a, b) with
/// a + b lambda = 0 has the basis (2x + 1, -(6x^2 + 2x)), (6x^2 + 4x + 1, 2x + 1).
std::array<Term<Fp>, 2> split(const Bn254::G1& p, const U256& scalar) {
    constexpr U256 kA1{0x89d3256894d213e3};
    constexpr U256 kMinusB1{0, 0, 0x6f4d8248eeb859fc, 0x8211bbeb7d4f1128};
    constexpr U256 kA2{0, 0, 0x6f4d8248eeb859fd, 0x0be4e1541221250b};
    constexpr U256 kB2 = kA1;
    constexpr U256 kB2OverOrder{0, 0, 2, 0xd91d232ec7e0b3d7};  // 2^256 b2 / r
    constexpr U256 kMinusB1OverOrder{0, 2, 0x4ccef014a773d2cf, 0x7a7bd9d4391eb18d};
    const U256 k = scalar % Bn254::kOrder;
    const U256 c1 = multiply_high(k, kB2OverOrder);
    const U256 c2 = multiply_high(k, kMinusB1OverOrder);
    const U256 k1 = k - c1 * kA1 - c2 * kA2;
    const U256 positive = c1 * kMinusB1;
    const U256 negative = c2 * kB2;
    const Bn254::G1 image{kBeta * p.x, p.y};
    if (positive < negative) return {{{p, k1}, {-image, negative - positive}}};
    return {{{p, k1}, {image, positive - negative}}};
}

}  // namespace

std::optional<Bn254::G1> Bn254::decode_g1(std::span<const std::uint8_t, 64> bytes) {
    const auto x = Fp::from_big_endian(bytes.first<32>());
    const auto y = Fp::from_big_endian(bytes.last<32>());
    if (!x || !y) return std::nullopt;
    if (x->is_zero() && y->is_zero()) return G1{};
    const G1 point{*x, *y};
    if (!point.is_on_curve(kB)) return std::nullopt;
    return point;
}

std::optional<Bn254::G2> Bn254::decode_g2(std::span<const std::uint8_t, 128> bytes) {
    std::array<Fp, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = Fp::from_big_endian(bytes.subspan(32 * i, 32));
        if (!part) return std::nullopt;
        parts[i] = *part;
    }
    const Fp2 x{parts[1], parts[0]};
    const Fp2 y{parts[3], parts[2]};
    if (x.is_zero() && y.is_zero()) return G2{};
    const G2 point{x, y};
    if (!point.is_on_curve(kTwistB) || !is_in_subgroup(point)) return std::nullopt;
    return point;
}

void Bn254::encode(const G1& point, std::span<std::uint8_t, 64> out) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (point.infinity) return;
    point.x.store_big_endian(out.first<32>());
    point.y.store_big_endian(out.last<32>());
}

Bn254::G1 Bn254::add(const G1& p, const G1& q) {
    return p + q;
}

Bn254::G1 Bn254::multiply(const G1& p, const U256& scalar) {
    if (p.infinity) return p;
    return models::sum_of_multiples<Fp>(split(p, scalar)).to_affine();
}

bool Bn254::is_in_subgroup(const G2& q) {
    // [x + 1] Q + psi([x] Q) + psi^2([x] Q) = psi^3([2x] Q): Y. Dai, K. Lin, C.-A. Zhao, Z. Zhou, "Fast subgroup
    // membership testings for G1, G2 and GT on pairing-friendly curves", 2022. The map's norm is prime to the cofactor
    // 2 p - r, so that no other point has it.
    if (q.infinity) return true;
    const G2 xq = models::multiply(q, U256{kParameter}).to_affine();
    const G2 psi = frobenius_on_twist(xq);
    const G2 psi2 = frobenius_on_twist(psi);
    const G2 psi3 = frobenius_on_twist(psi2);
    const JacobianPoint<Fp2> left = JacobianPoint<Fp2>(xq) + q + psi + psi2;
    return (left + -JacobianPoint<Fp2>(psi3).doubled()).is_infinity();
}

bool Bn254::pairing_product_is_one(std::span<const G1> ps, std::span<const G2> qs) {
    return models::pairing_product_is_one<Bn254>(ps, qs);
}

Fp12<Bn254> Bn254::final_exponentiation(const Fp12<Bn254>& value) {
    // L. Fuentes-Castaneda, E. Knapp, F. Rodriguez-Henriquez, "Faster hashing to G2", 2011: a multiple, prime to r, of
    // (p^4 - p^2 + 1) / r in base p.
    const auto f = easy_exponentiation(value);
    const auto fx2 = f.cyclotomic_power(kParameter).cyclotomic_squared();
    const auto fx6 = fx2.cyclotomic_squared() * fx2;
    const auto fxx6 = fx6.cyclotomic_power(kParameter);
    const auto fxxx12 = fxx6.cyclotomic_squared().cyclotomic_power(kParameter);
    const auto a = fxxx12 * fxx6 * fx6;
    const auto b = a * fx2.conjugate();
    const auto c = a * fxx6 * f;
    return c * b.frobenius() * a.frobenius_squared() * (f.conjugate() * b).frobenius_squared().frobenius();
}

}  // namespace models
