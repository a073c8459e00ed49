// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/consensus/effects.h"

namespace models {

/// Content that a cluster's nodes find valid or not, without executing anything: `builder` and `round` make it unique.
[[nodiscard]] inline BlockContent make_content(std::size_t builder, std::uint64_t round, bool valid) {
    BlockContent content;
    content.body_hash.bytes[0] = static_cast<std::uint8_t>(builder + 1);
    for (unsigned i = 0; i < 8; ++i) content.body_hash.bytes[1 + i] = static_cast<std::uint8_t>(round >> (8 * i));
    content.body_hash.bytes[31] = valid ? 0 : 1;
    content.body_size = sim::Bytes::from_count(1000);
    return content;
}
[[nodiscard]] inline bool is_valid_content(const BlockContent& content) {
    return content.body_hash.bytes[31] == 0;
}

/// Watches what the nodes of a cluster say. Knows no protocol, only what every one of them promises; what byzantine
/// nodes say is not looked at.
class ChainOracle {
  public:
    /// `safe`: byzantine validators have less than a third of the stake, so nothing may be reported either.
    /// `certifies_once`: of two blocks that were proposed in one round only one is ever certified.
    ChainOracle(bool safe, bool certifies_once) : safe_(safe), certifies_once_(certifies_once) {}

    void add_node(ValidatorIndex identity, bool honest) {
        views_.push_back({.honest = honest, .received = {genesis_block()->id}, .finalized = {genesis_block()}});
        if (!honest) byzantine_.insert(identity);
    }

    void on_progress(std::size_t node, const Progress& progress) {
        View& view = views_[node];
        if (!view.honest) return;
        const ConsensusBlock& block = *progress.block;
        switch (progress.stage) {
            case BlockStage::Received:
                if (!view.received.insert(block.id).second) violate(node, "received twice", block);
                if (!view.received.contains(block.parent)) violate(node, "received before its parent", block);
                break;
            case BlockStage::Certified:
                on_certified(node, block);
                break;
            case BlockStage::Finalized:
                on_finalized(view, node, progress.block);
                break;
            case BlockStage::Head:
            case BlockStage::Justified:
                if (!view.received.contains(block.id)) violate(node, "head or justified, but not received", block);
        }
    }
    /// A certified block; if it stays, no later block may be final without it.
    void on_speculative_finality(std::size_t node, const ConsensusBlock& block, bool stays) {
        if (!stays || !views_[node].honest || !safe_ || byzantine_.contains(block.proposer)) return;
        stays_.emplace(block.round, block.id);
        const std::vector<SharedConsensusBlock>& finalized = views_[node].finalized;
        const auto later = std::find_if(finalized.begin(), finalized.end(),
                                        [&](const auto& other) { return other->round >= block.round; });
        if (later != finalized.end() && (*later)->id != block.id) violate(node, "tail fork", block);
    }
    void on_question(std::size_t node, const SharedConsensusBlock& block) {
        if (views_[node].honest && !views_[node].received.contains(block->id))
            violate(node, "asked of a block that was not received", *block);
    }
    void on_evidence(std::size_t node, const Evidence& evidence) {
        if (!views_[node].honest) return;
        ++evidence_;
        if (!byzantine_.contains(evidence.offender))
            violations_.push_back("honest accused: validator " + std::to_string(evidence.offender.value) + " by node " +
                                  std::to_string(node) + ", round " + std::to_string(evidence.round));
    }
    void on_safety_violation(std::size_t node, const SafetyViolation& violation) {
        if (!views_[node].honest) return;
        ++reported_forks_;
        if (safe_) violate(node, "safety violation reported", *violation.conflicting);
    }
    void add_violation(std::string text) { violations_.push_back(std::move(text)); }

    /// What must never happen, in words, in order.
    [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }
    /// From genesis on.
    [[nodiscard]] const std::vector<SharedConsensusBlock>& finalized(std::size_t node) const {
        return views_[node].finalized;
    }
    [[nodiscard]] std::uint64_t finalized_height(std::size_t node) const {
        return views_[node].finalized.back()->height;
    }
    /// Proofs of misbehaviour that honest nodes found, and forks that they reported.
    [[nodiscard]] std::size_t evidence() const { return evidence_; }
    [[nodiscard]] std::size_t reported_forks() const { return reported_forks_; }
    /// Whether two honest nodes finalized different blocks at one height.
    [[nodiscard]] bool forked() const { return forked_; }

  private:
    struct View {
        bool honest = true;
        std::set<Hash> received;
        std::vector<SharedConsensusBlock> finalized;
    };

    void violate(std::size_t node, const std::string& what, const ConsensusBlock& block) {
        violations_.push_back(what + ": node " + std::to_string(node) + ", height " + std::to_string(block.height) +
                              ", round " + std::to_string(block.round));
    }
    void on_certified(std::size_t node, const ConsensusBlock& block) {
        const auto [it, first] = certified_.emplace(block.round, block.id);
        if (first || it->second == block.id || !safe_) return;
        if (certifies_once_ || !byzantine_.contains(block.proposer))
            violate(node, "two blocks of a round certified", block);
    }
    void on_finalized(View& view, std::size_t node, const SharedConsensusBlock& block) {
        if (block->parent != view.finalized.back()->id || block->height != view.finalized.back()->height + 1)
            return violate(node, "finalized out of order", *block);
        if (!view.received.contains(block->id)) violate(node, "finalized, but not received", *block);
        const auto skipped = stays_.upper_bound(view.finalized.back()->round);
        if (skipped != stays_.end() && skipped->first <= block->round && skipped->second != block->id)
            violate(node, "tail fork", *block);
        view.finalized.push_back(block);
        if (!is_valid_content(block->content) && safe_) violate(node, "invalid content finalized", *block);
        const auto [it, first] = chain_.emplace(block->height, block->id);
        if (first || it->second == block->id) return;
        forked_ = true;
        if (safe_) violate(node, "fork", *block);
    }

    bool safe_;
    bool certifies_once_;
    bool forked_ = false;
    std::vector<View> views_;
    std::set<ValidatorIndex> byzantine_;
    std::map<std::uint64_t, Hash> certified_;
    std::map<std::uint64_t, Hash> stays_;  ///< Certified, and to stay, by round.
    std::map<std::uint64_t, Hash> chain_;  ///< By height: what an honest node finalized first.
    std::vector<std::string> violations_;
    std::size_t evidence_ = 0;
    std::size_t reported_forks_ = 0;
};

}  // namespace models
