// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/block_tree.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace models::monadbft {

BlockTree::BlockTree() : finalized_(genesis_block()) {
    KnownBlock& genesis = at(finalized_->id);
    genesis.block = finalized_;
    genesis.connected = true;
    genesis.certified = true;
    genesis.verdict = KnownBlock::Verdict::Valid;
    final_.push_back(finalized_);
}

const KnownBlock* BlockTree::find(const Hash& id) const {
    const auto it = blocks_.find(id);
    return it == blocks_.end() ? nullptr : &it->second;
}

SharedConsensusBlock BlockTree::block(const Hash& id) const {
    const KnownBlock* known = find(id);
    return known ? known->block : nullptr;
}

bool BlockTree::is_connected(const Hash& id) const {
    const KnownBlock* known = find(id);
    return known && known->connected;
}

std::vector<SharedConsensusBlock> BlockTree::insert(const SharedConsensusBlock& block) {
    std::vector<SharedConsensusBlock> connected;
    if (at(block->id).block) return connected;
    at(block->id).block = block;
    by_height_[block->height].push_back(block->id);
    if (!is_connected(block->parent)) {
        at(block->parent).waiting.push_back(block->id);
        return connected;
    }
    connected.push_back(block);
    for (std::size_t next = 0; next < connected.size(); ++next) {
        const SharedConsensusBlock here = connected[next];
        const SharedConsensusBlock parent = this->block(here->parent);
        if (here->height != parent->height + 1 || here->round <= parent->round) {
            at(here->id).verdict = KnownBlock::Verdict::Invalid;
            connected.erase(connected.begin() + static_cast<std::ptrdiff_t>(next--));
            continue;
        }
        KnownBlock& known = at(here->id);
        known.connected = true;
        for (const Hash& child : std::exchange(known.waiting, {})) connected.push_back(this->block(child));
    }
    return connected;
}

bool BlockTree::agrees_with_final(const ConsensusBlock& block) const {
    const ConsensusBlock* at_height = &block;
    while (at_height->height > finalized_->height) {
        const KnownBlock* parent = find(at_height->parent);
        CHECK(parent && parent->block);
        at_height = parent->block.get();
    }
    const SharedConsensusBlock final = final_at(at_height->height);
    return !final || final->id == at_height->id;
}

std::vector<SharedConsensusBlock> BlockTree::finalize(const SharedConsensusBlock& block) {
    std::vector<SharedConsensusBlock> chain;
    for (SharedConsensusBlock b = block; b->height > finalized_->height; b = this->block(b->parent)) chain.push_back(b);
    std::reverse(chain.begin(), chain.end());
    for (const SharedConsensusBlock& b : chain) {
        CHECK(b->parent == finalized_->id);
        finalized_ = b;
        final_.push_back(b);
    }
    forget_old();
    return chain;
}

SharedConsensusBlock BlockTree::final_at(std::uint64_t height) const {
    const std::uint64_t first = final_.front()->height;
    return height < first || height > finalized_->height ? nullptr : final_[height - first];
}

void BlockTree::forget_old() {
    while (final_.front()->height + kKeptBlocks < finalized_->height) final_.pop_front();
    while (!by_height_.empty() && by_height_.begin()->first < final_.front()->height) {
        for (const Hash& id : by_height_.begin()->second) blocks_.erase(id);
        by_height_.erase(by_height_.begin());
    }
}

}  // namespace models::monadbft
