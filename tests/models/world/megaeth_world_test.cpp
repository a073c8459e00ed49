// SPDX-License-Identifier: MIT
#include "models/world/megaeth_world.h"

#include <gtest/gtest.h>

#include "tests/models/replay/small_block.h"
#include "tests/models/world/small_scenario.h"

namespace models {
namespace {

const MegaEthWorld::Hooks kNoHooks{.progress = [](double, sim::SimTime, std::string_view) {},
                                   .interrupted = [] { return false; }};

std::unique_ptr<MegaEthWorld> run(const MegaEthScenario& scenario, std::uint64_t seed = 1,
                                  sim::SimTime until = sim::SimTime::never()) {
    auto world = std::make_unique<MegaEthWorld>(scenario, seed, "test");
    EXPECT_TRUE(world->run(until, kNoHooks));
    return world;
}

std::string fingerprint(const MegaEthScenario& scenario, std::uint64_t seed = 1) {
    return run(scenario, seed)->simulation().fingerprint().to_hex();
}

TEST(MegaEthWorld, takes_every_transaction_to_finality) {
    const auto world = run(small_scenario());
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    EXPECT_TRUE(world->drained());
    EXPECT_GT(lifecycle.submitted(), 200U);
    EXPECT_EQ(lifecycle.final(), lifecycle.submitted());
    EXPECT_EQ(lifecycle.dropped(), 0U);
    EXPECT_EQ(world->sequencer().metrics().transactions.total(), lifecycle.submitted());
    for (std::size_t stage = 0; stage <= Recorder::Final; ++stage)
        EXPECT_EQ(lifecycle.reached(stage), lifecycle.submitted()) << stage;
}

TEST(MegaEthWorld, sends_the_transactions_of_real_blocks) {
    const sim::TemporaryFolder folder;
    SmallBlock block;
    block.pre_state[SmallBlock::kBob]["nonce"] = 6;  // The block before, with nonce 6, is missing.
    static_cast<void>(block.write(folder));
    MegaEthScenario scenario = small_scenario();
    scenario.workload.replay = folder.path().string();
    const auto world = run(scenario);
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    EXPECT_EQ(world->recorded_transactions(), 4U);
    EXPECT_EQ(lifecycle.submitted(), 4U);
    EXPECT_EQ(lifecycle.final(), 3U);
    EXPECT_EQ(lifecycle.dropped(static_cast<std::uint32_t>(DropReason::NonceGap)), 1U);
    EXPECT_EQ(fingerprint(scenario), world->simulation().fingerprint().to_hex());
}

TEST(MegaEthWorld, is_the_same_for_the_same_seed_only) {
    EXPECT_EQ(fingerprint(small_scenario(), 7), fingerprint(small_scenario(), 7));
    EXPECT_NE(fingerprint(small_scenario(), 7), fingerprint(small_scenario(), 8));
}

TEST(MegaEthWorld, gives_the_same_fingerprint_if_every_node_works_for_itself) {
    MegaEthScenario scenario = small_scenario();
    const auto shared = run(scenario);
    scenario.fidelity = Fidelity::EveryNode;
    const auto separate = run(scenario);
    EXPECT_EQ(shared->simulation().fingerprint().to_hex(), separate->simulation().fingerprint().to_hex());
    EXPECT_GT(shared->execution().counts().reused, 0U);
    EXPECT_EQ(separate->execution().counts().reused, 0U);
    // Four replicas apply what one of them applies for all, two full nodes and the sequencer execute by themselves.
    EXPECT_EQ(separate->execution().counts().applied, 4 * shared->execution().counts().applied);
    EXPECT_EQ(separate->execution().counts().executed, 3 * shared->execution().counts().executed / 2);
}

TEST(MegaEthWorld, orders_the_stages_of_every_transaction) {
    const auto world = run(small_scenario());
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    for (std::uint64_t item = 0; item < lifecycle.submitted(); ++item) {
        const auto at = [&](std::size_t stage) { return *lifecycle.reached_at(item, stage); };
        EXPECT_LT(lifecycle.submitted_at(item), at(Recorder::PreConfirmed));
        EXPECT_LE(at(Recorder::PreConfirmed), at(Recorder::Visible));
        EXPECT_LE(at(Recorder::PreConfirmed), at(Recorder::InEvmBlock));
        EXPECT_LT(at(Recorder::InEvmBlock), at(Recorder::Posted));
        // 64 slots of 12 s, less what the first-seen delays of the two blocks may differ by.
        EXPECT_GE(at(Recorder::Final) - at(Recorder::Posted), 60 * 12_s);
    }
}

TEST(MegaEthWorld, preconfirms_no_sooner_than_the_network_allows) {
    const auto world = run(small_scenario());
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    // The nearest possible client: last mile 5 ms, own RPC node and the sequencer in the same region.
    EXPECT_GT(lifecycle.latency(Recorder::PreConfirmed).min(), (5_ms).ns());
    // West: 5 ms + 30 ms to the sequencer + at most one mini-block interval and a little work.
    EXPECT_LT(lifecycle.latency(Recorder::PreConfirmed).max(), (60_ms).ns());
    EXPECT_GT(lifecycle.latency(Recorder::PreConfirmed).max(), (35_ms).ns());
}

TEST(MegaEthWorld, recovers_real_signatures) {
    MegaEthScenario scenario = small_scenario();
    scenario.workload.signatures = Signatures::Real;
    scenario.clients.rate = sim::Frequency::per_second(100);
    const auto world = run(scenario);
    EXPECT_GT(world->recorder().lifecycle().submitted(), 20U);
    EXPECT_EQ(world->recorder().lifecycle().dropped(), 0U);
}

TEST(MegaEthWorld, stops_at_a_given_time_with_transactions_pending) {
    const auto world = run(small_scenario(), 1, sim::SimTime() + 250_ms);
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    EXPECT_FALSE(world->drained());
    EXPECT_LE(world->simulation().now(), sim::SimTime() + 250_ms);
    EXPECT_GT(lifecycle.pending(), 0U);
    EXPECT_EQ(lifecycle.submitted(), lifecycle.final() + lifecycle.pending() + lifecycle.dropped());
}

TEST(MegaEthWorld, accounts_for_what_a_full_pool_turns_away) {
    MegaEthScenario scenario = small_scenario();
    scenario.sequencer.pool_limit = 2;
    scenario.clients.rate = sim::Frequency::per_second(4000);
    const auto world = run(scenario);
    const sim::Lifecycle& lifecycle = world->recorder().lifecycle();
    EXPECT_TRUE(world->drained());
    EXPECT_GT(lifecycle.dropped(static_cast<std::uint32_t>(DropReason::PoolFull)), 0U);
    // Those that come after a gap in their sender's nonces are given up in the end.
    EXPECT_GT(lifecycle.dropped(static_cast<std::uint32_t>(DropReason::NonceGap)), 0U);
    EXPECT_EQ(lifecycle.submitted(), lifecycle.final() + lifecycle.dropped());
}

TEST(MegaEthWorld, names_a_saturated_resource) {
    MegaEthScenario scenario = small_scenario();
    scenario.replicas.hardware.nic_down = sim::BitRate::from_bits_per_second(200'000);
    const auto world = run(scenario);
    ASSERT_FALSE(world->utilisation().empty());
    EXPECT_EQ(world->utilisation().front().what, "replica downlink");
    EXPECT_GT(world->utilisation().front().share, 0.7);
}

TEST(MegaEthScenario, finds_what_does_not_fit_together) {
    MegaEthScenario scenario = small_scenario();
    EXPECT_TRUE(problems_of(scenario).empty());
    scenario.sequencer.region = "eastt";
    scenario.l1.region = "nowhere";
    scenario.regions = {"east", "east"};
    scenario.data_availability.certification.spread = sim::Share::percent(101);
    scenario.sequencer.admission_cores = scenario.sequencer.hardware.cores;
    const auto problems = problems_of(scenario);
    ASSERT_EQ(problems.size(), 5U);
    EXPECT_EQ(problems[0].key, "regions.1");
    EXPECT_EQ(problems[1].key, "sequencer.region");
    EXPECT_EQ(problems[1].suggestion, "east");
    EXPECT_EQ(problems[2].key, "l1.region");
    EXPECT_EQ(problems[3].key, "data_availability.certification.spread");
    EXPECT_EQ(problems[4].key, "sequencer.admission_cores");
}

TEST(MegaEthScenario, has_a_core_for_each_host_thread_if_it_measures) {
    MegaEthScenario scenario = small_scenario();
    scenario.sequencer.hardware.cores = 8;
    scenario.sequencer.admission_cores = 3;
    scenario.full_nodes.hardware.cores = 4;
    scenario.executor.host_threads = 5;
    EXPECT_TRUE(problems_of(scenario).empty());
    scenario.executor.timing = Timing::Measured;
    const auto problems = problems_of(scenario);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].key, "executor.host_threads");
    EXPECT_EQ(problems[0].expected, "at most 4");
    EXPECT_NE(problems[1].message.find("a full node"), std::string::npos);
    scenario.executor.host_threads = 4;
    EXPECT_TRUE(problems_of(scenario).empty());
}

}  // namespace
}  // namespace models
