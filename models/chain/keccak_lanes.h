// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>

#include "models/chain/bytes.h"
#include "models/chain/prefetch_queue.h"

namespace models {

/// How many messages one pass of Keccak-f works on: what the processor's widest vectors hold. The result is the same.
enum class KeccakLanes : std::uint8_t { Scalar = 1, Avx2 = 4, Avx512 = 8 };

/// The widest that this processor has (AVX-512F, else AVX2).
[[nodiscard]] KeccakLanes widest_keccak_lanes();

/// A message with its padding already behind it (pad_keccak): whole blocks of 136 bytes. `hash` is where its keccak256
/// goes; messages must not overlap hashes.
struct PaddedMessage {
    const std::uint8_t* blocks;
    std::uint32_t block_count;
    Hash* hash;
};

/// Pads the message of `size` bytes at `bytes` in place; returns its number of blocks. Room for size / 136 + 1 blocks
/// must be there.
std::uint32_t pad_keccak(std::uint8_t* bytes, std::size_t size);

/// keccak256 of every message, several at once: in one pass of the permutation over as many as there are lanes. 64
/// messages and more at a time keep the lanes busy.
void keccak256_padded(std::span<const PaddedMessage> messages, KeccakLanes lanes = widest_keccak_lanes());

/// What goes on beside hashing.
struct BesideHashing {
    std::function<void()> between_passes;  ///< Called after each.
    PrefetchQueue* lines = nullptr;        ///< Asked for during the passes.
};
void keccak256_padded(std::span<const PaddedMessage> messages, const BesideHashing& beside,
                      KeccakLanes lanes = widest_keccak_lanes());
/// The same for messages that come by falling length already.
void keccak256_sorted(std::span<const PaddedMessage> messages, const BesideHashing& beside,
                      KeccakLanes lanes = widest_keccak_lanes());

/// hashes[i] = keccak256(messages[i]); both must be equally many.
void keccak256_each(std::span<const ByteView> messages, std::span<Hash> hashes,
                    KeccakLanes lanes = widest_keccak_lanes());

/// The same for messages of 20 and 32 bytes: keys of the state trie, entries of bloom filters.
void keccak256_each(std::span<const Address> messages, std::span<Hash> hashes,
                    KeccakLanes lanes = widest_keccak_lanes());
void keccak256_each(std::span<const Hash> messages, std::span<Hash> hashes, KeccakLanes lanes = widest_keccak_lanes());

}  // namespace models
