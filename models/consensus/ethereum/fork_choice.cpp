// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/fork_choice.h"

#include <utility>

namespace models::ethereum {
namespace {

/// Slots of blocks before the finalized one that are kept.
constexpr std::uint64_t kKeptSlots = 8 * kSlotsPerEpoch;

}  // namespace

ForkChoice::ForkChoice(Committees& committees)
    : committees_(committees), latest_(committees.seats()), discounted_(committees.validators().size()) {
    const SharedConsensusBlock genesis = genesis_block();
    justified_ = finalized_ = {.epoch = 0, .root = genesis->id};
    blocks_.push_back({.proposal = nullptr,
                       .block = genesis,
                       .state = BeaconState(committees.seats()),
                       .next_justified = justified_,
                       .next_finalized = finalized_,
                       .certified = true});
    places_.emplace(genesis->id, 0);
}

BlockPlace ForkChoice::find(const Hash& id) const {
    const auto it = places_.find(id);
    return it == places_.end() ? kNowhere : it->second;
}

BlockPlace ForkChoice::ancestor(BlockPlace place, std::uint64_t slot) const {
    while (place != kNowhere && blocks_[place].block->round > slot) place = blocks_[place].parent;
    return place;
}

BlockPlace ForkChoice::insert(const std::shared_ptr<const Proposal>& proposal, bool timely) {
    const ConsensusBlock& block = *proposal->block;
    const BlockPlace parent = find(block.parent);
    CHECK(parent != kNowhere);
    BeaconState state = blocks_[parent].state;
    state.advance(epoch_of(block.round), block.parent, committees_);
    if (!state.apply(block.round, block.id, proposal->votes, committees_)) return kNowhere;
    const BeaconState next = state.weighed(committees_);
    const auto place = static_cast<BlockPlace>(blocks_.size());
    blocks_.push_back({.proposal = proposal,
                       .block = proposal->block,
                       .parent = parent,
                       .state = std::move(state),
                       .next_justified = next.justified(),
                       .next_finalized = next.finalized(),
                       .timely = timely});
    places_.emplace(block.id, place);
    return place;
}

void ForkChoice::vote(std::uint32_t duty, ValidatorIndex voter, std::uint64_t epoch, BlockPlace place) {
    LatestMessage& latest = latest_[committees_.seat(duty, voter)];
    if (latest.epochs > epoch || discounted_.contains(voter)) return;
    const Stake weight = committees_.weight(voter);
    if (latest.place != kNowhere) blocks_[latest.place].votes -= weight;
    blocks_[place].votes += weight;
    latest = {.place = place, .epochs = static_cast<std::uint32_t>(epoch + 1)};
}

void ForkChoice::discount(ValidatorIndex equivocator) {
    if (!discounted_.insert(equivocator)) return;
    for (std::uint32_t duty = 0; duty < committees_.parameters().duties_per_epoch; ++duty) {
        LatestMessage& latest = latest_[committees_.seat(duty, equivocator)];
        if (latest.place != kNowhere) blocks_[latest.place].votes -= committees_.weight(equivocator);
        latest.place = kNowhere;
    }
}

BlockPlace ForkChoice::head(std::uint64_t slot) {
    weigh(slot);
    BlockPlace head = find(justified_.root);
    CHECK(head != kNowhere);
    while (blocks_[head].best_child != kNowhere) head = blocks_[head].best_child;
    return head;
}

BlockPlace ForkChoice::proposer_head(std::uint64_t slot) {
    const BlockPlace head_place = head(slot);
    const Parameters& parameters = committees_.parameters();
    const TreeBlock& head = blocks_[head_place];
    if (!parameters.proposers_reorg || head.parent == kNowhere || head.timely) return head_place;
    const TreeBlock& parent = blocks_[head.parent];
    const bool stable = slot % kSlotsPerEpoch != 0 && head.next_justified == parent.next_justified &&
                        epoch_of(slot) <= finalized_.epoch + kMaxEpochsToReorg;
    const bool single_slot = parent.block->round + 1 == head.block->round && head.block->round + 1 == slot;
    // Compares percentages of a committee's weight without dividing.
    __extension__ using Wide = unsigned __int128;
    const auto weight = [](const TreeBlock& block) { return Wide{block.weight} * 100 * kSlotsPerEpoch; };
    const auto percent = [&](std::uint32_t of) { return Wide{committees_.total_weight()} * of; };
    const bool weak = weight(head) < percent(parameters.reorg_head_percent);
    const bool strong_parent = weight(parent) > percent(parameters.reorg_parent_percent);
    return stable && single_slot && weak && strong_parent ? head.parent : head_place;
}

void ForkChoice::weigh(std::uint64_t slot) {
    const BlockPlace first = find(justified_.root);
    CHECK(first != kNowhere);
    for (BlockPlace place = first; place < blocks_.size(); ++place) {
        TreeBlock& block = blocks_[place];
        block.weight = block.votes;
        block.viable = false;
        block.best_child = kNowhere;
    }
    if (boosted_ != kNowhere && boosted_ >= first) {
        const Stake committee = committees_.total_weight() / kSlotsPerEpoch;
        blocks_[boosted_].weight += committee * committees_.parameters().proposer_boost_percent / 100;
    }
    // Children come after their parents: when a block's turn comes, its subtree is done. A block without viable child
    // is viable only if it has none at all, which is when `has_child` is still off.
    std::vector<bool> has_child(blocks_.size() - first);
    for (auto place = static_cast<BlockPlace>(blocks_.size()); place-- > first;) {
        TreeBlock& block = blocks_[place];
        if (!has_child[place - first]) block.viable = is_viable_leaf(block, slot);
        if (place == first || block.parent == kNowhere || block.parent < first) continue;
        TreeBlock& parent = blocks_[block.parent];
        has_child[block.parent - first] = true;
        parent.weight += block.weight;
        if (!block.viable) continue;
        parent.viable = true;
        const BlockPlace best = parent.best_child;
        if (best == kNowhere ||
            std::pair(block.weight, block.block->id) > std::pair(blocks_[best].weight, blocks_[best].block->id))
            parent.best_child = place;
    }
}

bool ForkChoice::is_viable_leaf(const TreeBlock& block, std::uint64_t slot) const {
    const Checkpoint& source =
        epoch_of(block.block->round) < epoch_of(slot) ? block.next_justified : block.state.justified();
    return justified_.epoch == 0 || source.epoch == justified_.epoch || source.epoch + 2 >= epoch_of(slot);
}

void ForkChoice::prune() {
    const BlockPlace finalized = find(finalized_.root);
    const std::uint64_t slot = blocks_[finalized].block->round;
    if (slot < blocks_[0].block->round + 2 * kKeptSlots) return;
    keep_only_after(ancestor(finalized, slot - kKeptSlots));
}

void ForkChoice::keep_only_after(BlockPlace root) {
    std::vector<BlockPlace> moved(blocks_.size(), kNowhere);
    std::vector<TreeBlock> kept;
    for (BlockPlace place = root; place < blocks_.size(); ++place) {
        TreeBlock& block = blocks_[place];
        if (place != root && (block.parent == kNowhere || moved[block.parent] == kNowhere)) continue;
        moved[place] = static_cast<BlockPlace>(kept.size());
        block.parent = place == root ? kNowhere : moved[block.parent];
        kept.push_back(std::move(block));
    }
    blocks_ = std::move(kept);
    places_.clear();
    for (BlockPlace place = 0; place < blocks_.size(); ++place) places_.emplace(blocks_[place].block->id, place);
    for (LatestMessage& latest : latest_)
        if (latest.place != kNowhere) latest.place = moved[latest.place];
    if (boosted_ != kNowhere) boosted_ = moved[boosted_];
}

}  // namespace models::ethereum
