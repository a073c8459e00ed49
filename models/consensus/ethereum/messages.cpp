// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/messages.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models::ethereum {
namespace {

// Bytes of SSZ containers: slot 8, committee index 8, root 32, two checkpoints 40 each; a BLS signature 96.
constexpr std::int64_t kDataBytes = 128;
constexpr std::int64_t kSignatureBytes = 96;
constexpr std::int64_t kIndexBytes = 8;
constexpr std::int64_t kOffsetBytes = 4;
constexpr std::int64_t kCommitteeBitsBytes = 8;
constexpr std::int64_t kBlockHeaderBytes = 112 + kSignatureBytes;  // SignedBeaconBlockHeader.
constexpr std::int64_t kRootBytes = 32;

std::int64_t votes_bytes(const AggregatedVotes& votes) {
    const auto bits = static_cast<std::int64_t>(votes.voters.width());
    return kOffsetBytes + (bits + 8) / 8 + kDataBytes + kSignatureBytes + kCommitteeBitsBytes;
}

struct Size {
    std::int64_t operator()(const Proposal& p) const {
        std::int64_t sum = kBlockHeaderBytes + p.block->content.body_size.count();
        for (const AggregatedVotes& votes : p.votes) sum += kOffsetBytes + votes_bytes(votes);
        return sum;
    }
    std::int64_t operator()(const Attestation&) const { return 2 * kIndexBytes + kDataBytes + kSignatureBytes; }
    std::int64_t operator()(const Aggregate& a) const {
        return 2 * kOffsetBytes + kIndexBytes + votes_bytes(a.votes) + 2 * kSignatureBytes;
    }
    std::int64_t operator()(const BlockRequest&) const { return kRootBytes; }
    std::int64_t operator()(const BlockResponse& r) const { return (*this)(*r.proposal); }
};

void add(RlpWriter& writer, const AttestationData& data) {
    writer.add(data.slot);
    writer.add(data.head);
    writer.add(data.source.epoch);
    writer.add(data.source.root);
    writer.add(data.target.epoch);
    writer.add(data.target.root);
}
void add(RlpWriter& writer, const AggregatedVotes& votes) {
    const std::size_t list = writer.open_list();
    add(writer, votes.data);
    ByteString bits(votes.voters.width() / 8 + 1);
    for (std::uint32_t i = 0; i < votes.voters.width(); ++i)
        if (votes.voters.contains(ValidatorIndex{i})) bits[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    writer.add(std::uint64_t{votes.voters.width()});
    writer.add(bits);
    writer.close_list(list);
}

struct Content {
    RlpWriter& writer;
    void operator()(const Proposal& p) const { writer.add(p.block->id); }
    void operator()(const Attestation& a) const {
        add(writer, a.data);
        writer.add(std::uint64_t{a.attester.value});
        writer.add(std::uint64_t{a.subnet});
    }
    void operator()(const Aggregate& a) const {
        add(writer, a.votes);
        writer.add(std::uint64_t{a.aggregator.value});
        writer.add(std::uint64_t{a.subnet});
    }
    void operator()(const BlockRequest& r) const { writer.add(r.block); }
    void operator()(const BlockResponse& r) const { writer.add(r.proposal->block->id); }
};

}  // namespace

Hash commitment(const std::vector<AggregatedVotes>& votes) {
    RlpWriter writer;
    const std::size_t list = writer.open_list();
    for (const AggregatedVotes& aggregated : votes) add(writer, aggregated);
    writer.close_list(list);
    return keccak256(writer.bytes());
}

sim::Bytes wire_size(const Message& message) {
    return sim::Bytes::from_count(std::visit(Size{}, message));
}

std::uint64_t digest(const Message& message) {
    RlpWriter writer;
    writer.add(std::uint64_t{message.index()});
    std::visit(Content{writer}, message);
    const Hash hash = keccak256(writer.bytes());
    std::uint64_t first = 0;
    for (unsigned i = 0; i < 8; ++i) first |= std::uint64_t{hash.bytes[i]} << (8 * i);
    return first;
}

}  // namespace models::ethereum
