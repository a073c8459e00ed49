// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/block_sync.h"

#include <set>

#include <gmock/gmock.h>

#include "tests/models/consensus/monadbft/driver.h"

namespace models::monadbft {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kFollower = 3;

TEST(BlockSync, AsksAVoterForABlockThatACertificateNames) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), AdvanceRound{d.chain_qc(chain, 1)});
    const auto requests = d.sent<BlockRequest, Send>();
    ASSERT_THAT(requests, SizeIs(1));
    EXPECT_EQ(requests[0].block, chain[1]->id);
    EXPECT_TRUE(d.sets(kSyncTimer, 1));
    EXPECT_THAT(d.reached(BlockStage::Certified), IsEmpty());

    d.receive(0, BlockResponse{{chain[1]}});
    EXPECT_THAT(d.reached(BlockStage::Received), ElementsAre(chain[1]));
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(chain[1]));
    EXPECT_THAT(d.reached(BlockStage::Head), ElementsAre(chain[1]));
    d.run_out(kSyncTimer, 1);
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(BlockSync, AsksOneAfterTheOtherUntilTheBlockIsHere) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), AdvanceRound{d.chain_qc(chain, 1)});
    std::set<ValidatorIndex> asked;
    for (std::uint64_t attempt = 1; attempt <= 30; ++attempt) {
        d.run_out(kSyncTimer, attempt);
        ASSERT_THAT(d.receivers<BlockRequest>(), SizeIs(1));
        ASSERT_NE(d.receivers<BlockRequest>()[0], ValidatorIndex{kFollower});
        asked.insert(d.receivers<BlockRequest>()[0]);
    }
    EXPECT_THAT(asked, SizeIs(3));
}

TEST(BlockSync, FetchesAncestorsUntilTheChainConnects) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(16);
    d.receive(d.leader(16), d.proposal(chain[16], d.chain_qc(chain, 15)));
    EXPECT_THAT(d.reached(BlockStage::Received), IsEmpty());
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());
    ASSERT_THAT((d.sent<BlockRequest, Send>()), SizeIs(1));
    EXPECT_EQ((d.sent<BlockRequest, Send>()[0].block), chain[15]->id);

    BlockResponse first;
    for (std::uint64_t height = 15; height > 5; --height) first.blocks.push_back(chain[height]);
    d.receive(1, first);
    EXPECT_THAT(d.reached(BlockStage::Received), IsEmpty());
    ASSERT_THAT((d.sent<BlockRequest, Send>()), SizeIs(1));
    EXPECT_EQ((d.sent<BlockRequest, Send>()[0].block), chain[5]->id);

    BlockResponse second;
    for (std::uint64_t height = 5; height > 0; --height) second.blocks.push_back(chain[height]);
    d.receive(2, second);
    EXPECT_EQ(d.reached(BlockStage::Received), std::vector(chain.begin() + 1, chain.end()));
    EXPECT_EQ(d.reached(BlockStage::Finalized), std::vector(chain.begin() + 1, chain.begin() + 15));
    ASSERT_THAT(d.all<CheckBlock>(), SizeIs(1));
    EXPECT_EQ(d.all<CheckBlock>()[0].block, chain[16]);
}

TEST(BlockSync, TakesOnlyWhatItAskedFor) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(3);
    d.receive(0, BlockResponse{{chain[1]}});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(d.leader(2), AdvanceRound{d.chain_qc(chain, 2)});
    ConsensusBlock changed = *chain[2];
    changed.height = 9;
    d.receive(0, BlockResponse{{std::make_shared<const ConsensusBlock>(changed)}});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(0, BlockResponse{{chain[2], chain[3]}});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(0, BlockResponse{});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(0, BlockResponse{{chain[2], chain[1]}});
    EXPECT_THAT(d.reached(BlockStage::Received), ElementsAre(chain[1], chain[2]));
}

TEST(BlockSync, AnswersWithUpToTenBlocksAboveWhatTheAskerHas) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(14);
    d.follow(chain, 14);
    d.receive(0, BlockRequest{.block = chain[14]->id, .above = 11});
    EXPECT_THAT(d.receivers<BlockResponse>(), ElementsAre(ValidatorIndex{0}));
    EXPECT_THAT((d.sent<BlockResponse, Send>()[0].blocks), ElementsAre(chain[14], chain[13], chain[12]));
    d.receive(0, BlockRequest{.block = chain[14]->id, .above = 0});
    EXPECT_THAT((d.sent<BlockResponse, Send>()[0].blocks), SizeIs(BlockSync::kBlocksPerResponse));
    d.receive(0, BlockRequest{.block = chain[5]->id, .above = 9});
    EXPECT_THAT((d.sent<BlockResponse, Send>()[0].blocks), ElementsAre(chain[5]));
    d.receive(0, BlockRequest{.block = {}, .above = 0});
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(BlockSync, ABlockThatDoesNotFitItsParentNeverConnects) {
    Driver d(kFollower);
    d.start();
    ConsensusBlock tall = *d.chain(1)[1];
    tall.height = 2;
    const auto block = seal(tall);
    d.receive(d.leader(1), d.proposal(block, d.genesis()));
    EXPECT_THAT(d.reached(BlockStage::Received), IsEmpty());
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());
}

TEST(BlockTree, KeepsAThousandFinalBlocksAndForgetsTheRest) {
    const Driver d(kFollower);
    BlockTree tree;
    const std::uint64_t length = BlockTree::kKeptBlocks + 500;
    const auto chain = d.chain(length);
    for (std::uint64_t height = 1; height <= length; ++height) {
        ASSERT_THAT(tree.insert(chain[height]), ElementsAre(chain[height]));
        ASSERT_THAT(tree.finalize(chain[height]), ElementsAre(chain[height]));
    }
    EXPECT_EQ(tree.block(chain[500]->id), chain[500]);
    EXPECT_EQ(tree.final_at(500), chain[500]);
    EXPECT_FALSE(tree.block(chain[499]->id));
    EXPECT_FALSE(tree.find(chain[499]->id));
}

TEST(MonadBft, ReportsThatConflictingBlocksAreFinalAndKeepsTheFirst) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(3);
    d.follow(chain, 3);
    ASSERT_EQ(d.machine.finalized(), chain[1]);
    // More than a third of the stake is byzantine: rounds 1 and 2 have certificates for other blocks too.
    const auto rival1 = d.block(genesis_block(), 1, 1);
    const auto rival2 = d.block(rival1, 2, 1);
    const auto rival3 = d.block(rival2, 3, 1);
    d.receive(d.leader(3), d.proposal(rival3, d.qc(rival2, 2, 1)));
    d.receive(0, BlockResponse{{rival2, rival1}});
    const auto violations = d.all<SafetyViolation>();
    ASSERT_THAT(violations, SizeIs(1));
    EXPECT_EQ(violations[0].finalized, chain[1]);
    EXPECT_EQ(violations[0].conflicting, rival1);
    EXPECT_EQ(d.machine.finalized(), chain[1]);
    EXPECT_THAT(d.reached(BlockStage::Finalized), IsEmpty());
}

}  // namespace
}  // namespace models::monadbft
