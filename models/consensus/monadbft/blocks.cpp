// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/protocol.h"
#include "models/consensus/seeded_bug.h"

namespace models::monadbft {

void Protocol::on(ValidatorIndex from, const BlockRequest& request, Effects& effects) {
    sync_.answer(from, request, effects);
}

void Protocol::on(ValidatorIndex, const BlockResponse& response, Effects& effects) {
    const auto& blocks = response.blocks;
    if (blocks.empty() || blocks.size() > BlockSync::kBlocksPerResponse) return;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool asked_for =
            i == 0 ? blocks[i] && sync_.wants(blocks[i]->id) : blocks[i] && blocks[i]->id == blocks[i - 1]->parent;
        if (!asked_for || block_id(*blocks[i]) != blocks[i]->id) return;
    }
    for (auto it = blocks.rbegin(); it != blocks.rend(); ++it) add(*it, effects);
}

void Protocol::add(const SharedConsensusBlock& block, Effects& effects) {
    sync_.got(block->id);
    for (const SharedConsensusBlock& here : tree_.insert(block)) connected(here, effects);
    if (!tree_.is_connected(block->id) && !tree_.block(block->parent))
        sync_.want({.block = block->parent, .holders = VoterSet(), .until_final = BlockSync::kAlways}, effects);
    propose(effects);
    try_to_vote(effects);
}

void Protocol::connected(const SharedConsensusBlock& block, Effects& effects) {
    effects.push_back(Progress{BlockStage::Received, block});
    const KnownBlock* known = tree_.find(block->id);
    if (!known->certified) return;
    effects.push_back(Progress{BlockStage::Certified, block});
    if (block->id == high_qc_->block) follow_head(effects);
    if (known->parent_is_final) finalize_parent(*block, effects);
}

void Protocol::certify(const QuorumCertificate& qc, Effects& effects) {
    KnownBlock& known = tree_.at(qc.block);
    const bool finalizes = qc.parent_round + 1 == qc.round && !known.parent_is_final;
    const bool first = !known.certified;
    known.certified = true;
    if (finalizes) known.parent_is_final = true;
    if (!known.block) sync_.want({.block = qc.block, .holders = qc.voters, .until_final = BlockSync::kAlways}, effects);
    if (!known.connected) return;
    const SharedConsensusBlock block = known.block;
    if (first) effects.push_back(Progress{BlockStage::Certified, block});
    if (finalizes) finalize_parent(*block, effects);
}

void Protocol::finalize_parent(const ConsensusBlock& block, Effects& effects) {
    const SharedConsensusBlock parent = tree_.block(is_seeded(8) ? block.id : block.parent);
    if (!parent) return;  // Forgotten: long final.
    if (tree_.agrees_with_final(*parent)) {
        for (const SharedConsensusBlock& b : tree_.finalize(parent))
            effects.push_back(Progress{BlockStage::Finalized, b});
        return;
    }
    KnownBlock& known = tree_.at(parent->id);
    if (known.reported) return;
    known.reported = true;
    const SharedConsensusBlock rival = tree_.final_at(parent->height);
    effects.push_back(SafetyViolation{.finalized = rival ? rival : tree_.finalized(), .conflicting = parent});
}

void Protocol::follow_head(Effects& effects) {
    if (head_ == high_qc_->block || !tree_.is_connected(high_qc_->block)) return;
    head_ = high_qc_->block;
    effects.push_back(Progress{BlockStage::Head, tree_.block(head_)});
}

}  // namespace models::monadbft
