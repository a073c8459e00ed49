// SPDX-License-Identifier: MIT
#include "tests/models/consensus/monadbft/driver.h"

#include <gmock/gmock.h>

namespace models::monadbft {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kFollower = 3;

TEST(MonadBft, TheDriverKnowsWhoLeads) {
    const Driver d(0);
    std::vector<std::uint32_t> leaders;
    for (std::uint64_t round = 1; round <= 10; ++round) leaders.push_back(d.leader(round).value);
    EXPECT_THAT(leaders, ElementsAre(0, 1, 2, 1, 2, 1, 3, 3, 0, 2));
}

TEST(MonadBft, TheFirstLeaderBuildsOnGenesis) {
    Driver d(0);
    d.start();
    EXPECT_TRUE(d.sets(kRoundTimer, 1));
    ASSERT_THAT(d.all<BuildBlock>(), SizeIs(1));
    EXPECT_EQ(d.all<BuildBlock>()[0].round, 1U);
    EXPECT_EQ(d.all<BuildBlock>()[0].parent, genesis_block());
    EXPECT_THAT((d.sent<Proposal, Disseminate>()), IsEmpty());  // Nothing before its content is there.

    d.build(d.all<BuildBlock>()[0]);
    const auto proposals = d.sent<Proposal, Disseminate>();
    ASSERT_THAT(proposals, SizeIs(1));
    EXPECT_EQ(proposals[0].block->parent, genesis_block()->id);
    EXPECT_EQ(proposals[0].block->id, proposals[0].tip->header->id);
    EXPECT_EQ(proposals[0].tip->header->content.body, nullptr);
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());  // It knows its own block to be valid.
    EXPECT_THAT(d.receivers<Vote>(), ElementsAre(d.leader(2)));
}

TEST(MonadBft, AFollowerStartsWithItsTimer) {
    Driver d(kFollower);
    d.start();
    EXPECT_THAT(d.effects, SizeIs(1));
    EXPECT_TRUE(d.sets(kRoundTimer, 1));
}

TEST(MonadBft, VotesForTheNextAndTheOwnLeaderWhenTheBlockIsChecked) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), d.proposal(chain[1], d.genesis()));
    EXPECT_THAT(d.reached(BlockStage::Received), ElementsAre(chain[1]));
    ASSERT_THAT(d.all<CheckBlock>(), SizeIs(1));
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());

    d.check(chain[1]);
    EXPECT_THAT(d.receivers<Vote>(), ElementsAre(d.leader(2), d.leader(1)));
    const auto votes = d.sent<Vote, Send>();
    EXPECT_EQ(votes[0], (Vote{.round = 1, .block = chain[1]->id, .parent_round = 0}));
    EXPECT_EQ(votes[1], votes[0]);
    EXPECT_TRUE(d.sets(kPaceTimer, 1));
}

TEST(MonadBft, HoldsAVoteBackUntilThePaceAllowsIt) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(2);
    d.follow(chain, 2);
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    d.run_out(kPaceTimer, 0);  // Not the one that was set.
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    d.run_out(kPaceTimer, 1);
    EXPECT_THAT(d.receivers<Vote>(), ElementsAre(d.leader(3), d.leader(2)));
    EXPECT_TRUE(d.sets(kPaceTimer, 2));
}

TEST(MonadBft, ThePaceAloneMakesNoVote) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(2);
    d.follow(chain, 1);
    d.receive(d.leader(2), d.proposal(chain[2], d.chain_qc(chain, 1)));
    d.run_out(kPaceTimer, 1);
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    d.check(chain[2]);
    EXPECT_THAT(d.receivers<Vote>(), SizeIs(2));
}

