// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/messages.h"

#include <initializer_list>

namespace models::monadbft {

namespace {

// Sizes of fields: category-labs/monad-bft, monad-bls/src/bls.rs (a BLS signature takes 96 bytes, of an aggregate too),
// monad-consensus-types/src/{voting,timeout,no_endorsement,tip}.rs; numbers of rounds and epochs take 8 bytes.
constexpr std::int64_t kRound = 8;
constexpr std::int64_t kBlsSignature = 96;
constexpr std::int64_t kAuthorSignature = 65;
constexpr std::int64_t kVote = 32 + 2 * kRound;  // Block id, round, epoch.
// assumption: 35 bytes of RLP and version tags around each message, beside its author's signature.
constexpr std::int64_t kEnvelope = kAuthorSignature + 35;
// assumption: a header without its certificate, with the header of one executed Ethereum block (about 600 bytes).
constexpr std::int64_t kHeader = 1000;

std::int64_t aggregate_size(const VoterSet& voters) {
    return kBlsSignature + static_cast<std::int64_t>((voters.width() + 7) / 8);
}

std::int64_t size_of(const SharedQc& qc) {
    return qc ? kVote + aggregate_size(qc->voters) : 0;
}
std::int64_t size_of(const SharedNec& nec) {
    return nec ? 3 * kRound + aggregate_size(nec->voters) : 0;
}
std::int64_t size_of(const SharedTc& tc);
std::int64_t size_of(const SharedTip& tip) {
    return kHeader + kAuthorSignature + size_of(tip->qc) + size_of(tip->nec) + size_of(tip->no_tip);
}
std::int64_t size_of(const High& high) {
    return high.tip ? size_of(high.tip) : size_of(high.qc);
}
std::int64_t size_of(const SharedTc& tc) {
    if (!tc) return 0;
    std::int64_t size = 2 * kRound + size_of(tc->high);
    for (const TimeoutCertificate::Group& group : tc->groups) size += 2 * kRound + aggregate_size(group.voters);
    return size;
}

std::int64_t size_of(const Proposal& proposal) {
    const std::int64_t tip = size_of(proposal.tip);
    // What is in the tip is not sent twice, and a tip that is proposed anew is in the timeout certificate.
    const bool tip_is_in_tc = proposal.tc && proposal.tc->high.tip == proposal.tip;
    const bool tc_is_in_tip = proposal.tc == proposal.tip->no_tip;
    return kRound + proposal.block->content.body_size.count() + (tip_is_in_tc ? 0 : tip) +
           (tc_is_in_tip ? 0 : size_of(proposal.tc));
}
std::int64_t size_of(const Vote&) {
    return kVote + kBlsSignature;
}
std::int64_t size_of(const Timeout& timeout) {
    return 4 * kRound + kBlsSignature + size_of(timeout.high) + size_of(timeout.qc) + size_of(timeout.tc);
}
std::int64_t size_of(const RoundRecovery& recovery) {
    return size_of(recovery.tc);
}
std::int64_t size_of(const NoEndorsement&) {
    return 3 * kRound + kBlsSignature;
}
std::int64_t size_of(const AdvanceRound& advance) {
    return size_of(advance.qc);
}
std::int64_t size_of(const BlockRequest&) {
    return 32 + kRound;
}
std::int64_t size_of(const BlockResponse& response) {
    std::int64_t size = 0;
    for (const SharedConsensusBlock& block : response.blocks) size += kHeader + block->content.body_size.count();
    return size;
}

std::uint64_t mix(std::initializer_list<std::uint64_t> words) {
    std::uint64_t state = 0;
    for (const std::uint64_t word : words) {
        state = (state ^ word) * 0x9e3779b97f4a7c15U;
        state ^= state >> 32;
    }
    return state;
}
std::uint64_t word_of(const Hash& hash) {
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i) word |= static_cast<std::uint64_t>(hash.bytes[i]) << (8 * i);
    return word;
}
std::uint64_t word_of(const SharedQc& qc) {
    return qc ? mix({qc->round, word_of(qc->block), qc->parent_round}) : 0;
}
std::uint64_t word_of(const High& high) {
    return high.tip ? word_of(high.tip->header->id) : word_of(high.qc);
}
std::uint64_t word_of(const SharedTc& tc) {
    return tc ? mix({tc->round, tc->groups.size(), word_of(tc->high)}) : 0;
}

std::uint64_t digest_of(const Proposal& proposal) {
    return mix({proposal.round, word_of(proposal.block->id), word_of(proposal.tip->qc), word_of(proposal.tc)});
}
std::uint64_t digest_of(const Vote& vote) {
    return mix({vote.round, word_of(vote.block), vote.parent_round});
}
std::uint64_t digest_of(const Timeout& timeout) {
    return mix({timeout.round, word_of(timeout.high), word_of(timeout.qc), word_of(timeout.tc)});
}
std::uint64_t digest_of(const RoundRecovery& recovery) {
    return word_of(recovery.tc);
}
std::uint64_t digest_of(const NoEndorsement& answer) {
    return mix({answer.round, answer.tip_qc_round});
}
std::uint64_t digest_of(const AdvanceRound& advance) {
    return word_of(advance.qc);
}
std::uint64_t digest_of(const BlockRequest& request) {
    return mix({word_of(request.block), request.above});
}
std::uint64_t digest_of(const BlockResponse& response) {
    return mix({response.blocks.size(), response.blocks.empty() ? 0 : word_of(response.blocks.front()->id)});
}

}  // namespace

sim::Bytes wire_size(const Message& message) {
    return sim::Bytes::from_count(kEnvelope + std::visit([](const auto& m) { return size_of(m); }, message));
}

std::uint64_t digest(const Message& message) {
    return mix({message.index(), std::visit([](const auto& m) { return digest_of(m); }, message)});
}

}  // namespace models::monadbft
