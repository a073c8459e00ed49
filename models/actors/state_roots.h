// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/actors/recent.h"
#include "models/executor/block_roots.h"

namespace models {

/// The roots of the states of a tree of blocks. Keeps one trie, which it takes from state to state along the diffs
/// between them, over a common ancestor where a chain forks; so a root costs what its block changed, not the state.
class StateRoots {
  public:
    explicit StateRoots(const State& genesis);

    [[nodiscard]] const Hash& genesis_root() const { return genesis_root_; }
    /// The roots after a block with that diff, which leads from `pre` to `post`.
    [[nodiscard]] BlockRoots roots(const State& pre, const StateDiff& diff, const State& post,
                                   std::span<const ByteString> transactions, std::span<const ByteString> receipts);

  private:
    /// One step from a state to one after it.
    struct Step {
        StateId from;
        StateDiff forward;
        StateDiff back;
    };
    /// Forks are short: a state further back than this is reached by building its trie anew.
    static constexpr std::size_t kKept = 64;

    void move_to(const State& target);
    [[nodiscard]] std::vector<StateId> path_from_origin(StateId state) const;

    StateTrie trie_;
    StateId at_;
    Hash genesis_root_;
    Recent<StateId, Step, kKept> steps_;  ///< By the state that the step leads to.
};

}  // namespace models
