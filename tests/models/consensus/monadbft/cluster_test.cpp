// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/models/consensus/campaign.h"
#include "tests/models/consensus/monadbft/cluster_setup.h"

namespace models::monadbft {
namespace {

using MonadCluster = Cluster<Protocol>;

MonadCluster cluster_of(std::vector<Stake> stakes, const std::set<std::uint32_t>& byzantine = {}) {
    return {cluster_setup(), ValidatorSet(std::move(stakes)), byzantine, 1};
}
/// The rounds of the first `length` blocks that all finalized; empty if it took longer than `last`.
std::vector<std::uint64_t> rounds_of(MonadCluster& cluster, std::uint64_t length, Tick last) {
    std::vector<std::uint64_t> rounds;
    if (!cluster.run_until(last, [&] { return lowest_height(cluster) >= length; })) return rounds;
    for (std::uint64_t height = 1; height <= length; ++height)
        rounds.push_back(cluster.oracle().finalized(0)[height]->round);
    return rounds;
}

/// How often a kind of message was sent.
struct Traffic {
    explicit Traffic(MonadCluster& cluster) {
        cluster.filter = [this](std::size_t, std::size_t, const Message& message) {
            ++messages[message.index()];
            const auto* proposal = std::get_if<Proposal>(&message);
            if (proposal && proposal->block->round < proposal->round) ++reproposals;
            if (proposal && proposal->tip->nec && proposal->block->round == proposal->round) ++with_nec;
            return false;
        };
    }
    template <class M>
    [[nodiscard]] std::uint64_t of() const {
        return messages[Message(std::in_place_type<M>).index()];
    }
    std::array<std::uint64_t, std::variant_size_v<Message>> messages{};
    std::uint64_t reproposals = 0;
    std::uint64_t with_nec = 0;
};

TEST(MonadBftCluster, WithoutFaultsEveryRoundsBlockIsFinalAndTrafficIsLinear) {
    constexpr std::uint64_t kValidators = 20;
    MonadCluster cluster = cluster_of(std::vector<Stake>(kValidators, 1));
    const Traffic traffic(cluster);
    cluster.start();
    const std::vector<std::uint64_t> rounds = rounds_of(cluster, 50, 10'000);
    ASSERT_EQ(rounds.size(), 50U);
    for (std::uint64_t height = 1; height <= 50; ++height) EXPECT_EQ(rounds[height - 1], height);
    EXPECT_TRUE(cluster.oracle().violations().empty());
    EXPECT_EQ(cluster.oracle().evidence(), 0U);

    const std::uint64_t reached = highest_height(cluster) + 3;
    EXPECT_EQ(traffic.of<Timeout>(), 0U);
    EXPECT_LE(traffic.of<Proposal>(), reached * (kValidators - 1));
    EXPECT_LE(traffic.of<AdvanceRound>(), reached * (kValidators - 1));
    EXPECT_LE(traffic.of<Vote>(), 2 * reached * (kValidators - 1));
    EXPECT_GE(traffic.of<Vote>(), 50 * (kValidators - 1));
}

TEST(MonadBftCluster, ACrashedLeaderCostsItsRoundsAndNoBlockOfOthers) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1});
    cluster.set_down(3, true);  // Leads rounds 7, 8, 16, 18, 19.
    cluster.start();
    ASSERT_TRUE(cluster.run_until(20'000, [&] { return cluster.oracle().finalized_height(0) >= 60; }));
    EXPECT_TRUE(cluster.oracle().violations().empty());
    const LeaderSchedule leaders(cluster.validators(), 1);
    std::uint64_t round = 0;
    for (const SharedConsensusBlock& block : cluster.oracle().finalized(0)) {
        // Each round between two blocks of the chain is one of the crashed leader's.
        for (; round < block->round; ++round) EXPECT_EQ(leaders.leader(round), ValidatorIndex{3}) << round;
        EXPECT_TRUE(block->height == 0 || block->proposer != ValidatorIndex{3});
        round = block->round + 1;
    }
}

TEST(MonadBftCluster, ABlockThatLostItsVotesIsProposedAnew) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1});
    cluster.filter = [](std::size_t, std::size_t, const Message& message) {
        const auto* vote = std::get_if<Vote>(&message);
        return vote && vote->round == 2;
    };
    cluster.start();
    ASSERT_EQ(rounds_of(cluster, 4, 3000), (std::vector<std::uint64_t>{1, 2, 4, 5}));
    EXPECT_TRUE(cluster.oracle().violations().empty());
}

