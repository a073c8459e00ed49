// SPDX-License-Identifier: MIT
#pragma once

#include <unordered_map>

#include "models/consensus/ethereum/beacon_state.h"

namespace models::ethereum {

/// A block's place in the tree.
using BlockPlace = std::uint32_t;
inline constexpr BlockPlace kNowhere = ~BlockPlace{0};

/// A valid block, and what is known of it.
struct TreeBlock {
    std::shared_ptr<const Proposal> proposal;  ///< Null for genesis.
    SharedConsensusBlock block;
    BlockPlace parent = kNowhere;
    BeaconState state;          ///< After it.
    Checkpoint next_justified;  ///< What its chain's votes justify and finalize once its epoch is over.
    Checkpoint next_finalized;
    bool timely = false;  ///< Came before the attestation deadline of its slot.
    bool certified = false;
    Stake votes = 0;  ///< Of the latest messages for just this block.
    // Of the last weighing:
    Stake weight = 0;     ///< Votes for it and its descendants, and the proposer boost.
    bool viable = false;  ///< Its subtree agrees with what is justified.
    BlockPlace best_child = kNowhere;
};

/// LMD-GHOST over the tree of valid blocks (consensus-specs specs/phase0/fork-choice.md). A vote costs O(1), a head one
/// pass over the blocks since the justified one. Blocks are kept for some epochs beyond the finalized one, for those
/// who lag behind and to recognise a conflicting finalization.
class ForkChoice {
  public:
    explicit ForkChoice(Committees& committees);

    [[nodiscard]] BlockPlace find(const Hash& id) const;
    [[nodiscard]] const TreeBlock& at(BlockPlace place) const { return blocks_[place]; }
    [[nodiscard]] std::size_t size() const { return blocks_.size(); }
    /// The last block up to this slot on the chain that ends in `place`; nowhere if that is no longer kept.
    [[nodiscard]] BlockPlace ancestor(BlockPlace place, std::uint64_t slot) const;
    [[nodiscard]] BlockPlace checkpoint_block(BlockPlace place, std::uint64_t epoch) const {
        return ancestor(place, first_slot_of(epoch));
    }
    /// CHECKs that its parent is there. Nowhere if its votes do not hold on its chain.
    BlockPlace insert(const std::shared_ptr<const Proposal>& proposal, bool timely);
    void mark_certified(BlockPlace place) { blocks_[place].certified = true; }

    /// A latest message: counts for `place` if it is of a later epoch than the seat's last.
    void vote(std::uint32_t duty, ValidatorIndex voter, std::uint64_t epoch, BlockPlace place);
    /// Takes its votes out, for good.
    void discount(ValidatorIndex equivocator);
    /// Counts as 40 % of a committee for the block until it is set to nowhere.
    void set_boosted(BlockPlace place) { boosted_ = place; }
    [[nodiscard]] BlockPlace boosted() const { return boosted_; }

    /// Where a validator's own chain goes on from. Weighs everything, as of this slot.
    BlockPlace head(std::uint64_t slot);
    /// What the proposer of the slot builds on: the head, or its parent if the head came late and is weak.
    BlockPlace proposer_head(std::uint64_t slot);

    [[nodiscard]] const Checkpoint& justified() const { return justified_; }
    [[nodiscard]] const Checkpoint& finalized() const { return finalized_; }
    void set_justified(const Checkpoint& checkpoint) { justified_ = checkpoint; }
    void set_finalized(const Checkpoint& checkpoint) { finalized_ = checkpoint; }
    /// Drops what is older than kept, if that is much. Places change.
    void prune();

  private:
    struct LatestMessage {
        BlockPlace place = kNowhere;
        std::uint32_t epochs = 0;  ///< Up to which it voted: 0 is never, e + 1 is in epoch e.
    };
    void weigh(std::uint64_t slot);
    [[nodiscard]] bool is_viable_leaf(const TreeBlock& block, std::uint64_t slot) const;
    void keep_only_after(BlockPlace root);

    Committees& committees_;
    std::vector<TreeBlock> blocks_;  ///< Parents before children.
    std::unordered_map<Hash, BlockPlace, HashHasher> places_;
    std::vector<LatestMessage> latest_;  ///< By seat.
    VoterSet discounted_;
    BlockPlace boosted_ = kNowhere;
    Checkpoint justified_;
    Checkpoint finalized_;
};

}  // namespace models::ethereum
