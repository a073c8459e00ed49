// SPDX-License-Identifier: MIT
#include "models/curves/pairing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/curves/bls12_381.h"
#include "models/curves/bn254.h"
#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

U256 any_scalar() {
    const auto limbs = *rc::gen::container<std::array<std::uint64_t, 4>>(rc::gen::arbitrary<std::uint64_t>());
    const auto shape = *rc::gen::inRange(0, 5);
    if (shape == 0) return ~U256{};
    if (shape == 1) return U256{limbs[0] % 17};
    return {limbs[3], limbs[2], limbs[1], limbs[0]};
}

template <class Curve>
typename Curve::G1 g1_generator();
template <>
Bn254::G1 g1_generator<Bn254>() {
    return {Bn254::Fp::small(1), Bn254::Fp::small(2)};
}
template <>
Bls12381::G1 g1_generator<Bls12381>() {
    return Bls12381::kG1Generator;
}
template <class Curve>
typename Curve::G2 g2_generator();
template <>
Bn254::G2 g2_generator<Bn254>() {  // EIP-197
    using Fp = Bn254::Fp;
    return {{Fp::from_hex("0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
             Fp::from_hex("0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2")},
            {Fp::from_hex("0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
             Fp::from_hex("0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")}};
}
template <>
Bls12381::G2 g2_generator<Bls12381>() {
    return Bls12381::kG2Generator;
}

template <class Curve>
class PairingTest : public testing::Test {
  protected:
    using G1 = typename Curve::G1;
    using G2 = typename Curve::G2;
    using Target = Fp12<Curve>;

    static G1 p(const U256& scalar) { return multiply(g1_generator<Curve>(), scalar).to_affine(); }
    static G2 q(const U256& scalar) { return multiply(g2_generator<Curve>(), scalar).to_affine(); }
    static Target miller(const G1& p, const G2& q) {
        const auto lines = lines_of<Curve>(q);
        const PairingTerm<Curve> term{p, lines};
        return miller_loop<Curve>(std::span(&term, 1));
    }
    static Target pair(const G1& p, const G2& q) { return Curve::final_exponentiation(miller(p, q)); }
    /// Some element of the field without structure.
    static Target any_element() { return miller(p(any_scalar() | U256{1}), q(any_scalar() | U256{1})); }
    static Target power(const Target& base, const U256& exponent) {
        Target out = Target::one();
        for (unsigned bit = exponent.bit_length(); bit-- > 0;) {
            out = out.squared();
            if (((exponent >> bit) & U256{1}) == U256{1}) out = out * base;
        }
        return out;
    }
};
using Curves = testing::Types<Bn254, Bls12381>;
TYPED_TEST_SUITE(PairingTest, Curves);

TYPED_TEST(PairingTest, generators_have_the_order_of_the_groups) {
    using Test = PairingTest<TypeParam>;
    EXPECT_TRUE(g1_generator<TypeParam>().is_on_curve(TypeParam::kB));
    EXPECT_TRUE(g2_generator<TypeParam>().is_on_curve(TypeParam::kTwistB));
    EXPECT_TRUE(Test::p(TypeParam::kOrder).infinity);
    EXPECT_TRUE(Test::q(TypeParam::kOrder).infinity);
}

TYPED_TEST(PairingTest, tower_is_a_field) {
    using Test = PairingTest<TypeParam>;
    using Target = typename Test::Target;
    EXPECT_TRUE(rc::check([] {
        const Target a = Test::any_element();
        const Target b = Test::any_element();
        const Target c = Test::any_element();
        RC_ASSERT(a * b == b * a);
        RC_ASSERT((a * b) * c == a * (b * c));
        const Target sum{a.c0 + b.c0, a.c1 + b.c1};
        const Target products{(a * c).c0 + (b * c).c0, (a * c).c1 + (b * c).c1};
        RC_ASSERT(sum * c == products);
        RC_ASSERT(a.squared() == a * a);
        RC_ASSERT(a * a.inverse() == Target::one());
    }));
}

TYPED_TEST(PairingTest, frobenius_is_the_power_of_the_prime) {
    using Test = PairingTest<TypeParam>;
    U256 low;  // p = high 2^192 + low
    U256 high;
    const auto& modulus = std::conditional_t<std::is_same_v<TypeParam, Bn254>, Bn254Modulus, Bls12381Modulus>::kValue;
    for (std::size_t i = 0; i < modulus.size(); ++i) (i < 3 ? low : high).limbs[i % 3] = modulus[i];
    const auto a = Test::miller(Test::p(77), Test::q(55));
    auto raised = Test::power(a, high);
    for (int i = 0; i < 192; ++i) raised = raised.squared();
    raised = raised * Test::power(a, low);
    EXPECT_EQ(a.frobenius(), raised);
    EXPECT_EQ(a.frobenius_squared(), a.frobenius().frobenius());
    auto six_times = a.frobenius_squared().frobenius_squared().frobenius_squared();
    EXPECT_EQ(six_times, a.conjugate());
}

TYPED_TEST(PairingTest, squares_faster_in_the_cyclotomic_subgroup) {
    using Test = PairingTest<TypeParam>;
    const auto a = easy_exponentiation(Test::miller(Test::p(77), Test::q(55)));
    EXPECT_EQ(a.cyclotomic_squared(), a.squared());
    EXPECT_EQ(a.cyclotomic_power(1234567), Test::power(a, U256{1234567}));
    EXPECT_EQ(a.cyclotomic_power_sparse(1234567), Test::power(a, U256{1234567}));
    EXPECT_EQ(a.cyclotomic_power_sparse(0xd201000000010000), Test::power(a, U256{0xd201000000010000}));
    EXPECT_EQ(Test::Target::one().cyclotomic_power_sparse(1234567), Test::Target::one());
    EXPECT_EQ(a.conjugate(), a.inverse());
}

TYPED_TEST(PairingTest, is_bilinear_and_not_degenerate) {
    using Test = PairingTest<TypeParam>;
    const auto e = Test::pair(Test::p(1), Test::q(1));
    EXPECT_NE(e, Test::Target::one());
    EXPECT_EQ(Test::power(e, TypeParam::kOrder), Test::Target::one());
    const U256 a{0, 0, 0x123456789abcdef0, 0x0fedcba987654321};
    const U256 b{0, 7, 0, 0x1111111111111111};
    EXPECT_EQ(Test::pair(Test::p(a), Test::q(b)), Test::power(Test::power(e, a), b));
    EXPECT_EQ(Test::pair(Test::p(a), Test::q(b)), Test::pair(Test::p(b), Test::q(a)));
}

TYPED_TEST(PairingTest, checks_products) {
    using Test = PairingTest<TypeParam>;
    using G1 = typename Test::G1;
    using G2 = typename Test::G2;
    const auto is_one = [](std::initializer_list<G1> ps, std::initializer_list<G2> qs) {
        return TypeParam::pairing_product_is_one(std::vector<G1>(ps), std::vector<G2>(qs));
    };
    // 2 * 15 = 3 * 4 + 18 * 1
    EXPECT_TRUE(is_one({Test::p(2), -Test::p(3), -Test::p(18)}, {Test::q(15), Test::q(4), Test::q(1)}));
    EXPECT_FALSE(is_one({Test::p(2), -Test::p(3), -Test::p(17)}, {Test::q(15), Test::q(4), Test::q(1)}));
    EXPECT_TRUE(is_one({}, {}));
    EXPECT_TRUE(is_one({G1{}, Test::p(5)}, {Test::q(3), G2{}}));
    EXPECT_FALSE(is_one({G1{}, Test::p(5)}, {Test::q(3), Test::q(1)}));
}

TYPED_TEST(PairingTest, points_form_groups) {
    using Test = PairingTest<TypeParam>;
    const auto check = [](const auto& base) {
        using Point = std::decay_t<decltype(base)>;
        using Jacobian = decltype(multiply(base, U256{}));
        const auto times = [&base](const U256& scalar) { return multiply(base, scalar); };
        const Jacobian a = times(0x123456789abcdef);
        const Jacobian b = times(0xfedcba987);
        const Point sum = times(0x123456789abcdef + 0xfedcba987).to_affine();
        EXPECT_TRUE(a + b == sum);
        EXPECT_TRUE(b + a.to_affine() == sum);
        EXPECT_TRUE(a.to_affine() + b.to_affine() == sum);
        EXPECT_TRUE(a + a == times(2 * 0x123456789abcdef).to_affine());
        EXPECT_TRUE(a + a.to_affine() == a.doubled().to_affine());
        EXPECT_TRUE(a.to_affine() + a.to_affine() == a.doubled().to_affine());
        EXPECT_TRUE((a + -a).is_infinity());
        EXPECT_TRUE((a + -a.to_affine()).is_infinity());
        EXPECT_TRUE((a.to_affine() + -a.to_affine()).infinity);
        EXPECT_TRUE(a + Point{} == a.to_affine());
        EXPECT_TRUE(Point{} + base == base);
        EXPECT_TRUE(Jacobian{} + b == b.to_affine());
        EXPECT_TRUE(Jacobian{}.doubled().is_infinity());
        EXPECT_TRUE(multiply_sparse(Jacobian(base), 0xfedcba987) == b.to_affine());
        EXPECT_TRUE(multiply(Point{}, U256{5}).is_infinity());
        EXPECT_TRUE(times(~U256{}) + base == times(U256{1} << 255).doubled().to_affine());
    };
    check(Test::p(U256{0x1234567}));
    check(Test::q(U256{0x1234567}));
}

TYPED_TEST(PairingTest, sums_of_multiples_agree_by_both_methods) {
    using Field = typename TypeParam::Fp;
    using Test = PairingTest<TypeParam>;
    EXPECT_TRUE(rc::check([] {
        std::vector<Term<Field>> terms;
        JacobianPoint<Field> expected;
        const auto count = *rc::gen::inRange<std::size_t>(0, 40);
        for (std::size_t i = 0; i < count; ++i) {
            // Few different points, so that buckets meet equal and opposite ones.
            terms.push_back({Test::p(any_scalar() % U256{4}), any_scalar()});
            expected = expected + multiply(terms.back().point, terms.back().scalar);
        }
        const std::span<const Term<Field>> all(terms);
        RC_ASSERT(multiplication::interleaved(all) == expected.to_affine());
        RC_ASSERT(multiplication::bucketed(all, 256) == expected.to_affine());
    }));
}

}  // namespace
}  // namespace models
