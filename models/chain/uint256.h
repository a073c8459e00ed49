// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "models/chain/bytes.h"

namespace models {

/// The product of two limbs. `__extension__` because ISO C++ knows no 128-bit integer.
__extension__ typedef unsigned __int128 DoubleLimb;
static_assert(std::endian::native == std::endian::little);  // The limbs of a word in memory are byte-swapped.

/// A 256-bit unsigned integer, arithmetic modulo 2^256 as in the EVM. Limbs are little-endian.
struct U256 {
    std::array<std::uint64_t, 4> limbs{};

    constexpr U256() = default;
    constexpr U256(std::uint64_t low) : limbs{low, 0, 0, 0} {}  // NOLINT: small numbers are 256-bit numbers
    constexpr U256(std::uint64_t l3, std::uint64_t l2, std::uint64_t l1, std::uint64_t l0) : limbs{l0, l1, l2, l3} {}

    constexpr bool operator==(const U256& other) const {
        return ((limbs[0] ^ other.limbs[0]) | (limbs[1] ^ other.limbs[1]) | (limbs[2] ^ other.limbs[2]) |
                (limbs[3] ^ other.limbs[3])) == 0;
    }
    constexpr std::strong_ordering operator<=>(const U256& other) const {
        for (std::size_t i = 4; i-- > 0;)
            if (limbs[i] != other.limbs[i]) return limbs[i] <=> other.limbs[i];
        return std::strong_ordering::equal;
    }
    [[nodiscard]] constexpr bool is_zero() const { return (limbs[0] | limbs[1] | limbs[2] | limbs[3]) == 0; }
    [[nodiscard]] constexpr bool fits_u64() const { return (limbs[1] | limbs[2] | limbs[3]) == 0; }
    [[nodiscard]] constexpr std::uint64_t low_u64() const { return limbs[0]; }
    /// Number of significant bits, 0 for zero.
    [[nodiscard]] constexpr unsigned bit_length() const {
        for (std::size_t i = 4; i-- > 0;)
            if (limbs[i] != 0) return static_cast<unsigned>(64 * i) + static_cast<unsigned>(std::bit_width(limbs[i]));
        return 0;
    }
    /// Number of significant bytes, 0 for zero.
    [[nodiscard]] constexpr unsigned byte_length() const { return (bit_length() + 7) / 8; }

    /// From at most 32 big-endian bytes (shorter input is padded on the left).
    static U256 from_big_endian(ByteView bytes);
    /// From exactly 32 big-endian bytes: the EVM's word in memory.
    static constexpr U256 load_big_endian(std::span<const std::uint8_t, 32> bytes) {
        U256 value;
        for (std::size_t i = 0; i < 4; ++i) value.limbs[3 - i] = load_limb(bytes.data() + 8 * i);
        return value;
    }
    constexpr void store_big_endian(std::span<std::uint8_t, 32> out) const {
        for (std::size_t i = 0; i < 4; ++i) store_limb(limbs[3 - i], out.data() + 8 * i);
    }
    [[nodiscard]] constexpr std::array<std::uint8_t, 32> to_big_endian() const {
        std::array<std::uint8_t, 32> out;
        store_big_endian(out);
        return out;
    }
    /// The address of the low 20 bytes, and back.
    [[nodiscard]] Address to_address() const;
    static U256 from_address(const Address& address);
    static constexpr U256 from_hash(const Hash& hash) { return load_big_endian(hash.bytes); }
    [[nodiscard]] constexpr Hash to_hash() const { return Hash{to_big_endian()}; }

  private:
    // The byte loops are for constant expressions only: g++ vectorises them instead of making one byte-swapped move.
    static constexpr std::uint64_t load_limb(const std::uint8_t* bytes) {
        std::uint64_t limb = 0;
        if (std::is_constant_evaluated()) {
            for (int i = 0; i < 8; ++i) limb = (limb << 8) | bytes[i];
            return limb;
        }
        std::memcpy(&limb, bytes, sizeof limb);
        return __builtin_bswap64(limb);
    }
    static constexpr void store_limb(std::uint64_t limb, std::uint8_t* out) {
        if (std::is_constant_evaluated()) {
            for (int i = 0; i < 8; ++i) out[i] = static_cast<std::uint8_t>(limb >> (56 - 8 * i));
            return;
        }
        const std::uint64_t swapped = __builtin_bswap64(limb);
        std::memcpy(out, &swapped, sizeof swapped);
    }
};

U256 operator/(const U256& a, const U256& b);  ///< x / 0 = 0, as DIV.
U256 operator%(const U256& a, const U256& b);  ///< x % 0 = 0, as MOD.
// + - * & | ^ ~ << >> stand below, inline.

U256 signed_divide(const U256& a, const U256& b);                         ///< SDIV
U256 signed_remainder(const U256& a, const U256& b);                      ///< SMOD
U256 add_modulo(const U256& a, const U256& b, const U256& modulus);       ///< ADDMOD
U256 multiply_modulo(const U256& a, const U256& b, const U256& modulus);  ///< MULMOD
U256 power(const U256& base, const U256& exponent);                       ///< EXP
U256 arithmetic_shift_right(const U256& shift, const U256& value);        ///< SAR

/// A modulus made ready for many multiplications: dividing by it is then two multiplications with its reciprocal
/// (Moeller and Granlund, "Improved division by invariant integers", 2011, algorithm 4 with 256-bit digits). Making one
/// costs a long division.
class Modulus {
  public:
    Modulus() : Modulus(U256{1}) {}
    explicit Modulus(const U256& modulus);  ///< Not zero.

