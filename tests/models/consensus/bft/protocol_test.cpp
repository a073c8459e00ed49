// SPDX-License-Identifier: MIT
#include "models/consensus/bft/protocol.h"

#include <gmock/gmock.h>

#include "tests/models/consensus/bft/bft_setup.h"
#include "tests/models/consensus/campaign.h"

namespace models::bft {
namespace {

using Effects = Protocol::Effects;
using testing::IsEmpty;

template <class T>
std::vector<T> all_of(const Effects& effects) {
    std::vector<T> found;
    for (const auto& effect : effects)
        if (const T* const match = std::get_if<T>(&effect)) found.push_back(*match);
    return found;
}
bool reached(const Effects& effects, BlockStage stage) {
    const auto progress = all_of<Progress>(effects);
    return std::ranges::any_of(progress, [&](const Progress& p) { return p.stage == stage; });
}

/// The machine of a validator that leads no early round of height 1, alone, with three that the test speaks for.
class BftMachine : public testing::Test {
  protected:
    BftMachine() { machine.start(effects); }

    ValidatorIndex leader(std::uint64_t attempt) const { return leaders.leader(round_at(1, attempt)); }
    SharedConsensusBlock block(std::uint64_t attempt, std::size_t builder = 0) const {
        return seal({.id = {},
                     .parent = genesis_block()->id,
                     .height = 1,
                     .round = round_at(1, attempt),
                     .proposer = leader(attempt),
                     .content = make_content(builder, attempt, true)});
    }
    void receive(ValidatorIndex from, Message message) {
        effects.clear();
        machine.on_message(from, std::make_shared<const Message>(std::move(message)), effects);
    }
    void vote(VoteKind kind, std::uint64_t attempt, const Choice& choice) {
        for (std::uint32_t v = 0; v < 4; ++v)
            if (ValidatorIndex{v} != self) receive(ValidatorIndex{v}, Vote{kind, round_at(1, attempt), choice});
    }
    void expire(std::uint8_t name, std::uint64_t attempt) {
        effects.clear();
        machine.on_timer({.name = name, .round = round_at(1, attempt)}, effects);
    }
    void check(const Hash& id, bool valid) {
        effects.clear();
        machine.on_checked(id, valid, effects);
    }
    std::vector<Vote> votes_cast() const {
        std::vector<Vote> votes;
        for (const auto& broadcast : all_of<Broadcast<Message>>(effects))
            if (const Vote* const v = std::get_if<Vote>(broadcast.message.get())) votes.push_back(*v);
        return votes;
    }
    Certificate polka(const Hash& id, std::uint64_t attempt, std::uint32_t voters) const {
        VoterSet set(4);
        for (std::uint32_t v = 0; v < voters; ++v) set.insert(ValidatorIndex{v});
        return {VoteKind::Prevote, round_at(1, attempt), id, set};
    }
    /// Locked on the block of attempt 0, in attempt 1.
    SharedConsensusBlock lock() {
        const SharedConsensusBlock locked = block(0);
        receive(leader(0), Proposal{round_at(1, 0), locked, {}, {}});
        check(locked->id, true);
        vote(VoteKind::Prevote, 0, locked->id);
        vote(VoteKind::Precommit, 0, std::nullopt);
        expire(Protocol::Precommit, 0);
        return locked;
    }
    static ValidatorIndex idle(const LeaderSchedule& leaders) {
        std::set<ValidatorIndex> busy;
        for (std::uint64_t attempt = 0; attempt < 3; ++attempt) busy.insert(leaders.leader(round_at(1, attempt)));
        for (std::uint32_t v = 0;; ++v)
            if (!busy.contains(ValidatorIndex{v})) return ValidatorIndex{v};
    }

