// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "models/state/trie_node.h"

namespace models {

/// Room that the encoding of a branch needs, and that of an extension.
constexpr std::size_t kTrieNodeRoom = 532;

/// How a node is named in its parent's encoding.
struct TrieReference {
    const Hash* ref = nullptr;
    unsigned embedded_size = 0;  ///< 0: `ref` is a hash; else the encoding itself, so many bytes.
};

// Each writes the RLP of a node (Yellow Paper, appendix D) and returns its size.

/// The branch without its extension. One without embedded children is just TrieBranch::encoding().
std::size_t encode_branch(const TrieBranch& branch, std::uint8_t* out);
/// Whether some child stands in the branch itself.
[[nodiscard]] bool embeds(const TrieBranch& branch);
/// The extension of the nibbles [start, depth) of `key`.
std::size_t encode_extension(const TrieBranch& branch, TrieReference child, std::uint8_t* out);

/// The most that stands before a leaf's value, and what values overshoot by.
constexpr std::size_t kLeafHeadRoom = 64;
constexpr std::size_t kLeafRoom = kLeafHeadRoom + 32;

/// Writes what stands before the value of `size` bytes at `value` in the leaf at `key`, of whose nibbles the branches
/// above have spelt `start`; returns where the leaf begins. From the back, since each length covers what follows it.
[[nodiscard]] std::uint8_t* put_leaf_head(const Hash& key, unsigned start, std::uint8_t* value, std::size_t size);

/// The leaf somewhere in the first bytes at `room`, where there must be kLeafRoom and the value's.
template <class Value>
[[nodiscard]] std::span<std::uint8_t> encode_leaf(const TrieLeaf<Value>& leaf, unsigned start, std::uint8_t* room) {
    std::uint8_t* const value = room + kLeafHeadRoom;
    const std::size_t size = leaf.value.encode(value);
    std::uint8_t* const begin = put_leaf_head(leaf.key, start, value, size);
    return {begin, value + size};
}

}  // namespace models
