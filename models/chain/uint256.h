// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>

#include "models/chain/bytes.h"

namespace models {

/// A 256-bit unsigned integer, arithmetic modulo 2^256 as in the EVM. Limbs are little-endian.
struct U256 {
    std::array<std::uint64_t, 4> limbs{};

    constexpr U256() = default;
    constexpr U256(std::uint64_t low) : limbs{low, 0, 0, 0} {}  // NOLINT: small numbers are 256-bit numbers
    constexpr U256(std::uint64_t l3, std::uint64_t l2, std::uint64_t l1, std::uint64_t l0) : limbs{l0, l1, l2, l3} {}

    constexpr bool operator==(const U256&) const = default;
    constexpr std::strong_ordering operator<=>(const U256& other) const {
        for (std::size_t i = 4; i-- > 0;)
            if (limbs[i] != other.limbs[i]) return limbs[i] <=> other.limbs[i];
        return std::strong_ordering::equal;
    }
    [[nodiscard]] constexpr bool is_zero() const { return (limbs[0] | limbs[1] | limbs[2] | limbs[3]) == 0; }
    [[nodiscard]] constexpr bool fits_u64() const { return (limbs[1] | limbs[2] | limbs[3]) == 0; }
    [[nodiscard]] constexpr std::uint64_t low_u64() const { return limbs[0]; }
    /// Number of significant bytes, 0 for zero.
    [[nodiscard]] unsigned byte_length() const;
    [[nodiscard]] unsigned bit_length() const;

    /// From at most 32 big-endian bytes (shorter input is padded on the left).
    static U256 from_big_endian(ByteView bytes);
    void store_big_endian(std::span<std::uint8_t, 32> out) const;
    [[nodiscard]] std::array<std::uint8_t, 32> to_big_endian() const;
    /// The address of the low 20 bytes, and back.
    [[nodiscard]] Address to_address() const;
    static U256 from_address(const Address& address);
    static U256 from_hash(const Hash& hash) { return from_big_endian(hash.bytes); }
    [[nodiscard]] Hash to_hash() const { return Hash{to_big_endian()}; }
};

constexpr U256 operator+(const U256& a, const U256& b);
constexpr U256 operator-(const U256& a, const U256& b);
U256 operator*(const U256& a, const U256& b);
U256 operator/(const U256& a, const U256& b);  ///< x / 0 = 0, as DIV.
U256 operator%(const U256& a, const U256& b);  ///< x % 0 = 0, as MOD.
constexpr U256 operator&(const U256& a, const U256& b);
constexpr U256 operator|(const U256& a, const U256& b);
constexpr U256 operator^(const U256& a, const U256& b);
constexpr U256 operator~(const U256& a);
constexpr U256 operator<<(const U256& a, unsigned shift);  ///< 0 from 256 on.
constexpr U256 operator>>(const U256& a, unsigned shift);
inline U256& operator+=(U256& a, const U256& b) { return a = a + b; }
inline U256& operator-=(U256& a, const U256& b) { return a = a - b; }

U256 signed_divide(const U256& a, const U256& b);      ///< SDIV
U256 signed_remainder(const U256& a, const U256& b);   ///< SMOD
U256 add_modulo(const U256& a, const U256& b, const U256& modulus);       ///< ADDMOD
U256 multiply_modulo(const U256& a, const U256& b, const U256& modulus);  ///< MULMOD
U256 power(const U256& base, const U256& exponent);    ///< EXP
U256 sign_extend(const U256& byte_index, const U256& value);              ///< SIGNEXTEND
U256 arithmetic_shift_right(const U256& shift, const U256& value);        ///< SAR
bool signed_less(const U256& a, const U256& b);        ///< SLT
/// Whether a + b does not fit into 256 bits.
bool addition_overflows(const U256& a, const U256& b);

[[nodiscard]] std::string to_hex(const U256& value);      ///< 0x and no leading zeros; "0x0" for zero.
[[nodiscard]] std::string to_decimal(const U256& value);
[[nodiscard]] std::optional<U256> u256_from_hex(std::string_view text);
[[nodiscard]] std::optional<U256> u256_from_decimal(std::string_view text);

}  // namespace models
