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

struct Bls12381Modulus {
    /// p = (x - 1)^2 (x^4 - x^2 + 1) / 3 + x, x = -0xd201000000010000 (EIP-2537).
    static constexpr Limbs<6> kValue = {0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624,
                                        0x64774b84f38512bf, 0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a};
};

/// The curve BLS12-381 of EIP-2537, y^2 = x^3 + 4, with the twist y^2 = x^3 + 4 (1 + i).
struct Bls12381 {
    using Fp = PrimeField<Bls12381Modulus>;
    using Fp2 = QuadraticField<Fp>;
    using G1 = AffinePoint<Fp>;
    using G2 = AffinePoint<Fp2>;
    static constexpr std::size_t kFieldBytes = 64;  ///< An encoded element of Fp: 16 zero bytes, then 48.

    [[nodiscard]] static std::optional<Fp> decode_field(std::span<const std::uint8_t, kFieldBytes> bytes);
    [[nodiscard]] static std::optional<Fp2> decode_field2(std::span<const std::uint8_t, 2 * kFieldBytes> bytes);
    /// x and y (zeros: infinity); nothing if a coordinate is no field element or the point not on the curve. Whether it
    /// is in the subgroup of order r remains to be checked.
    [[nodiscard]] static std::optional<G1> decode_g1(std::span<const std::uint8_t, 2 * kFieldBytes> bytes);
    [[nodiscard]] static std::optional<G2> decode_g2(std::span<const std::uint8_t, 4 * kFieldBytes> bytes);
    static void encode(const G1& point, std::span<std::uint8_t, 2 * kFieldBytes> out);
    static void encode(const G2& point, std::span<std::uint8_t, 4 * kFieldBytes> out);
    /// The compressed form of consensus specifications: x with three flags in front. Checks all, the subgroup too.
    [[nodiscard]] static std::optional<G1> decompress_g1(std::span<const std::uint8_t, 48> bytes);
    [[nodiscard]] static std::optional<G2> decompress_g2(std::span<const std::uint8_t, 96> bytes);

    [[nodiscard]] static G1 add(const G1& p, const G1& q);
    [[nodiscard]] static G2 add(const G2& p, const G2& q);
    [[nodiscard]] static bool is_in_subgroup(const G1& p);
    [[nodiscard]] static bool is_in_subgroup(const G2& q);
    /// The sum of scalars[i] points[i], all points in the subgroup.
    [[nodiscard]] static G1 sum_of_multiples(std::span<const G1> points, std::span<const U256> scalars);
    [[nodiscard]] static G2 sum_of_multiples(std::span<const G2> points, std::span<const U256> scalars);
    /// Whether the product of the pairings of all (P, Q) is one. All points are in the subgroup.
    [[nodiscard]] static bool pairing_product_is_one(std::span<const G1> ps, std::span<const G2> qs);
    /// RFC 9380: map_to_curve and clear_cofactor of the suites BLS12381G1_XMD:SHA-256_SSWU and BLS12381G2.
    [[nodiscard]] static G1 map_to_g1(const Fp& u);
    [[nodiscard]] static G2 map_to_g2(const Fp2& u);

    // What the tower, the points and the pairing need to know.
    static constexpr std::uint64_t kParameter = 0xd201000000010000;  ///< |x|
    /// r = x^4 - x^2 + 1, the order of both groups.
    static constexpr U256 kOrder = U256{0x73eda753299d7d48, 0x3339d80809a1d805, 0x53bda402fffe5bfe, 0xffffffff00000001};
    static constexpr Fp kB = Fp::small(4);
    static constexpr Fp2 kTwistB = {Fp::small(4), Fp::small(4)};
    static constexpr TwistType kTwistType = TwistType::M;
    static constexpr bool kHasFrobeniusLines = false;
    static constexpr bool kParameterIsNegative = true;
    /// |x| in binary, without its leading 1.
    static constexpr std::array<std::int8_t, 63> kLoopDigits = [] {
        std::array<std::int8_t, 63> digits{};
        for (std::size_t i = 0; i < digits.size(); ++i)
            digits[i] = static_cast<std::int8_t>(kParameter >> (digits.size() - 1 - i) & 1);
        return digits;
    }();

    /// Times xi = 1 + i, for elements and for products.
    template <class Element>
    static constexpr Element times_xi(const Element& a) {
        return {a.real - a.imaginary, a.real + a.imaginary};
    }
    /// xi^(n (p - 1) / 6), n = 1 to 5.
    static constexpr std::array<Fp2, 5> kFrobenius = {
        {{Fp::from_hex(
              "0x1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8"),
          Fp::from_hex(
              "0xfc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3")},
         {Fp::from_hex("0x0"),
          Fp::from_hex(
              "0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac")},
         {Fp::from_hex(
              "0x6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09"),
          Fp::from_hex(
              "0x6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09")},
         {Fp::from_hex(
              "0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad"),
          Fp::from_hex("0x0")},
         {Fp::from_hex(
              "0x5b2cfd9013a5fd8df47fa6b48b1e045f39816240c0b8fee8beadf4d8e9c0566c63a3e6e257f87329b18fae980078116"),
          Fp::from_hex(
              "0x144e4211384586c16bd3ad4afa99cc9170df3560e77982d0db45f3536814f0bd5871c1908bd478cd1ee605167ff82995")}}};
    /// xi^(n (p^2 - 1) / 6), n = 1 to 5.
    static constexpr std::array<Fp, 5> kFrobeniusSquared = {
        Fp::from_hex("0x5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffeffff"),
        Fp::from_hex("0x5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe"),
        Fp::from_hex(
            "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaaa"),
        Fp::from_hex(
            "0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac"),
        Fp::from_hex(
            "0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad")};
    /// 1 / xi^((p - 1) / 3) and 1 / xi^((p - 1) / 2): the Frobenius map of the curve, seen on the twist.
    static constexpr Fp2 kTwistFrobeniusX = {
        Fp{},
        Fp::from_hex(
            "0x1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad")};
    static constexpr Fp2 kTwistFrobeniusY = {
        Fp::from_hex(
            "0x135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2"),
        Fp::from_hex(
            "0x6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09")};
    static G2 frobenius_on_twist(const G2& q) {
        if (q.infinity) return q;
        return {q.x.conjugate() * kTwistFrobeniusX, q.y.conjugate() * kTwistFrobeniusY};
    }
    /// Three times the usual exponent, which is prime to r.
    static Fp12<Bls12381> final_exponentiation(const Fp12<Bls12381>& value);

    static constexpr G1 kG1Generator = {
        Fp::from_hex(
            "0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        Fp::from_hex(
            "0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")};
    static constexpr G2 kG2Generator = {
        {Fp::from_hex(
             "0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
         Fp::from_hex(
             "0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")},
        {Fp::from_hex(
             "0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
         Fp::from_hex(
             "0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")}};
};

}  // namespace models