TEST(MonadBft, TheNextLeaderBuildsAtTheVoteThatCompletesACertificate) {
    Driver d(1);  // Leads round 2.
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), d.proposal(chain[1], d.genesis()));
    const Vote vote{.round = 1, .block = chain[1]->id, .parent_round = 0};
    d.receive(0, vote);
    d.receive(2, vote);
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(3, vote);
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(chain[1]));
    EXPECT_EQ(d.machine.round(), 2U);
    EXPECT_TRUE(d.sets(kRoundTimer, 2));
    ASSERT_THAT(d.all<BuildBlock>(), SizeIs(1));
    EXPECT_EQ(d.all<BuildBlock>()[0].parent, chain[1]);
    EXPECT_THAT((d.sent<AdvanceRound, Broadcast>()), IsEmpty());  // It is not the leader of round 1.

    d.build(d.all<BuildBlock>()[0]);
    const auto proposals = d.sent<Proposal, Disseminate>();
    ASSERT_THAT(proposals, SizeIs(1));
    EXPECT_EQ(proposals[0].tip->qc->voters, d.voters({0, 2, 3}));
    EXPECT_EQ(proposals[0].tc, nullptr);
}

TEST(MonadBft, TheOwnLeaderTellsAllOfTheCertificate) {
    Driver d(0);  // Leads round 1.
    d.start();
    d.build(d.all<BuildBlock>()[0]);
    const auto block = d.sent<Proposal, Disseminate>()[0].block;
    const Vote vote{.round = 1, .block = block->id, .parent_round = 0};
    d.receive(2, vote);
    d.receive(3, vote);
    const auto advances = d.sent<AdvanceRound, Broadcast>();
    ASSERT_THAT(advances, SizeIs(1));
    EXPECT_EQ(advances[0].qc->voters, d.voters({0, 2, 3}));  // Its own vote counts.
    EXPECT_EQ(d.machine.round(), 2U);
}

TEST(MonadBft, AdvancesOnACertificateAlone) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.follow(chain, 1);
    d.receive(d.leader(1), AdvanceRound{d.chain_qc(chain, 1)});
    EXPECT_EQ(d.machine.round(), 2U);
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(chain[1]));
    EXPECT_THAT(d.reached(BlockStage::Head), ElementsAre(chain[1]));
}

TEST(MonadBft, IsSpeculativelyFinalAfterOneRoundAndFinalAfterTwo) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(3);
    d.follow(chain, 1);
    d.receive(d.leader(2), d.proposal(chain[2], d.chain_qc(chain, 1)));
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(chain[1]));
    EXPECT_THAT(d.reached(BlockStage::Finalized), IsEmpty());
    d.receive(d.leader(3), d.proposal(chain[3], d.chain_qc(chain, 2)));
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(chain[2]));
    EXPECT_THAT(d.reached(BlockStage::Finalized), ElementsAre(chain[1]));
    EXPECT_EQ(d.machine.finalized(), chain[1]);
}

TEST(MonadBft, ACertificateThatSkipsARoundFinalizesNothingYet) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.follow(chain, 1);
    const SharedQc qc1 = d.chain_qc(chain, 1);
    // Round 2 fails; round 3 builds on round 1, round 4 on that.
    const auto third = d.block(chain[1], 3);
    const auto tc = d.tc(2, {.tip = nullptr, .qc = qc1});
    d.receive(d.leader(3), Proposal{.round = 3, .block = third, .tip = d.tip(third, qc1, tc), .tc = tc});
    d.receive(d.leader(3), AdvanceRound{d.qc(third, 3, 1)});
    EXPECT_THAT(d.reached(BlockStage::Certified), ElementsAre(third));
    EXPECT_THAT(d.reached(BlockStage::Finalized), IsEmpty());
    const auto fourth = d.block(third, 4);
    d.receive(d.leader(4), d.proposal(fourth, d.qc(third, 3, 1)));
    d.receive(d.leader(4), AdvanceRound{d.qc(fourth, 4, 3)});
    EXPECT_THAT(d.reached(BlockStage::Finalized), ElementsAre(chain[1], third));
}

