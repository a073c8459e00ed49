// SPDX-License-Identifier: MIT
#include "models/state/trie_arena.h"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "models/state/huge_pages.h"
#include "sim/base/check.h"

namespace models {
namespace {

constexpr std::size_t kFirstChunk = std::size_t{64} << 10;
/// What a size takes from a chunk at a time: small, as tries of small worlds are many; several pages waste little.
constexpr std::size_t kSlab = std::size_t{8} << 10;

}  // namespace

void TrieArena::Free::operator()(std::uint8_t* bytes) const {
    std::free(bytes);
}

void TrieArena::refill(Pool& pool, std::size_t piece_size) {
    if (chunk_used_ == chunk_size_) {
        chunk_size_ = std::clamp(2 * chunk_size_, kFirstChunk, kHugePage);
        auto* chunk = static_cast<std::uint8_t*>(
            chunk_size_ == kHugePage ? allocate_huge(chunk_size_) : std::aligned_alloc(chunk_size_, chunk_size_));
        CHECK(chunk != nullptr, "out of memory");
        chunks_.emplace_back(chunk);
        chunk_used_ = 0;
        bytes_ += chunk_size_;
    }
    pool.next = chunks_.back().get() + chunk_used_;
    pool.end = pool.next + kSlab / piece_size * piece_size;
    chunk_used_ += kSlab;
}

}  // namespace models
