// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "models/chain/bytes.h"
#include "models/curves/limbs.h"
#include "models/curves/modular_inverse.h"

namespace models {

/// An element of the field of integers modulo `Modulus::kValue` (a prime of 4 or 6 limbs, its top two bits zero, 3
/// modulo 4), in Montgomery form: a is kept as a R, R = 2^(64 N). P. L. Montgomery, "Modular multiplication without
/// trial division", 1985.
template <class Modulus>
class PrimeField {
  public:
    static constexpr std::size_t kLimbs = Modulus::kValue.size();
    static constexpr std::size_t kBytes = 8 * kLimbs;
    using Integer = Limbs<kLimbs>;

    /// A product before its reduction: two factors below twice the modulus, or a difference of such products. The
    /// arithmetic is modulo modulus * R, of which `reduce` brings any value below it back into the field.
    struct Product {
        Integer low;
        Integer high;

        constexpr Product operator+(const Product& other) const {
            Product sum = *this;
            const std::uint64_t carry = add_limbs(sum.low, other.low);
            add_limbs(sum.high, other.high, carry);
            subtract_modulus(sum.high);
            return sum;
        }
        constexpr Product operator-(const Product& other) const {
            Product difference = *this;
            const std::uint64_t borrow = subtract_limbs(difference.low, other.low);
            add_masked_modulus(difference.high, subtract_limbs(difference.high, other.high, borrow));
            return difference;
        }
        /// The difference where it is known not to be negative: this may exceed modulus * R, as a sum of products does.
        [[nodiscard]] constexpr Product minus_less(const Product& other) const {
            Product difference = *this;
            const std::uint64_t borrow = subtract_limbs(difference.low, other.low);
            subtract_limbs(difference.high, other.high, borrow);
            return difference;
        }
    };

    constexpr PrimeField() = default;
    static constexpr PrimeField one() { return from_montgomery(kOne); }
    static constexpr PrimeField small(std::uint64_t value) { return from_reduced(Integer{value}); }
    /// Nothing from the modulus on.
    static constexpr std::optional<PrimeField> from_integer(const Integer& value) {
        if (!less_than(value, kModulus)) return std::nullopt;
        return from_reduced(value);
    }
    /// From kBytes bytes; nothing if the number is not below the modulus.
    static std::optional<PrimeField> from_big_endian(ByteView bytes) {
        Integer value{};
        for (std::size_t i = 0; i < kBytes; ++i) value[i / 8] |= std::uint64_t{bytes[kBytes - 1 - i]} << (8 * (i % 8));
        return from_integer(value);
    }
    /// A constant of hexadecimal digits after 0x, known to be below the modulus.
    static consteval PrimeField from_hex(std::string_view text) {
        Integer value{};
        std::size_t position = 0;
        for (std::size_t i = text.size(); i-- > 2; ++position) {
            const char c = text[i];
            const auto digit = static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
            value[position / 16] |= digit << (4 * (position % 16));
        }
        return from_integer(value).value();
    }

    [[nodiscard]] constexpr Integer to_integer() const { return reduce({limbs_, {}}).limbs_; }
    void store_big_endian(std::span<std::uint8_t> out) const {
        const Integer value = to_integer();
        for (std::size_t i = 0; i < kBytes; ++i)
            out[kBytes - 1 - i] = static_cast<std::uint8_t>(value[i / 8] >> (8 * (i % 8)));
    }

    constexpr bool operator==(const PrimeField& other) const = default;
    [[nodiscard]] constexpr bool is_zero() const { return limbs_ == Integer{}; }

    [[gnu::always_inline]] friend constexpr PrimeField operator+(const PrimeField& a, const PrimeField& b) {
        PrimeField sum = a;
        add_limbs(sum.limbs_, b.limbs_);
        subtract_modulus(sum.limbs_);
        return sum;
    }
    [[gnu::always_inline]] friend constexpr PrimeField operator-(const PrimeField& a, const PrimeField& b) {
        PrimeField difference = a;
        add_masked_modulus(difference.limbs_, subtract_limbs(difference.limbs_, b.limbs_));
        return difference;
    }
    friend constexpr PrimeField operator*(const PrimeField& a, const PrimeField& b) {
        PrimeField out;
        multiply(out.limbs_, a.limbs_, b.limbs_);
        return out;
    }
    constexpr PrimeField operator-() const { return PrimeField{} - *this; }
    [[nodiscard]] constexpr PrimeField doubled() const { return *this + *this; }
    [[nodiscard]] constexpr PrimeField squared() const { return *this * *this; }
    [[nodiscard]] constexpr PrimeField halved() const {
        Integer value = limbs_;
        add_masked_modulus(value, std::uint64_t{0} - (value[0] & 1));
        return from_montgomery(shifted_right<1>(value));
    }
    /// Zero of zero.
    [[nodiscard]] PrimeField inverse() const { return from_montgomery(kInverter(limbs_)) * from_montgomery(kRCubed); }

    [[nodiscard]] constexpr PrimeField power(const Integer& exponent) const {
        // Four bits at a time, from the highest on.
        std::array<PrimeField, 16> powers{};
        powers[0] = one();
        for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * *this;
        PrimeField out = one();
        for (std::size_t i = 16 * kLimbs; i-- > 0;) {
            const std::uint64_t digit = (exponent[i / 16] >> (4 * (i % 16))) & 15;
            if (out != one()) out = out.squared().squared().squared().squared();
            if (digit != 0) out = out * powers[digit];
        }
        return out;
    }
    /// A root if this is a square: a^((p + 1) / 4), for p is 3 modulo 4.
    [[nodiscard]] constexpr std::optional<PrimeField> square_root() const {
        const PrimeField root = power(kRootExponent);
        if (root.squared() != *this) return std::nullopt;
        return root;
    }
    /// The sign of RFC 9380, section 4.1.
    [[nodiscard]] constexpr bool is_odd() const { return (to_integer()[0] & 1) != 0; }
    /// Whether it is the larger of the two square roots: more than (p - 1) / 2.
    [[nodiscard]] constexpr bool is_larger_half() const { return less_than(kHalfModulus, to_integer()); }

