// SPDX-License-Identifier: MIT
#include "tests/models/consensus/monadbft/driver.h"

#include <gmock/gmock.h>

namespace models::monadbft {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kFollower = 3;

/// The follower, and a chain of which round 2 was proposed on round 1's certificate and then failed.
struct FailedSecondRound : Driver {
    explicit FailedSecondRound(std::uint32_t self) : Driver(self) { start(); }

    std::vector<SharedConsensusBlock> blocks = chain(2);
    SharedQc qc1 = chain_qc(blocks, 1);
    SharedTip tip2 = tip(blocks[2], qc1);
    SharedTc tc_with_tip = tc(2, {.tip = tip2, .qc = qc1});
    SharedTc tc_without = tc(2, {.tip = nullptr, .qc = qc1});
    SharedConsensusBlock rival = block(blocks[1], 3);  // Of round 3, beside block 2.

    [[nodiscard]] Proposal reproposal() const {
        return {.round = 3, .block = blocks[2], .tip = tip2, .tc = tc_with_tip};
    }
    [[nodiscard]] SharedNec nec(std::initializer_list<std::uint32_t> members) const {
        return std::make_shared<const NoEndorsementCertificate>(
            NoEndorsementCertificate{.round = 3, .tip_qc_round = 1, .voters = voters(members)});
    }
    [[nodiscard]] Proposal with_nec(const SharedNec& nec) const {
        return {.round = 3, .block = rival, .tip = tip(rival, qc1, nullptr, nec), .tc = tc_with_tip};
    }
    [[nodiscard]] Timeout timeout(const High& high) const {
        return {.round = 2, .high = high, .qc = nullptr, .tc = nullptr};
    }
};

TEST(MonadBft, GivesUpARoundWhenItsTimerRunsOutAndRepeatsIt) {
    Driver d(kFollower);
    d.start();
    d.run_out(kRoundTimer, 2);
    EXPECT_THAT(d.effects, IsEmpty());
    for (int i = 0; i < 2; ++i) {
        d.run_out(kRoundTimer, 1);
        const auto timeouts = d.sent<Timeout, Broadcast>();
        ASSERT_THAT(timeouts, SizeIs(1));
        EXPECT_EQ(timeouts[0].round, 1U);
        EXPECT_EQ(timeouts[0].high.qc->round, 0U);
        EXPECT_TRUE(d.sets(kRoundTimer, 1));
    }
}

TEST(MonadBft, DoesNotVoteInARoundThatItGaveUp) {
    Driver d(kFollower);
    d.start();
    d.run_out(kRoundTimer, 1);
    const auto chain = d.chain(1);
    d.follow(chain, 1);
    EXPECT_THAT(d.receivers<Vote>(), IsEmpty());
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());
}

TEST(MonadBft, BringsAlongTheTipThatItVotedForIfThatIsHigherThanItsCertificate) {
    FailedSecondRound d(kFollower);
    d.follow(d.blocks, 2);
    d.run_out(kPaceTimer, 1);
    d.run_out(kRoundTimer, 2);
    const auto timeouts = d.sent<Timeout, Broadcast>();
    ASSERT_THAT(timeouts, SizeIs(1));
    ASSERT_TRUE(timeouts[0].high.tip);
    EXPECT_EQ(timeouts[0].high.tip->header->id, d.blocks[2]->id);
    d.receive(0, AdvanceRound{d.chain_qc(d.blocks, 2)});
    d.run_out(kRoundTimer, 3);
    EXPECT_FALSE((d.sent<Timeout, Broadcast>()[0].high.tip));
}

TEST(MonadBft, JoinsATimeoutOfMoreThanAThird) {
    FailedSecondRound d(kFollower);
    d.receive(0, d.timeout({.tip = nullptr, .qc = d.qc1}));
    EXPECT_EQ(d.machine.round(), 2U);  // The certificate that came with it.
    EXPECT_THAT((d.sent<Timeout, Broadcast>()), IsEmpty());
    d.receive(0, d.timeout({.tip = nullptr, .qc = d.qc1}));
    EXPECT_THAT((d.sent<Timeout, Broadcast>()), IsEmpty());
    d.receive(1, d.timeout({.tip = nullptr, .qc = d.qc1}));
    EXPECT_THAT((d.sent<Timeout, Broadcast>()), SizeIs(1));
    EXPECT_EQ(d.machine.round(), 3U);  // Its own makes three.
}

TEST(MonadBft, TheHighestOfASupermajorityOfTimeoutsDecides) {
    FailedSecondRound d(2);  // Leads round 3.
    d.follow(d.blocks, 1);
    d.receive(d.leader(2), d.proposal(d.blocks[2], d.qc1));  // Not checked, so not voted for.
    d.receive(0, d.timeout({.tip = nullptr, .qc = d.qc1}));
    d.receive(1, d.timeout({.tip = d.tip2, .qc = d.qc1}));
    EXPECT_EQ(d.machine.round(), 3U);
    const auto proposals = d.sent<Proposal, Disseminate>();
    ASSERT_THAT(proposals, SizeIs(1));
    EXPECT_EQ(proposals[0].block, d.blocks[2]);  // The tail is not dropped.
    EXPECT_EQ(proposals[0].round, 3U);
    EXPECT_EQ(proposals[0].tip, d.tip2);
    EXPECT_THAT(proposals[0].tc->groups, SizeIs(2));
    EXPECT_THAT(d.all<BuildBlock>(), IsEmpty());
}

