// SPDX-License-Identifier: MIT
#include "models/chain/uint256.h"

#include <algorithm>

namespace models {
namespace {

using Limb = std::uint64_t;

struct LimbDivision {
    Limb quotient;
    Limb remainder;
};

/// (high, low) / divisor for high < divisor. One instruction here; in C++ it would be a call of the 128-bit division.
LimbDivision divide_limbs(Limb high, Limb low, Limb divisor) {
#if defined(__x86_64__)
    LimbDivision out{};
    asm("divq %4" : "=a"(out.quotient), "=d"(out.remainder) : "a"(low), "d"(high), "r"(divisor) : "cc");
    return out;
#else
    const DoubleLimb dividend = (DoubleLimb{high} << 64) | low;
    return {static_cast<Limb>(dividend / divisor), static_cast<Limb>(dividend % divisor)};
#endif
}

std::size_t significant(std::span<const Limb> limbs) {
    std::size_t size = limbs.size();
    while (size > 0 && limbs[size - 1] == 0) --size;
    return size;
}

/// Divides in place by one limb, most significant first; returns the remainder.
Limb divide_by_limb(std::span<Limb> dividend, Limb divisor) {
    Limb remainder = 0;
    for (std::size_t i = dividend.size(); i-- > 0;) {
        const LimbDivision step = divide_limbs(remainder, dividend[i], divisor);
        dividend[i] = step.quotient;
        remainder = step.remainder;
    }
    return remainder;
}

/// Shifts left by 0 to 63 bits in place; returns the bits pushed out at the top.
Limb shift_left(std::span<Limb> limbs, unsigned bits) {
    Limb carry = 0;
    for (Limb& limb : limbs) {
        const Limb shifted = (limb << bits) | carry;
        carry = (limb >> 1) >> (63 - bits);
        limb = shifted;
    }
    return carry;
}

/// Step D3 of algorithm D: the quotient digit guessed from the top three limbs; at most one too large.
Limb estimate_digit(Limb top, Limb middle, Limb low, Limb divisor_top, Limb divisor_next) {
    LimbDivision guess{};
    if (top >= divisor_top) {  // Equal, by the loop's invariant: the quotient would not fit the instruction.
        guess = {~Limb{0}, middle + divisor_top};
        if (guess.remainder < middle) return guess.quotient;
    } else {
        guess = divide_limbs(top, middle, divisor_top);
    }
    auto [digit, remainder] = guess;
    while (DoubleLimb{digit} * divisor_next > ((DoubleLimb{remainder} << 64) | low)) {
        --digit;
        remainder += divisor_top;
        if (remainder < divisor_top) break;
    }
    return digit;
}

/// Step D4 to D6: window -= digit * divisor, adding one divisor back if that went below zero; returns the true digit.
Limb subtract_multiple(std::span<Limb> window, std::span<const Limb> divisor, Limb digit) {
    const std::size_t n = divisor.size();
    Limb carry = 0;
    Limb borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const DoubleLimb product = DoubleLimb{digit} * divisor[i] + carry;
        carry = static_cast<Limb>(product >> 64);
        const DoubleLimb difference = DoubleLimb{window[i]} - static_cast<Limb>(product) - borrow;
        window[i] = static_cast<Limb>(difference);
        borrow = static_cast<Limb>(difference >> 64) & 1;
    }
    const DoubleLimb difference = DoubleLimb{window[n]} - carry - borrow;
    window[n] = static_cast<Limb>(difference);
    if ((difference >> 64) == 0) return digit;
    carry = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const DoubleLimb sum = DoubleLimb{window[i]} + divisor[i] + carry;
        window[i] = static_cast<Limb>(sum);
        carry = static_cast<Limb>(sum >> 64);
    }
    window[n] += carry;
    return digit - 1;
}

