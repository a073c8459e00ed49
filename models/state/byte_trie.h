// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "models/chain/bytes.h"
#include "models/state/trie_hashing.h"

namespace models {

/// Root of the Merkle Patricia trie (Yellow Paper, appendix D) of these keys and values: keys of any length, ascending,
/// without duplicates, one may be a prefix of another; values not empty. Built anew and hashed level by level. Adds
/// what that took to `work`, if given.
[[nodiscard]] Hash trie_root_of(std::span<const std::pair<ByteView, ByteView>> sorted_entries,
                                TrieWork* work = nullptr);

/// A trie whose keys are any byte strings; values may stand at branches. For lists, small tries and tests: it keeps the
/// entries in order and builds the nodes when the root is asked for. Where the keys are hashes, SecureTrie does better.
class ByteTrie {
  public:
    /// An empty value removes the key.
    void set(ByteView key, ByteView value);
    void erase(ByteView key) { set(key, {}); }
    [[nodiscard]] Hash root() const;
    /// The key nearest to `key` before or after it; nullptr if there is none. Valid until the trie changes.
    [[nodiscard]] const ByteString* previous(ByteView key) const;
    [[nodiscard]] const ByteString* next(ByteView key) const;

  private:
    struct KeyOrder {
        using is_transparent = void;
        bool operator()(ByteView a, ByteView b) const { return std::ranges::lexicographical_compare(a, b); }
    };
    std::map<ByteString, ByteString, KeyOrder> entries_;
};

}  // namespace models
