// SPDX-License-Identifier: MIT
#include "models/curves/bls12_381.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/curves/kzg.h"
#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bls12381::Fp;
using Fp2 = Bls12381::Fp2;
using G1 = Bls12381::G1;
using G2 = Bls12381::G2;

Fp field(std::string_view hex) {
    return Fp::from_big_endian(from_hex(hex).value()).value();
}

template <class Field>
AffinePoint<Field> some_point(const Field& start, const Field& b) {
    for (Field x = start;; x = x + Field::one())
        if (const auto y = (x.squared() * x + b).square_root()) return {x, *y};
}

TEST(Bls12381, tells_the_subgroups_from_the_curves) {
    for (std::uint64_t i = 1; i < 5; ++i) {
        const G1 p = some_point(Fp::small(100 * i), Bls12381::kB);
        EXPECT_FALSE(Bls12381::is_in_subgroup(p));
        EXPECT_FALSE(multiply(p, Bls12381::kOrder).is_infinity());
        const G2 q = some_point(Fp2{Fp::small(100 * i), Fp::small(1)}, Bls12381::kTwistB);
        EXPECT_FALSE(Bls12381::is_in_subgroup(q));
        EXPECT_FALSE(multiply(q, Bls12381::kOrder).is_infinity());
    }
    EXPECT_TRUE(Bls12381::is_in_subgroup(Bls12381::kG1Generator));
    EXPECT_TRUE(Bls12381::is_in_subgroup(Bls12381::kG2Generator));
    EXPECT_TRUE(Bls12381::is_in_subgroup(G1{}));
    EXPECT_TRUE(Bls12381::is_in_subgroup(G2{}));
}

TEST(Bls12381, sums_multiples_with_the_endomorphisms_as_without) {
    EXPECT_TRUE(rc::check([] {
        std::vector<G1> ps;
        std::vector<G2> qs;
        std::vector<U256> scalars;
        JacobianPoint<Fp> p_sum;
        JacobianPoint<Fp2> q_sum;
        const auto count = *rc::gen::inRange<std::size_t>(1, 4);
        for (std::size_t i = 0; i < count; ++i) {
            const auto limbs = *rc::gen::container<std::array<std::uint64_t, 4>>(rc::gen::arbitrary<std::uint64_t>());
            scalars.emplace_back(limbs[3], limbs[2], limbs[1], limbs[0]);
            ps.push_back(multiply(Bls12381::kG1Generator, U256{limbs[0] % 5}).to_affine());
            qs.push_back(multiply(Bls12381::kG2Generator, U256{limbs[1] % 5}).to_affine());
            p_sum = p_sum + multiply(ps.back(), scalars.back());
            q_sum = q_sum + multiply(qs.back(), scalars.back());
        }
        RC_ASSERT(Bls12381::sum_of_multiples(ps, scalars) == p_sum.to_affine());
        RC_ASSERT(Bls12381::sum_of_multiples(qs, scalars) == q_sum.to_affine());
    }));
}

TEST(Bls12381, sums_many_multiples) {
    std::vector<G1> ps;
    std::vector<G2> qs;
    std::vector<U256> scalars;
    U256 total;
    G1 p = Bls12381::kG1Generator;
    G2 q = Bls12381::kG2Generator;
    for (std::uint64_t i = 1; i <= 150; ++i) {
        ps.push_back(p);
        qs.push_back(q);
        scalars.push_back(U256{i * i, ~i, i << 40, 77 * i});
        total = add_modulo(total, multiply_modulo(U256{i}, scalars.back(), Bls12381::kOrder), Bls12381::kOrder);
        p = Bls12381::add(p, Bls12381::kG1Generator);
        q = Bls12381::add(q, Bls12381::kG2Generator);
    }
    EXPECT_EQ(Bls12381::sum_of_multiples(ps, scalars), multiply(Bls12381::kG1Generator, total).to_affine());
    EXPECT_EQ(Bls12381::sum_of_multiples(qs, scalars), multiply(Bls12381::kG2Generator, total).to_affine());
}

TEST(Bls12381, maps_field_elements_to_g1) {
    // RFC 9380, J.9.1, the empty message: P is the sum of what u[0] and u[1] are mapped to.
    const G1 a = Bls12381::map_to_g1(
        field("0ba14bd907ad64a016293ee7c2d276b8eae71f25a4b941eece7b0d89f17f75cb3ae5438a614fb61d6835ad59f29c564f"));
    const G1 b = Bls12381::map_to_g1(
        field("019b9bd7979f12657976de2884c7cce192b82c177c80e0ec604436a7f538d231552f0d96d9f7babe5fa3b19b3ff25ac9"));
    const G1 expected{
        field("052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1"),
        field("08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265")};
    EXPECT_EQ(Bls12381::add(a, b), expected);
    EXPECT_TRUE(Bls12381::is_in_subgroup(a));
    // The exceptional case of the map: u = 0 makes its denominator zero.
    EXPECT_TRUE(Bls12381::is_in_subgroup(Bls12381::map_to_g1(Fp{})));
}

