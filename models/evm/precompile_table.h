// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "models/chain/bytes.h"
#include "models/evm/revision.h"

/// What each precompiled contract costs and does, for the table in precompiles.cpp. A cost is INT64_MAX if it is more
/// than any gas limit; `run` returns false for input that the contract fails on, and then the output does not matter.
namespace models::precompile {

inline std::int64_t ecrecover_gas(ByteView, Revision) {
    return 3000;
}
bool ecrecover(ByteView input, ByteString& output);

std::int64_t sha256_gas(ByteView input, Revision);
bool sha256(ByteView input, ByteString& output);
std::int64_t ripemd160_gas(ByteView input, Revision);
bool ripemd160(ByteView input, ByteString& output);
std::int64_t identity_gas(ByteView input, Revision);
bool identity(ByteView input, ByteString& output);

/// EIP-198, EIP-2565 (Berlin), EIP-7883 (Osaka).
std::int64_t modexp_gas(ByteView input, Revision revision);
/// base ^ exponent mod modulus, as long as the modulus; the cost has been paid.
bool modexp(ByteView input, ByteString& output);
/// EIP-7823: the same, but operands of more than 1024 bytes fail.
bool modexp_bounded(ByteView input, ByteString& output);

// The curve alt_bn128: EIP-196, EIP-197, repriced by EIP-1108 in Istanbul.
inline std::int64_t bn254_add_gas(ByteView, Revision revision) {
    return revision >= Revision::Istanbul ? 150 : 500;
}
bool bn254_add(ByteView input, ByteString& output);
inline std::int64_t bn254_multiply_gas(ByteView, Revision revision) {
    return revision >= Revision::Istanbul ? 6000 : 40000;
}
bool bn254_multiply(ByteView input, ByteString& output);
std::int64_t bn254_pairing_gas(ByteView input, Revision revision);
bool bn254_pairing(ByteView input, ByteString& output);

/// EIP-152: one gas a round.
std::int64_t blake2f_gas(ByteView input, Revision);
bool blake2f(ByteView input, ByteString& output);

/// EIP-4844
inline std::int64_t point_evaluation_gas(ByteView, Revision) {
    return 50000;
}
bool point_evaluation(ByteView input, ByteString& output);

// The curve BLS12-381: EIP-2537.
inline std::int64_t bls_g1_add_gas(ByteView, Revision) {
    return 375;
}
bool bls_g1_add(ByteView input, ByteString& output);
std::int64_t bls_g1_msm_gas(ByteView input, Revision);
bool bls_g1_msm(ByteView input, ByteString& output);
inline std::int64_t bls_g2_add_gas(ByteView, Revision) {
    return 600;
}
bool bls_g2_add(ByteView input, ByteString& output);
std::int64_t bls_g2_msm_gas(ByteView input, Revision);
bool bls_g2_msm(ByteView input, ByteString& output);
std::int64_t bls_pairing_gas(ByteView input, Revision);
bool bls_pairing(ByteView input, ByteString& output);
inline std::int64_t bls_map_to_g1_gas(ByteView, Revision) {
    return 5500;
}
bool bls_map_to_g1(ByteView input, ByteString& output);
inline std::int64_t bls_map_to_g2_gas(ByteView, Revision) {
    return 23800;
}
bool bls_map_to_g2(ByteView input, ByteString& output);

/// EIP-7951
inline std::int64_t p256_verify_gas(ByteView, Revision) {
    return 6900;
}
bool p256_verify(ByteView input, ByteString& output);

/// The word one or zero.
inline void store_truth(bool truth, ByteString& output) {
    output.assign(32, 0);
    output.back() = truth ? 1 : 0;
}

/// `size` bytes from `offset` on; what the input does not have reads as zero.
inline void read_padded(ByteView input, std::uint64_t offset, std::span<std::uint8_t> out) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (offset >= input.size()) return;
    const std::size_t present = std::min<std::size_t>(out.size(), input.size() - offset);
    std::copy_n(input.begin() + static_cast<std::ptrdiff_t>(offset), present, out.begin());
}

}  // namespace models::precompile
