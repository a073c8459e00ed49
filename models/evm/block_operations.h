// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/engine.h"
#include "models/evm/limbs_in_place.h"

namespace models {

// What operations of translated blocks do with values. In all of them `out` may be one of the operands.

[[gnu::always_inline]] inline void add(U256& out, const U256& a, const U256& b) {
    add_limbs(out, a, b);
}
[[gnu::always_inline]] inline void subtract(U256& out, const U256& a, const U256& b) {
    subtract_limbs(out, a, b);
}
[[gnu::always_inline]] inline void multiply(U256& out, const U256& a, const U256& b) {
    out = a * b;
}
[[gnu::always_inline]] inline void bit_and(U256& out, const U256& a, const U256& b) {
    for (std::size_t i = 0; i < 4; ++i) out.limbs[i] = a.limbs[i] & b.limbs[i];
}
[[gnu::always_inline]] inline void bit_or(U256& out, const U256& a, const U256& b) {
    for (std::size_t i = 0; i < 4; ++i) out.limbs[i] = a.limbs[i] | b.limbs[i];
}
[[gnu::always_inline]] inline void bit_xor(U256& out, const U256& a, const U256& b) {
    for (std::size_t i = 0; i < 4; ++i) out.limbs[i] = a.limbs[i] ^ b.limbs[i];
}
[[gnu::always_inline]] inline void less(U256& out, const U256& a, const U256& b) {
    set_small(out, is_less(a, b) ? 1 : 0);
}
[[gnu::always_inline]] inline void greater(U256& out, const U256& a, const U256& b) {
    set_small(out, is_less(b, a) ? 1 : 0);
}
[[gnu::always_inline]] inline void less_signed(U256& out, const U256& a, const U256& b) {
    set_small(out, signed_less(a, b) ? 1 : 0);
}
[[gnu::always_inline]] inline void greater_signed(U256& out, const U256& a, const U256& b) {
    set_small(out, signed_less(b, a) ? 1 : 0);
}
[[gnu::always_inline]] inline void equal(U256& out, const U256& a, const U256& b) {
    set_small(out, a == b ? 1 : 0);
}
[[gnu::always_inline]] inline void byte_of(U256& out, const U256& index, const U256& value) {
    const bool inside = index.fits_u64() && index.low_u64() < 32;
    const std::uint64_t from_low = 31 - (index.low_u64() & 31);
    const std::uint64_t byte = (value.limbs[from_low / 8] >> (from_low % 8 * 8)) & 0xff;
    set_small(out, inside ? byte : 0);
}
[[gnu::always_inline]] inline void shift_left(U256& out, const U256& shift, const U256& value) {
    out = shift.fits_u64() && shift.low_u64() < 256 ? value << static_cast<unsigned>(shift.low_u64()) : U256{};
}
[[gnu::always_inline]] inline void shift_right(U256& out, const U256& shift, const U256& value) {
    out = shift.fits_u64() && shift.low_u64() < 256 ? value >> static_cast<unsigned>(shift.low_u64()) : U256{};
}
// Not inline: each would put a page of code and address-taken temporaries into its step.
[[gnu::noinline]] inline void divide(U256& out, const U256& a, const U256& b) {
    out = a / b;
}
[[gnu::noinline]] inline void divide_signed(U256& out, const U256& a, const U256& b) {
    out = signed_divide(a, b);
}
[[gnu::noinline]] inline void remainder(U256& out, const U256& a, const U256& b) {
    out = a % b;
}
[[gnu::noinline]] inline void remainder_signed(U256& out, const U256& a, const U256& b) {
    out = signed_remainder(a, b);
}
[[gnu::always_inline]] inline void extend_sign(U256& out, const U256& a, const U256& b) {
    out = sign_extend(a, b);
}
[[gnu::noinline]] inline void shift_right_signed(U256& out, const U256& a, const U256& b) {
    out = arithmetic_shift_right(a, b);
}
[[gnu::noinline]] inline void add_mod(Frame&, U256& out, const U256& a, const U256& b, const U256& modulus) {
    out = add_modulo(a, b, modulus);
}
[[gnu::noinline]] inline void multiply_mod(Frame& frame, U256& out, const U256& a, const U256& b, const U256& modulus) {
    out = frame.engine->modulus_memo.multiply(a, b, modulus);
}
[[gnu::always_inline]] inline void is_zero(U256& out, const U256& a) {
    set_small(out, a.is_zero() ? 1 : 0);
}
[[gnu::always_inline]] inline void bit_not(U256& out, const U256& a) {
    for (std::size_t i = 0; i < 4; ++i) out.limbs[i] = ~a.limbs[i];
}
[[gnu::always_inline]] inline void leading_zeros(U256& out, const U256& a) {
    set_small(out, 256 - a.bit_length());
}

}  // namespace models