/// Algorithm D (Knuth, The Art of Computer Programming 2, 4.3.1) for a divisor of 2 to 4 limbs whose top one is not
/// zero. `dividend` has one spare limb of zero at its top; the remainder is left in it. `quotient` may be empty.
void divide_long(std::span<Limb> dividend, std::span<const Limb> divisor_limbs, std::span<Limb> quotient) {
    std::array<Limb, 4> storage{};
    const std::size_t n = divisor_limbs.size();
    std::copy(divisor_limbs.begin(), divisor_limbs.end(), storage.begin());
    const std::span<Limb> divisor(storage.data(), n);
    const auto normalising = static_cast<unsigned>(std::countl_zero(divisor[n - 1]));
    shift_left(divisor, normalising);
    shift_left(dividend, normalising);
    for (std::size_t j = dividend.size() - n; j-- > 0;) {
        Limb digit =
            estimate_digit(dividend[j + n], dividend[j + n - 1], dividend[j + n - 2], divisor[n - 1], divisor[n - 2]);
        digit = subtract_multiple(dividend.subspan(j, n + 1), divisor, digit);
        if (!quotient.empty()) quotient[j] = digit;
    }
    for (std::size_t i = 0; i < n; ++i)
        dividend[i] = (dividend[i] >> normalising) | ((dividend[i + 1] << 1) << (63 - normalising));
}

struct Product {
    U256 high;
    U256 low;
};

#if defined(__x86_64__) && defined(__BMI2__)

/// (top, sum) = sum + a * b, a row of the schoolbook product: four multiplications and two carry chains, which neither
/// compiler makes of the loop below.
[[gnu::always_inline]] inline void add_row(Limb a, const U256& b, Limb& s0, Limb& s1, Limb& s2, Limb& s3, Limb& top) {
    Limb low;
    Limb high;
    Limb next;
    asm("mulx (%[b]), %[low], %[high]\n\t"
        "mulx 8(%[b]), %[next], %[top]\n\t"
        "add %[low], %[s0]\n\t"
        "adc %[high], %[s1]\n\t"
        "mulx 16(%[b]), %[low], %[high]\n\t"
        "adc %[top], %[s2]\n\t"
        "adc %[high], %[s3]\n\t"
        "mulx 24(%[b]), %[high], %[top]\n\t"
        "adc $0, %[top]\n\t"
        "add %[next], %[s1]\n\t"
        "adc %[low], %[s2]\n\t"
        "adc %[high], %[s3]\n\t"
        "adc $0, %[top]"
        : [s0] "+&r"(s0), [s1] "+&r"(s1), [s2] "+&r"(s2), [s3] "+&r"(s3), [top] "=&r"(top), [low] "=&r"(low),
          [high] "=&r"(high), [next] "=&r"(next)
        : "d"(a), [b] "r"(b.limbs.data()), "m"(b)
        : "cc");
}

#else

inline void add_row(Limb a, const U256& b, Limb& s0, Limb& s1, Limb& s2, Limb& s3, Limb& top) {
    top = 0;
    for (std::size_t j = 0; Limb * sum : {&s0, &s1, &s2, &s3}) {
        const DoubleLimb step = DoubleLimb{a} * b.limbs[j++] + *sum + top;
        *sum = static_cast<Limb>(step);
        top = static_cast<Limb>(step >> 64);
    }
}

#endif

[[gnu::always_inline]] inline Product multiply_full(const U256& a, const U256& b) {
    Product out;
    auto& [l0, l1, l2, l3] = out.low.limbs;
    auto& [h0, h1, h2, h3] = out.high.limbs;
    add_row(a.limbs[0], b, l0, l1, l2, l3, h0);
    add_row(a.limbs[1], b, l1, l2, l3, h0, h1);
    add_row(a.limbs[2], b, l2, l3, h0, h1, h2);
    add_row(a.limbs[3], b, l3, h0, h1, h2, h3);
    return out;
}
[[gnu::always_inline]] inline Product multiply_full(Limb a, const U256& b) {
    Product out;
    auto& [l0, l1, l2, l3] = out.low.limbs;
    add_row(a, b, l0, l1, l2, l3, out.high.limbs[0]);
    return out;
}
/// The low half of the product.
[[gnu::always_inline]] inline U256 multiply_low(const U256& a, const U256& b) {
    auto [s0, s1, s2, s3] = multiply_full(a.limbs[0], b).low.limbs;
    const DoubleLimb first = DoubleLimb{a.limbs[1]} * b.limbs[0] + s1;
    const DoubleLimb second = DoubleLimb{a.limbs[1]} * b.limbs[1] + s2 + static_cast<Limb>(first >> 64);
    const DoubleLimb third = DoubleLimb{a.limbs[2]} * b.limbs[0] + static_cast<Limb>(second);
    s3 += a.limbs[1] * b.limbs[2] + static_cast<Limb>(second >> 64) + a.limbs[2] * b.limbs[1] +
          static_cast<Limb>(third >> 64) + a.limbs[3] * b.limbs[0];
    return {s3, static_cast<Limb>(third), static_cast<Limb>(first), s0};
}

