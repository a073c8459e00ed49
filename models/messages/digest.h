// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/chain/bytes.h"

namespace models {

/// The first eight bytes of a cryptographic hash, little-endian: enough to tell messages apart in a run's fingerprint.
constexpr std::uint64_t digest_of(const Hash& hash) {
    std::uint64_t digest = 0;
    for (unsigned i = 0; i < 8; ++i) digest |= static_cast<std::uint64_t>(hash.bytes[i]) << (8 * i);
    return digest;
}

}  // namespace models