TEST(MonadBft, ProposesNothingWhenItsContentComesTooLate) {
    Driver d(0);
    d.start();
    const BuildBlock question = d.all<BuildBlock>()[0];
    d.run_out(kRoundTimer, 1);
    EXPECT_THAT((d.sent<Timeout, Broadcast>()), SizeIs(1));
    d.build(question);
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(MonadBft, ProposesOnceARound) {
    Driver d(0);
    d.start();
    const BuildBlock question = d.all<BuildBlock>()[0];
    d.build(question);
    BlockContent other;
    other.body_hash.bytes[0] = 1;
    d.build(question, other);
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(MonadBft, VotesForNothingThatIsNotValid) {
    Driver d(kFollower);
    d.start();
    ConsensusBlock claiming = *d.chain(1)[1];
    claiming.content.claim = StateClaim{};
    const auto block = seal(claiming);
    d.receive(d.leader(1), d.proposal(block, d.genesis()));
    d.check(block, false);
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    ASSERT_THAT(d.all<Evidence>(), SizeIs(1));
    EXPECT_EQ(d.all<Evidence>()[0].offence, Offence::WrongState);
    EXPECT_EQ(d.all<Evidence>()[0].offender, d.leader(1));
}

TEST(MonadBft, VotesOnceARoundWhateverItsLeaderProposes) {
    Driver d(kFollower);
    d.start();
    const auto first = d.block(genesis_block(), 1, 1);
    const auto second = d.block(genesis_block(), 1, 2);
    d.receive(d.leader(1), d.proposal(first, d.genesis()));
    d.receive(d.leader(1), d.proposal(second, d.genesis()));
    ASSERT_THAT(d.all<Evidence>(), SizeIs(1));
    EXPECT_EQ(d.all<Evidence>()[0].offence, Offence::TwoProposals);
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());
    d.check(second);
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    d.check(first);
    EXPECT_THAT(d.receivers<Vote>(), SizeIs(2));
    d.run_out(kPaceTimer, 1);
    d.receive(d.leader(1), d.proposal(second, d.genesis()));
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(MonadBft, AProposalThatComesTwiceIsNoOffence) {
    Driver d(kFollower);
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), d.proposal(chain[1], d.genesis()));
    d.receive(d.leader(1), d.proposal(chain[1], d.genesis()));
    EXPECT_THAT(d.effects, IsEmpty());
}

TEST(MonadBft, CountsAVoterOnceAndTellsOfTwoVotes) {
    Driver d(1);  // Leads round 2.
    d.start();
    const auto chain = d.chain(1);
    d.receive(d.leader(1), d.proposal(chain[1], d.genesis()));
    const Vote vote{.round = 1, .block = chain[1]->id, .parent_round = 0};
    for (int i = 0; i < 3; ++i) d.receive(0, vote);
    EXPECT_THAT(d.effects, IsEmpty());
    const Vote other{.round = 1, .block = genesis_block()->id, .parent_round = 0};
    d.receive(0, other);
    ASSERT_THAT(d.all<Evidence>(), SizeIs(1));
    EXPECT_EQ(d.all<Evidence>()[0].offence, Offence::TwoVotes);
    EXPECT_EQ(d.all<Evidence>()[0].offender, ValidatorIndex{0});
    d.receive(0, other);
    EXPECT_THAT(d.effects, IsEmpty());  // Told once.
    d.receive(2, vote);
    EXPECT_EQ(d.machine.round(), 1U);
    d.receive(3, vote);
    EXPECT_EQ(d.machine.round(), 2U);
}

TEST(MonadBft, KeepsVotesOfTenRoundsAheadAndNoMore) {
    Driver d(kFollower);  // Leads rounds 7, 8 and 16.
    d.start();
    for (std::uint64_t round = 1; round < 40; ++round)
        d.receive(0, Vote{.round = round, .block = {}, .parent_round = 0});
    // Of the rounds up to 11 it collects the votes of 6, 7 and 8.
    EXPECT_EQ(d.machine.rounds_with_votes(), 3U);
}

}  // namespace
}  // namespace models::monadbft
