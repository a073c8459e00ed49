// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "models/chain/bytes.h"
#include "models/chain/keccak_round.h"
#include "models/chain/prefetch_queue.h"

namespace models {

/// Nibbles of a hashed key.
constexpr unsigned kKeyNibbles = 64;

/// The nibble of `key` at `index`, from the most significant on.
[[nodiscard]] inline unsigned nibble_at(const Hash& key, unsigned index) {
    const unsigned byte = key.bytes[index / 2];
    return index % 2 == 0 ? byte >> 4 : byte & 15;
}

/// As ==, but without a call.
[[nodiscard, gnu::always_inline]] inline bool same_key(const Hash& a, const Hash& b) {
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
    void prefetch(PrefetchQueue& queue) const { queue.add<2>(node(), 2); }
    /// Brings the same into the first-level cache. Nothing if there is no node: the address is a number here.
    void fetch_near() const {
        const auto address = reinterpret_cast<std::uintptr_t>(node());
        __builtin_prefetch(reinterpret_cast<const void*>(address));
        __builtin_prefetch(reinterpret_cast<const void*>(address + 64));
    }

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
/// links of the children; a key of the subtree, whose nibbles [start, depth) are the extension's path; and the branch's
/// own encoding, padded for Keccak, in which the references of the children stand where they belong. Hashing a branch
/// thus touches none of its children and copies nothing.
struct TrieBranch {
    std::uint16_t mask = 0;     ///< Which nibbles have a child.
    std::uint8_t capacity = 0;  ///< Children that there is room for.
    std::uint8_t depth = 0;     ///< The nibble of the key by which this branch parts.
    std::uint8_t start = 0;     ///< The first nibble below the parent; equal to depth without an extension.
    /// Some child may be embedded. Its encoding then begins where its hash would, and encoding() is none.
    bool may_embed = false;
    std::uint8_t first_ref = 0;       ///< Where, from the branch on, a first child at nibble 0 would be named.
    std::uint8_t blocks : 3 = 0;      ///< Of Keccak that its encoding takes with its padding.
    std::uint8_t rest_lines : 5 = 0;  ///< That hashing reads, the first two lines aside.

    [[nodiscard]] unsigned count() const { return static_cast<unsigned>(std::popcount(mask)); }
    [[nodiscard]] bool has(unsigned nibble) const { return (mask >> nibble & 1U) != 0; }
    /// Place of the child at `nibble` among the children.
    [[nodiscard]] unsigned rank(unsigned nibble) const {
        return static_cast<unsigned>(std::popcount(mask & ((1U << nibble) - 1)));
    }
    [[nodiscard]] TrieLink* links() { return reinterpret_cast<TrieLink*>(this + 1); }
    [[nodiscard]] const TrieLink* links() const { return reinterpret_cast<const TrieLink*>(this + 1); }
    /// How the encoding names the child at `nibble`, which must be there.
    [[nodiscard]] Hash& ref(unsigned nibble) {
        return *reinterpret_cast<Hash*>(bytes() + ref_offset(nibble, rank(nibble)));
    }
    [[nodiscard]] const Hash& ref(unsigned nibble) const { return const_cast<TrieBranch*>(this)->ref(nibble); }
    [[nodiscard]] Hash& key() { return *reinterpret_cast<Hash*>(links() + capacity); }
    [[nodiscard]] const Hash& key() const { return const_cast<TrieBranch*>(this)->key(); }

    /// The same, from the branch on in bytes, for the child of this rank.
    [[nodiscard]] std::size_t ref_offset(unsigned nibble, unsigned rank) const {
        return first_ref + nibble + 32 * std::size_t{rank};
    }

    /// The RLP of the branch (Yellow Paper, appendix D): one byte an empty item, 33 a child, none of them embedded.
    [[nodiscard]] std::uint8_t* encoding() { return key().bytes.data() + sizeof(Hash); }
    [[nodiscard]] const std::uint8_t* encoding() const { return const_cast<TrieBranch*>(this)->encoding(); }
    [[nodiscard]] std::size_t encoded_size() const { return list_prefix_size(count()) + payload_size(count()); }
    /// Makes the children those of `children`, for which there must be room, and writes all of the encoding but their
    /// references. Links and references of before are lost.
    void lay_out(unsigned children);

    static constexpr std::size_t kMostRestLines = 10;
    static constexpr std::size_t size_for(unsigned capacity) {
        return sizeof(TrieBranch) + sizeof(TrieLink) * capacity + room_for(capacity) + sizeof(Hash);
    }
    /// The room to make for `count` children: what the encoding's blocks hold.
    static constexpr unsigned capacity_for(unsigned count) {
        return count <= 3 ? 3 : count <= 7 ? 7 : count <= 12 ? 12 : 16;
    }
    /// What hashing will read, the first two lines aside.
    void prefetch_rest(PrefetchQueue& queue) const {
        queue.add<kMostRestLines>(reinterpret_cast<const std::uint8_t*>(this) + 128, rest_lines);
    }

  private:
    static constexpr std::size_t payload_size(unsigned count) { return 17 + 32 * std::size_t{count}; }
    static constexpr std::size_t list_prefix_size(unsigned count) {
        return payload_size(count) <= 55 ? 1 : payload_size(count) <= 255 ? 2 : 3;
    }
    static constexpr std::size_t room_for(unsigned capacity) {
        return ((list_prefix_size(capacity) + payload_size(capacity)) / kKeccakRate + 1) * kKeccakRate;
    }
    std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(this); }
};
static_assert(sizeof(TrieBranch) == 8 && sizeof(TrieLink) == 8);
static_assert(TrieBranch::size_for(16) <= 128 + 64 * TrieBranch::kMostRestLines);

/// A copy of a branch's links and references by nibble, to lay it out anew.
class TrieChildren {
  public:
    explicit TrieChildren(const TrieBranch& branch) {
        for (unsigned nibble = 0; nibble < 16; ++nibble) {
            if (!branch.has(nibble)) continue;
            links_[nibble] = branch.links()[branch.rank(nibble)];
            refs_[nibble] = branch.ref(nibble);
        }
    }
    /// Which of the links are not empty.
    [[nodiscard]] unsigned present() const {
        unsigned mask = 0;
        for (unsigned nibble = 0; nibble < 16; ++nibble)
            if (!links_[nibble].empty()) mask |= 1U << nibble;
        return mask;
    }
    [[nodiscard]] TrieLink link(unsigned nibble) const { return links_[nibble]; }
    /// Makes those of `mask` the children of `branch`; the others are lost, and a new one's link is empty.
    void put(TrieBranch& branch, unsigned mask) const {
        branch.lay_out(mask);
        TrieLink* link = branch.links();
        for (unsigned nibble = 0; nibble < 16; ++nibble) {
            if (!branch.has(nibble)) continue;
            *link++ = links_[nibble];
            branch.ref(nibble) = refs_[nibble];
        }
    }

  private:
    std::array<TrieLink, 16> links_{};
    std::array<Hash, 16> refs_{};
};

/// A leaf: what stands at `key`. Value is trivially copyable and knows its encoding: `encode(out)` returns its size,
/// which is at most `room()`; it may write 32 bytes more.
template <class Value>
struct TrieLeaf {
    Hash key;
    Value value;
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