struct Division {
    U256 quotient;
    U256 remainder;
};

Division divide(const U256& a, const U256& b) {
    if (a < b || b.is_zero()) return {U256{}, b.is_zero() ? U256{} : a};
    if (a.fits_u64()) return {a.limbs[0] / b.limbs[0], a.limbs[0] % b.limbs[0]};
    const std::size_t size = significant(a.limbs);
    const std::size_t divisor_size = significant(b.limbs);
    if (divisor_size == 1) {
        Division out{a, {}};
        out.remainder = divide_by_limb(std::span(out.quotient.limbs).first(size), b.limbs[0]);
        return out;
    }
    std::array<Limb, 5> dividend{a.limbs[0], a.limbs[1], a.limbs[2], a.limbs[3], 0};
    Division out;
    divide_long(std::span(dividend).first(size + 1), std::span(b.limbs).first(divisor_size), out.quotient.limbs);
    std::copy_n(dividend.begin(), divisor_size, out.remainder.limbs.begin());
    return out;
}

/// The remainder of a number of any length, `wide`, whose top limb is spare (zero).
U256 wide_remainder(std::span<Limb> wide, const U256& modulus) {
    const std::size_t size = significant(wide);
    const std::size_t divisor_size = significant(modulus.limbs);
    if (divisor_size == 1) return divide_by_limb(wide.first(size), modulus.limbs[0]);
    if (size >= divisor_size) divide_long(wide.first(size + 1), std::span(modulus.limbs).first(divisor_size), {});
    U256 out;
    std::copy_n(wide.begin(), divisor_size, out.limbs.begin());
    return out;
}

bool is_negative(const U256& value) {
    return (value.limbs[3] >> 63) != 0;
}
U256 magnitude(const U256& value) {
    return is_negative(value) ? U256{} - value : value;
}

}  // namespace

U256 U256::from_big_endian(ByteView bytes) {
    std::array<std::uint8_t, 32> padded{};
    const std::size_t size = std::min<std::size_t>(bytes.size(), 32);
    std::copy_n(bytes.end() - static_cast<std::ptrdiff_t>(size), size,
                padded.end() - static_cast<std::ptrdiff_t>(size));
    return load_big_endian(padded);
}

Address U256::to_address() const {
    const auto bytes = to_big_endian();
    Address out;
    std::copy(bytes.begin() + 12, bytes.end(), out.bytes.begin());
    return out;
}

U256 U256::from_address(const Address& address) {
    std::array<std::uint8_t, 32> padded{};
    std::copy(address.bytes.begin(), address.bytes.end(), padded.begin() + 12);
    return load_big_endian(padded);
}

U256 operator/(const U256& a, const U256& b) {
    return divide(a, b).quotient;
}
U256 operator%(const U256& a, const U256& b) {
    return divide(a, b).remainder;
}

U256 signed_divide(const U256& a, const U256& b) {
    const U256 quotient = magnitude(a) / magnitude(b);
    return is_negative(a) != is_negative(b) ? U256{} - quotient : quotient;
}

U256 signed_remainder(const U256& a, const U256& b) {
    const U256 remainder = magnitude(a) % magnitude(b);
    return is_negative(a) ? U256{} - remainder : remainder;
}

U256 add_modulo(const U256& a, const U256& b, const U256& modulus) {
    if (modulus.is_zero()) return {};
    const U256 sum = a + b;
    const bool carry = sum < a;
    if (a < modulus && b < modulus) return carry || sum >= modulus ? sum - modulus : sum;
    std::array<Limb, 6> wide{sum.limbs[0], sum.limbs[1], sum.limbs[2], sum.limbs[3], carry ? Limb{1} : Limb{0}, 0};
    return wide_remainder(wide, modulus);
}

U256 multiply_modulo(const U256& a, const U256& b, const U256& modulus) {
    if (modulus.is_zero()) return {};
    const auto [high, low] = multiply_full(a, b);
    std::array<Limb, 9> wide{};
    std::copy(low.limbs.begin(), low.limbs.end(), wide.begin());
    std::copy(high.limbs.begin(), high.limbs.end(), wide.begin() + 4);
    return wide_remainder(wide, modulus);
}

