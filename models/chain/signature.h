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
/// The same for an authorization and its authority (EIP-7702).
void sign(Authorization& authorization, const KeyPair& key);

/// ECDSA public-key recovery: the address of who signed `digest`; nothing for an invalid signature.
[[nodiscard]] std::optional<Address> recover_address(const Hash& digest, bool y_parity, const U256& r, const U256& s);

/// Which s a signature may have: Frontier took both halves, so that anyone could make a second one of each (EIP-2).
enum class SignatureRange : std::uint8_t { Whole, LowS };

/// Whether r and s are numbers that a signature may consist of.
[[nodiscard]] bool in_signature_range(const U256& r, const U256& s, SignatureRange range = SignatureRange::LowS);

/// Who signed the transaction; nothing if the signature is invalid, by default also if s is in the upper half.
[[nodiscard]] std::optional<Address> recover_sender(const Transaction& transaction,
                                                    SignatureRange range = SignatureRange::LowS);

/// Who signed the authorization; nothing if the signature is invalid, s in the upper half or y_parity above 1
/// (EIP-7702).
[[nodiscard]] std::optional<Address> recover_authority(const Authorization& authorization);
/// Fills in the authorities of all authorizations of the transaction.
void recover_authorities(Transaction& transaction);

}  // namespace models
