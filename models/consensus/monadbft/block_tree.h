// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

#include "models/consensus/consensus_block.h"

namespace models::monadbft {

/// What one validator knows of one block. It may know a certificate of a block that it has not got.
struct KnownBlock {
    enum class Verdict : std::uint8_t { None, Asked, Valid, Invalid };

    SharedConsensusBlock block;  ///< With its body; null until it is here.
    bool connected = false;      ///< It and all its ancestors are here and fit together.
    bool certified = false;
    bool parent_is_final = false;  ///< A certificate of it finalizes its parent.
    bool reported = false;         ///< As conflicting with what is final.
    Verdict verdict = Verdict::None;
    std::vector<Hash> waiting;  ///< Children that connect when this one does.

    /// It is here and not known to be invalid: to be proposed anew.
    [[nodiscard]] bool is_usable() const { return block && verdict != Verdict::Invalid; }
};

/// The blocks that a validator has, and the chain of those that are final. It keeps what others may still ask for:
/// kKeptBlocks below the last final one; older blocks are forgotten.
class BlockTree {
  public:
    /// assumption: a validator that lags further behind cannot catch up by asking for blocks. Monad switches to
    /// copying state at a lag of more than 900 (monad-node/src/main.rs).
    static constexpr std::uint64_t kKeptBlocks = 1000;

    BlockTree();

    /// Null if nothing is known of it. Valid until the next call that is not const.
    [[nodiscard]] const KnownBlock* find(const Hash& id) const;
    [[nodiscard]] KnownBlock& at(const Hash& id) { return blocks_[id]; }
    [[nodiscard]] SharedConsensusBlock block(const Hash& id) const;
    [[nodiscard]] bool is_connected(const Hash& id) const;

    /// Adds a block and returns what got connected by it, ancestors first.
    /// One that does not fit its parent is invalid and never connects.
    std::vector<SharedConsensusBlock> insert(const SharedConsensusBlock& block);

    [[nodiscard]] const SharedConsensusBlock& finalized() const { return finalized_; }
    /// Whether the block, which is connected, is in the final chain or extends it.
    [[nodiscard]] bool agrees_with_final(const ConsensusBlock& block) const;
    /// Makes final a connected block that agrees, and all its ancestors; returns them, ancestors first.
    std::vector<SharedConsensusBlock> finalize(const SharedConsensusBlock& block);
    /// A final block by its height, null if it is not final or forgotten.
    [[nodiscard]] SharedConsensusBlock final_at(std::uint64_t height) const;

  private:
    void forget_old();

    std::unordered_map<Hash, KnownBlock, HashHasher> blocks_;
    std::map<std::uint64_t, std::vector<Hash>> by_height_;  ///< Of the blocks that are here.
    std::deque<SharedConsensusBlock> final_;                ///< The kept part of the final chain.
    SharedConsensusBlock finalized_;
};

}  // namespace models::monadbft
