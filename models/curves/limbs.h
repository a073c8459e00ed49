// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "models/chain/uint256.h"

namespace models {

/// An unsigned integer of N 64-bit limbs, the least first. Only what a prime field needs, and only for 4 and 6 limbs.
template <std::size_t N>
using Limbs = std::array<std::uint64_t, N>;

namespace limbs_portable {

// What the assembly below computes, in constant expressions.
template <std::size_t N>
constexpr std::uint64_t add(Limbs<N>& a, const Limbs<N>& b, std::uint64_t carry_mask) {
    std::uint64_t carry = carry_mask & 1;
    for (std::size_t i = 0; i < N; ++i) {
        const DoubleLimb sum = DoubleLimb{a[i]} + b[i] + carry;
        a[i] = static_cast<std::uint64_t>(sum);
        carry = static_cast<std::uint64_t>(sum >> 64);
    }
    return std::uint64_t{0} - carry;
}

template <std::size_t N>
constexpr std::uint64_t subtract(Limbs<N>& a, const Limbs<N>& b, std::uint64_t borrow_mask) {
    std::uint64_t borrow = borrow_mask & 1;
    for (std::size_t i = 0; i < N; ++i) {
        const DoubleLimb difference = DoubleLimb{a[i]} - b[i] - borrow;
        a[i] = static_cast<std::uint64_t>(difference);
        borrow = static_cast<std::uint64_t>(difference >> 64) & 1;
    }
    return std::uint64_t{0} - borrow;
}

template <std::size_t N>
constexpr void add_product(Limbs<N + 1>& sum, const Limbs<N>& a, std::uint64_t factor) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < N; ++i) {
        const DoubleLimb limb = DoubleLimb{a[i]} * factor + sum[i] + carry;
        sum[i] = static_cast<std::uint64_t>(limb);
        carry = static_cast<std::uint64_t>(limb >> 64);
    }
    sum[N] += carry;
}

}  // namespace limbs_portable

namespace limbs_x86 {

// g++ keeps carries in registers of their own instead of the flag, which doubles the time of a field multiplication;
// hence assembly. It needs mulx (BMI2, part of x86-64-v3) and nothing newer.

[[gnu::always_inline]] inline std::uint64_t add(Limbs<4>& a, const Limbs<4>& b, std::uint64_t carry_mask) {
    asm("add %4, %4\n\t"
        "adc (%5), %0\n\t"
        "adc 8(%5), %1\n\t"
        "adc 16(%5), %2\n\t"
        "adc 24(%5), %3\n\t"
        "sbb %4, %4"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "+&r"(carry_mask)
        : "r"(b.data()), "m"(b)
        : "cc");
    return carry_mask;
}
[[gnu::always_inline]] inline std::uint64_t add(Limbs<6>& a, const Limbs<6>& b, std::uint64_t carry_mask) {
    asm("add %6, %6\n\t"
        "adc (%7), %0\n\t"
        "adc 8(%7), %1\n\t"
        "adc 16(%7), %2\n\t"
        "adc 24(%7), %3\n\t"
        "adc 32(%7), %4\n\t"
        "adc 40(%7), %5\n\t"
        "sbb %6, %6"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "+&r"(a[4]), "+&r"(a[5]), "+&r"(carry_mask)
        : "r"(b.data()), "m"(b)
        : "cc");
    return carry_mask;
}

[[gnu::always_inline]] inline std::uint64_t subtract(Limbs<4>& a, const Limbs<4>& b, std::uint64_t borrow_mask) {
    asm("add %4, %4\n\t"
        "sbb (%5), %0\n\t"
        "sbb 8(%5), %1\n\t"
        "sbb 16(%5), %2\n\t"
        "sbb 24(%5), %3\n\t"
        "sbb %4, %4"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "+&r"(borrow_mask)
        : "r"(b.data()), "m"(b)
        : "cc");
    return borrow_mask;
}
[[gnu::always_inline]] inline std::uint64_t subtract(Limbs<6>& a, const Limbs<6>& b, std::uint64_t borrow_mask) {
    asm("add %6, %6\n\t"
        "sbb (%7), %0\n\t"
        "sbb 8(%7), %1\n\t"
        "sbb 16(%7), %2\n\t"
        "sbb 24(%7), %3\n\t"
        "sbb 32(%7), %4\n\t"
        "sbb 40(%7), %5\n\t"
        "sbb %6, %6"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "+&r"(a[4]), "+&r"(a[5]), "+&r"(borrow_mask)
        : "r"(b.data()), "m"(b)
        : "cc");
    return borrow_mask;
}

// The products of even limbs do not overlap, nor do those of odd limbs: each half is one chain of carries, and mulx
// leaves the flags alone.
[[gnu::always_inline]] inline void add_product(Limbs<5>& sum, const Limbs<4>& a, std::uint64_t factor) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    asm("mulx (%8), %5, %6\n\t"
        "add %5, %0\n\t"
        "adc %6, %1\n\t"
        "mulx 16(%8), %5, %6\n\t"
        "adc %5, %2\n\t"
        "adc %6, %3\n\t"
        "adc $0, %4\n\t"
        "mulx 8(%8), %5, %6\n\t"
        "add %5, %1\n\t"
        "adc %6, %2\n\t"
        "mulx 24(%8), %5, %6\n\t"
        "adc %5, %3\n\t"
        "adc %6, %4"
        : "+&r"(sum[0]), "+&r"(sum[1]), "+&r"(sum[2]), "+&r"(sum[3]), "+&r"(sum[4]), "=&r"(low), "=&r"(high)
        : "d"(factor), "r"(a.data()), "m"(a)
        : "cc");
}
[[gnu::always_inline]] inline void add_product(Limbs<7>& sum, const Limbs<6>& a, std::uint64_t factor) {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    asm("mulx (%10), %7, %8\n\t"
        "add %7, %0\n\t"
        "adc %8, %1\n\t"
        "mulx 16(%10), %7, %8\n\t"
        "adc %7, %2\n\t"
        "adc %8, %3\n\t"
        "mulx 32(%10), %7, %8\n\t"
        "adc %7, %4\n\t"
        "adc %8, %5\n\t"
        "adc $0, %6\n\t"
        "mulx 8(%10), %7, %8\n\t"
        "add %7, %1\n\t"
        "adc %8, %2\n\t"
        "mulx 24(%10), %7, %8\n\t"
        "adc %7, %3\n\t"
        "adc %8, %4\n\t"
        "mulx 40(%10), %7, %8\n\t"
        "adc %7, %5\n\t"
        "adc %8, %6"
        : "+&r"(sum[0]), "+&r"(sum[1]), "+&r"(sum[2]), "+&r"(sum[3]), "+&r"(sum[4]), "+&r"(sum[5]), "+&r"(sum[6]),
          "=&r"(low), "=&r"(high)
        : "d"(factor), "r"(a.data()), "m"(a)
        : "cc");
}