TEST(MonadBft, WithoutATipTheNextLeaderBuildsOnItsCertificate) {
    FailedSecondRound d(2);
    d.follow(d.blocks, 1);
    for (const std::uint32_t from : {0U, 1U}) d.receive(from, d.timeout({.tip = nullptr, .qc = d.qc1}));
    ASSERT_THAT(d.all<BuildBlock>(), SizeIs(1));
    EXPECT_EQ(d.all<BuildBlock>()[0].parent, d.blocks[1]);
    d.build(d.all<BuildBlock>()[0]);
    const auto proposals = d.sent<Proposal, Disseminate>();
    ASSERT_THAT(proposals, SizeIs(1));
    EXPECT_EQ(proposals[0].tip->no_tip, proposals[0].tc);
    EXPECT_FALSE(proposals[0].tc->high.tip);
}

TEST(MonadBft, VotesForTheTipProposedAnewAtOnce) {
    FailedSecondRound d(kFollower);
    d.follow(d.blocks, 2);
    d.run_out(kPaceTimer, 1);  // Votes in round 2: the pace holds back again.
    d.receive(d.leader(3), d.reproposal());
    EXPECT_THAT(d.all<CheckBlock>(), IsEmpty());
    EXPECT_THAT(d.receivers<Vote>(), ElementsAre(d.leader(4), d.leader(3)));
    EXPECT_EQ((d.sent<Vote, Send>()[0]), (Vote{.round = 3, .block = d.blocks[2]->id, .parent_round = 1}));
}

TEST(MonadBft, RefusesAFreshBlockWhereATipWasDue) {
    FailedSecondRound d(kFollower);
    d.follow(d.blocks, 2);
    const Proposal forking{
        .round = 3, .block = d.rival, .tip = d.tip(d.rival, d.qc1, d.tc_with_tip), .tc = d.tc_with_tip};
    d.receive(d.leader(3), forking);
    EXPECT_THAT(d.effects, IsEmpty());
    Proposal bare = forking;
    bare.tip = d.tip(d.rival, d.qc1);
    d.receive(d.leader(3), bare);
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(d.leader(3),
              Proposal{.round = 3, .block = d.rival, .tip = d.tip(d.rival, d.qc1, d.tc_without), .tc = d.tc_without});
    EXPECT_THAT(d.all<CheckBlock>(), SizeIs(1));
}

TEST(MonadBft, ALeaderThatLacksTheTipsBlockAsksForItAndForNoEndorsement) {
    FailedSecondRound d(2);
    d.follow(d.blocks, 1);
    d.receive(0, d.timeout({.tip = d.tip2, .qc = d.qc1}));
    d.receive(1, d.timeout({.tip = d.tip2, .qc = d.qc1}));
    EXPECT_THAT((d.sent<RoundRecovery, Broadcast>()), SizeIs(1));
    ASSERT_THAT(d.receivers<BlockRequest>(), SizeIs(1));
    EXPECT_LE(d.receivers<BlockRequest>()[0].value, 1U);  // Of those who brought it along.
    EXPECT_THAT((d.sent<Proposal, Disseminate>()), IsEmpty());

    // The block comes first: it is proposed anew.
    d.receive(1, BlockResponse{{d.blocks[2]}});
    ASSERT_THAT((d.sent<Proposal, Disseminate>()), SizeIs(1));
    EXPECT_EQ((d.sent<Proposal, Disseminate>()[0].block), d.blocks[2]);
}

TEST(MonadBft, ANoEndorsementCertificateFreesTheLeader) {
    FailedSecondRound d(2);
    d.follow(d.blocks, 1);
    d.receive(0, d.timeout({.tip = d.tip2, .qc = d.qc1}));
    d.receive(1, d.timeout({.tip = d.tip2, .qc = d.qc1}));
    d.receive(0, NoEndorsement{.round = 3, .tip_qc_round = 1});
    d.receive(0, NoEndorsement{.round = 3, .tip_qc_round = 1});
    EXPECT_THAT(d.all<BuildBlock>(), IsEmpty());
    d.receive(1, NoEndorsement{.round = 3, .tip_qc_round = 0});
    EXPECT_THAT(d.all<BuildBlock>(), IsEmpty());
    d.receive(3, NoEndorsement{.round = 3, .tip_qc_round = 1});  // With its own these are three.
    ASSERT_THAT(d.all<BuildBlock>(), SizeIs(1));
    EXPECT_EQ(d.all<BuildBlock>()[0].parent, d.blocks[1]);
    d.build(d.all<BuildBlock>()[0]);
    const auto proposals = d.sent<Proposal, Disseminate>();
    ASSERT_THAT(proposals, SizeIs(1));
    EXPECT_EQ(proposals[0].tip->nec->voters, d.voters({0, 2, 3}));
    EXPECT_EQ(proposals[0].tc->high.tip, d.tip2);
}

