// SPDX-License-Identifier: MIT
#include "models/state/trie_hashing.h"

#include <algorithm>
#include <cstring>

#include "models/chain/keccak_round.h"

namespace models {
namespace {

/// What leaves of accounts take with padding.
constexpr std::size_t kUsualSize = std::size_t{2} * kKeccakRate;

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

void TrieHasher::make_room(std::size_t size) {
    const std::size_t room = size + kKeccakRate + kOvershoot;  // With padding.
    if (count_ == kBatch || size_ - used_ < room) flush();
    if (size_ >= room) return;
    size_ = std::max(room, kBatch * kUsualSize);
    buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(size_);
}

void TrieHasher::add_encoded(const TrieVisit& visit, const TrieBranch& branch) {
    make_room(kTrieNodeRoom);
    add(visit, {next(), encode_branch(branch, next())}, visit.start == 0 && branch.depth == 0);
}

void TrieHasher::add_extension(const TrieVisit& visit) {
    make_room(kTrieNodeRoom);
    const TrieReference child{&visit.ref(), visit.link().embedded_size()};
    add(visit, {next(), encode_extension(*visit.link().branch(), child, next())}, visit.start == 0);
}

void TrieHasher::add(const TrieVisit& visit, std::span<std::uint8_t> encoding, bool is_root) {
    if (encoding.size() < sizeof(Hash) && !is_root) {
        std::memcpy(visit.ref().bytes.data(), encoding.data(), encoding.size());
        visit.link().set_embedded_size(encoding.size());
        visit.parent->may_embed = true;
        ++work_.nodes_embedded;
        return;
    }
    if (visit.parent->may_embed) visit.link().set_embedded_size(0);
    const std::uint32_t blocks = pad_over(encoding.data(), encoding.size());
    add_message(visit, encoding.data(), blocks);
    used_ += static_cast<std::size_t>(encoding.data() - next()) + blocks * kKeccakRate;
}

void TrieHasher::flush() {
    if (count_ == 0) return;
    keccak256_padded(std::span(messages_).first(count_), beside_);
    count_ = used_ = 0;
}

}  // namespace models
