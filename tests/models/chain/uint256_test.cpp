// SPDX-License-Identifier: MIT
#include "models/chain/uint256.h"

#include <gmpxx.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

namespace models {
namespace {

const mpz_class kModulus = mpz_class(1) << 256;

mpz_class wrapped(const mpz_class& value) {
    mpz_class out;
    mpz_fdiv_r(out.get_mpz_t(), value.get_mpz_t(), kModulus.get_mpz_t());
    return out;
}
mpz_class to_mpz(const U256& value) {
    return mpz_class(to_hex(value));
}
U256 from_mpz(const mpz_class& value) {
    return u256_from_hex(wrapped(value).get_str(16)).value();
}
mpz_class to_signed_mpz(const U256& value) {
    return value.limbs[3] >> 63 != 0 ? mpz_class(to_mpz(value) - kModulus) : to_mpz(value);
}

/// Limbs of all ones, zero, one bit or any value: carries and the rare paths of division need the edges.
rc::Gen<std::uint64_t> any_limb() {
    const auto any = rc::gen::inRange<std::uint64_t>(0, ~std::uint64_t{0});
    const auto bit = rc::gen::map(rc::gen::inRange(0, 64), [](int n) { return std::uint64_t{1} << n; });
    return rc::gen::oneOf(any, bit, rc::gen::just(std::uint64_t{0}), rc::gen::just(~std::uint64_t{0}));
}
U256 any_u256() {
    const auto limbs = *rc::gen::container<std::array<std::uint64_t, 4>>(any_limb());
    const auto size = *rc::gen::inRange(0, 5);
    U256 out;
    for (int i = 0; i < size; ++i) out.limbs[static_cast<std::size_t>(i)] = limbs[static_cast<std::size_t>(i)];
    return out;
}

RC_GTEST_PROP(U256, ring_operations_agree_with_gmp, ()) {
    const U256 a = any_u256();
    const U256 b = any_u256();
    RC_ASSERT(a + b == from_mpz(to_mpz(a) + to_mpz(b)));
    RC_ASSERT(a - b == from_mpz(to_mpz(a) - to_mpz(b)));
    RC_ASSERT(a * b == from_mpz(to_mpz(a) * to_mpz(b)));
    RC_ASSERT(addition_overflows(a, b) == (to_mpz(a) + to_mpz(b) >= kModulus));
}

RC_GTEST_PROP(U256, division_agrees_with_gmp, ()) {
    const U256 a = any_u256();
    const U256 b = any_u256();
    if (b.is_zero()) {
        RC_ASSERT((a / b).is_zero() && (a % b).is_zero());
        RC_ASSERT(signed_divide(a, b).is_zero() && signed_remainder(a, b).is_zero());
        return;
    }
    RC_ASSERT(a / b == from_mpz(to_mpz(a) / to_mpz(b)));
    RC_ASSERT(a % b == from_mpz(to_mpz(a) % to_mpz(b)));
    RC_ASSERT(signed_divide(a, b) == from_mpz(to_signed_mpz(a) / to_signed_mpz(b)));
    RC_ASSERT(signed_remainder(a, b) == from_mpz(to_signed_mpz(a) % to_signed_mpz(b)));
}

RC_GTEST_PROP(U256, division_near_a_multiple_is_exact, ()) {
    // Quotient digits guessed too large come from dividends just below a multiple of the divisor.
    const U256 divisor = any_u256() | U256{1};
    const U256 quotient = any_u256() >> static_cast<unsigned>(divisor.bit_length());
    const U256 product = quotient * divisor;
    RC_ASSERT(product / divisor == quotient);
    RC_ASSERT((product % divisor).is_zero());
    if (product.is_zero()) return;
    RC_ASSERT((product - U256{1}) / divisor == quotient - U256{1});
    RC_ASSERT((product - U256{1}) % divisor == divisor - U256{1});
}

TEST(U256, division_agrees_with_gmp_on_many_edge_limbs) {
    // Limbs near the borders, far more often than a property's hundred cases reach: every branch of algorithm D.
    std::mt19937_64 random(1);
    const auto limb = [&random] {
        const std::uint64_t near = random() % 3;
        const std::array<std::uint64_t, 5> choices{near, ~near, (std::uint64_t{1} << 63) + near - 1, random(), 0};
        return choices[random() % choices.size()];
    };
    for (int i = 0; i < 50'000; ++i) {
        const U256 a{limb(), limb(), limb(), limb()};
        const U256 b = U256{limb(), limb(), limb(), limb()} >> static_cast<unsigned>(64 * (random() % 4));
        const U256 modulus{limb(), limb(), limb(), limb()};
        if (b.is_zero() || modulus.is_zero()) continue;
        ASSERT_EQ(a / b, from_mpz(to_mpz(a) / to_mpz(b))) << to_hex(a) << " " << to_hex(b);
        ASSERT_EQ(a % b, from_mpz(to_mpz(a) % to_mpz(b))) << to_hex(a) << " " << to_hex(b);
        const U256 product = from_mpz(to_mpz(a) * to_mpz(b) % to_mpz(modulus));
        ASSERT_EQ(multiply_modulo(a, b, modulus), product);
        ASSERT_EQ(Modulus(modulus).multiply(a, b), product) << to_hex(a) << " " << to_hex(b) << " " << to_hex(modulus);
        ASSERT_EQ(Modulus(b).multiply(a, modulus), from_mpz(to_mpz(a) * to_mpz(modulus) % to_mpz(b)));
    }
}

RC_GTEST_PROP(U256, modular_operations_agree_with_gmp, ()) {
    const U256 a = any_u256();
    const U256 b = any_u256();
    const U256 modulus = any_u256();
    if (modulus.is_zero()) {
        RC_ASSERT(add_modulo(a, b, modulus).is_zero() && multiply_modulo(a, b, modulus).is_zero());
        return;
    }
    RC_ASSERT(add_modulo(a, b, modulus) == from_mpz((to_mpz(a) + to_mpz(b)) % to_mpz(modulus)));
    RC_ASSERT(multiply_modulo(a, b, modulus) == from_mpz((to_mpz(a) * to_mpz(b)) % to_mpz(modulus)));
}

RC_GTEST_PROP(Modulus, multiplies_as_gmp, ()) {
    const Modulus modulus(*rc::gen::suchThat(rc::gen::exec(any_u256), [](const U256& m) { return !m.is_zero(); }));
    // Factors below, at and above the modulus: each takes another way through the method.
    const U256 a = *rc::gen::element(any_u256(), any_u256() % modulus.value(), modulus.value() - U256{1});
    const U256 b = *rc::gen::element(any_u256(), any_u256() % modulus.value(), modulus.value());
    RC_ASSERT(modulus.multiply(a, b) == from_mpz((to_mpz(a) * to_mpz(b)) % to_mpz(modulus.value())));
}

RC_GTEST_PROP(U256, power_agrees_with_gmp, ()) {
    const U256 base = *rc::gen::element(any_u256(), U256{2}, U256{0}, U256{1});
    const U256 exponent = *rc::gen::element(any_u256(), U256{*rc::gen::inRange<std::uint64_t>(0, 600)});
    mpz_class expected;
    mpz_powm(expected.get_mpz_t(), to_mpz(base).get_mpz_t(), to_mpz(exponent).get_mpz_t(), kModulus.get_mpz_t());
    RC_ASSERT(power(base, exponent) == from_mpz(expected));
}

RC_GTEST_PROP(U256, shifts_agree_with_gmp, ()) {
    const U256 a = any_u256();
    const auto shift = *rc::gen::inRange(0U, 300U);
    RC_ASSERT((a << shift) == from_mpz(to_mpz(a) << shift));
    RC_ASSERT((a >> shift) == from_mpz(to_mpz(a) >> shift));
    mpz_class arithmetic;
    mpz_fdiv_q_2exp(arithmetic.get_mpz_t(), to_signed_mpz(a).get_mpz_t(), shift);
    RC_ASSERT(arithmetic_shift_right(U256{shift}, a) == from_mpz(arithmetic));
}

RC_GTEST_PROP(U256, comparisons_agree_with_gmp, ()) {
    const U256 a = any_u256();
    const U256 b = *rc::gen::element(any_u256(), a, a + U256{1});
    RC_ASSERT((a < b) == (to_mpz(a) < to_mpz(b)));
    RC_ASSERT((a >= b) == (to_mpz(a) >= to_mpz(b)));
    RC_ASSERT((a == b) == (to_mpz(a) == to_mpz(b)));
    RC_ASSERT(((a <=> b) < 0) == (to_mpz(a) < to_mpz(b)));
    RC_ASSERT(signed_less(a, b) == (to_signed_mpz(a) < to_signed_mpz(b)));
}

RC_GTEST_PROP(U256, bitwise_operations_agree_with_gmp, ()) {
    const U256 a = any_u256();
    const U256 b = any_u256();
    RC_ASSERT((a & b) == from_mpz(to_mpz(a) & to_mpz(b)));
    RC_ASSERT((a | b) == from_mpz(to_mpz(a) | to_mpz(b)));
    RC_ASSERT((a ^ b) == from_mpz(to_mpz(a) ^ to_mpz(b)));
    RC_ASSERT(~a == from_mpz(kModulus - 1 - to_mpz(a)));
}

RC_GTEST_PROP(U256, texts_and_bytes_round_trip, ()) {
    const U256 a = any_u256();
    RC_ASSERT(to_decimal(a) == to_mpz(a).get_str());
    RC_ASSERT(u256_from_decimal(to_decimal(a)) == a);
    RC_ASSERT(u256_from_hex(to_hex(a)) == a);
    RC_ASSERT(U256::from_big_endian(a.to_big_endian()) == a);
    RC_ASSERT(U256::from_address(a.to_address()) == (a & ((U256{1} << 160) - U256{1})));
    RC_ASSERT(a.bit_length() == (a.is_zero() ? 0U : to_mpz(a).get_str(2).size()));
    RC_ASSERT(a.byte_length() == (a.bit_length() + 7) / 8);
}

TEST(U256, sign_extends_from_the_given_byte) {
    EXPECT_EQ(sign_extend(0, 0x7f), U256{0x7f});
    EXPECT_EQ(sign_extend(0, 0x80), ~U256{} - U256{0x7f});
    EXPECT_EQ(sign_extend(1, 0x12ff80), ~U256{} - U256{0x7f});
    EXPECT_EQ(sign_extend(31, U256{1} << 255), U256{1} << 255);
    EXPECT_EQ(sign_extend(~U256{}, 0x80), U256{0x80});
}

TEST(U256, most_negative_divided_by_minus_one_wraps) {
    const U256 most_negative = U256{1} << 255;
    EXPECT_EQ(signed_divide(most_negative, ~U256{}), most_negative);
    EXPECT_EQ(signed_remainder(most_negative, ~U256{}), U256{});
}

TEST(U256, texts_that_are_no_number_are_rejected) {
    for (const char* text : {"", "0x", "0x0x1", "x1", "1g", "0xx1",
                             "0x1"
                             "0000000000000000000000000000000000000000000000000000000000000000"})
        EXPECT_FALSE(u256_from_hex(text)) << text;
    for (const char* text :
         {"", "-1", "1e3", "0x1", "115792089237316195423570985008687907853269984665640564039457584007913129639936"})
        EXPECT_FALSE(u256_from_decimal(text)) << text;
    EXPECT_EQ(u256_from_decimal("115792089237316195423570985008687907853269984665640564039457584007913129639935"),
              ~U256{});
    EXPECT_EQ(u256_from_hex("0x" + std::string(70, '0') + "1"), U256{1});
}

static_assert(((U256{1} << 255) >> 255) == U256{1});
static_assert(U256{~std::uint64_t{0}} + U256{1} == U256{0, 0, 1, 0});
static_assert(U256{0} - U256{1} == ~U256{});

}  // namespace
}  // namespace models
