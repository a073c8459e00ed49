// SPDX-License-Identifier: MIT
#include <algorithm>

#include "models/consensus/ethereum/gasper.h"

namespace models::ethereum {
namespace {

/// How often a block is asked for that nothing but votes speak of.
constexpr std::uint32_t kMostRequests = 32;

}  // namespace

void Gasper::accept(ValidatorIndex from, const SharedProposal& proposal, Effects& effects) {
    if (!proposal || !proposal->block) return;
    const ConsensusBlock& block = *proposal->block;
    if (is_known(block.id) || rejected_.contains(block.id) || !is_well_formed(*proposal)) return;
    if (!note_proposal(block, effects)) return;
    if (block.round > slot_) {
        early_.emplace_back(from, proposal);
        return;
    }
    missing_.erase(block.id);
    if (received(block.parent) != nullptr) {
        receive(proposal, effects);
    } else if (rejected_.contains(block.parent)) {
        reject(block.id);
    } else {
        orphans_[block.parent].push_back(proposal);
        request(block.parent, from, effects);
    }
}

bool Gasper::is_well_formed(const Proposal& proposal) const {
    const ConsensusBlock& block = *proposal.block;
    return block.round > tree_.at(0).block->round && block.round <= slot_ + 1 &&
           block.proposer == schedule_.leader(block.round) && block.attached == commitment(proposal.votes) &&
           block.id == block_id(block);
}

bool Gasper::is_known(const Hash& block) const {
    if (received(block) != nullptr) return true;
    for (const auto& [parent, children] : orphans_)
        for (const SharedProposal& child : children)
            if (child->block->id == block) return true;
    return std::any_of(early_.begin(), early_.end(), [&](const auto& e) { return e.second->block->id == block; });
}

const ConsensusBlock* Gasper::received(const Hash& block) const {
    const BlockPlace place = tree_.find(block);
    if (place != kNowhere) return tree_.at(place).block.get();
    const auto it = pending_.find(block);
    return it == pending_.end() ? nullptr : it->second.proposal->block.get();
}

/// False for what is superfluous: a third block for one slot that nobody asked for.
bool Gasper::note_proposal(const ConsensusBlock& block, Effects& effects) {
    std::vector<Hash>& known = proposed_[block.round];
    if (std::find(known.begin(), known.end(), block.id) != known.end()) return true;
    if (known.size() >= 2 && !missing_.contains(block.id)) return false;
    known.push_back(block.id);
    if (known.size() == 2)
        effects.emplace_back(
            Evidence{.offender = block.proposer, .offence = Offence::TwoProposals, .round = block.round});
    return true;
}

void Gasper::receive(const SharedProposal& first, Effects& effects) {
    std::vector<SharedProposal> ready{first};
    while (!ready.empty()) {
        const SharedProposal proposal = ready.back();
        ready.pop_back();
        const ConsensusBlock& block = *proposal->block;
        const ConsensusBlock* parent = received(block.parent);
        if (parent == nullptr || block.height != parent->height + 1 || block.round <= parent->round) {
            reject(block.id);
            rejected_.emplace(block.id, block.round);
            continue;
        }
        effects.emplace_back(Progress{BlockStage::Received, proposal->block});
        pending_.emplace(block.id, Pending{.proposal = proposal, .valid = false});
        effects.emplace_back(CheckBlock{proposal->block});
        const auto waiting = orphans_.extract(block.id);
        if (!waiting.empty()) ready.insert(ready.end(), waiting.mapped().begin(), waiting.mapped().end());
    }
}

void Gasper::on_checked(const Hash& block, bool valid, Effects& effects) {
    const auto it = pending_.find(block);
    if (it == pending_.end() || it->second.valid) return;
    if (!valid) {
        const ConsensusBlock& wrong = *it->second.proposal->block;
        effects.emplace_back(
            Evidence{.offender = wrong.proposer, .offence = Offence::WrongState, .round = wrong.round});
        reject(block);
        return;
    }
    it->second.valid = true;
    const SharedProposal proposal = it->second.proposal;
    if (tree_.find(proposal->block->parent) != kNowhere) import(proposal, effects);
}

void Gasper::import(const SharedProposal& proposal, Effects& effects) {
    const SharedConsensusBlock& block = proposal->block;
    const bool timely = block->round == slot_ && !attestation_due_;
    const BlockPlace place = tree_.insert(proposal, timely);
    if (place == kNowhere) {
        reject(block->id);
        return;
    }
    pending_.erase(block->id);
    if (timely && tree_.boosted() == kNowhere) tree_.set_boosted(place);
    for (const AggregatedVotes& votes : proposal->votes) {
        if (!pool_.covers(votes.data.slot) || pool_.has_all(votes)) continue;
        for (const ValidatorIndex member : committees_.at(votes.data.slot).members)
            if (votes.voters.contains(member)) record(votes.data, member, effects);
    }
    for (std::uint64_t slot = std::max(block->round, pool_.first_slot()); slot <= slot_; ++slot)
        for (const VoteGroup& group : pool_.at(slot).groups) {
            if (group.votes.data.head != block->id) continue;
            if (slot < slot_) apply_votes(slot, group);
            certify(slot, group, effects);
        }
    const TreeBlock& inserted = tree_.at(place);
    adopt(inserted.state.justified(), inserted.state.finalized(), effects);
    if (inserted.next_justified.epoch > next_justified_.epoch) next_justified_ = inserted.next_justified;
    if (inserted.next_finalized.epoch > next_finalized_.epoch) next_finalized_ = inserted.next_finalized;
    if (epoch_of(block->round) < epoch_of(slot_)) adopt(inserted.next_justified, inserted.next_finalized, effects);
    update_head(effects);
    if (block->round == slot_) attest(effects);
    import_children(block->id, effects);
}

void Gasper::import_children(const Hash& parent, Effects& effects) {
    std::vector<SharedProposal> children;
    for (const auto& [id, pending] : pending_)
        if (pending.valid && pending.proposal->block->parent == parent) children.push_back(pending.proposal);
    for (const SharedProposal& child : children) import(child, effects);
}

/// With all that builds on it.
void Gasper::reject(const Hash& block) {
    std::vector<Hash> wrong{block};
    while (!wrong.empty()) {
        const Hash id = wrong.back();
        wrong.pop_back();
        rejected_.emplace(id, slot_);
        pending_.erase(id);
        for (const auto& [child, pending] : pending_)
            if (pending.proposal->block->parent == id) wrong.push_back(child);
        const auto waiting = orphans_.extract(id);
        if (!waiting.empty())
            for (const SharedProposal& child : waiting.mapped()) wrong.push_back(child->block->id);
    }
}

void Gasper::request(const Hash& block, ValidatorIndex from, Effects& effects) {
    if (!missing_.emplace(block, 0).second) return;
    effects.emplace_back(Send<Message>{from, std::make_shared<const Message>(BlockRequest{block})});
}

/// Once a slot, of one validator after the other.
void Gasper::request_again(Effects& effects) {
    const auto validators = static_cast<std::uint32_t>(committees_.validators().size());
    for (auto it = missing_.begin(); it != missing_.end();) {
        const bool wanted = orphans_.contains(it->first) || it->second < kMostRequests;
        if (is_known(it->first) || !wanted || validators == 1) {
            it = missing_.erase(it);
            continue;
        }
        const std::uint32_t step = 1 + it->second++ % (validators - 1);
        const ValidatorIndex to{(self_.value + step) % validators};
        effects.emplace_back(Send<Message>{to, std::make_shared<const Message>(BlockRequest{it->first})});
        ++it;
    }
}

void Gasper::forget_old_blocks() {
    const std::uint64_t before = tree_.at(0).block->round;
    tree_.prune();
    const std::uint64_t first = tree_.at(0).block->round;
    if (first == before) return;
    const auto is_old = [&](const SharedProposal& proposal) { return proposal->block->round <= first; };
    std::erase_if(pending_, [&](const auto& entry) { return is_old(entry.second.proposal); });
    for (auto& [parent, children] : orphans_) std::erase_if(children, is_old);
    std::erase_if(orphans_, [](const auto& entry) { return entry.second.empty(); });
    std::erase_if(rejected_, [&](const auto& entry) { return entry.second <= first; });
    proposed_.erase(proposed_.begin(), proposed_.lower_bound(first));
}

}  // namespace models::ethereum