    /// Factors may be sums of two elements that were not reduced, see `unreduced_sum`.
    static constexpr Product product(const PrimeField& a, const PrimeField& b) {
        Product out;
        multiply_wide(out, a.limbs_, b.limbs_);
        return out;
    }
    /// Not an element, only good for `product`.
    static constexpr PrimeField unreduced_sum(const PrimeField& a, const PrimeField& b) {
        PrimeField sum = a;
        add_limbs(sum.limbs_, b.limbs_);
        return sum;
    }
    /// value / R.
    static constexpr PrimeField reduce(const Product& value) {
        PrimeField out;
        reduce_wide(out.limbs_, value);
        return out;
    }

  private:
    static constexpr Integer kModulus = Modulus::kValue;
    static_assert(kModulus[kLimbs - 1] >> 62 == 0 && kModulus[0] % 4 == 3);

    static constexpr PrimeField from_montgomery(const Integer& limbs) {
        PrimeField out;
        out.limbs_ = limbs;
        return out;
    }
    static constexpr PrimeField from_reduced(const Integer& value) {
        return from_montgomery(value) * from_montgomery(kRSquared);
    }
    [[gnu::always_inline]] static constexpr void subtract_modulus(Integer& value) {
        subtract_unless_less(value, kModulus);
    }
    [[gnu::always_inline]] static constexpr void add_masked_modulus(Integer& value, std::uint64_t mask) {
        add_limbs(value, masked(kModulus, mask));
    }
    template <unsigned kBits>
    static constexpr Integer shifted_right(const Integer& value) {
        Integer out{};
        for (std::size_t i = 0; i < kLimbs; ++i)
            out[i] = (value[i] >> kBits) | (i + 1 < kLimbs ? value[i + 1] << (64 - kBits) : 0);
        return out;
    }

    /// One row of the product, and a multiple of the modulus that clears the lowest limb, at a time.
    [[gnu::noinline]] static constexpr void multiply(Integer& out, const Integer& a, const Integer& b) {
        Limbs<kLimbs + 1> sum{};
#pragma GCC unroll 6
        for (std::size_t i = 0; i < kLimbs; ++i) {
            add_product<kLimbs>(sum, a, b[i]);
            add_product<kLimbs>(sum, kModulus, sum[0] * kNegatedInverse);
            shift(sum);
        }
        out = low_limbs(sum);
        subtract_modulus(out);
    }
    [[gnu::noinline]] static constexpr void multiply_wide(Product& out, const Integer& a, const Integer& b) {
        Limbs<kLimbs + 1> sum{};
        Integer low{};
#pragma GCC unroll 6
        for (std::size_t i = 0; i < kLimbs; ++i) {
            add_product<kLimbs>(sum, a, b[i]);
            low[i] = sum[0];
            shift(sum);
        }
        out.low = low;
        out.high = low_limbs(sum);
    }
    [[gnu::noinline]] static constexpr void reduce_wide(Integer& out, const Product& value) {
        Limbs<kLimbs + 1> sum{};
        for (std::size_t i = 0; i < kLimbs; ++i) sum[i] = value.low[i];
#pragma GCC unroll 6
        for (std::size_t i = 0; i < kLimbs; ++i) {
            add_product<kLimbs>(sum, kModulus, sum[0] * kNegatedInverse);
            shift(sum);
        }
        Integer total = low_limbs(sum);
        add_limbs(total, value.high);
        subtract_modulus(total);
        out = total;
    }
    static constexpr void shift(Limbs<kLimbs + 1>& sum) {
        for (std::size_t i = 0; i < kLimbs; ++i) sum[i] = sum[i + 1];
        sum[kLimbs] = 0;
    }
    static constexpr Integer low_limbs(const Limbs<kLimbs + 1>& sum) {
        Integer out{};
        for (std::size_t i = 0; i < kLimbs; ++i) out[i] = sum[i];
        return out;
    }

    /// -1 / modulus modulo 2^64, by Newton's iteration.
    static constexpr std::uint64_t kNegatedInverse = [] {
        std::uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i) inverse *= 2 - inverse * kModulus[0];
        return 0 - inverse;
    }();
    /// 2^exponent modulo the modulus.
    static constexpr Integer power_of_two(std::size_t exponent) {
        Integer value{1};
        for (std::size_t i = 0; i < exponent; ++i) {
            limbs_portable::add<kLimbs>(value, Integer(value), 0);
            Integer less = value;
            if (limbs_portable::subtract<kLimbs>(less, kModulus, 0) == 0) value = less;
        }
        return value;
    }
    static constexpr Integer kOne = power_of_two(64 * kLimbs);
    static constexpr Integer kRSquared = power_of_two(128 * kLimbs);
    static constexpr Integer kRCubed = power_of_two(192 * kLimbs);
    static constexpr Integer kHalfModulus = shifted_right<1>(kModulus);
    static constexpr Integer kRootExponent = [] {
        Integer value = kModulus;
        ++value[0];  // 3 modulo 4: no carry unless all ones.
        return shifted_right<2>(value);
    }();
    static_assert(kModulus[0] != ~std::uint64_t{0});
    static constexpr ModularInverter<kLimbs> kInverter{kModulus};

    Integer limbs_{};
};

}  // namespace models
