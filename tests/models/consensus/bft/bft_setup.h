// SPDX-License-Identifier: MIT
#pragma once

#include "models/consensus/bft/protocol.h"
#include "tests/models/consensus/cluster.h"

namespace models::bft {

/// A quarter of the voters of a certificate, or none: what a byzantine validator can still do to it.
inline void strip(std::optional<Certificate>& certificate, std::uint64_t random) {
    if (!certificate) return;
    VoterSet fewer(certificate->voters.width());
    for (std::uint32_t v = 0; v < fewer.width(); ++v)
        if (certificate->voters.contains(ValidatorIndex{v}) && (random >> (2 * v % 64) & 3U) == 0)
            fewer.insert(ValidatorIndex{v});
    certificate->voters = fewer;
}

/// Claims polkas and commits that were none, and votes for what it has not voted for.
inline std::shared_ptr<const Message> forge(const Message& message, std::uint64_t random) {
    Message forged = message;
    if (auto* const proposal = std::get_if<Proposal>(&forged)) {
        if (!proposal->polka && attempt_of(proposal->round) > 0)
            proposal->polka = Certificate{VoteKind::Prevote, proposal->round - 1, proposal->block->id, VoterSet()};
        if (proposal->parent_commit && proposal->polka)
            proposal->polka->voters = VoterSet(proposal->parent_commit->voters.width());
        strip(random % 2 == 0 ? proposal->polka : proposal->parent_commit, random);
    } else if (auto* const vote = std::get_if<Vote>(&forged)) {
        vote->choice = random % 2 == 0 ? std::nullopt : Choice(genesis_block()->id);
    } else if (auto* const stalled = std::get_if<Stalled>(&forged)) {
        strip(stalled->polka, random);
    } else if (auto* const decision = std::get_if<Decision>(&forged)) {
        std::optional<Certificate> commit = decision->commit;
        strip(commit, random);
        decision->commit = *commit;
    }
    return std::make_shared<const Message>(std::move(forged));
}

/// Timeouts of 60 ticks and more for what takes about 20.
inline ClusterSetup<Protocol> cluster_setup() {
    return {.make =
                [](const ValidatorSet& validators, ValidatorIndex self) {
                    return std::make_unique<Protocol>(validators, LeaderSchedule(validators, 1), self);
                },
            .due =
                [](Tick now, const Timer& timer) {
                    const Tick base = timer.name == Protocol::Retry ? 300 : 60;
                    return now + base + 20 * attempt_of(timer.round);
                },
            .forge = forge};
}

}  // namespace models::bft