TEST(MonadBft, AcceptsAFreshBlockThatNobodyEndorsedTheTipFor) {
    FailedSecondRound d(kFollower);
    d.follow(d.blocks, 1);
    d.receive(d.leader(3), d.with_nec(d.nec({0, 1})));
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(d.leader(3), d.with_nec(d.nec({0, 1, 2})));
    EXPECT_THAT(d.all<CheckBlock>(), SizeIs(1));
    d.check(d.rival);
    EXPECT_THAT(d.receivers<Vote>(), SizeIs(2));
}

TEST(MonadBft, WhoHasTheTipsBlockEndorsesItAndWhoLacksItDoesNot) {
    FailedSecondRound has(kFollower);
    has.follow(has.blocks, 2);
    has.receive(has.leader(3), RoundRecovery{has.tc_with_tip});
    EXPECT_EQ(has.machine.round(), 3U);
    EXPECT_THAT(has.receivers<NoEndorsement>(), IsEmpty());

    FailedSecondRound lacks(kFollower);
    lacks.follow(lacks.blocks, 1);
    lacks.receive(ValidatorIndex{0}, RoundRecovery{lacks.tc_with_tip});
    EXPECT_THAT(lacks.effects, IsEmpty());  // Not of the leader.
    lacks.receive(lacks.leader(3), RoundRecovery{lacks.tc_with_tip});
    EXPECT_THAT(lacks.receivers<NoEndorsement>(), ElementsAre(lacks.leader(3)));
    EXPECT_EQ((lacks.sent<NoEndorsement, Send>()[0].tip_qc_round), 1U);
    lacks.receive(lacks.leader(3), RoundRecovery{lacks.tc_with_tip});
    EXPECT_THAT(lacks.effects, IsEmpty());  // Once a round.

    // And having said so it does not vote for it either.
    lacks.receive(lacks.leader(3), lacks.reproposal());
    lacks.check(lacks.blocks[2]);
    EXPECT_THAT(lacks.receivers<Vote>(), IsEmpty());
}

TEST(MonadBft, WhoHoldsTheTipsBlockInvalidDoesNotEndorseIt) {
    FailedSecondRound d(kFollower);
    d.follow(d.blocks, 1);
    d.receive(d.leader(2), d.proposal(d.blocks[2], d.qc1));
    d.receive(d.leader(3), RoundRecovery{d.tc_with_tip});
    EXPECT_THAT(d.receivers<NoEndorsement>(), IsEmpty());
    d.check(d.blocks[2], false);
    EXPECT_THAT(d.receivers<NoEndorsement>(), SizeIs(1));
}

TEST(MonadBft, ATipThatDoesNotFitItsParentIsNotProposedAnew) {
    const auto tip_of_tall_block = [](const FailedSecondRound& d) {
        ConsensusBlock tall = *d.blocks[2];
        tall.height = 7;
        return d.tip(seal(tall), d.qc1);
    };
    FailedSecondRound leader(2);
    const SharedTip tall = tip_of_tall_block(leader);
    leader.follow(leader.blocks, 1);
    leader.receive(leader.leader(2), {Proposal{.round = 2, .block = tall->header, .tip = tall, .tc = nullptr}});
    for (const std::uint32_t from : {0U, 1U}) leader.receive(from, leader.timeout({.tip = tall, .qc = leader.qc1}));
    EXPECT_THAT((leader.sent<Proposal, Disseminate>()), IsEmpty());
    EXPECT_THAT((leader.sent<RoundRecovery, Broadcast>()), SizeIs(1));

    FailedSecondRound other(kFollower);
    other.follow(other.blocks, 1);
    const SharedTip same = tip_of_tall_block(other);
    other.receive(other.leader(2), {Proposal{.round = 2, .block = same->header, .tip = same, .tc = nullptr}});
    other.receive(other.leader(3), RoundRecovery{other.tc(2, {.tip = same, .qc = same->qc})});
    EXPECT_THAT(other.receivers<NoEndorsement>(), ElementsAre(other.leader(3)));
}

TEST(MonadBft, ATimeoutProvesThatItsSenderIsInThatRound) {
    FailedSecondRound d(kFollower);
    Timeout timeout{.round = 3, .high = {.tip = nullptr, .qc = d.qc1}, .qc = nullptr, .tc = nullptr};
    d.receive(0, timeout);
    EXPECT_EQ(d.machine.round(), 1U);
    timeout.tc = d.tc(1, {.tip = nullptr, .qc = d.genesis()});
    d.receive(0, timeout);
    EXPECT_EQ(d.machine.round(), 1U);
    timeout.tc = d.tc_without;
    d.receive(0, timeout);
    EXPECT_EQ(d.machine.round(), 3U);
}

}  // namespace
}  // namespace models::monadbft
