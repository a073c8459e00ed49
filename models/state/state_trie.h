// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "models/state/state.h"
#include "models/state/trie_hashing.h"

namespace models {

/// The Merkle Patricia tries of a whole state (Yellow Paper, 4.1): all accounts, and the storage of each. Kept in
/// memory as one changing version, since updating one in place is what has to be fast; the diff of State::reverse takes
/// it back a block. A function of the State alone: after apply(diff) it is the trie of the state after that diff.
/// A moved-from StateTrie may only be assigned to or destroyed. Must not outlive the CodeStore of the state's code.
class StateTrie {
  public:
    /// Of all accounts of `state`, on up to `workers` threads.
    explicit StateTrie(const State& state, std::size_t workers = 1);
    StateTrie(StateTrie&&) noexcept;
    StateTrie& operator=(StateTrie&&) noexcept;
    ~StateTrie();

    /// The state root of a block header.
    [[nodiscard]] const Hash& root() const;
    /// The root of an account's storage; nothing if the account does not exist.
    [[nodiscard]] std::optional<Hash> storage_root(const Address& address) const;

    /// Changes the trie by `diff`, which must be canonical, and hashes what that made dirty; of the storage tries
    /// first, all together. Root and work do not depend on the number of threads.
    TrieWork apply(const StateDiff& diff, std::size_t workers = 1);

    /// The nodes that prove the account, or that there is none, under root(): the accountProof of EIP-1186.
    [[nodiscard]] std::vector<ByteString> prove(const Address& address) const;
    /// The nodes that prove the slot, or that it is zero, under the account's storage root; none if it has no storage.
    [[nodiscard]] std::vector<ByteString> prove(const Address& address, const U256& slot) const;

    /// Memory that the nodes take.
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Tries;
    std::unique_ptr<Tries> tries_;
};

}  // namespace models
