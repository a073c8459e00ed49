// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "models/chain/transaction.h"

namespace models {

/// A secp256k1 private key with its address.
struct KeyPair {
    std::array<std::uint8_t, 32> secret{};
    Address address;
};

/// The key of this secret; nothing if it is zero or not below the group order.
[[nodiscard]] std::optional<KeyPair> key_from_secret(const std::array<std::uint8_t, 32>& secret);

/// Fills y_parity, r and s (RFC 6979 nonce, low s) and the sender.
void sign(Transaction& transaction, const KeyPair& key);

/// ECDSA public-key recovery: the address of who signed `digest`; nothing for an invalid signature.
[[nodiscard]] std::optional<Address> recover_address(const Hash& digest, bool y_parity, const U256& r, const U256& s);

/// Who signed the transaction; nothing if the signature is invalid or s is in the upper half (EIP-2).
[[nodiscard]] std::optional<Address> recover_sender(const Transaction& transaction);

}  // namespace models
