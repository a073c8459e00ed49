// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "models/state/trie_node.h"

namespace models {

/// Room that the encoding of a branch needs, and that of an extension: 532 bytes, and stores of 32 that overshoot.
constexpr std::size_t kTrieNodeRoom = 576;

/// How a node is named in its parent's encoding.
struct TrieReference {
    const Hash* ref = nullptr;
    unsigned embedded_size = 0;  ///< 0: `ref` is a hash; else the encoding itself, so many bytes.
};

// Each writes the RLP of a node (Yellow Paper, appendix D) and returns its size.

/// The branch without its extension.
std::size_t encode_branch(const TrieBranch& branch, std::uint8_t* out);
/// The extension of the nibbles [start, depth) of `key`.
std::size_t encode_extension(const TrieBranch& branch, TrieReference child, std::uint8_t* out);

/// The part of a leaf before its value, a string of `value_size` bytes, whose own prefix is left out if it is a byte
/// that stands for itself.
std::size_t encode_leaf_head(const Hash& key, unsigned start, std::size_t value_size, bool value_is_byte,
                             std::uint8_t* out);
/// The most that a leaf has before its value, and what values overshoot by.
constexpr std::size_t kLeafHeadRoom = 9 + 34 + 9 + 32;

/// The leaf of `value` at `key`, of whose nibbles the branches above have spelt `start`. Room for kLeafHeadRoom and the
/// value must be there.
template <class Value>
std::size_t encode_leaf(const TrieLeaf<Value>& leaf, unsigned start, std::uint8_t* out) {
    const std::size_t value_size = leaf.value.encoded_size();
    bool value_is_byte = false;
    if (value_size == 1) {
        std::array<std::uint8_t, 1 + 32> bytes;  // Values overshoot.
        leaf.value.encode(bytes.data());
        value_is_byte = bytes[0] < 0x80;
    }
    const std::size_t head = encode_leaf_head(leaf.key, start, value_size, value_is_byte, out);
    leaf.value.encode(out + head);
    return head + value_size;
}

}  // namespace models
