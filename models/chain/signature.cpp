// SPDX-License-Identifier: MIT
#include "models/chain/signature.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <memory>

#include "models/chain/keccak.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// Half the order of secp256k1's group: the largest s of a transaction (EIP-2).
constexpr U256 kHalfOrder{0x7fffffffffffffff, 0xffffffffffffffff, 0x5d576e7357a4501d, 0xdfe92f46681b20a0};
/// The order of that group (SEC 2, 2.4.1).
constexpr U256 kOrder{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141};

struct ContextDeleter {
    void operator()(secp256k1_context* context) const { secp256k1_context_destroy(context); }
};

/// Made once and constant from then on, so threads may share it (secp256k1.h: const contexts are safe to share).
const secp256k1_context* shared_context() {
    static const std::unique_ptr<secp256k1_context, ContextDeleter> context(
        secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY));
    return context.get();
}

Address address_of(const secp256k1_pubkey& key) {
    std::array<std::uint8_t, 65> bytes;
    std::size_t size = bytes.size();
    secp256k1_ec_pubkey_serialize(shared_context(), bytes.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED);
    const Hash hash = keccak256(ByteView(bytes).subspan(1));
    Address out;
    std::copy(hash.bytes.begin() + 12, hash.bytes.end(), out.bytes.begin());
    return out;
}

struct Signature {
    bool y_parity = false;
    U256 r;
    U256 s;
};

Signature signature_of(const Hash& digest, const KeyPair& key) {
    secp256k1_ecdsa_recoverable_signature signature;
    CHECK(secp256k1_ecdsa_sign_recoverable(shared_context(), &signature, digest.bytes.data(), key.secret.data(),
                                           nullptr, nullptr) == 1);
    std::array<std::uint8_t, 64> compact;
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(shared_context(), compact.data(), &recovery_id, &signature);
    // Ids 2 and 3 say that the point's x is not below the group order: one signature in 2^127.
    CHECK(recovery_id < 2);
    return {recovery_id == 1, U256::from_big_endian(ByteView(compact).first(32)),
            U256::from_big_endian(ByteView(compact).last(32))};
}

}  // namespace

std::optional<KeyPair> key_from_secret(const std::array<std::uint8_t, 32>& secret) {
    secp256k1_pubkey key;
    if (secp256k1_ec_pubkey_create(shared_context(), &key, secret.data()) != 1) return std::nullopt;
    return KeyPair{secret, address_of(key)};
}

void sign(Transaction& transaction, const KeyPair& key) {
    const Signature signature = signature_of(signing_hash(transaction), key);
    transaction.y_parity = signature.y_parity;
    transaction.r = signature.r;
    transaction.s = signature.s;
    transaction.sender = key.address;
}

void sign(Authorization& authorization, const KeyPair& key) {
    const Signature signature = signature_of(signing_hash(authorization), key);
    authorization.y_parity = signature.y_parity ? 1 : 0;
    authorization.r = signature.r;
    authorization.s = signature.s;
    authorization.authority = key.address;
}

std::optional<Address> recover_address(const Hash& digest, bool y_parity, const U256& r, const U256& s) {
    std::array<std::uint8_t, 64> compact;
    r.store_big_endian(std::span(compact).first<32>());
    s.store_big_endian(std::span(compact).last<32>());
    secp256k1_ecdsa_recoverable_signature signature;
    secp256k1_pubkey key;
    const auto* context = shared_context();
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signature, compact.data(), y_parity ? 1 : 0) != 1)
        return std::nullopt;
    if (secp256k1_ecdsa_recover(context, &key, &signature, digest.bytes.data()) != 1) return std::nullopt;
    return address_of(key);
}

bool in_signature_range(const U256& r, const U256& s, SignatureRange range) {
    const U256 highest = range == SignatureRange::LowS ? kHalfOrder : kOrder - U256{1};
    return !r.is_zero() && r < kOrder && !s.is_zero() && s <= highest;
}

std::optional<Address> recover_sender(const Transaction& transaction, SignatureRange range) {
    if (!in_signature_range(transaction.r, transaction.s, range)) return std::nullopt;
    return recover_address(signing_hash(transaction), transaction.y_parity, transaction.r, transaction.s);
}

std::optional<Address> recover_authority(const Authorization& authorization) {
    if (authorization.y_parity > 1 || !in_signature_range(authorization.r, authorization.s)) return std::nullopt;
    return recover_address(signing_hash(authorization), authorization.y_parity == 1, authorization.r, authorization.s);
}

void recover_authorities(Transaction& transaction) {
    for (Authorization& authorization : transaction.authorization_list)
        authorization.authority = recover_authority(authorization);
}

}  // namespace models
