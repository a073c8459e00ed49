// SPDX-License-Identifier: MIT
#include "models/state/trie_hashing.h"

#include <algorithm>
#include <cstring>

#include "models/chain/keccak_round.h"

namespace models {
namespace {

/// Nodes hashed together: enough to fill the lanes with equally long ones, few enough to stay in L2 (L1 if most are
/// leaves).
constexpr std::size_t kBatch = 128;

/// Padding is written in vectors, the last of which may run over.
constexpr std::size_t kOvershoot = 32;

/// pad_keccak() with room for the overshoot.
std::uint32_t pad_over(std::uint8_t* bytes, std::size_t size) {
    const std::size_t blocks = size / kKeccakRate + 1;
    const std::size_t end = blocks * kKeccakRate;
    for (std::size_t at = size; at < end; at += kOvershoot) std::memset(bytes + at, 0, kOvershoot);
    bytes[size] = 0x01;
    bytes[end - 1] |= 0x80;
    return static_cast<std::uint32_t>(blocks);
}

}  // namespace

TrieHasher::TrieHasher() {
    messages_.reserve(kBatch);
}

void TrieHasher::make_room(std::size_t size) {
    const std::size_t room = size + kKeccakRate + kOvershoot;  // With padding.
    if (messages_.size() == kBatch || size_ - used_ < room) flush();
    if (size_ >= room) return;
    size_ = std::max(room, kBatch * kTrieNodeRoom);
    buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(size_);
}

void TrieHasher::add_branch(const TrieVisit& visit) {
    make_room(kTrieNodeRoom);
    const TrieBranch& branch = *visit.link().branch();
    add(visit, encode_branch(branch, next()), visit.start == 0 && branch.depth == 0);
}

void TrieHasher::add_extension(const TrieVisit& visit) {
    make_room(kTrieNodeRoom);
    const TrieReference child{&visit.ref(), visit.link().embedded_size()};
    add(visit, encode_extension(*visit.link().branch(), child, next()), visit.start == 0);
}

void TrieHasher::add(const TrieVisit& visit, std::size_t size, bool is_root) {
    Hash& ref = visit.ref();
    if (size < sizeof(Hash) && !is_root) {
        std::memcpy(ref.bytes.data(), next(), size);
        visit.link().set_embedded_size(size);
        ++work_.nodes_embedded;
        return;
    }
    visit.link().set_embedded_size(0);
    const std::uint32_t blocks = pad_over(next(), size);
    messages_.push_back({next(), blocks, &ref});
    used_ += blocks * kKeccakRate;
    ++work_.nodes_hashed;
    work_.keccak_permutations += blocks;
}

void TrieHasher::flush() {
    if (messages_.empty()) return;
    keccak256_padded(messages_);
    messages_.clear();
    used_ = 0;
}

}  // namespace models
