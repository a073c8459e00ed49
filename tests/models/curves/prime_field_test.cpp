// SPDX-License-Identifier: MIT
#include "models/curves/prime_field.h"

#include <gmpxx.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/curves/bls12_381.h"
#include "models/curves/bn254.h"

namespace models {
namespace {

template <std::size_t N>
mpz_class to_mpz(const Limbs<N>& limbs) {
    mpz_class out;
    mpz_import(out.get_mpz_t(), N, -1, 8, 0, 0, limbs.data());
    return out;
}
template <std::size_t N>
Limbs<N> to_limbs(const mpz_class& value) {
    Limbs<N> out{};
    mpz_export(out.data(), nullptr, -1, 8, 0, 0, value.get_mpz_t());
    return out;
}
mpz_class modulo(const mpz_class& value, const mpz_class& modulus) {
    mpz_class out;
    mpz_fdiv_r(out.get_mpz_t(), value.get_mpz_t(), modulus.get_mpz_t());
    return out;
}

/// A field against GMP.
template <class Modulus>
class PrimeFieldTest : public testing::Test {
  protected:
    using Field = PrimeField<Modulus>;
    static constexpr std::size_t kLimbs = Field::kLimbs;
    static inline const mpz_class kModulus = to_mpz(Modulus::kValue);

    static mpz_class value_of(const Field& element) { return to_mpz(element.to_integer()); }
    static Field element_of(const mpz_class& value) {
        return Field::from_integer(to_limbs<kLimbs>(modulo(value, kModulus))).value();
    }
    /// Any element, often near zero or the modulus.
    static mpz_class any_value() {
        Limbs<kLimbs> limbs{};
        for (std::uint64_t& limb : limbs)
            limb = *rc::gen::element<std::uint64_t>(0, 1, ~std::uint64_t{0}, *rc::gen::arbitrary<std::uint64_t>());
        return modulo(to_mpz(limbs), kModulus);
    }
};
using Moduli = testing::Types<Bn254Modulus, Bls12381Modulus>;
TYPED_TEST_SUITE(PrimeFieldTest, Moduli);

TYPED_TEST(PrimeFieldTest, computes_as_integers_modulo_the_prime) {
    using Test = PrimeFieldTest<TypeParam>;
    EXPECT_TRUE(rc::check([] {
        const mpz_class a = Test::any_value();
        const mpz_class b = Test::any_value();
        const auto x = Test::element_of(a);
        const auto y = Test::element_of(b);
        const mpz_class& p = Test::kModulus;
        RC_ASSERT((Test::value_of(x) == a));
        RC_ASSERT((Test::value_of(x + y) == modulo(a + b, p)));
        RC_ASSERT((Test::value_of(x - y) == modulo(a - b, p)));
        RC_ASSERT((Test::value_of(-x) == modulo(-a, p)));
        RC_ASSERT((Test::value_of(x * y) == modulo(a * b, p)));
        RC_ASSERT((Test::value_of(x.squared()) == modulo(a * a, p)));
        RC_ASSERT((Test::value_of(x.halved().doubled()) == a));
        RC_ASSERT(((x == y) == (a == b)));
        RC_ASSERT((x.is_odd() == (mpz_odd_p(a.get_mpz_t()) != 0)));
        RC_ASSERT((x.is_larger_half() == (a > (p - 1) / 2)));
    }));
}

TYPED_TEST(PrimeFieldTest, multiplies_sums_and_reduces_later) {
    using Test = PrimeFieldTest<TypeParam>;
    EXPECT_TRUE(rc::check([] {
        using Field = typename Test::Field;
        std::array<mpz_class, 4> v;
        std::array<Field, 4> e;
        for (std::size_t i = 0; i < 4; ++i) e[i] = Test::element_of(v[i] = Test::any_value());
        const auto left = Field::product(Field::unreduced_sum(e[0], e[1]), Field::unreduced_sum(e[2], e[3]));
        RC_ASSERT((Test::value_of(Field::reduce(left)) == modulo((v[0] + v[1]) * (v[2] + v[3]), Test::kModulus)));
        const auto ab = Field::product(e[0], e[1]);
        const auto cd = Field::product(e[2], e[3]);
        RC_ASSERT((Test::value_of(Field::reduce(ab + cd)) == modulo(v[0] * v[1] + v[2] * v[3], Test::kModulus)));
        RC_ASSERT((Test::value_of(Field::reduce(ab - cd)) == modulo(v[0] * v[1] - v[2] * v[3], Test::kModulus)));
    }));
}

TYPED_TEST(PrimeFieldTest, computes_the_same_at_compile_time) {
    using Field = PrimeField<TypeParam>;
    constexpr Field kA = Field::small(3).power({1, 2, 3, 4});
    constexpr Field kB = (kA + kA.squared() - Field::one()).halved();
    Field a = Field::small(3).power({1, 2, 3, 4});
    EXPECT_EQ(a, kA);
    EXPECT_EQ((a + a.squared() - Field::one()).halved(), kB);
}

TYPED_TEST(PrimeFieldTest, inverts) {
    using Test = PrimeFieldTest<TypeParam>;
    using Field = typename Test::Field;
    EXPECT_TRUE(Field{}.inverse().is_zero());
    EXPECT_EQ(Field::one().inverse(), Field::one());
    EXPECT_EQ((-Field::one()).inverse(), -Field::one());
    EXPECT_TRUE(rc::check([] {
        const mpz_class a = Test::any_value();
        if (a == 0) return;
        mpz_class inverse;
        mpz_invert(inverse.get_mpz_t(), a.get_mpz_t(), Test::kModulus.get_mpz_t());
        RC_ASSERT((Test::value_of(Test::element_of(a).inverse()) == inverse));
    }));
}

TYPED_TEST(PrimeFieldTest, takes_roots_of_squares_only) {
    using Test = PrimeFieldTest<TypeParam>;
    EXPECT_TRUE(rc::check([] {
        const mpz_class a = Test::any_value();
        const auto root = Test::element_of(a).square_root();
        RC_ASSERT((root.has_value() == (mpz_legendre(a.get_mpz_t(), Test::kModulus.get_mpz_t()) >= 0)));
        if (root) RC_ASSERT((root->squared() == Test::element_of(a)));
    }));
}

TYPED_TEST(PrimeFieldTest, refuses_numbers_from_the_modulus_on) {
    using Field = PrimeField<TypeParam>;
    auto value = TypeParam::kValue;
    EXPECT_FALSE(Field::from_integer(value));
    --value[0];
    EXPECT_EQ(Field::from_integer(value), -Field::one());
    ByteString bytes(Field::kBytes, 0xff);
    EXPECT_FALSE(Field::from_big_endian(bytes));
    (-Field::one()).store_big_endian(bytes);
    EXPECT_EQ(Field::from_big_endian(bytes), -Field::one());
}

}  // namespace
}  // namespace models
