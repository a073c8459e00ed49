// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <span>
#include <utility>

#include "models/chain/keccak_lanes.h"
#include "models/state/trie_encoding.h"

namespace models {

/// What computing a root took; the same on every machine, whatever the number of threads and lanes.
struct TrieWork {
    std::uint64_t nodes_hashed = 0;         ///< Trie nodes that were hashed.
    std::uint64_t nodes_embedded = 0;       ///< Nodes shorter than a hash, which stand in their parents.
    std::uint64_t keys_hashed = 0;          ///< Addresses and slots.
    std::uint64_t keccak_permutations = 0;  ///< Of nodes and keys together.

    TrieWork& operator+=(const TrieWork& other) {
        nodes_hashed += other.nodes_hashed;
        nodes_embedded += other.nodes_embedded;
        keys_hashed += other.keys_hashed;
        keccak_permutations += other.keccak_permutations;
        return *this;
    }
    bool operator==(const TrieWork&) const = default;
};

/// Padding is written in vectors, the last of which may run over.
constexpr std::size_t kPaddingOvershoot = 32;

/// The changes [first, last) of a batch at a child of `parent`, of whose keys `start` nibbles are spelt.
/// A trie hangs from an anchor: a branch that has one child, the root, and is in no encoding.
struct TrieVisit {
    TrieBranch* parent = nullptr;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint8_t rank = 0;         ///< Of the child among those of the parent.
    std::uint8_t start = 0;        ///< 0 at a root only.
    std::uint16_t ref_offset = 0;  ///< Where the parent has the child's reference.
    TrieLink child;                ///< What was there when the visit was made up.

    TrieVisit() = default;
    /// The child at `nibble`, which must be there (its link may be empty).
    TrieVisit(TrieBranch& branch, unsigned nibble, std::uint32_t begin, std::uint32_t end, unsigned spelt)
        : parent(&branch),
          first(begin),
          last(end),
          rank(static_cast<std::uint8_t>(branch.rank(nibble))),
          start(static_cast<std::uint8_t>(spelt)),
          ref_offset(static_cast<std::uint16_t>(branch.ref_offset(nibble, rank))),
          child(branch.links()[rank]) {}

    [[nodiscard]] std::uint32_t count() const { return last - first; }
    [[nodiscard]] TrieLink& link() const { return parent->links()[rank]; }
    [[nodiscard]] Hash& ref() const {
        return *reinterpret_cast<Hash*>(reinterpret_cast<std::uint8_t*>(parent) + ref_offset);
    }
};

/// Encodes nodes and hashes them as soon as there are enough of one length to fill the lanes, while their encodings are
/// in the cache; the results go to the references in the parents.
class TrieHasher {
  public:
    template <class Value>
    void add_leaf(const TrieVisit& visit, const TrieLeaf<Value>& leaf) {
        const std::size_t room = kLeafRoom + leaf.value.room();
        if (room <= kTrieNodeRoom) return add(visit, encode_leaf(leaf, visit.start, next()), visit.start == 0);
        const auto own = std::make_unique_for_overwrite<std::uint8_t[]>(room + kKeccakRate + kPaddingOvershoot);
        add_large(visit, encode_leaf(leaf, visit.start, own.get()));
    }
    /// The branch at the visit's place (`link`), without its extension. It must not change before it is hashed.
    void add_branch(const TrieVisit& visit, TrieLink& link) {
        const TrieBranch& branch = *link.branch();
        if (branch.may_embed) return add_encoded(visit, branch);
        if (visit.parent->may_embed) link.set_embedded_size(0);
        add_message(visit, branch.encoding(), branch.blocks);
    }
    /// The extension of the branch there, which has been hashed already.
    void add_extension(const TrieVisit& visit);
    /// Hashes what is left.
    void flush();
    /// What to do beside hashing from now on.
    void do_beside(BesideHashing beside) { beside_ = std::move(beside); }
    /// What was done since the last call.
    [[nodiscard]] TrieWork take_work() { return std::exchange(work_, {}); }

  private:
    static constexpr auto kLanes = static_cast<std::size_t>(KeccakLanes::Avx512);
    static constexpr std::size_t kMostBlocks = kTrieNodeRoom / kKeccakRate + 1;
    /// Room for an encoding, what is behind it until it is padded, and what padding overshoots by.
    static constexpr std::size_t kRoom = (kMostBlocks + 1) * kKeccakRate + kPaddingOvershoot;

    /// Messages of one length, so that all lanes of a pass end together, with room for their encodings.
    struct Group {
        std::size_t count = 0;
        std::array<PaddedMessage, kLanes> messages;
        std::array<std::array<std::uint8_t, kRoom>, kLanes> rooms;
    };
    Group& group_of(std::uint32_t blocks) { return groups_[blocks - 1]; }

    /// Where to encode, if it is of as many blocks as the one before.
    std::uint8_t* next() {
        Group& group = group_of(usual_blocks_);
        return group.rooms[group.count].data();
    }
    /// Takes this encoding, somewhere at next(), for the node at the visit's place.
    void add(const TrieVisit& visit, std::span<std::uint8_t> encoding, bool is_root);
    /// Hashes at once an encoding too large for the rooms of a group, with room behind it for padding.
    void add_large(const TrieVisit& visit, std::span<std::uint8_t> encoding);
    /// A branch that may have embedded children.
    void add_encoded(const TrieVisit& visit, const TrieBranch& branch);
    /// To be hashed with its padding: `count` blocks.
    void add_message(const TrieVisit& visit, const std::uint8_t* blocks, std::uint32_t count) {
        Group& group = group_of(count);
        group.messages[group.count++] = {blocks, count, &visit.ref()};
        ++work_.nodes_hashed;
        work_.keccak_permutations += count;
        if (group.count == kLanes) hash(group);
    }
    void hash(Group& group) {
        keccak256_sorted(group.messages, beside_);
        group.count = 0;
    }

    std::unique_ptr<Group[]> groups_ = std::make_unique_for_overwrite<Group[]>(kMostBlocks);  ///< By number of blocks.
    std::uint32_t usual_blocks_ = 1;
    BesideHashing beside_;
    TrieWork work_;
};

}  // namespace models
