// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>

#include "models/chain/uint256.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace models {

// 256-bit operations in place on the interpreter's stack: limb by limb from memory to memory, so that a step needs no
// more registers than it has for free (with values, g++ saves and restores six of them around an addition). And always
// in limbs: a load that is wider than the store before it stalls store forwarding, so dispatch.cpp is compiled without
// vectorisation. Measured: 10 to 25 % of blake2b_huff and sha1_shifts.

#if defined(__x86_64__)

/// out = a + b; `out` may be one of them.
inline void add_limbs(U256& out, const U256& a, const U256& b) {
    unsigned char carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        unsigned long long limb = 0;
        carry = _addcarry_u64(carry, a.limbs[i], b.limbs[i], &limb);
        out.limbs[i] = limb;
    }
}
/// out = a - b; `out` may be one of them.
inline void subtract_limbs(U256& out, const U256& a, const U256& b) {
    unsigned char borrow = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        unsigned long long limb = 0;
        borrow = _subborrow_u64(borrow, a.limbs[i], b.limbs[i], &limb);
        out.limbs[i] = limb;
    }
}
/// a < b: the borrow of a - b.
inline bool is_less(const U256& a, const U256& b) {
    unsigned char borrow = 0;
    unsigned long long limb = 0;
    for (std::size_t i = 0; i < 4; ++i) borrow = _subborrow_u64(borrow, a.limbs[i], b.limbs[i], &limb);
    return borrow != 0;
}

#else

inline void add_limbs(U256& out, const U256& a, const U256& b) {
    out = a + b;
}
inline void subtract_limbs(U256& out, const U256& a, const U256& b) {
    out = a - b;
}
inline bool is_less(const U256& a, const U256& b) {
    return a < b;
}

#endif

inline void set_small(U256& out, std::uint64_t low) {
    out.limbs[0] = low;
    out.limbs[1] = 0;
    out.limbs[2] = 0;
    out.limbs[3] = 0;
}

inline void copy_limbs(const U256& from, U256& to) {
    for (std::size_t i = 0; i < 4; ++i) to.limbs[i] = from.limbs[i];
}
inline void swap_limbs(U256& a, U256& b) {
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint64_t limb = a.limbs[i];
        a.limbs[i] = b.limbs[i];
        b.limbs[i] = limb;
    }
}

// Each limb moves on its own: an array in between would be written in limbs and copied as vectors.
inline void set_big_endian(U256& out, const std::uint8_t* bytes) {
    for (std::size_t i = 0; i < 4; ++i) {
        std::uint64_t limb = 0;
        std::memcpy(&limb, bytes + 24 - 8 * i, sizeof limb);
        out.limbs[i] = __builtin_bswap64(limb);
    }
}
inline void get_big_endian(const U256& value, std::uint8_t* bytes) {
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint64_t limb = __builtin_bswap64(value.limbs[i]);
        std::memcpy(bytes + 24 - 8 * i, &limb, sizeof limb);
    }
}

}  // namespace models