[[gnu::always_inline]] inline void subtract_unless_less(Limbs<4>& a, const Limbs<4>& b) {
    std::uint64_t d0, d1, d2, d3;
    asm("mov %0, %4\n\t"
        "mov %1, %5\n\t"
        "mov %2, %6\n\t"
        "mov %3, %7\n\t"
        "sub (%8), %4\n\t"
        "sbb 8(%8), %5\n\t"
        "sbb 16(%8), %6\n\t"
        "sbb 24(%8), %7\n\t"
        "cmovnc %4, %0\n\t"
        "cmovnc %5, %1\n\t"
        "cmovnc %6, %2\n\t"
        "cmovnc %7, %3"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "=&r"(d0), "=&r"(d1), "=&r"(d2), "=&r"(d3)
        : "r"(b.data()), "m"(b)
        : "cc");
}
[[gnu::always_inline]] inline void subtract_unless_less(Limbs<6>& a, const Limbs<6>& b) {
    std::uint64_t d0, d1, d2, d3, d4, d5;
    asm("mov %0, %6\n\t"
        "mov %1, %7\n\t"
        "mov %2, %8\n\t"
        "mov %3, %9\n\t"
        "mov %4, %10\n\t"
        "mov %5, %11\n\t"
        "sub (%12), %6\n\t"
        "sbb 8(%12), %7\n\t"
        "sbb 16(%12), %8\n\t"
        "sbb 24(%12), %9\n\t"
        "sbb 32(%12), %10\n\t"
        "sbb 40(%12), %11\n\t"
        "cmovnc %6, %0\n\t"
        "cmovnc %7, %1\n\t"
        "cmovnc %8, %2\n\t"
        "cmovnc %9, %3\n\t"
        "cmovnc %10, %4\n\t"
        "cmovnc %11, %5"
        : "+&r"(a[0]), "+&r"(a[1]), "+&r"(a[2]), "+&r"(a[3]), "+&r"(a[4]), "+&r"(a[5]), "=&r"(d0), "=&r"(d1), "=&r"(d2),
          "=&r"(d3), "=&r"(d4), "=&r"(d5)
        : "r"(b.data()), "m"(b)
        : "cc");
}

}  // namespace limbs_x86

/// a += b + carry. Carries in and out are masks: all ones or zero.
template <std::size_t N>
[[gnu::always_inline]] constexpr std::uint64_t add_limbs(Limbs<N>& a, const Limbs<N>& b, std::uint64_t carry_mask = 0) {
    if (std::is_constant_evaluated()) return limbs_portable::add<N>(a, b, carry_mask);
    return limbs_x86::add(a, b, carry_mask);
}

/// a -= b + borrow. Borrows in and out are masks: all ones or zero.
template <std::size_t N>
[[gnu::always_inline]] constexpr std::uint64_t subtract_limbs(Limbs<N>& a, const Limbs<N>& b,
                                                              std::uint64_t borrow_mask = 0) {
    if (std::is_constant_evaluated()) return limbs_portable::subtract<N>(a, b, borrow_mask);
    return limbs_x86::subtract(a, b, borrow_mask);
}

/// a -= b unless a is less.
template <std::size_t N>
[[gnu::always_inline]] constexpr void subtract_unless_less(Limbs<N>& a, const Limbs<N>& b) {
    if (std::is_constant_evaluated()) {
        Limbs<N> difference = a;
        if (limbs_portable::subtract<N>(difference, b, 0) == 0) a = difference;
    } else {
        limbs_x86::subtract_unless_less(a, b);
    }
}

/// sum += a * factor; the sum must not overflow.
template <std::size_t N>
[[gnu::always_inline]] constexpr void add_product(Limbs<N + 1>& sum, const Limbs<N>& a, std::uint64_t factor) {
    if (std::is_constant_evaluated())
        limbs_portable::add_product<N>(sum, a, factor);
    else
        limbs_x86::add_product(sum, a, factor);
}

template <std::size_t N>
constexpr bool less_than(const Limbs<N>& a, const Limbs<N>& b) {
    for (std::size_t i = N; i-- > 0;)
        if (a[i] != b[i]) return a[i] < b[i];
    return false;
}

/// `a` where `mask` is all ones, zero where it is zero.
template <std::size_t N>
[[gnu::always_inline]] constexpr Limbs<N> masked(const Limbs<N>& a, std::uint64_t mask) {
    Limbs<N> out{};
    for (std::size_t i = 0; i < N; ++i) out[i] = a[i] & mask;
    return out;
}

}  // namespace models
