// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace models {

/// What a KZG proof claims: the polynomial of this commitment has the value `y` at `z`. All in the form of EIP-4844.
struct KzgClaim {
    std::span<const std::uint8_t, 48> commitment;
    std::span<const std::uint8_t, 32> z;
    std::span<const std::uint8_t, 32> y;
    std::span<const std::uint8_t, 48> proof;
};

/// EIP-4844, verify_kzg_proof, with the trusted setup of the mainnet ceremony. False for malformed input, too.
[[nodiscard]] bool verify_kzg_proof(const KzgClaim& claim);

}  // namespace models
