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

}  // namespace

std::optional<KeyPair> key_from_secret(const std::array<std::uint8_t, 32>& secret) {
    secp256k1_pubkey key;
    if (secp256k1_ec_pubkey_create(shared_context(), &key, secret.data()) != 1) return std::nullopt;
    return KeyPair{secret, address_of(key)};
}

void sign(Transaction& transaction, const KeyPair& key) {
    const Hash digest = signing_hash(transaction);
    secp256k1_ecdsa_recoverable_signature signature;
    CHECK(secp256k1_ecdsa_sign_recoverable(shared_context(), &signature, digest.bytes.data(), key.secret.data(),
                                           nullptr, nullptr) == 1);
    std::array<std::uint8_t, 64> compact;
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(shared_context(), compact.data(), &recovery_id, &signature);
    // Ids 2 and 3 say that the point's x is not below the group order: one signature in 2^127.
    CHECK(recovery_id < 2);
    transaction.y_parity = recovery_id == 1;
    transaction.r = U256::from_big_endian(ByteView(compact).first(32));
    transaction.s = U256::from_big_endian(ByteView(compact).last(32));
    transaction.sender = key.address;
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

std::optional<Address> recover_sender(const Transaction& transaction) {
    if (transaction.s > kHalfOrder) return std::nullopt;
    return recover_address(signing_hash(transaction), transaction.y_parity, transaction.r, transaction.s);
}

}  // namespace models
