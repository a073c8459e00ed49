// SPDX-License-Identifier: MIT
#include "tests/models/consensus/cluster.h"

#include <gtest/gtest.h>

#include "tests/models/consensus/campaign.h"

namespace models {
namespace {

struct Decree {
    SharedConsensusBlock block;
};
using DecreeMessage = std::variant<Decree>;
std::uint64_t digest(const DecreeMessage& message) {
    return std::get<Decree>(message).block->id.bytes[0];
}

/// Not a protocol to use: validator 0 makes all blocks, and whoever gets one finalizes it, in the order of arrival.
struct Dictatorship {
    using Message = DecreeMessage;
    using Effects = std::vector<Effect<Message>>;

    explicit Dictatorship(ValidatorIndex own_index) : self(own_index) {}
    void start(Effects& effects) {
        if (self.value == 0) effects.emplace_back(BuildBlock{1, head});
    }
    void on_message(ValidatorIndex, const std::shared_ptr<const Message>& message, Effects& effects) {
        accept(std::get<Decree>(*message).block, effects);
    }
    void on_timer(const Timer&, Effects& effects) { effects.emplace_back(BuildBlock{head->round + 1, head}); }
    void on_checked(const Hash&, bool, Effects&) {}
    void on_built(const BuildBlock& build, const BlockContent& content, Effects& effects) {
        const SharedConsensusBlock block = seal({.id = {},
                                                 .parent = build.parent->id,
                                                 .height = build.parent->height + 1,
                                                 .round = build.round,
                                                 .proposer = self,
                                                 .content = content});
        effects.emplace_back(Broadcast<Message>{std::make_shared<const Message>(Decree{block})});
        accept(block, effects);
        effects.emplace_back(SetTimer{{.name = 0, .round = build.round}});
    }
    void accept(const SharedConsensusBlock& block, Effects& effects) {
        if (block->height <= head->height) return;
        head = block;
        effects.emplace_back(Progress{BlockStage::Received, block});
        effects.emplace_back(Progress{BlockStage::Finalized, block});
    }

    ValidatorIndex self;
    SharedConsensusBlock head = genesis_block();
};

ClusterSetup<Dictatorship> setup() {
    return {.make = [](const ValidatorSet&, ValidatorIndex self) { return std::make_unique<Dictatorship>(self); },
            .due = [](Tick now, const Timer&) { return now + 100; },
            .forge = nullptr};
}
Cluster<Dictatorship> cluster_of(std::vector<Stake> stakes, std::set<std::uint32_t> byzantine) {
    return {setup(), ValidatorSet(std::move(stakes)), byzantine, 1};
}

TEST(Cluster, WithoutFaultsLetsEverybodyFinalizeTheSameChain) {
    auto cluster = cluster_of({1, 1, 1, 1}, {});
    cluster.start();
    EXPECT_TRUE(cluster.run_until(2000, [&] { return lowest_height(cluster) >= 5; }));
    EXPECT_TRUE(cluster.oracle().violations().empty());
    EXPECT_EQ(cluster.oracle().finalized(1)[5], cluster.oracle().finalized(3)[5]);
}

TEST(Cluster, SeesAForkThatTwinsMake) {
    auto cluster = cluster_of({1, 3, 3, 3}, {0});
    cluster.groups = {0, 1, 0, 1, 1};
    cluster.start();
    EXPECT_FALSE(cluster.run_until(20'000, [] { return false; }));
    ASSERT_FALSE(cluster.oracle().violations().empty());
    EXPECT_NE(cluster.oracle().violations().front().find("fork"), std::string::npos);
}

TEST(Cluster, SeesAGapInWhatIsFinalized) {
    auto cluster = cluster_of({1, 1, 1, 1}, {});
    cluster.faults.loss = 30;
    cluster.start();
    EXPECT_FALSE(cluster.run_until(20'000, [] { return false; }));
    ASSERT_FALSE(cluster.oracle().violations().empty());
    EXPECT_EQ(cluster.oracle().violations().front().find("received before its parent"), 0U);
}

TEST(Cluster, RepeatsARunBitByBit) {
    const auto fingerprint = [](std::uint64_t seed) { return run_campaign(setup(), seed).fingerprint; };
    EXPECT_EQ(fingerprint(7), fingerprint(7));
    EXPECT_NE(fingerprint(7), fingerprint(8));
}

}  // namespace
}  // namespace models
