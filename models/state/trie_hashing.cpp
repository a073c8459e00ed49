// SPDX-License-Identifier: MIT
#include "models/state/trie_hashing.h"

#include <cstring>

#include "models/chain/keccak_round.h"

namespace models {
namespace {

/// Nodes hashed together: enough to fill the lanes with equally long ones, few enough to stay in L2 (L1 if most are
/// leaves).
constexpr std::size_t kBatch = 128;

}  // namespace

TrieHasher::TrieHasher()
    : buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(kBatch * kTrieNodeRoom)), size_(kBatch * kTrieNodeRoom) {
    messages_.reserve(kBatch);
}

void TrieHasher::make_room(std::size_t size) {
    const std::size_t room = size + kKeccakRate;  // With padding.
    if (messages_.size() == kBatch || size_ - used_ < room) flush();
    if (size_ >= room) return;
    buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(room);
    size_ = room;
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
    const std::uint32_t blocks = pad_keccak(next(), size);
    messages_.push_back({next(), blocks, &ref});
    used_ += blocks * kKeccakRate;
    ++work_.nodes_hashed;
    work_.keccak_permutations += blocks;
}

void TrieHasher::flush() {
    keccak256_padded(messages_);
    messages_.clear();
    used_ = 0;
}

}  // namespace models
