// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/messages.h"

#include <set>

#include <gtest/gtest.h>

namespace models::ethereum {
namespace {

AggregatedVotes votes_of(std::size_t width, const std::vector<std::uint32_t>& voters) {
    AggregatedVotes votes{.data = {.slot = 7, .head = {}, .source = {}, .target = {}}, .voters = VoterSet(width)};
    for (const std::uint32_t v : voters) votes.voters.insert(ValidatorIndex{v});
    return votes;
}
std::int64_t bytes(const Message& message) {
    return wire_size(message).count();
}

TEST(Message, TakesTheBytesOfTheSpecification) {
    EXPECT_EQ(bytes(Attestation{}), 240);  // Electra's SingleAttestation: 8 + 8 + 128 + 96.
    const Message aggregate = Aggregate{.votes = votes_of(450, {1}), .aggregator = {}, .subnet = 0};
    EXPECT_NEAR(static_cast<double>(bytes(aggregate)), 500, 20);  // A committee of mainnet.
    ConsensusBlock block;
    block.content.body_size = sim::Bytes::from_count(72 * 1024);
    const Proposal empty{.block = seal(block), .votes = {}};
    const Proposal full{.block = seal(block), .votes = std::vector(8, votes_of(450, {1}))};
    EXPECT_EQ(bytes(empty), 72 * 1024 + 208);
    EXPECT_EQ(bytes(full) - bytes(empty), 8 * (4 + 4 + 57 + 128 + 96 + 8));
    EXPECT_EQ(bytes(BlockResponse{std::make_shared<const Proposal>(full)}), bytes(full));
}

TEST(Message, SaysInItsDigestAllThatItSays) {
    std::set<std::uint64_t> digests;
    const auto add = [&](const Message& message) { EXPECT_TRUE(digests.insert(digest(message)).second); };
    const Attestation attestation;
    add(attestation);
    for (const auto change : std::vector<void (*)(Attestation&)>{
             [](Attestation& a) { a.data.slot = 1; }, [](Attestation& a) { a.data.head.bytes[0] = 1; },
             [](Attestation& a) { a.data.source.epoch = 1; }, [](Attestation& a) { a.data.source.root.bytes[0] = 1; },
             [](Attestation& a) { a.data.target.epoch = 1; }, [](Attestation& a) { a.data.target.root.bytes[0] = 1; },
             [](Attestation& a) { a.attester = ValidatorIndex{1}; }, [](Attestation& a) { a.subnet = 1; }}) {
        Attestation other = attestation;
        change(other);
        add(other);
    }
    add(Aggregate{.votes = votes_of(3, {1}), .aggregator = {}, .subnet = 0});
    add(Aggregate{.votes = votes_of(3, {2}), .aggregator = {}, .subnet = 0});
    add(Aggregate{.votes = votes_of(4, {1}), .aggregator = {}, .subnet = 0});
    add(Aggregate{.votes = votes_of(3, {1}), .aggregator = ValidatorIndex{1}, .subnet = 0});
    add(Aggregate{.votes = votes_of(3, {1}), .aggregator = {}, .subnet = 1});
    add(BlockRequest{genesis_block()->id});
    add(BlockResponse{std::make_shared<const Proposal>(Proposal{.block = genesis_block(), .votes = {}})});
    add(Proposal{.block = genesis_block(), .votes = {}});
}

TEST(Message, OfABlockIsCommittedToByItsVotes) {
    EXPECT_NE(commitment({}), commitment({votes_of(3, {1})}));
    EXPECT_NE(commitment({votes_of(3, {1})}), commitment({votes_of(3, {2})}));
    EXPECT_NE(commitment({votes_of(3, {1})}), commitment({votes_of(3, {1}), votes_of(3, {1})}));
}

}  // namespace
}  // namespace models::ethereum
