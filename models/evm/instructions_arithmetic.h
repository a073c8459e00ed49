// SPDX-License-Identifier: MIT
#pragma once

#include <bit>

#include "models/evm/limbs_in_place.h"

namespace models {

struct Frame;

/// Arithmetic, comparison and bitwise instructions. All work in place on the stack: `top[0]` is the first operand,
/// `top[-1]` the second; the result replaces the last operand.

inline void op_add(U256* top) {
    add_limbs(top[-1], top[0], top[-1]);
}
inline void op_mul(U256* top) {
    top[-1] = top[0] * top[-1];
}
inline void op_sub(U256* top) {
    subtract_limbs(top[-1], top[0], top[-1]);
}

// Not inline: each would put a page of code and address-taken temporaries into its step.
void op_div(U256* top);
void op_sdiv(U256* top);
void op_mod(U256* top);
void op_smod(U256* top);
void op_addmod(U256* top);
void op_sar(U256* top);

/// MULMOD: the frame's engine remembers moduli.
void op_mulmod(Frame& frame, U256* top);

/// EXP: also charges by the exponent's length (EIP-160); the gas left.
std::int64_t op_exp(Frame& frame, U256* top, std::int64_t gas);

inline void op_lt(U256* top) {
    set_small(top[-1], is_less(top[0], top[-1]) ? 1 : 0);
}
inline void op_gt(U256* top) {
    set_small(top[-1], is_less(top[-1], top[0]) ? 1 : 0);
}
inline void op_slt(U256* top) {
    set_small(top[-1], signed_less(top[0], top[-1]) ? 1 : 0);
}
inline void op_sgt(U256* top) {
    set_small(top[-1], signed_less(top[-1], top[0]) ? 1 : 0);
}
inline void op_eq(U256* top) {
    set_small(top[-1], top[0] == top[-1] ? 1 : 0);
}
inline void op_iszero(U256* top) {
    set_small(top[0], top[0].is_zero() ? 1 : 0);
}
inline void op_bit_and(U256* top) {
    top[-1] = top[0] & top[-1];
}
inline void op_bit_or(U256* top) {
    top[-1] = top[0] | top[-1];
}
inline void op_bit_xor(U256* top) {
    top[-1] = top[0] ^ top[-1];
}
inline void op_bit_not(U256* top) {
    top[0] = ~top[0];
}

/// BYTE counts from the most significant byte.
inline void op_byte(U256* top) {
    const U256& index = top[0];
    if (!index.fits_u64() || index.low_u64() >= 32) return set_small(top[-1], 0);
    const auto from_low = 31 - index.low_u64();
    set_small(top[-1], (top[-1].limbs[from_low / 8] >> (from_low % 8 * 8)) & 0xff);
}
inline void op_shl(U256* top) {
    top[-1] = top[0].fits_u64() && top[0].low_u64() < 256 ? top[-1] << static_cast<unsigned>(top[0].low_u64()) : U256{};
}
inline void op_shr(U256* top) {
    top[-1] = top[0].fits_u64() && top[0].low_u64() < 256 ? top[-1] >> static_cast<unsigned>(top[0].low_u64()) : U256{};
}
inline void op_signextend(U256* top) {
    top[-1] = sign_extend(top[0], top[-1]);
}
inline void op_clz(U256* top) {
    top[0] = U256{256 - top[0].bit_length()};
}

}  // namespace models
