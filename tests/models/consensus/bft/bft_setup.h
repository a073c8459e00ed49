// SPDX-License-Identifier: MIT
#pragma once

#include "models/consensus/bft/protocol.h"
#include "tests/models/consensus/cluster.h"

namespace models::bft {

/// What byzantine validators make of their messages: other blocks than the ones they should propose, votes for those,
/// and certificates that too few have signed.
class Forger {
  public:
    explicit Forger(const ValidatorSet& validators) : leaders_(validators, 1) {}

    [[nodiscard]] std::shared_ptr<const Message> forge(const Message& message, std::uint64_t random) {
        Message forged = message;
        std::visit([&](auto& m) { change(m, random); }, forged);
        return std::make_shared<const Message>(std::move(forged));
    }

  private:
    static SharedConsensusBlock another(ConsensusBlock block) {
        block.content.body_hash.bytes[30] ^= 1;
        return seal(std::move(block));
    }
    /// A quarter of the voters or none: nobody can sign for others.
    static void strip(Certificate& certificate, std::uint64_t random) {
        VoterSet left(certificate.voters.width());
        for (std::uint32_t v = 0; v < left.width(); ++v)
            if (certificate.voters.contains(ValidatorIndex{v}) && (random >> (2 * v % 64) & 3U) == 0)
                left.insert(ValidatorIndex{v});
        certificate.voters = left;
    }
    /// Proposes as if it knew of no polka.
    void propose_another(Proposal& proposal) {
        ConsensusBlock block = *proposal.block;
        block.round = proposal.round;
        block.proposer = leaders_.leader(block.round);
        proposal.block = another(std::move(block));
        proposal.polka.reset();
        made_up_[proposal.round] = proposal.block->id;
    }
    void change(Proposal& proposal, std::uint64_t random) {
        if (proposal.parent_commit && random % 8 == 0)
            strip(*proposal.parent_commit, random >> 3);
        else if (proposal.polka && random % 8 == 1)
            strip(*proposal.polka, random >> 3);
        else
            propose_another(proposal);
    }
    void change(Vote& vote, std::uint64_t random) {
        const auto found = made_up_.find(vote.round);
        if (found != made_up_.end() && random % 4 != 0)
            vote.choice = found->second;
        else
            vote.choice = random % 8 == 0 ? std::nullopt : Choice(genesis_block()->id);
    }
    void change(Stalled& stalled, std::uint64_t) {
        if (!stalled.polka) return;
        stalled.polka->block.bytes[30] ^= 1;
        stalled.polka->voters = VoterSet(stalled.polka->voters.width());
    }
    void change(Decision& decision, std::uint64_t) {
        decision.block = another(*decision.block);
        decision.commit.block = decision.block->id;
        decision.commit.voters = VoterSet(decision.commit.voters.width());
    }
    void change(BlockReply& reply, std::uint64_t) { reply.block = another(*reply.block); }
    void change(DecisionRequest& request, std::uint64_t random) { request.height = random % 100; }
    void change(BlockRequest& request, std::uint64_t random) { request.height = random % 100; }

    LeaderSchedule leaders_;
    std::map<std::uint64_t, Hash> made_up_;  ///< By round.
};

/// Timeouts of 60 ticks and more for what takes about 20.
inline ClusterSetup<Protocol> cluster_setup() {
    const auto forger = std::make_shared<std::optional<Forger>>();  // Of the cluster that was made last.
    return {
        .make =
            [forger](const ValidatorSet& validators, ValidatorIndex self) {
                if (self.value == 0) *forger = Forger(validators);
                return std::make_unique<Protocol>(validators, LeaderSchedule(validators, 1), self);
            },
        .due =
            [](Tick now, const Timer& timer) {
                const Tick base = timer.name == Protocol::Retry ? 300 : 60;
                return now + base + 20 * attempt_of(timer.round);
            },
        .forge = [forger](const Message& message, std::uint64_t random) { return (*forger)->forge(message, random); }};
}

}  // namespace models::bft
