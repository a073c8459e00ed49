// SPDX-License-Identifier: MIT
#include "models/state/state_id.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>

#include "models/chain/keccak.h"

namespace models {
namespace {

/// Which kind of entry the bytes are: seeds that differ keep accounts and slots apart whatever their bytes.
enum class EntryKind : std::uint64_t { Account = 0x6163636f756e7400, Slot = 0x736c6f7400000000 };

U256 hash_bytes(ByteView bytes, EntryKind kind) {
    const auto seed = static_cast<std::uint64_t>(kind);
    const XXH128_hash_t low = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
    const XXH128_hash_t high = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed + 1);
    return {high.high64, high.low64, low.high64, low.low64};
}

void put(std::uint8_t* out, const U256& value) {
    value.store_big_endian(std::span<std::uint8_t, 32>(out, 32));
}

}  // namespace

U256 entry_hash(const Address& address, const Account& account) {
    std::array<std::uint8_t, 20 + 8 + 32 + 32> bytes;
    std::memcpy(bytes.data(), address.bytes.data(), 20);
    for (std::size_t i = 0; i < 8; ++i) bytes[20 + i] = static_cast<std::uint8_t>(account.nonce >> (56 - 8 * i));
    put(bytes.data() + 28, account.balance);
    const Hash& code_hash = account.code == nullptr ? kEmptyCodeHash : account.code->hash();
    std::memcpy(bytes.data() + 60, code_hash.bytes.data(), 32);
    return hash_bytes(bytes, EntryKind::Account);
}

U256 entry_hash(const SlotKey& key, const U256& value) {
    std::array<std::uint8_t, 20 + 32 + 32> bytes;
    std::memcpy(bytes.data(), key.address.bytes.data(), 20);
    put(bytes.data() + 20, key.slot);
    put(bytes.data() + 52, value);
    return hash_bytes(bytes, EntryKind::Slot);
}

}  // namespace models
