// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/state/trie_node.h"

namespace models {

/// Memory of trie nodes: 32-byte aligned pieces of at most 736 bytes, freed pieces of a size kept for the next of that
/// size, everything given back at once in the end. Nodes made one after the other lie side by side. One thread at a
/// time.
class TrieArena {
  public:
    TrieArena() = default;
    TrieArena(const TrieArena&) = delete;
    TrieArena& operator=(const TrieArena&) = delete;

    [[nodiscard]] void* allocate(std::size_t size) {
        Pool& pool = pools_[pool_of(size)];
        if (pool.free != nullptr) {
            FreePiece* piece = pool.free;
            pool.free = piece->next;
            return piece;
        }
        if (pool.next == pool.end) refill(pool, rounded(size));
        void* piece = pool.next;
        pool.next += rounded(size);
        return piece;
    }
    void release(void* piece, std::size_t size) {
        Pool& pool = pools_[pool_of(size)];
        pool.free = new (piece) FreePiece{pool.free};
    }

    /// With room for `children`, but without any.
    [[nodiscard]] TrieBranch* make_branch(unsigned children) {
        const unsigned capacity = TrieBranch::capacity_for(children);
        auto* branch = new (allocate(TrieBranch::size_for(capacity))) TrieBranch;
        branch->capacity = static_cast<std::uint8_t>(capacity);
        std::uninitialized_value_construct_n(branch->links(), capacity);
        return branch;
    }
    void release(TrieBranch* branch) { release(branch, TrieBranch::size_for(branch->capacity)); }

    /// Bytes taken from the system.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    struct FreePiece {
        FreePiece* next;
    };
    struct Pool {
        FreePiece* free = nullptr;
        std::uint8_t* next = nullptr;
        std::uint8_t* end = nullptr;
    };
    struct Free {
        void operator()(std::uint8_t* bytes) const;
    };
    static constexpr std::size_t kGranule = 32;
    static constexpr std::size_t kLargest = TrieBranch::size_for(16);

    static constexpr std::size_t rounded(std::size_t size) { return (size + kGranule - 1) / kGranule * kGranule; }
    static constexpr std::size_t pool_of(std::size_t size) { return rounded(size) / kGranule; }
    void refill(Pool& pool, std::size_t piece_size);

    std::array<Pool, (kLargest + kGranule - 1) / kGranule + 1> pools_;
    std::vector<std::unique_ptr<std::uint8_t, Free>> chunks_;
    std::size_t chunk_size_ = 0;
    std::size_t chunk_used_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace models