    ValidatorSet validators{{1, 1, 1, 1}};
    LeaderSchedule leaders{validators, 1};
    ValidatorIndex self = idle(leaders);
    Protocol machine{validators, leaders, self};
    Effects effects;
};

TEST_F(BftMachine, PrevotesOnlyWhatIsChecked) {
    const SharedConsensusBlock proposed = block(0);
    receive(leader(0), Proposal{round_at(1, 0), proposed, {}, {}});
    EXPECT_EQ(all_of<CheckBlock>(effects).size(), 1U);
    EXPECT_THAT(votes_cast(), IsEmpty());
    check(proposed->id, true);
    EXPECT_THAT(votes_cast(), testing::ElementsAre(Vote{VoteKind::Prevote, round_at(1, 0), proposed->id}));
}

TEST_F(BftMachine, PrevotesNilForWhatDoesNotHold) {
    receive(leader(0), Proposal{round_at(1, 0), block(0), {}, {}});
    check(block(0)->id, false);
    EXPECT_THAT(votes_cast(), testing::ElementsAre(Vote{VoteKind::Prevote, round_at(1, 0), std::nullopt}));
}

TEST_F(BftMachine, PrecommitsAtAPolkaOnlyOnceTheCheckIsThere) {
    const SharedConsensusBlock proposed = block(0);
    receive(leader(0), Proposal{round_at(1, 0), proposed, {}, {}});
    expire(Protocol::Propose, 0);
    vote(VoteKind::Prevote, 0, proposed->id);
    EXPECT_THAT(votes_cast(), IsEmpty());
    EXPECT_EQ(machine.round(), round_at(1, 0));
    check(proposed->id, true);
    EXPECT_THAT(votes_cast(), testing::ElementsAre(Vote{VoteKind::Precommit, round_at(1, 0), proposed->id}));
}

TEST_F(BftMachine, IsFinalAtASupermajorityOfPrecommits) {
    const SharedConsensusBlock proposed = block(0);
    receive(leader(0), Proposal{round_at(1, 0), proposed, {}, {}});
    check(proposed->id, true);
    int precommits = 0;
    for (std::uint32_t v = 0; v < 4; ++v) {
        if (ValidatorIndex{v} == self) continue;
        EXPECT_EQ(machine.head(), genesis_block());
        receive(ValidatorIndex{v}, Vote{VoteKind::Precommit, round_at(1, 0), proposed->id});
        ++precommits;
    }
    EXPECT_EQ(precommits, 3);
    EXPECT_TRUE(reached(effects, BlockStage::Finalized));
    EXPECT_EQ(machine.head(), proposed);
}

TEST_F(BftMachine, CountsAVoteOnce) {
    const SharedConsensusBlock proposed = block(0);
    receive(leader(0), Proposal{round_at(1, 0), proposed, {}, {}});
    for (int i = 0; i < 5; ++i) receive(leader(0), Vote{VoteKind::Precommit, round_at(1, 0), proposed->id});
    EXPECT_EQ(machine.head(), genesis_block());
    EXPECT_THAT(all_of<Evidence>(effects), IsEmpty());
}

TEST_F(BftMachine, LockedRefusesAnotherBlockWithoutProof) {
    lock();
    ASSERT_EQ(machine.round(), round_at(1, 1));
    receive(leader(1), Proposal{round_at(1, 1), block(1), {}, {}});
    check(block(1)->id, true);
    EXPECT_THAT(votes_cast(), testing::ElementsAre(Vote{VoteKind::Prevote, round_at(1, 1), std::nullopt}));
}

TEST_F(BftMachine, LockedTakesAnotherBlockWithALaterPolka) {
    lock();
    const SharedConsensusBlock other = block(1);
    receive(leader(1), Proposal{round_at(1, 1), other, {}, {}});
    expire(Protocol::Propose, 1);
    check(other->id, true);
    vote(VoteKind::Precommit, 1, std::nullopt);
    expire(Protocol::Precommit, 1);
    ASSERT_EQ(machine.round(), round_at(1, 2));
    // Two signatures are none.
    receive(leader(2), Proposal{round_at(1, 2), other, polka(other->id, 1, 2), {}});
    EXPECT_THAT(votes_cast(), IsEmpty());
    receive(leader(2), Proposal{round_at(1, 2), other, polka(other->id, 1, 3), {}});
    EXPECT_THAT(votes_cast(), testing::ElementsAre(Vote{VoteKind::Prevote, round_at(1, 2), other->id}));
}

TEST_F(BftMachine, TakesProposalsOfTheLeaderOnly) {
    ConsensusBlock other = *block(0);
    other.proposer = self;
    for (std::uint32_t v = 0; v < 4; ++v)
        if (ValidatorIndex{v} != leader(0)) receive(ValidatorIndex{v}, Proposal{round_at(1, 0), block(0), {}, {}});
    receive(leader(0), Proposal{round_at(1, 0), seal(other), {}, {}});
    other.id.bytes[0] ^= 1;
    receive(leader(0), Proposal{round_at(1, 0), std::make_shared<const ConsensusBlock>(other), {}, {}});
    EXPECT_THAT(effects, IsEmpty());
}

TEST_F(BftMachine, ProvesTwoProposalsAndTwoVotes) {
    receive(leader(0), Proposal{round_at(1, 0), block(0, 0), {}, {}});
    receive(leader(0), Proposal{round_at(1, 0), block(0, 1), {}, {}});
    ASSERT_EQ(all_of<Evidence>(effects).size(), 1U);
    EXPECT_EQ(all_of<Evidence>(effects)[0].offence, Offence::TwoProposals);
    receive(leader(1), Vote{VoteKind::Prevote, round_at(1, 1), std::nullopt});
    receive(leader(1), Vote{VoteKind::Prevote, round_at(1, 1), block(0)->id});
    ASSERT_EQ(all_of<Evidence>(effects).size(), 1U);
    EXPECT_EQ(all_of<Evidence>(effects)[0].offender, leader(1));
}

TEST_F(BftMachine, HaltsRatherThanFollowWhatItRefused) {
    const SharedConsensusBlock proposed = block(0);
    receive(leader(0), Proposal{round_at(1, 0), proposed, {}, {}});
    check(proposed->id, false);
    vote(VoteKind::Precommit, 0, proposed->id);
    EXPECT_TRUE(machine.halted());
    EXPECT_EQ(machine.head(), genesis_block());
    expire(Protocol::Retry, 0);
    EXPECT_THAT(effects, IsEmpty());
}

TEST_F(BftMachine, FollowsMoreThanAThirdIntoALaterRound) {
    receive(leader(0), Vote{VoteKind::Prevote, round_at(1, 7), std::nullopt});
    EXPECT_EQ(machine.round(), round_at(1, 0));
    std::uint32_t second = 0;
    while (ValidatorIndex{second} == self || ValidatorIndex{second} == leader(0)) ++second;
    receive(ValidatorIndex{second}, Vote{VoteKind::Precommit, round_at(1, 7), std::nullopt});
    EXPECT_EQ(machine.round(), round_at(1, 7));
}

TEST(BftProtocol, BuildsTheNextBlockWhenTheLastOneIsFinal) {
    const ValidatorSet alone({1});
    Protocol machine(alone, LeaderSchedule(alone, 1), ValidatorIndex{0});
    Effects effects;
    machine.start(effects);
    const auto build = all_of<BuildBlock>(effects);
    ASSERT_EQ(build.size(), 1U);
    effects.clear();
    machine.on_built(build[0], make_content(0, 1, true), effects);
    EXPECT_TRUE(reached(effects, BlockStage::Finalized));
    ASSERT_EQ(all_of<BuildBlock>(effects).size(), 1U);
    EXPECT_EQ(all_of<BuildBlock>(effects)[0].parent, machine.head());
}

TEST(BftProtocol, PacedWaitsForItsTimerBeforeEachHeight) {
    const ValidatorSet alone({1});
    Protocol machine(alone, LeaderSchedule(alone, 1), ValidatorIndex{0}, {.paced = true});
    Effects effects;
    machine.start(effects);
    EXPECT_THAT(all_of<BuildBlock>(effects), IsEmpty());
    ASSERT_EQ(all_of<SetTimer>(effects).size(), 1U);
    machine.on_timer(all_of<SetTimer>(effects)[0].timer, effects);
    EXPECT_EQ(all_of<BuildBlock>(effects).size(), 1U);
}

TEST(BftProtocol, NeedsOneAttemptAHeightWithoutFaults) {
    Cluster<Protocol> cluster(cluster_setup(), ValidatorSet({3, 1, 4, 1, 5}), {}, 1);
    cluster.start();
    ASSERT_TRUE(cluster.run_until(5000, [&] { return lowest_height(cluster) >= 50; }));
    for (const auto& block : cluster.oracle().finalized(0)) EXPECT_EQ(attempt_of(block->round), 0U);
    // A proposal, and two votes of everyone, to four others each.
    EXPECT_LE(cluster.messages(), (highest_height(cluster) + 1) * (1 + 2 * 5) * 4);
    EXPECT_THAT(cluster.oracle().violations(), IsEmpty());
}

TEST(BftProtocol, ProposesAgainWhatHadAPolka) {
    Cluster<Protocol> cluster(cluster_setup(), ValidatorSet({1, 1, 1, 1}), {}, 1);
    cluster.filter = [](std::size_t, std::size_t, const Message& message) {
        const Vote* const vote = std::get_if<Vote>(&message);
        return vote != nullptr && vote->kind == VoteKind::Precommit && vote->choice && attempt_of(vote->round) == 0;
    };
    cluster.start();
    ASSERT_TRUE(cluster.run_until(5000, [&] { return lowest_height(cluster) >= 3; }));
    // Decided in a later attempt, but still the blocks of the first.
    for (const auto& block : cluster.oracle().finalized(0)) EXPECT_EQ(attempt_of(block->round), 0U);
}

TEST(BftProtocol, CatchesUpAfterAnOutage) {
    Cluster<Protocol> cluster(cluster_setup(), ValidatorSet({1, 1, 1, 1}), {}, 1);
    cluster.set_down(0, true);
    cluster.start();
    cluster.run_for(5000);
    const std::uint64_t missed = highest_height(cluster);
    EXPECT_GT(missed, 20U);
    EXPECT_EQ(cluster.oracle().finalized_height(0), 0U);
    cluster.set_down(0, false);
    EXPECT_TRUE(cluster.run_until(10'000, [&] { return cluster.oracle().finalized_height(0) > missed; }));
    EXPECT_THAT(cluster.oracle().violations(), IsEmpty());
}

TEST(BftProtocol, ReportsAForkBeyondAThird) {
    // Twins of validators 0 and 1: half of the stake on each side, which one honest validator makes a supermajority.
    Cluster<Protocol> cluster(cluster_setup(), ValidatorSet({1, 1, 1, 1}), {0, 1}, 1);
    cluster.groups = {0, 1, 0, 1, 0, 1};
    cluster.start();
    cluster.run_for(2000);
    EXPECT_TRUE(cluster.oracle().forked());
    EXPECT_EQ(cluster.oracle().reported_forks(), 0U);
    cluster.groups.clear();
    cluster.run_for(5000);
    EXPECT_EQ(cluster.oracle().reported_forks(), 2U);
}

TEST(BftMessages, AreAsLongAsTheirParts) {
    const auto size = [](Message message) { return wire_size(message).count(); };
    EXPECT_EQ(size(Vote{}), 226);
    const Certificate certificate{VoteKind::Precommit, 1, {}, VoterSet(200)};
    const auto block = seal({.id = {}, .parent = {}, .proposer = {}, .content = make_content(0, 1, true)});
    EXPECT_EQ(size(Proposal{1, block, {}, {}}), 89 + 8 + 600 + 1000);
    EXPECT_EQ(size(Proposal{1, block, {}, certificate}) - size(Proposal{1, block, {}, {}}), 137 + 25);
}

}  // namespace
}  // namespace models::bft