Modulus::Modulus(const U256& modulus)
    : value_(modulus), normalised_(modulus << (256 - modulus.bit_length())), shift_(256 - modulus.bit_length()) {
    // 2^512 - 1 - 2^256 * normalised has this upper half, which is below `normalised`: the quotient has four limbs.
    const U256 high = ~normalised_;
    std::array<Limb, 9> wide{~Limb{0},      ~Limb{0},      ~Limb{0},      ~Limb{0}, high.limbs[0],
                             high.limbs[1], high.limbs[2], high.limbs[3], 0};
    std::array<Limb, 5> quotient{};
    divide_long(wide, normalised_.limbs, quotient);
    std::copy_n(quotient.begin(), 4, reciprocal_.limbs.begin());
}

/// What is left of (high, low) after division by the modulus, for high < `normalised`; `scaled` is high * reciprocal.
[[gnu::always_inline]] inline U256 Modulus::remainder(const U256& high, const U256& low, const U256& scaled_high,
                                                      const U256& scaled_low) const {
    const U256 fraction = scaled_low + low;
    const U256 quotient = scaled_high + high + U256{fraction < low ? 2U : 1U};
    U256 out = low - multiply_low(quotient, normalised_);
    // Half of the time, and nobody can predict when: a mask instead of a branch.
    const Limb mask = Limb{0} - Limb{out > fraction};
    out += normalised_ & U256{mask, mask, mask, mask};
    if (out >= normalised_) [[unlikely]]
        out -= normalised_;
    return out >> shift_;
}

U256 Modulus::reduce(const U256& a) const {
    if (shift_ == 0) return a - value_;
    if (shift_ >= 64) return a % value_;
    const Limb high = a.limbs[3] >> (64 - shift_);
    const Product scaled = multiply_full(high, reciprocal_);
    return remainder(U256{high}, a << shift_, scaled.high, scaled.low);
}

U256 Modulus::multiply(const U256& a, const U256& b) const {
    // A factor below the modulus keeps the upper half of the shifted product below `normalised`, as the method needs.
    const bool swapped = b >= value_ && a < value_;
    const U256& free = swapped ? b : a;
    const U256& bound = swapped ? a : b;
    const Product product = multiply_full((bound < value_ ? bound : reduce(bound)) << shift_, free);
    const Product scaled = multiply_full(product.high, reciprocal_);
    return remainder(product.high, product.low, scaled.high, scaled.low);
}

U256 power(const U256& base, const U256& exponent) {
    if (base == U256{2}) return exponent < U256{256} ? U256{1} << static_cast<unsigned>(exponent.low_u64()) : U256{};
    U256 result{1};
    for (unsigned bit = exponent.bit_length(); bit-- > 0;) {
        result = result * result;
        if (((exponent.limbs[bit / 64] >> (bit % 64)) & 1) != 0) result = result * base;
    }
    return result;
}

U256 arithmetic_shift_right(const U256& shift, const U256& value) {
    const bool negative = is_negative(value);
    if (shift >= U256{256}) return negative ? ~U256{} : U256{};
    const auto bits = static_cast<unsigned>(shift.low_u64());
    return negative ? ~(~value >> bits) : value >> bits;
}

std::string to_hex(const U256& value) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out = "0x";
    for (unsigned digit = std::max(1U, (value.bit_length() + 3) / 4); digit-- > 0;)
        out += kDigits[(value.limbs[digit / 16] >> (digit % 16 * 4)) & 15];
    return out;
}

std::string to_decimal(const U256& value) {
    std::string reversed;
    U256 rest = value;
    do {
        reversed += static_cast<char>('0' + divide_by_limb(rest.limbs, 10));
    } while (!rest.is_zero());
    return {reversed.rbegin(), reversed.rend()};
}

std::optional<U256> u256_from_hex(std::string_view text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    if (text.empty() || text.find('x') != std::string_view::npos) return std::nullopt;
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
    std::string even(text.size() % 2, '0');
    even += text;
    const auto bytes = from_hex(even);
    if (!bytes || bytes->size() > 32) return std::nullopt;
    return U256::from_big_endian(*bytes);
}

std::optional<U256> u256_from_decimal(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const U256 limit = ~U256{} / U256{10};
    U256 value;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > limit) return std::nullopt;
        value = value * U256{10};
        const U256 digit{static_cast<std::uint64_t>(c - '0')};
        if (addition_overflows(value, digit)) return std::nullopt;
        value += digit;
    }
    return value;
}

}  // namespace models
