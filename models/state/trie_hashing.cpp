// SPDX-License-Identifier: MIT
#include "models/state/trie_hashing.h"

#include <algorithm>
#include <cstring>

#include "models/chain/keccak_round.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// pad_keccak() with room for the overshoot.
std::uint32_t pad_over(std::uint8_t* bytes, std::size_t size) {
    const std::size_t blocks = size / kKeccakRate + 1;
    const std::size_t end = blocks * kKeccakRate;
    for (std::size_t at = size; at < end; at += kPaddingOvershoot) std::memset(bytes + at, 0, kPaddingOvershoot);
    bytes[size] = 0x01;
    bytes[end - 1] |= 0x80;
    return static_cast<std::uint32_t>(blocks);
}

}  // namespace

void TrieHasher::add_encoded(const TrieVisit& visit, const TrieBranch& branch) {
    add(visit, {next(), encode_branch(branch, next())}, visit.start == 0 && branch.depth == 0);
}

void TrieHasher::add_extension(const TrieVisit& visit) {
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
    if (blocks != usual_blocks_) {
        usual_blocks_ = blocks;
        encoding = {static_cast<std::uint8_t*>(std::memcpy(next(), encoding.data(), blocks * kKeccakRate)),
                    encoding.size()};
    }
    add_message(visit, encoding.data(), blocks);
}

void TrieHasher::add_large(const TrieVisit& visit, std::span<std::uint8_t> encoding) {
    CHECK(encoding.size() >= sizeof(Hash));
    if (visit.parent->may_embed) visit.link().set_embedded_size(0);
    const PaddedMessage message{encoding.data(), pad_over(encoding.data(), encoding.size()), &visit.ref()};
    ++work_.nodes_hashed;
    work_.keccak_permutations += message.block_count;
    keccak256_sorted(std::span(&message, 1), beside_);
}

void TrieHasher::flush() {
    std::array<PaddedMessage, kMostBlocks*(kLanes - 1)> left;  // The longest first.
    std::size_t count = 0;
    for (std::uint32_t blocks = kMostBlocks; blocks != 0; --blocks) {
        Group& group = group_of(blocks);
        std::copy_n(group.messages.begin(), group.count, left.begin() + count);
        count += std::exchange(group.count, 0);
    }
    if (count != 0) keccak256_sorted(std::span(left).first(count), beside_);
}

}  // namespace models