TEST(MonadBftCluster, ATipThatOnlyItsLeaderHasIsGivenUp) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1});
    std::uint64_t with_nec = 0;
    cluster.filter = [&](std::size_t from, std::size_t, const Message& message) {
        // Validator 1 withholds its block of round 2, but brings it along as its tip. The timeouts of validator 0 are
        // lost, so that the others' count.
        const auto* proposal = std::get_if<Proposal>(&message);
        const auto* response = std::get_if<BlockResponse>(&message);
        const auto* timeout = std::get_if<Timeout>(&message);
        if (proposal && proposal->round == 3 && proposal->tip->nec) ++with_nec;
        return (from == 1 && proposal && proposal->round == 2) || (from == 1 && response) ||
               (from == 0 && timeout && timeout->round == 2);
    };
    cluster.start();
    ASSERT_EQ(rounds_of(cluster, 4, 3000), (std::vector<std::uint64_t>{1, 3, 4, 5}));
    EXPECT_GT(with_nec, 0U);
    EXPECT_TRUE(cluster.oracle().violations().empty());
}

TEST(MonadBftCluster, AnEquivocatingLeaderIsNamedAndForksNothing) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1}, {1});
    cluster.start();
    ASSERT_TRUE(cluster.run_until(20'000, [&] { return lowest_height(cluster) >= 30; }));
    EXPECT_TRUE(cluster.oracle().violations().empty());  // Accusing an honest validator is one.
    EXPECT_GT(cluster.oracle().evidence(), 0U);
}

TEST(MonadBftCluster, WithMoreThanAThirdByzantineForksAreReportedInsteadOfHidden) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        MonadCluster cluster(cluster_setup(), ValidatorSet({1, 1, 1, 1}), {0, 1}, seed);
        // One twin of each pair and one honest validator in each half: three of four votes on either side.
        cluster.groups = {0, 1, 0, 1, 0, 1};
        cluster.start();
        cluster.run_for(1000);
        EXPECT_TRUE(cluster.oracle().forked());
        EXPECT_EQ(cluster.oracle().reported_forks(), 0U);
        const std::uint64_t before = lowest_height(cluster);
        cluster.groups.clear();
        cluster.run_for(1000);
        EXPECT_GT(cluster.oracle().reported_forks(), 0U) << "seed " << seed;
        EXPECT_GE(lowest_height(cluster), before);  // What was final first stays.
    }
}

TEST(MonadBftCluster, AValidatorThatWasAwayCatchesUp) {
    MonadCluster cluster = cluster_of({3, 3, 3, 1});
    cluster.start();
    cluster.run_for(300);
    cluster.set_down(3, true);
    cluster.run_for(8000);
    const std::uint64_t missed = highest_height(cluster) - cluster.oracle().finalized_height(3);
    EXPECT_GT(missed, 50U);
    cluster.set_down(3, false);
    cluster.run_for(2000);
    EXPECT_LE(highest_height(cluster) - cluster.oracle().finalized_height(3), 2U);
    EXPECT_TRUE(cluster.oracle().violations().empty());
}

TEST(MonadBftCluster, StandsStillInHalvesAndGoesOnAfterTheHeal) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1});
    cluster.start();
    cluster.run_for(500);
    cluster.groups = {0, 0, 1, 1};
    cluster.run_for(200);
    const std::uint64_t before = highest_height(cluster);
    cluster.run_for(5000);
    EXPECT_EQ(highest_height(cluster), before);
    cluster.groups.clear();
    EXPECT_TRUE(cluster.run_until(cluster.now() + 3000, [&] { return lowest_height(cluster) >= before + 10; }));
    EXPECT_TRUE(cluster.oracle().violations().empty());
}

TEST(MonadBftCluster, ValidatorsThatExecuteNothingDoNotStopTheOthers) {
    MonadCluster cluster = cluster_of({1, 1, 1, 1});
    cluster.set_mute(2);
    cluster.start();
    EXPECT_TRUE(cluster.run_until(10'000, [&] { return lowest_height(cluster) >= 20; }));
    for (const SharedConsensusBlock& block : cluster.oracle().finalized(0))
        EXPECT_TRUE(block->height == 0 || block->proposer != ValidatorIndex{2});
}

TEST(MonadBftCluster, RandomFaultsTakeEveryPathOfTheProtocol) {
    std::array<std::uint64_t, std::variant_size_v<Message>> messages{};
    std::uint64_t reproposals = 0;
    std::uint64_t with_nec = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const CampaignPlan plan = draw_plan(seed);
        MonadCluster cluster(cluster_setup(), ValidatorSet(plan.stakes), plan.byzantine, seed);
        const Traffic traffic(cluster);
        cluster.faults = plan.faults;
        cluster.start();
        run_chaos(cluster, plan, 3000);
        EXPECT_TRUE(cluster.oracle().violations().empty()) << "seed " << seed;
        for (std::size_t kind = 0; kind < messages.size(); ++kind) messages[kind] += traffic.messages[kind];
        reproposals += traffic.reproposals;
        with_nec += traffic.with_nec;
    }
    for (std::size_t kind = 0; kind < messages.size(); ++kind) EXPECT_GT(messages[kind], 0U) << "kind " << kind;
    EXPECT_GT(reproposals, 0U);
    EXPECT_GT(with_nec, 0U);
}

}  // namespace
}  // namespace models::monadbft
