// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "models/chain/bytes.h"

namespace models {

/// Nibbles of a hashed key.
constexpr unsigned kKeyNibbles = 64;

/// The nibble of `key` at `index`, from the most significant on.
[[nodiscard]] inline unsigned nibble_at(const Hash& key, unsigned index) {
    const unsigned byte = key.bytes[index / 2];
    return index % 2 == 0 ? byte >> 4 : byte & 15;
}

/// `bytes` may be nullptr (of an empty link) or less than `size`, and so is reckoned with as a number.
inline void prefetch_lines(const void* bytes, std::size_t size) {
    const auto first = reinterpret_cast<std::uintptr_t>(bytes);
    for (std::size_t at = 0; at < size; at += 64) __builtin_prefetch(reinterpret_cast<const void*>(first + at));
}

/// As ==, but without a call.
[[nodiscard]] inline bool same_key(const Hash& a, const Hash& b) {
    std::uint64_t left[4];
    std::uint64_t right[4];
    std::memcpy(left, a.bytes.data(), sizeof left);
    std::memcpy(right, b.bytes.data(), sizeof right);
    return ((left[0] ^ right[0]) | (left[1] ^ right[1]) | (left[2] ^ right[2]) | (left[3] ^ right[3])) == 0;
}

/// The first nibble in which two keys differ; 64 if they are equal.
[[nodiscard]] inline unsigned divergence(const Hash& a, const Hash& b) {
    for (unsigned word = 0; word < 4; ++word) {
        std::uint64_t left;
        std::uint64_t right;
        std::memcpy(&left, a.bytes.data() + 8 * word, 8);
        std::memcpy(&right, b.bytes.data() + 8 * word, 8);
        if (left == right) continue;
        const auto zeros = static_cast<unsigned>(std::countl_zero(__builtin_bswap64(left ^ right)));
        return 16 * word + zeros / 4;
    }
    return kKeyNibbles;
}

struct TrieBranch;

/// Where a child is, what it is, and how its parent names it: by the hash of its encoding, or, if that is shorter than
/// a hash, by the encoding itself (embedded). One word: nodes are 32-byte aligned, so that five low bits are free for
/// the embedded length.
class TrieLink {
  public:
    TrieLink() = default;
    static TrieLink to_branch(const TrieBranch* branch) { return TrieLink(address_of(branch)); }
    static TrieLink to_leaf(const void* leaf) { return TrieLink(address_of(leaf) | kLeafBit); }

    [[nodiscard]] bool empty() const { return bits_ == 0; }
    [[nodiscard]] bool is_leaf() const { return (bits_ & kLeafBit) != 0; }
    [[nodiscard]] TrieBranch* branch() const { return static_cast<TrieBranch*>(node()); }
    [[nodiscard]] void* node() const {
        return reinterpret_cast<void*>(static_cast<std::uintptr_t>(bits_ & ~(kLeafBit | kLengthBits)));
    }
    /// Bytes of the embedded encoding; 0: named by its hash.
    [[nodiscard]] unsigned embedded_size() const { return static_cast<unsigned>(bits_ & kLengthBits); }
    void set_embedded_size(std::size_t size) { bits_ = (bits_ & ~kLengthBits) | size; }

    /// What is read of a node first: a leaf whole, a branch's header and links.
    void prefetch() const { prefetch_lines(node(), 128); }

  private:
    static constexpr std::uint64_t kLeafBit = 1ULL << 63;
    static constexpr std::uint64_t kLengthBits = 31;
    explicit TrieLink(std::uint64_t bits) : bits_(bits) {}
    static std::uint64_t address_of(const void* node) {
        return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(node));
    }

    std::uint64_t bits_ = 0;
};

/// A branch of the trie together with the extension above it, if any. Behind the header lie, in one allocation, the
/// links of the children, their references (32 bytes each: hash or embedded encoding), and a key of the subtree, whose
/// nibbles [start, depth) are the extension's path. Hashing a branch thus touches none of its children.
struct TrieBranch {
    std::uint16_t mask = 0;     ///< Which nibbles have a child.
    std::uint8_t capacity = 0;  ///< Children that there is room for.
    std::uint8_t depth = 0;     ///< The nibble of the key by which this branch parts.
    std::uint8_t start = 0;     ///< The first nibble below the parent; equal to depth without an extension.
    std::uint8_t unused[3] = {};

    [[nodiscard]] unsigned count() const { return static_cast<unsigned>(std::popcount(mask)); }
    [[nodiscard]] bool has(unsigned nibble) const { return (mask >> nibble & 1U) != 0; }
    /// Place of the child at `nibble` among the children.
    [[nodiscard]] unsigned rank(unsigned nibble) const {
        return static_cast<unsigned>(std::popcount(mask & ((1U << nibble) - 1)));
    }
    [[nodiscard]] TrieLink* links() { return reinterpret_cast<TrieLink*>(this + 1); }
    [[nodiscard]] const TrieLink* links() const { return reinterpret_cast<const TrieLink*>(this + 1); }
    [[nodiscard]] Hash* refs() { return reinterpret_cast<Hash*>(bytes() + refs_offset(capacity)); }
    [[nodiscard]] const Hash* refs() const { return const_cast<TrieBranch*>(this)->refs(); }
    [[nodiscard]] Hash& key() { return refs()[capacity]; }
    [[nodiscard]] const Hash& key() const { return refs()[capacity]; }

    static constexpr std::size_t refs_offset(unsigned capacity) {
        return (8 + 8 * std::size_t{capacity} + 31) / 32 * 32;
    }
    static constexpr std::size_t size_for(unsigned capacity) {
        return refs_offset(capacity) + sizeof(Hash) * (std::size_t{capacity} + 1);
    }
    /// The room to make for `count` children: sizes in between would not fill whole 32 bytes of links.
    static constexpr unsigned capacity_for(unsigned count) {
        for (const unsigned capacity : {1U, 2U, 3U, 5U, 7U, 9U, 11U, 13U})
            if (count <= capacity) return capacity;
        return 16;
    }
    /// What hashing will read, the first two lines aside.
    void prefetch_rest() const {
        const std::size_t size = refs_offset(capacity) + sizeof(Hash) * count();
        if (size > 128) prefetch_lines(reinterpret_cast<const std::uint8_t*>(this) + 128, size - 128);
    }

  private:
    std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(this); }
};
static_assert(sizeof(TrieBranch) == 8 && sizeof(TrieLink) == 8);

/// A leaf: what stands at `key`. Value is trivially copyable and knows its encoding: `encoded_size()`, `encode(out)`.
template <class Value>
struct TrieLeaf {
    Value value;
    Hash key;
};

/// The leaf at `key` in the trie at `anchor`, whose leaves hold Values; nullptr if there is none.
template <class Value>
const TrieLeaf<Value>* find_leaf(const TrieBranch& anchor, const Hash& key) {
    TrieLink link = anchor.links()[0];
    while (!link.empty() && !link.is_leaf()) {
        const TrieBranch& branch = *link.branch();
        const unsigned nibble = nibble_at(key, branch.depth);
        link = branch.has(nibble) ? branch.links()[branch.rank(nibble)] : TrieLink();
    }
    if (link.empty()) return nullptr;
    const auto* leaf = static_cast<const TrieLeaf<Value>*>(link.node());
    return leaf->key == key ? leaf : nullptr;
}

}  // namespace models
