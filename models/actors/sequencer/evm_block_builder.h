// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/chain/block.h"
#include "models/executor/executed_block.h"
#include "models/messages/settlement.h"
#include "models/state/state_trie.h"

namespace models {

/// Puts the mini-blocks of an EVM block together under an Ethereum header with its roots. Keeps the state trie, brought
/// up to date once an EVM block with what its mini-blocks changed in all.
class EvmBlockBuilder {
  public:
    explicit EvmBlockBuilder(const State& genesis) : trie_(genesis) {}

    /// Takes the next mini-block with what executing it gave.
    void add(const SharedMiniBlock& block, const std::shared_ptr<const ExecutedBlock>& executed);
    [[nodiscard]] bool empty() const { return mini_blocks_.empty(); }

    struct Built {
        SharedEvmBlock block;
        Work work;  ///< Of the roots.
    };
    /// Closes the block: `header` has what its mini-blocks do not tell.
    [[nodiscard]] Built build(BlockHeader header);

  private:
    /// What all its mini-blocks change.
    [[nodiscard]] StateDiff diff() const;

    StateTrie trie_;
    Hash parent_hash_;
    // Of the block that is open.
    std::vector<SharedMiniBlock> mini_blocks_;
    std::vector<std::shared_ptr<const ExecutedBlock>> executed_;
    std::vector<ByteString> transactions_;
    std::vector<ByteString> receipts_;
    Bloom bloom_{};
    Gas gas_used_;
};

}  // namespace models