    [[nodiscard]] const U256& value() const { return value_; }
    /// a * b modulo it.
    [[nodiscard]] U256 multiply(const U256& a, const U256& b) const;

  private:
    /// `a`, from `value_` on, without as many of it as fit.
    [[nodiscard]] U256 reduce(const U256& a) const;
    [[nodiscard]] U256 remainder(const U256& high, const U256& low, const U256& scaled_high,
                                 const U256& scaled_low) const;

    U256 value_;
    U256 normalised_;  ///< Shifted left until the top bit is set,
    unsigned shift_;   ///< by so many bits.
    U256 reciprocal_;  ///< floor((2^512 - 1) / normalised) - 2^256
};

[[nodiscard]] std::string to_hex(const U256& value);  ///< 0x and no leading zeros; "0x0" for zero.
[[nodiscard]] std::string to_decimal(const U256& value);
/// Hexadecimal digits, 0x in front or not; nothing if there are none, another character, or a value from 2^256 on.
[[nodiscard]] std::optional<U256> u256_from_hex(std::string_view text);
/// Decimal digits; nothing if there are none, another character, or a value from 2^256 on.
[[nodiscard]] std::optional<U256> u256_from_decimal(std::string_view text);

constexpr U256 operator&(const U256& a, const U256& b) {
    return {a.limbs[3] & b.limbs[3], a.limbs[2] & b.limbs[2], a.limbs[1] & b.limbs[1], a.limbs[0] & b.limbs[0]};
}
constexpr U256 operator|(const U256& a, const U256& b) {
    return {a.limbs[3] | b.limbs[3], a.limbs[2] | b.limbs[2], a.limbs[1] | b.limbs[1], a.limbs[0] | b.limbs[0]};
}
constexpr U256 operator^(const U256& a, const U256& b) {
    return {a.limbs[3] ^ b.limbs[3], a.limbs[2] ^ b.limbs[2], a.limbs[1] ^ b.limbs[1], a.limbs[0] ^ b.limbs[0]};
}
constexpr U256 operator~(const U256& a) {
    return {~a.limbs[3], ~a.limbs[2], ~a.limbs[1], ~a.limbs[0]};
}

// Two 128-bit halves: both compilers make add/adc (sub/sbb) pairs of each, which g++ does not make of a carry kept by
// hand.
constexpr U256 operator+(const U256& a, const U256& b) {
    const DoubleLimb a_low = (DoubleLimb{a.limbs[1]} << 64) | a.limbs[0];
    const DoubleLimb a_high = (DoubleLimb{a.limbs[3]} << 64) | a.limbs[2];
    const DoubleLimb low = a_low + ((DoubleLimb{b.limbs[1]} << 64) | b.limbs[0]);
    const DoubleLimb high = a_high + ((DoubleLimb{b.limbs[3]} << 64) | b.limbs[2]) + DoubleLimb{low < a_low};
    return {static_cast<std::uint64_t>(high >> 64), static_cast<std::uint64_t>(high),
            static_cast<std::uint64_t>(low >> 64), static_cast<std::uint64_t>(low)};
}
constexpr U256 operator-(const U256& a, const U256& b) {
    const DoubleLimb a_low = (DoubleLimb{a.limbs[1]} << 64) | a.limbs[0];
    const DoubleLimb a_high = (DoubleLimb{a.limbs[3]} << 64) | a.limbs[2];
    const DoubleLimb low = a_low - ((DoubleLimb{b.limbs[1]} << 64) | b.limbs[0]);
    const DoubleLimb high = a_high - ((DoubleLimb{b.limbs[3]} << 64) | b.limbs[2]) - DoubleLimb{low > a_low};
    return {static_cast<std::uint64_t>(high >> 64), static_cast<std::uint64_t>(high),
            static_cast<std::uint64_t>(low >> 64), static_cast<std::uint64_t>(low)};
}
constexpr U256& operator+=(U256& a, const U256& b) {
    return a = a + b;
}
constexpr U256& operator-=(U256& a, const U256& b) {
    return a = a - b;
}

constexpr bool operator<(const U256& a, const U256& b) {
    const DoubleLimb a_high = (DoubleLimb{a.limbs[3]} << 64) | a.limbs[2];
    const DoubleLimb b_high = (DoubleLimb{b.limbs[3]} << 64) | b.limbs[2];
    const DoubleLimb a_low = (DoubleLimb{a.limbs[1]} << 64) | a.limbs[0];
    const DoubleLimb b_low = (DoubleLimb{b.limbs[1]} << 64) | b.limbs[0];
    return a_high < b_high || (a_high == b_high && a_low < b_low);
}
constexpr bool operator>(const U256& a, const U256& b) {
    return b < a;
}
constexpr bool operator<=(const U256& a, const U256& b) {
    return !(b < a);
}
constexpr bool operator>=(const U256& a, const U256& b) {
    return !(a < b);
}
/// SLT: both as two's complement.
constexpr bool signed_less(const U256& a, const U256& b) {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
    return U256{a.limbs[3] ^ kSign, a.limbs[2], a.limbs[1], a.limbs[0]} <
           U256{b.limbs[3] ^ kSign, b.limbs[2], b.limbs[1], b.limbs[0]};
}
/// Whether a + b does not fit into 256 bits.
constexpr bool addition_overflows(const U256& a, const U256& b) {
    return a + b < a;
}

/// The low half of the schoolbook product, row by row: ten limb products, the last four without their high halves.
/// Written out, because the compilers make of loops what spills.
constexpr U256 operator*(const U256& a, const U256& b) {
    const auto high = [](DoubleLimb product) { return static_cast<std::uint64_t>(product >> 64); };
    const auto low = [](DoubleLimb product) { return static_cast<std::uint64_t>(product); };
    const auto& [a0, a1, a2, a3] = a.limbs;
    const auto& [b0, b1, b2, b3] = b.limbs;
    const DoubleLimb first = DoubleLimb{a0} * b0;
    if (a.fits_u64() && b.fits_u64()) return {0, 0, high(first), low(first)};
    const DoubleLimb p1 = DoubleLimb{a0} * b1 + high(first);
    const DoubleLimb p2 = DoubleLimb{a0} * b2 + high(p1);
    const DoubleLimb q1 = DoubleLimb{a1} * b0 + low(p1);
    const DoubleLimb q2 = DoubleLimb{a1} * b1 + low(p2) + high(q1);
    const DoubleLimb r2 = DoubleLimb{a2} * b0 + low(q2);
    const std::uint64_t top = a0 * b3 + high(p2) + a1 * b2 + high(q2) + a2 * b1 + high(r2) + a3 * b0;
    return {top, low(r2), low(q1), low(first)};
}

// Shifts move whole limbs by 128 and 64 bits first (conditional moves, no branch), then by the rest. A limb takes its
// neighbour's bits in two shifts, so that a rest of zero is no special case. Zero from 256 on.
constexpr U256 operator<<(const U256& a, unsigned shift) {
    if (shift >= 256) return {};
    auto [l0, l1, l2, l3] = a.limbs;
    if ((shift & 128) != 0) l3 = l1, l2 = l0, l1 = 0, l0 = 0;
    if ((shift & 64) != 0) l3 = l2, l2 = l1, l1 = l0, l0 = 0;
    const unsigned bits = shift % 64;
    const auto joined = [bits](std::uint64_t limb, std::uint64_t below) {
        return (limb << bits) | ((below >> 1) >> (63 - bits));
    };
    return {joined(l3, l2), joined(l2, l1), joined(l1, l0), l0 << bits};
}
constexpr U256 operator>>(const U256& a, unsigned shift) {
    if (shift >= 256) return {};
    auto [l0, l1, l2, l3] = a.limbs;
    if ((shift & 128) != 0) l0 = l2, l1 = l3, l2 = 0, l3 = 0;
    if ((shift & 64) != 0) l0 = l1, l1 = l2, l2 = l3, l3 = 0;
    const unsigned bits = shift % 64;
    const auto joined = [bits](std::uint64_t limb, std::uint64_t above) {
        return (limb >> bits) | ((above << 1) << (63 - bits));
    };
    return {l3 >> bits, joined(l2, l3), joined(l1, l2), joined(l0, l1)};
}

/// SIGNEXTEND: the sign bit is the top one of byte `byte_index`, counted from the low end.
constexpr U256 sign_extend(const U256& byte_index, const U256& value) {
    if (!byte_index.fits_u64() || byte_index.low_u64() >= 31) return value;
    const std::uint64_t last = byte_index.low_u64() / 8;
    const std::uint64_t unused = 56 - byte_index.low_u64() % 8 * 8;
    const std::int64_t extended = static_cast<std::int64_t>(value.limbs[last] << unused) >> unused;
    const auto sign = static_cast<std::uint64_t>(extended >> 63);
    U256 out;
    for (std::size_t i = 0; i < 4; ++i)
        out.limbs[i] = i < last ? value.limbs[i] : i == last ? static_cast<std::uint64_t>(extended) : sign;
    return out;
}

}  // namespace models
