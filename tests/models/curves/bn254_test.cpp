// SPDX-License-Identifier: MIT
#include "models/curves/bn254.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bn254::Fp;
using Fp2 = Bn254::Fp2;
const Bn254::G1 kOne{Fp::small(1), Fp::small(2)};

TEST(Bn254, multiplies_with_the_endomorphism_as_without) {
    EXPECT_TRUE(rc::check([] {
        const auto limbs = *rc::gen::container<std::array<std::uint64_t, 4>>(rc::gen::arbitrary<std::uint64_t>());
        const U256 scalar{limbs[3], limbs[2], limbs[1], limbs[0]};
        RC_ASSERT(Bn254::multiply(kOne, scalar) == multiply(kOne, scalar).to_affine());
    }));
    for (const U256& scalar : {U256{}, U256{1}, Bn254::kOrder, Bn254::kOrder - U256{1}, ~U256{}})
        EXPECT_EQ(Bn254::multiply(kOne, scalar), multiply(kOne, scalar).to_affine());
}

/// A point of the twist, from the least x on: in all likelihood not in the subgroup, as the cofactor has 254 bits.
Bn254::G2 some_point_of_the_twist(std::uint64_t x_real) {
    for (std::uint64_t i = x_real;; ++i) {
        const Fp2 x{Fp::small(i), Fp::small(1)};
        if (const auto y = (x.squared() * x + Bn254::kTwistB).square_root()) return {x, *y};
    }
}

TEST(Bn254, tells_the_subgroup_from_the_twist) {
    // 2 p - r, where p = r + 6 x^2.
    const U256 x{Bn254::kParameter};
    const U256 cofactor = Bn254::kOrder + U256{12} * x * x;
    for (std::uint64_t start = 1; start < 200; start += 40) {
        const auto point = some_point_of_the_twist(start);
        EXPECT_TRUE(point.is_on_curve(Bn254::kTwistB));
        EXPECT_EQ(Bn254::is_in_subgroup(point), multiply(point, Bn254::kOrder).is_infinity());
        EXPECT_FALSE(Bn254::is_in_subgroup(point));
        const auto inside = multiply(point, cofactor).to_affine();
        EXPECT_TRUE(multiply(inside, Bn254::kOrder).is_infinity());
        EXPECT_TRUE(Bn254::is_in_subgroup(inside));
    }
    EXPECT_TRUE(Bn254::is_in_subgroup(Bn254::G2{}));
}

TEST(Bn254, decodes_only_points_of_the_groups) {
    std::array<std::uint8_t, 128> bytes{};
    const auto g1 = [&bytes] { return Bn254::decode_g1(std::span(bytes).first<64>()); };
    EXPECT_TRUE(g1()->infinity);
    Bn254::encode(kOne, std::span(bytes).first<64>());
    EXPECT_EQ(g1(), kOne);
    bytes[63] = 3;
    EXPECT_FALSE(g1());
    bytes = {};
    EXPECT_TRUE(Bn254::decode_g2(bytes)->infinity);
    const auto outside = some_point_of_the_twist(1);
    outside.x.imaginary.store_big_endian(std::span(bytes).subspan(0, 32));
    outside.x.real.store_big_endian(std::span(bytes).subspan(32, 32));
    outside.y.imaginary.store_big_endian(std::span(bytes).subspan(64, 32));
    outside.y.real.store_big_endian(std::span(bytes).subspan(96, 32));
    EXPECT_FALSE(Bn254::decode_g2(bytes));
}

}  // namespace
}  // namespace models
