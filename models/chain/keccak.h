// SPDX-License-Identifier: MIT
#pragma once

#include "models/chain/bytes.h"

namespace models {

/// Keccak-256 as Ethereum uses it: the original padding 0x01, not SHA-3's 0x06
/// (keccak.team/files/Keccak-reference-3.0.pdf).
[[nodiscard]] Hash keccak256(ByteView bytes);

/// Number of permutations that keccak256 of `size` bytes takes (rate 136 bytes).
constexpr std::uint64_t keccak_permutations(std::uint64_t size) {
    return size / 136 + 1;
}

/// keccak256 of the empty string: the code hash of an account without code.
extern const Hash kEmptyCodeHash;

}  // namespace models
