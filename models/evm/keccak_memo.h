// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "models/chain/keccak.h"
#include "models/chain/uint256.h"

namespace models {

/// Remembers keccak256 of 64-byte inputs: the places of mapping entries, which contracts compute over and over (3 of
/// the 7 permutations of an ERC-20 transfer). Direct-mapped, whole keys compared, so the answer never depends on what
/// is in it.
class KeccakMemo {
  public:
    KeccakMemo() : entries_(kEntries) {}

    struct Answer {
        const Hash& hash;
        /// Whether the transaction would have had to work it out if the memo had been empty when it began: this does
        /// not depend on who was executed before.
        bool is_new;
    };

    void begin_transaction() { ++transaction_; }

    /// keccak256 of the 64 bytes at `bytes`.
    Answer operator()(const std::uint8_t* bytes) {
        Entry& entry = entries_[place_of(bytes)];
        const bool known = entry.transaction != 0 && std::memcmp(entry.key.data(), bytes, kSize) == 0;
        if (!known) {
            std::memcpy(entry.key.data(), bytes, kSize);
            entry.hash = keccak256({bytes, kSize});
        }
        const bool is_new = !known || entry.transaction != transaction_;
        entry.transaction = transaction_;
        return {entry.hash, is_new};
    }

    static constexpr std::size_t kSize = 64;

  private:
    static constexpr std::size_t kEntries = 2048;  // 0.2 MiB: stays in the second-level cache.
    struct Entry {
        std::array<std::uint8_t, kSize> key{};
        Hash hash;
        std::uint64_t transaction = 0;  ///< The last that asked for it; 0: none did.
    };

    static std::size_t place_of(const std::uint8_t* bytes) {
        std::uint64_t words[8];
        std::memcpy(words, bytes, sizeof words);
        std::uint64_t mixed = 0;
        for (const std::uint64_t word : words) {
            const DoubleLimb product = DoubleLimb{mixed ^ word ^ 0x9e3779b97f4a7c15} * 0xd6e8feb86659fd93;
            mixed = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
        }
        return mixed % kEntries;
    }

    std::vector<Entry> entries_;
    std::uint64_t transaction_ = 1;
};

}  // namespace models
