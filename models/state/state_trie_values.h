// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstring>
#include <span>

#include "models/chain/block.h"
#include "models/chain/keccak.h"
#include "models/state/account.h"
#include "models/state/trie_node.h"

namespace models {

// Each writes an RLP and returns its end. Numbers are written in whole limbs: up to 33 bytes, whatever the number.

inline std::uint8_t* put_rlp(std::uint8_t* out, std::uint64_t number) {
    if (number < 0x80) {
        *out = number == 0 ? 0x80 : static_cast<std::uint8_t>(number);
        return out + 1;
    }
    const unsigned size = (static_cast<unsigned>(std::bit_width(number)) + 7) / 8;
    const std::uint64_t bytes = __builtin_bswap64(number << (64 - 8 * size));
    *out = static_cast<std::uint8_t>(0x80 + size);
    std::memcpy(out + 1, &bytes, sizeof bytes);
    return out + 1 + size;
}
inline std::uint8_t* put_rlp(std::uint8_t* out, const U256& number) {
    if (number.fits_u64()) return put_rlp(out, number.low_u64());
    const unsigned size = number.byte_length();
    const U256 at_top = number << (256 - 8 * size);
    *out = static_cast<std::uint8_t>(0x80 + size);
    at_top.store_big_endian(std::span<std::uint8_t, 32>(out + 1, 32));
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
    [[nodiscard]] std::size_t room() const { return 33; }
    std::size_t encode(std::uint8_t* out) const { return static_cast<std::size_t>(put_rlp(out, value) - out); }
};

/// An account in the account trie: rlp([nonce, balance, storageRoot, codeHash]).
struct AccountValue {
    Account account;
    const TrieBranch* storage = nullptr;  ///< The anchor of its storage trie; nullptr: never had any.

    [[nodiscard]] std::size_t room() const { return 2 + 9 + 33 + 33 + 33; }
    std::size_t encode(std::uint8_t* out) const {
        std::uint8_t* end = put_rlp(out + 2, account.nonce);
        end = put_rlp(end, account.balance);
        end = put_rlp(end, storage == nullptr ? kEmptyTrieRoot : storage->ref(0));
        end = put_rlp(end, account.code == nullptr ? kEmptyCodeHash : account.code->hash());
        out[0] = 0xf8;  // The payload has 68 to 108 bytes.
        out[1] = static_cast<std::uint8_t>(end - out - 2);
        return static_cast<std::size_t>(end - out);
    }
};

}  // namespace models
