// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "models/chain/bytes.h"
#include "models/state/trie_batch.h"
#include "models/state/trie_hashing.h"

namespace models {

/// A Merkle Patricia trie of any byte strings by 32-byte keys (Yellow Paper, appendix D). The state's own tries store
/// accounts and slots more tightly (StateTrie); this one is for everything else.
class SecureTrie {
  public:
    struct Change {
        Hash key;
        std::optional<ByteString> value;  ///< Nothing, or an empty string: the key goes.
    };

    SecureTrie();
    /// Keys in any order; of several changes of a key the last counts.
    TrieWork apply(std::span<const Change> changes, std::size_t workers = 1);
    [[nodiscard]] const Hash& root() const { return root_of(*anchor_); }
    /// The nodes on the way to `key` (trie_proof.h).
    [[nodiscard]] std::vector<ByteString> prove(const Hash& key) const;

  private:
    std::map<Hash, ByteString> values_;
    TrieWorkers workers_;
    TrieBranch* anchor_;
};

}  // namespace models
