// SPDX-License-Identifier: MIT
#pragma once

#include "models/consensus/monadbft/protocol.h"
#include "tests/models/consensus/cluster.h"

namespace models::monadbft {

/// Takes a voter out of a certificate at a time; what a byzantine validator can do to the votes of others.
[[nodiscard]] inline VoterSet without_some(const VoterSet& voters, std::uint64_t random) {
    VoterSet fewer(voters.width());
    for (std::uint32_t i = 0; i < voters.width(); ++i)
        if (voters.contains(ValidatorIndex{i}) && i % 2 != random % 2) fewer.insert(ValidatorIndex{i});
    return fewer;
}
[[nodiscard]] inline SharedQc without_some(const SharedQc& qc, std::uint64_t random) {
    QuorumCertificate fewer = *qc;
    fewer.voters = without_some(qc->voters, random);
    return std::make_shared<const QuorumCertificate>(std::move(fewer));
}
[[nodiscard]] inline SharedTc without_some(const SharedTc& tc, std::uint64_t random) {
    TimeoutCertificate fewer = *tc;
    if (random % 2 == 0 && tc->high.tip) {  // As if nobody had had a tip.
        fewer.high = {.tip = nullptr, .qc = tc->high.qc};
        std::erase_if(fewer.groups, [&](const auto& group) { return group.rank >= rank_of(fewer.high); });
        fewer.groups.push_back({.rank = rank_of(fewer.high), .voters = VoterSet(tc->groups.front().voters.width())});
        return std::make_shared<const TimeoutCertificate>(std::move(fewer));
    }
    fewer.groups.erase(fewer.groups.begin() + static_cast<std::ptrdiff_t>(random % fewer.groups.size()));
    return std::make_shared<const TimeoutCertificate>(std::move(fewer));
}

/// A proposal that its leader signs, but that is not as it should be.
[[nodiscard]] inline Proposal forged(const Proposal& proposal, std::uint64_t random) {
    Proposal other = proposal;
    Tip tip = *proposal.tip;
    ConsensusBlock header = *tip.header;
    switch (random % 6) {
        case 0:
            header.height += 1;
            break;
        case 1:
            header.content.body_hash.bytes[31] ^= 1;
            break;
        case 2:
            tip.qc = without_some(tip.qc, random / 6);
            break;
        case 3:
            other.tc.reset();
            break;
        case 4:
            tip.nec.reset();
            break;
        default:  // A fresh block where the tip was due, or on a certificate that is too old.
            header.round = proposal.round;
            header.proposer = proposal.block->proposer;
            if (proposal.tc && proposal.tc->high.qc) {
                tip.qc = proposal.tc->high.qc;
                tip.no_tip = without_some(proposal.tc, random / 6);
                other.tc = tip.no_tip;
                header.parent = tip.qc->block;
            }
    }
    other.block = seal(header);
    tip.header = other.block;
    other.tip = std::make_shared<const Tip>(std::move(tip));
    return other;
}
[[nodiscard]] inline Message forged(const Vote& vote, std::uint64_t random) {
    Vote other = vote;
    switch (random % 3) {
        case 0:
            other.block.bytes[0] ^= 1;
            break;
        case 1:
            other.parent_round = vote.round - 1;
            break;
        default:
            return NoEndorsement{.round = vote.round + 1, .tip_qc_round = vote.parent_round};
    }
    return other;
}
/// Hides its tip, or brings along too little.
[[nodiscard]] inline Timeout forged(const Timeout& timeout, std::uint64_t random) {
    Timeout other = timeout;
    if (random % 3 == 0) other.high = {.tip = nullptr, .qc = timeout.high.qc};
    if (random % 3 == 1) other.high = {.tip = nullptr, .qc = without_some(timeout.high.qc, random / 3)};
    if (random % 3 == 2 && timeout.tc) other.tc = without_some(timeout.tc, random / 3);
    return other;
}
[[nodiscard]] inline RoundRecovery forged(const RoundRecovery& recovery, std::uint64_t random) {
    return {.tc = without_some(recovery.tc, random)};
}
[[nodiscard]] inline NoEndorsement forged(const NoEndorsement& answer, std::uint64_t random) {
    return {.round = answer.round, .tip_qc_round = answer.tip_qc_round + random % 2 - random % 3};
}
[[nodiscard]] inline AdvanceRound forged(const AdvanceRound& advance, std::uint64_t random) {
    if (random % 2 == 0) return {.qc = without_some(advance.qc, random / 2)};
    QuorumCertificate other = *advance.qc;
    other.block.bytes[0] ^= 1;
    other.round += random % 8;
    other.voters = VoterSet(other.voters.width());
    return {.qc = std::make_shared<const QuorumCertificate>(std::move(other))};
}
[[nodiscard]] inline BlockRequest forged(const BlockRequest& request, std::uint64_t random) {
    return {.block = request.block, .above = random % (request.above + 1)};
}
[[nodiscard]] inline BlockResponse forged(const BlockResponse& response, std::uint64_t random) {
    BlockResponse other = response;
    ConsensusBlock block = *other.blocks[random % other.blocks.size()];
    block.content.body_hash.bytes[0] ^= 1;
    other.blocks[random % other.blocks.size()] =
        random % 2 == 0 ? seal(block) : std::make_shared<ConsensusBlock>(block);
    return other;
}

/// In ticks: a round without faults takes at most 40, so that 200 is long and 30 holds votes back now and then.
[[nodiscard]] inline Tick due(Tick now, const Timer& timer) {
    return now + (timer.name == kRoundTimer ? 200 : timer.name == kSyncTimer ? 100 : 30);
}
[[nodiscard]] inline std::shared_ptr<const Message> forge(const Message& message, std::uint64_t random) {
    return std::visit([&](const auto& m) { return std::make_shared<const Message>(forged(m, random)); }, message);
}
/// Certified in the round that it was fresh in: see protocol.h on speculative finality.
[[nodiscard]] inline bool stays(const Protocol& machine, const ConsensusBlock& block) {
    return machine.high_qc()->block == block.id && machine.high_qc()->round == block.round;
}
[[nodiscard]] inline std::unique_ptr<Protocol> make(const ValidatorSet& validators, ValidatorIndex self) {
    return std::make_unique<Protocol>(validators, LeaderSchedule(validators, 1), self);
}
[[nodiscard]] inline ClusterSetup<Protocol> cluster_setup() {
    return {.make = make, .due = due, .forge = forge, .stays = stays};
}

}  // namespace models::monadbft
