// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/gasper.h"

#include <gtest/gtest.h>

#include "tests/models/consensus/ethereum/gasper_cluster.h"

namespace models::ethereum {
namespace {

using GasperCluster = Cluster<WatchedGasper>;

GasperCluster cluster_of(std::size_t validators, const std::set<std::uint32_t>& byzantine = {},
                         const Parameters& parameters = {}) {
    return {setup_of(parameters), ValidatorSet(std::vector<Stake>(validators, 32)), byzantine, 1};
}
void expect_no_violation(const GasperCluster& cluster) {
    for (const std::string& violation : cluster.oracle().violations()) ADD_FAILURE() << violation;
}
std::uint64_t finalized_epoch(const GasperCluster& cluster, std::size_t node) {
    return cluster.machine(node).gasper().fork_choice().finalized().epoch;
}
void run_to_slot(GasperCluster& cluster, std::uint64_t slot) {
    cluster.run_for(slot * kSlotTicks - cluster.now());
}
bool is_in_chain(const GasperCluster& cluster, std::uint64_t slot) {
    const ForkChoice& tree = cluster.machine(0).gasper().fork_choice();
    const BlockPlace place = tree.ancestor(tree.find(cluster.machine(0).gasper().head()), slot);
    return place != kNowhere && tree.at(place).block->round == slot;
}

// V31 of the design's facts: ethereum/consensus-specs, derived.
TEST(Gasper, FinalizesABlock64Or96MinusItsNumberInTheEpochSlotsAfterItsSlotStarted) {
    GasperCluster cluster = cluster_of(4);
    std::vector<Tick> final_at;
    cluster.start();
    cluster.run_until(kSlotTicks * 330, [&] {
        final_at.resize(cluster.oracle().finalized(0).size(), cluster.now());
        return false;
    });
    expect_no_violation(cluster);
    ASSERT_GT(final_at.size(), first_slot_of(8));
    std::uint64_t sum = 0;
    for (std::uint64_t slot = first_slot_of(2); slot < first_slot_of(8); ++slot) {
        ASSERT_EQ(cluster.oracle().finalized(0)[slot]->round, slot);
        const std::uint64_t i = slot % kSlotsPerEpoch;
        EXPECT_EQ(final_at[slot], (slot + (i == 0 ? 64 : 96 - i)) * kSlotTicks) << slot;
        sum += final_at[slot] - slot * kSlotTicks;
    }
    EXPECT_EQ(2 * sum, 159 * kSlotTicks * first_slot_of(6));  // A mean of 79.5 slots.
}

TEST(Gasper, LeavesTheSlotsOfAnAbsentProposerEmpty) {
    GasperCluster cluster = cluster_of(8);
    cluster.set_mute(3);
    cluster.start();
    run_to_slot(cluster, 200);
    expect_no_violation(cluster);
    EXPECT_EQ(finalized_epoch(cluster, 0), 4U);
    std::uint64_t expected = 0;
    for (std::uint64_t slot = 1; slot <= first_slot_of(4); ++slot)
        expected += cluster.machine(0).gasper().proposer(slot).value != 3 ? 1 : 0;
    EXPECT_EQ(cluster.oracle().finalized_height(0), expected);
    EXPECT_LT(expected, first_slot_of(4));
}

/// The block of this slot comes between the attestation deadline and the end of the slot; its proposer alone votes for
/// it.
void deliver_late(GasperCluster& cluster, std::uint64_t slot) {
    std::vector<std::pair<std::size_t, Message>> held;
    cluster.filter = [&](std::size_t, std::size_t to, const Message& message) {
        const auto* proposal = std::get_if<Proposal>(&message);
        if (proposal == nullptr || proposal->block->round != slot) return false;
        held.emplace_back(to, message);
        return true;
    };
    run_to_slot(cluster, slot);
    cluster.run_for(kSlotTicks / 2);
    cluster.filter = nullptr;
    for (const auto& [to, message] : held) cluster.inject(std::get<Proposal>(message).block->proposer, to, message);
    run_to_slot(cluster, slot + 3);
}

TEST(Gasper, ProposesOnTheParentOfALateAndWeakHead) {
    GasperCluster cluster = cluster_of(8);
    cluster.start();
    deliver_late(cluster, 165);
    expect_no_violation(cluster);
    EXPECT_TRUE(is_in_chain(cluster, 164));
    EXPECT_FALSE(is_in_chain(cluster, 165));
    EXPECT_TRUE(is_in_chain(cluster, 166));
}

TEST(Gasper, KeepsALateHeadIfProposersDoNotReorg) {
    GasperCluster cluster = cluster_of(8, {}, {.proposers_reorg = false});
    cluster.start();
    deliver_late(cluster, 165);
    EXPECT_TRUE(is_in_chain(cluster, 165));
    EXPECT_TRUE(is_in_chain(cluster, 166));
}

TEST(Gasper, DoesNotReorgAcrossAnEpochBoundary) {
    GasperCluster cluster = cluster_of(8);
    cluster.start();
    deliver_late(cluster, 191);
    EXPECT_TRUE(is_in_chain(cluster, 191));
}

TEST(Gasper, StopsFinalizingWithAThirdOfflineAndGoesOnWhenTheyAreBack) {
    GasperCluster cluster = cluster_of(12);
    cluster.start();
    for (const std::size_t node : {9U, 10U, 11U}) cluster.set_down(node, true);
    run_to_slot(cluster, 200);
    EXPECT_EQ(finalized_epoch(cluster, 0), 4U);
    cluster.set_down(8, true);
    run_to_slot(cluster, 300);
    const std::uint64_t stopped = finalized_epoch(cluster, 0);
    EXPECT_LE(stopped, 6U);
    run_to_slot(cluster, 400);
    EXPECT_EQ(finalized_epoch(cluster, 0), stopped);
    for (const std::size_t node : {8U, 9U, 10U, 11U}) cluster.set_down(node, false);
    run_to_slot(cluster, 600);
    expect_no_violation(cluster);
    for (std::size_t node = 0; node < 12; ++node) EXPECT_GE(finalized_epoch(cluster, node), 15U) << node;
}

TEST(Gasper, HealsASplitVoteIntoOneChain) {
    GasperCluster cluster = cluster_of(8);
    cluster.start();
    run_to_slot(cluster, 100);
    cluster.groups = {0, 0, 0, 0, 1, 1, 1, 1};
    run_to_slot(cluster, 250);
    EXPECT_LE(finalized_epoch(cluster, 0), 2U);
    cluster.groups.clear();
    run_to_slot(cluster, 450);
    expect_no_violation(cluster);
    for (std::size_t node = 0; node < 8; ++node) EXPECT_GE(finalized_epoch(cluster, node), 10U) << node;
}

TEST(Gasper, KeepsOneChainWithLessThanAThirdByzantine) {
    GasperCluster cluster = cluster_of(7, {0, 1});
    cluster.start();
    run_to_slot(cluster, 300);
    expect_no_violation(cluster);
    EXPECT_GT(cluster.oracle().evidence(), 0U);
    EXPECT_GT(finalized_epoch(cluster, cluster.size() - 1), 3U);
}

TEST(Gasper, ReportsTwoFinalChainsBeyondAThirdByzantine) {
    GasperCluster cluster = cluster_of(9, {0, 1, 2, 3, 4});
    // Of each byzantine validator one twin on either side, with two honest ones: seven of nine.
    cluster.groups = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1};
    cluster.start();
    run_to_slot(cluster, 170);
    EXPECT_TRUE(cluster.oracle().forked());
    EXPECT_EQ(cluster.oracle().reported_forks(), 0U);
    cluster.groups.clear();
    run_to_slot(cluster, 200);
    EXPECT_GT(cluster.oracle().reported_forks(), 0U);
}

TEST(Gasper, EqualSeedsRunEqually) {
    std::set<std::uint64_t> fingerprints;
    for (int run = 0; run < 2; ++run) {
        GasperCluster cluster = cluster_of(5, {4}, {.duties_per_epoch = 4});
        cluster.start();
        run_to_slot(cluster, 70);
        fingerprints.insert(cluster.fingerprint());
    }
    EXPECT_EQ(fingerprints.size(), 1U);
}

}  // namespace
}  // namespace models::ethereum
