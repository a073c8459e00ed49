// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "models/chain/bytes.h"
#include "models/chain/uint256.h"
#include "models/curves/pairing.h"
#include "models/curves/prime_field.h"
#include "models/curves/quadratic_field.h"

namespace models {

struct Bn254Modulus {
    /// p = 36 x^4 + 36 x^3 + 24 x^2 + 6 x + 1, x = 4965661367192848881 (EIP-196).
    static constexpr Limbs<4> kValue = {0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029};
};

/// The curve alt_bn128 of EIP-196 and EIP-197, y^2 = x^3 + 3, with the twist y^2 = x^3 + 3 / (9 + i).
struct Bn254 {
    using Fp = PrimeField<Bn254Modulus>;
    using Fp2 = QuadraticField<Fp>;
    using G1 = AffinePoint<Fp>;
    using G2 = AffinePoint<Fp2>;

    /// 32 bytes a coordinate (0, 0 is infinity); nothing if a coordinate is not below p or the point not on the curve.
    [[nodiscard]] static std::optional<G1> decode_g1(std::span<const std::uint8_t, 64> bytes);
    /// The imaginary parts come first. Nothing, too, if the point is not in the subgroup of order r.
    [[nodiscard]] static std::optional<G2> decode_g2(std::span<const std::uint8_t, 128> bytes);
    static void encode(const G1& point, std::span<std::uint8_t, 64> out);

    [[nodiscard]] static G1 add(const G1& p, const G1& q);
    [[nodiscard]] static G1 multiply(const G1& p, const U256& scalar);
    [[nodiscard]] static bool is_in_subgroup(const G2& q);
    /// Whether the product of the pairings of all (P, Q) is one.
    [[nodiscard]] static bool pairing_product_is_one(std::span<const G1> ps, std::span<const G2> qs);

    // What the tower, the points and the pairing need to know.
    static constexpr std::uint64_t kParameter = 4965661367192848881;  ///< x
    /// r = 36 x^4 + 36 x^3 + 18 x^2 + 6 x + 1, the order of both groups.
    static constexpr U256 kOrder = U256{0x30644e72e131a029, 0xb85045b68181585d, 0x2833e84879b97091, 0x43e1f593f0000001};
    static constexpr Fp kB = Fp::small(3);
    static constexpr Fp2 kTwistB = {Fp::from_hex("0x2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5"),
                                    Fp::from_hex("0x9713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2")};
    static constexpr TwistType kTwistType = TwistType::D;
    static constexpr bool kHasFrobeniusLines = true;
    static constexpr bool kParameterIsNegative = false;
    /// 6 x + 2 in non-adjacent form, without its leading 1.
    static constexpr std::array<std::int8_t, 65> kLoopDigits = {
        0, -1, 0, 1, 0, 0, 0,  -1, 0, -1, 0, 0, 0,  -1, 0,  1, 0, -1, 0, 0, -1, 0,  0, 0, 0,  0, 1, 0, 0, -1, 0, 1, 0,
        0, -1, 0, 0, 0, 0, -1, 0,  1, 0,  0, 0, -1, 0,  -1, 0, 0, 1,  0, 0, 0,  -1, 0, 0, -1, 0, 1, 0, 1, 0,  0, 0};

    /// Times xi = 9 + i, for elements and for products.
    template <class Element>
    static constexpr Element times_xi(const Element& a) {
        const Element twice = a + a;
        const Element four_times = twice + twice;
        const Element nine_times = four_times + four_times + a;
        return {nine_times.real - a.imaginary, nine_times.imaginary + a.real};
    }
    /// xi^(n (p - 1) / 6), n = 1 to 5.
    static constexpr std::array<Fp2, 5> kFrobenius = {
        {{Fp::from_hex("0x1284b71c2865a7dfe8b99fdd76e68b605c521e08292f2176d60b35dadcc9e470"),
          Fp::from_hex("0x246996f3b4fae7e6a6327cfe12150b8e747992778eeec7e5ca5cf05f80f362ac")},
         {Fp::from_hex("0x2fb347984f7911f74c0bec3cf559b143b78cc310c2c3330c99e39557176f553d"),
          Fp::from_hex("0x16c9e55061ebae204ba4cc8bd75a079432ae2a1d0b7c9dce1665d51c640fcba2")},
         {Fp::from_hex("0x63cf305489af5dcdc5ec698b6e2f9b9dbaae0eda9c95998dc54014671a0135a"),
          Fp::from_hex("0x7c03cbcac41049a0704b5a7ec796f2b21807dc98fa25bd282d37f632623b0e3")},
         {Fp::from_hex("0x5b54f5e64eea80180f3c0b75a181e84d33365f7be94ec72848a1f55921ea762"),
          Fp::from_hex("0x2c145edbe7fd8aee9f3a80b03b0b1c923685d2ea1bdec763c13b4711cd2b8126")},
         {Fp::from_hex("0x183c1e74f798649e93a3661a4353ff4425c459b55aa1bd32ea2c810eab7692f"),
          Fp::from_hex("0x12acf2ca76fd0675a27fb246c7729f7db080cb99678e2ac024c6b8ee6e0c2c4b")}}};
    /// xi^(n (p^2 - 1) / 6), n = 1 to 5.
    static constexpr std::array<Fp, 5> kFrobeniusSquared = {
        Fp::from_hex("0x30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd49"),
        Fp::from_hex("0x30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd48"),
        Fp::from_hex("0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd46"),
        Fp::from_hex("0x59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffe"),
        Fp::from_hex("0x59e26bcea0d48bacd4f263f1acdb5c4f5763473177ffffff")};
    /// The Frobenius map of the curve, seen on the twist.
    static G2 frobenius_on_twist(const G2& q) {
        if (q.infinity) return q;
        return {q.x.conjugate() * kFrobenius[1], q.y.conjugate() * kFrobenius[2]};
    }
    static Fp12<Bn254> final_exponentiation(const Fp12<Bn254>& value);
};

}  // namespace models
