// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>

#include "models/chain/block.h"
#include "models/chain/keccak.h"
#include "models/state/account.h"
#include "models/state/trie_node.h"

namespace models {

/// RLP of a number of at most 32 bytes. Writes up to 33 bytes, whatever the number.
[[nodiscard]] inline std::size_t rlp_size(const U256& number) {
    return number.fits_u64() && number.low_u64() < 0x80 ? 1 : 1 + number.byte_length();
}
inline std::uint8_t* put_rlp(std::uint8_t* out, const U256& number) {
    if (number.fits_u64() && number.low_u64() < 0x80) {
        *out = number.is_zero() ? 0x80 : static_cast<std::uint8_t>(number.low_u64());
        return out + 1;
    }
    const unsigned size = number.byte_length();
    std::array<std::uint8_t, 64> bytes{};
    number.store_big_endian(std::span(bytes).first<32>());
    *out = static_cast<std::uint8_t>(0x80 + size);
    std::memcpy(out + 1, bytes.data() + 32 - size, 32);  // A copy of fixed size is two moves.
    return out + 1 + size;
}
inline std::uint8_t* put_rlp(std::uint8_t* out, const Hash& hash) {
    *out = 0x80 + 32;
    std::memcpy(out + 1, hash.bytes.data(), 32);
    return out + 33;
}

/// A slot's value in a storage trie; never zero.
struct SlotValue {
    U256 value;
    [[nodiscard]] std::size_t encoded_size() const { return rlp_size(value); }
    void encode(std::uint8_t* out) const { put_rlp(out, value); }
};

/// An account in the account trie: rlp([nonce, balance, storageRoot, codeHash]).
struct AccountValue {
    Account account;
    const TrieBranch* storage = nullptr;  ///< The anchor of its storage trie; nullptr: never had any.

    [[nodiscard]] std::size_t encoded_size() const { return 2 + payload_size(); }
    void encode(std::uint8_t* out) const {
        *out++ = 0xf8;  // The payload has 68 to 108 bytes.
        *out++ = static_cast<std::uint8_t>(payload_size());
        out = put_rlp(out, U256{account.nonce});
        out = put_rlp(out, account.balance);
        out = put_rlp(out, storage == nullptr ? kEmptyTrieRoot : storage->refs()[0]);
        put_rlp(out, account.code == nullptr ? kEmptyCodeHash : account.code->hash());
    }

  private:
    [[nodiscard]] std::size_t payload_size() const {
        return rlp_size(U256{account.nonce}) + rlp_size(account.balance) + 66;
    }
};

}  // namespace models
