// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>
#include <vector>

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

/// The changes [first, last) of a batch at a child of `parent`, of whose keys `start` nibbles are spelt.
/// A trie hangs from an anchor: a branch that has one child, the root, and is in no encoding.
struct TrieVisit {
    TrieBranch* parent = nullptr;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint8_t rank = 0;   ///< Of the child among those of the parent.
    std::uint8_t start = 0;  ///< 0 at a root only.

    [[nodiscard]] TrieLink& link() const { return parent->links()[rank]; }
    [[nodiscard]] Hash& ref() const { return parent->refs()[rank]; }
};

/// Encodes nodes and hashes them in batches; the results go to the references in the parents.
class TrieHasher {
  public:
    TrieHasher();
    template <class Value>
    void add_leaf(const TrieVisit& visit, const TrieLeaf<Value>& leaf) {
        make_room(kLeafHeadRoom + leaf.value.encoded_size());
        add(visit, encode_leaf(leaf, visit.start, next()), visit.start == 0);
    }
    /// The branch at the visit's place, without its extension.
    void add_branch(const TrieVisit& visit);
    /// The extension of the branch there, which has been hashed already.
    void add_extension(const TrieVisit& visit);
    /// Hashes all that was added.
    void flush();
    /// What was done since the last call.
    [[nodiscard]] TrieWork take_work() { return std::exchange(work_, {}); }

  private:
    std::uint8_t* next() { return buffer_.get() + used_; }
    /// Room for an encoding of `size` bytes at next().
    void make_room(std::size_t size);
    /// Takes the encoding of `size` bytes at next() for the node at the visit's place.
    void add(const TrieVisit& visit, std::size_t size, bool is_root);

    std::unique_ptr<std::uint8_t[]> buffer_;  // Not a vector, which would fill it with zeros first.
    std::size_t size_ = 0;
    std::size_t used_ = 0;
    std::vector<PaddedMessage> messages_;
    TrieWork work_;
};

}  // namespace models