TEST(Bls12381, maps_field_elements_to_g2) {
    // RFC 9380, J.10.1, the empty message.
    const G2 a = Bls12381::map_to_g2(
        {field("03dbc2cce174e91ba93cbb08f26b917f98194a2ea08d1cce75b2b9cc9f21689d80bd79b594a613d0a68eb807dfdc1cf8"),
         field("05a2acec64114845711a54199ea339abd125ba38253b70a92c876df10598bd1986b739cad67961eb94f7076511b3b39a")});
    const G2 b = Bls12381::map_to_g2(
        {field("02f99798e8a5acdeed60d7e18e9120521ba1f47ec090984662846bc825de191b5b7641148c0dbc237726a334473eee94"),
         field("145a81e418d4010cc027a68f14391b30074e89e60ee7a22f87217b2f6eb0c4b94c9115b436e6fa4607e95a98de30a435")});
    const G2 expected{
        {field("0141ebfbdca40eb85b87142e130ab689c673cf60f1a3e98d69335266f30d9b8d4ac44c1038e9dcdd5393faf5c41fb78a"),
         field("05cb8437535e20ecffaef7752baddf98034139c38452458baeefab379ba13dff5bf5dd71b72418717047f5b0f37da03d")},
        {field("0503921d7f6a12805e72940b963c0cf3471c7b2a524950ca195d11062ee75ec076daf2d4bc358c4b190c0c98064fdd92"),
         field("12424ac32561493f3fe3c260708a12b7c620e7be00099a974e259ddc7d1f6395c3c811cdd19f1e8dbf3e9ecfdcbab8d6")}};
    EXPECT_EQ(Bls12381::add(a, b), expected);
    EXPECT_TRUE(Bls12381::is_in_subgroup(a));
    EXPECT_TRUE(Bls12381::is_in_subgroup(Bls12381::map_to_g2(Fp2{})));
}

TEST(Bls12381, decompresses_points) {
    // The generators, as the consensus specifications write them.
    const auto g1 = from_hex(
                        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00a"
                        "db22c6bb")
                        .value();
    const auto g2 = from_hex(
                        "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d05"
                        "5d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbef"
                        "d48056c8c121bdb8")
                        .value();
    const auto decompress = [](const ByteString& bytes) {
        return Bls12381::decompress_g1(std::span<const std::uint8_t, 48>(bytes.data(), 48));
    };
    EXPECT_EQ(decompress(g1), Bls12381::kG1Generator);
    EXPECT_EQ(Bls12381::decompress_g2(std::span<const std::uint8_t, 96>(g2.data(), 96)), Bls12381::kG2Generator);
    const auto altered = [&g1](std::uint8_t first) {
        ByteString bytes = g1;
        bytes[0] = first;
        return bytes;
    };
    EXPECT_EQ(decompress(altered(0xb7)), -Bls12381::kG1Generator);
    EXPECT_FALSE(decompress(altered(0x17)));  // Not compressed.
    EXPECT_FALSE(decompress(altered(0xd7)));  // Infinity with coordinates.
    EXPECT_FALSE(decompress(altered(0x9f)));  // Above the modulus.
    ByteString infinity(48, 0);
    infinity[0] = 0xc0;
    EXPECT_TRUE(decompress(infinity)->infinity);
    infinity[0] = 0xe0;
    EXPECT_FALSE(decompress(infinity));
    ByteString outside(48, 0);
    outside[0] = 0x80;  // (0, 2) is on the curve, of order 3.
    EXPECT_FALSE(decompress(outside));
}

TEST(Bls12381, decodes_only_points_of_the_curves) {
    std::array<std::uint8_t, 256> bytes{};
    EXPECT_TRUE(Bls12381::decode_g2(bytes)->infinity);
    Bls12381::encode(Bls12381::kG2Generator, bytes);
    EXPECT_EQ(Bls12381::decode_g2(bytes), Bls12381::kG2Generator);
    bytes[0] = 1;
    EXPECT_FALSE(Bls12381::decode_g2(bytes));
    const auto g1 = std::span(bytes).first<128>();
    Bls12381::encode(Bls12381::kG1Generator, g1);
    EXPECT_EQ(Bls12381::decode_g1(g1), Bls12381::kG1Generator);
    bytes[127] ^= 1;
    EXPECT_FALSE(Bls12381::decode_g1(g1));
    bytes[127] ^= 1;
    bytes[64] = 1;
    EXPECT_FALSE(Bls12381::decode_g1(g1));
}

TEST(Kzg, accepts_a_constant_polynomial_only_at_its_value) {
    // The commitment to the constant 1 is the generator, and the quotient is zero.
    auto commitment = from_hex(
                          "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af0"
                          "0adb22c6bb")
                          .value();
    std::array<std::uint8_t, 48> proof{};
    proof[0] = 0xc0;
    const auto holds = [&](const U256& z, const U256& y) {
        const auto z_bytes = z.to_big_endian();
        const auto y_bytes = y.to_big_endian();
        return verify_kzg_proof({std::span<const std::uint8_t, 48>(commitment.data(), 48), z_bytes, y_bytes, proof});
    };
    EXPECT_TRUE(holds(12345, 1));
    EXPECT_FALSE(holds(12345, 2));
    EXPECT_FALSE(holds(12345, Bls12381::kOrder + U256{1}));  // Not canonical.
    EXPECT_FALSE(holds(Bls12381::kOrder, 1));
}

}  // namespace
}  // namespace models
