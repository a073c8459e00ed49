// SPDX-License-Identifier: MIT
#include "models/world/chain_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/models/world/chain_runs.h"

namespace models {
namespace {

struct Kind {
    ConsensusProtocol protocol;
    ExecutionMode mode;
};

std::string name_of(const Kind& kind) {
    const auto name = [](auto value) {
        for (const auto& [known, text] : sim::EnumNames<decltype(value)>::names)
            if (known == value) return std::string(text);
        return std::string();
    };
    return name(kind.protocol) + "_" + name(kind.mode);
}

class ChainOf : public testing::TestWithParam<Kind> {
  protected:
    [[nodiscard]] ChainScenario scenario() const { return small_chain(GetParam().protocol, GetParam().mode); }
};

std::vector<Kind> all_kinds() {
    std::vector<Kind> kinds;
    for (const auto protocol : {ConsensusProtocol::MonadBft, ConsensusProtocol::Ethereum, ConsensusProtocol::Bft})
        for (const auto mode : {ExecutionMode::Interleaved, ExecutionMode::DelayedRoot, ExecutionMode::Asynchronous})
            kinds.push_back({protocol, mode});
    return kinds;
}
INSTANTIATE_TEST_SUITE_P(Kinds, ChainOf, testing::ValuesIn(all_kinds()),
                         [](const auto& test) { return name_of(test.param); });

std::string fingerprint(const ChainWorld& world) {
    return world.simulation().fingerprint().to_hex();
}

TEST_P(ChainOf, has_every_transaction_verified_in_the_end) {
    const auto world = run(scenario());
    const sim::Lifecycle& transactions = world->recorder().transactions();
    EXPECT_GT(transactions.submitted(), 60U);
    for (std::size_t stage = 0; stage <= ChainRecorder::Verified; ++stage)
        EXPECT_EQ(transactions.reached(stage), transactions.submitted()) << stage;
    const ChainMetrics& metrics = world->recorder().metrics();
    EXPECT_EQ(metrics.transactions_finalized.total(), transactions.submitted());
    EXPECT_EQ(metrics.unexecutable_transactions.total(), 0U);
    EXPECT_EQ(metrics.offenders.total(), 0U);
    EXPECT_EQ(metrics.safety_violations.total(), 0U);
    // Executed once for all four.
    EXPECT_GE(world->execution().counts().reused, 3 * (world->execution().counts().executed - 4));
}

TEST_P(ChainOf, is_the_same_for_the_same_seed_only) {
    const std::string once = fingerprint(*run(scenario(), 7));
    EXPECT_EQ(fingerprint(*run(scenario(), 7)), once);
    EXPECT_NE(fingerprint(*run(scenario(), 8)), once);
}

std::vector<std::uint32_t> with_role(const ChainWorld& world, bool ChainWorld::Role::* role) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t v = 0; v < world.roles().size(); ++v)
        if (world.roles()[v].*role) all.push_back(v);
    return all;
}

TEST_P(ChainOf, names_a_validator_with_a_wrong_state_and_goes_on) {
    ChainScenario faulty = scenario();
    faulty.faults.wrong_state = sim::Share::percent(25);
    faulty.faults.wrong_state_height = 3;
    faulty.load_duration = 2_s;
    const bool is_bft = GetParam().protocol == ConsensusProtocol::Bft;
    bool named = false;
    for (std::uint64_t seed = 1; seed < (is_bft ? 20U : 2U); ++seed) {
        const auto world = run(faulty, seed);
        const auto wrong = with_role(*world, &ChainWorld::Role::wrong_state);
        ASSERT_EQ(wrong.size(), 1U);
        const ChainRecorder& recorder = world->recorder();
        const sim::Lifecycle& transactions = recorder.transactions();
        EXPECT_EQ(transactions.final(), transactions.submitted()) << "dropped: " << transactions.dropped();
        EXPECT_EQ(recorder.metrics().safety_violations.total(), 0U);
        // In bft it stops at the first root that it does not share; it is named if that is for it to propose.
        if (is_bft) {
            EXPECT_LE(world->validators()[wrong[0]]->finalized_height(), 2 + faulty.execution.root_delay());
        }
        if (is_bft && recorder.caught().empty()) continue;
        named = true;
        // By all three honest ones, and nobody else is named.
        ASSERT_EQ(recorder.caught().size(), 1U);
        const auto& [what, caught] = *recorder.caught().begin();
        EXPECT_EQ(what, std::pair(ValidatorIndex{wrong[0]}, Offence::WrongState));
        EXPECT_EQ(caught.by.size(), 3U);
        // Nothing that it proposed on its wrong state is final.
        for (const SeenBlock& block : finalized_blocks(*world)) {
            EXPECT_TRUE(block.proposer != wrong[0] || block.proposed < caught.first);
        }
    }
    EXPECT_TRUE(named);
}

TEST_P(ChainOf, stops_rather_than_agree_if_over_a_third_has_a_wrong_state) {
    ChainScenario faulty = scenario();
    faulty.faults.wrong_state = sim::Share::percent(50);
    faulty.faults.wrong_state_height = 3;
    faulty.drain = 2_s;
    const auto world = run(faulty);
    EXPECT_EQ(with_role(*world, &ChainWorld::Role::wrong_state).size(), 2U);
    const ChainRecorder& recorder = world->recorder();
    EXPECT_EQ(recorder.metrics().safety_violations.total(), 0U);
    const auto delay = static_cast<std::uint64_t>(faulty.execution.root_delay());
    // The block at 3 + delay is the first to say what the state after block 3 is.
    EXPECT_LT(recorder.finalized_height(), 3 + delay);
    EXPECT_GT(recorder.transactions().pending(), 0U);
}

TEST_P(ChainOf, goes_on_with_an_equivocating_validator) {
    ChainScenario faulty = scenario();
    faulty.faults.equivocating = sim::Share::percent(25);
    const auto world = run(faulty);
    ASSERT_EQ(with_role(*world, &ChainWorld::Role::equivocates).size(), 1U);
    const ChainRecorder& recorder = world->recorder();
    EXPECT_EQ(recorder.metrics().safety_violations.total(), 0U);
    EXPECT_EQ(recorder.transactions().final(), recorder.transactions().submitted());
    for (const auto& [what, caught] : recorder.caught()) EXPECT_TRUE(world->roles()[what.first.index()].equivocates);
}

TEST_P(ChainOf, goes_on_without_a_quarter_of_the_stake) {
    ChainScenario faulty = scenario();
    faulty.faults.offline = sim::Share::percent(25);
    faulty.drain = 40_s;
    const auto world = run(faulty);
    const auto offline = with_role(*world, &ChainWorld::Role::offline);
    ASSERT_EQ(offline.size(), 1U);
    const sim::Lifecycle& transactions = world->recorder().transactions();
    EXPECT_EQ(transactions.final() + transactions.dropped(), transactions.submitted());
    EXPECT_GT(transactions.final(), transactions.submitted() / 2);
    EXPECT_EQ(world->network().up(world->places()[offline[0]].node).messages, 0U);
    for (const SeenBlock& block : finalized_blocks(*world)) EXPECT_NE(block.proposer, offline[0]);
}

TEST_P(ChainOf, stops_without_half_of_the_stake) {
    ChainScenario faulty = scenario();
    faulty.faults.offline = sim::Share::percent(50);
    faulty.drain = 2_s;
    const auto world = run(faulty);
    EXPECT_EQ(world->recorder().finalized_height(), 0U);
}

TEST_P(ChainOf, heals_after_a_partition) {
    ChainScenario faulty = scenario();
    faulty.drain = 60_s;
    faulty.faults.network.partitions = {
        {.regions = {}, .nodes = {"validator/0", "validator/1", "clients/here"}, .from = 300_ms, .until = 1500_ms}};
    const auto world = run(faulty);
    const ChainRecorder& recorder = world->recorder();
    EXPECT_EQ(recorder.metrics().safety_violations.total(), 0U);
    std::size_t after = 0;
    for (const SeenBlock& block : finalized_blocks(*world)) {
        after += block.proposed.ns() > (1500_ms).ns() ? 1 : 0;
        // What neither half could agree on alone.
        if (*block.finalized > sim::SimTime() + 1500_ms) continue;
        EXPECT_LT(*block.finalized, sim::SimTime() + 300_ms + 5 * kOneWay);
    }
    EXPECT_GT(after, 0U);
    const sim::Lifecycle& transactions = recorder.transactions();
    EXPECT_EQ(transactions.final() + transactions.dropped(), transactions.submitted());
    EXPECT_GT(transactions.final(), transactions.submitted() / 2);
}

TEST(ChainWorld, reports_violations_where_over_a_third_equivocates) {
    for (const auto protocol : {ConsensusProtocol::Bft, ConsensusProtocol::MonadBft}) {
        // Validator 0 has 44 % of the stake, and with either half of the others, which are those that one of its twins
        // talks to, more than two thirds.
        ChainScenario scenario = small_chain(protocol, ExecutionMode::Asynchronous, 5);
        scenario.validators.stake = StakeShape::Zipf;
        scenario.faults.equivocating = sim::Share::percent(45);
        scenario.drain = 1_s;
        // 381: an old block of the other branch comes back; 607: the RPC node's block is not the first final one.
        for (const std::uint64_t seed : {381U, 607U}) {
            const auto world = run(scenario, seed);
            ASSERT_TRUE(world->roles()[0].equivocates);
            EXPECT_TRUE(world->stakes().exceeds_third(world->byzantine_stake()));
            EXPECT_FALSE(world->stakes().is_supermajority(world->byzantine_stake()));
            EXPECT_GT(world->recorder().metrics().safety_violations.total(), 0U) << static_cast<int>(protocol) << seed;
            EXPECT_GE(world->simulation().now(), sim::SimTime() + 1_s);
        }
    }
}

TEST(ChainWorld, reports_wrong_roots_that_over_two_thirds_agree_on) {
    ChainScenario scenario = small_chain(ConsensusProtocol::MonadBft, ExecutionMode::Asynchronous);
    scenario.faults.wrong_state = sim::Share::percent(75);
    scenario.faults.wrong_state_height = 3;
    scenario.drain = 1_s;
    // The honest one follows the certificates, and finds that final blocks do not say what it has.
    const auto world = run(scenario);
    EXPECT_GT(world->recorder().metrics().safety_violations.total(), 0U);
    EXPECT_EQ(world->recorder().metrics().offenders.total(), 3U);
    // In bft it stops before the first of them.
    scenario.consensus.protocol = ConsensusProtocol::Bft;
    const auto stopped = run(scenario);
    EXPECT_EQ(stopped->recorder().metrics().safety_violations.total(), 0U);
    EXPECT_LT(stopped->recorder().finalized_height(), 3U + scenario.execution.delay);
}

TEST(ChainWorld, waits_for_a_slow_executor_before_it_proposes_if_asynchronous) {
    ChainScenario scenario = small_chain(ConsensusProtocol::MonadBft, ExecutionMode::Asynchronous);
    scenario.drain = 20_s;
    const auto longest_wait = [](const ChainWorld& world) {
        std::int64_t longest = 0;
        for (const auto& validator : world.validators())
            longest = std::max(longest, validator->metrics().build_wait.max());
        return sim::Duration::from_ns(longest);
    };
    const auto fast = run(scenario);
    EXPECT_EQ(longest_wait(*fast), 0_ns);
    scenario.validators.hardware.costs.transaction = sim::UnitCost::from_ps((50_ms).ns() * 1000);
    scenario.validators.hardware.cores = 1;
    scenario.consensus.monadbft.delta = 2_s;  // no round is given up
    const auto slow = run(scenario);
    EXPECT_GT(longest_wait(*slow), 10_ms);
    EXPECT_GT(slow->load().value().busiest_executor_share, 0.8);
    EXPECT_EQ(slow->recorder().transactions().final(), slow->recorder().transactions().submitted());
    // It is the blocks that are late, not their agreement; interleaved, the first block is late already.
    scenario.execution.mode = ExecutionMode::Interleaved;
    const auto interleaved = run(scenario);
    const auto first_interval = [](const ChainWorld& world) {
        const auto blocks = finalized_blocks(world);
        const auto first = std::find_if(blocks.begin(), blocks.end(), [](const auto& b) { return b.transactions > 0; });
        return std::next(first)->proposed - first->proposed;
    };
    EXPECT_LT(first_interval(*slow), 51_ms);
    EXPECT_GT(first_interval(*interleaved), 100_ms);
}

TEST(ChainWorld, slows_down_who_is_said_to_be_slow) {
    ChainScenario scenario = small_chain(ConsensusProtocol::Bft, ExecutionMode::Asynchronous);
    scenario.faults.slow = sim::Share::percent(25);
    scenario.faults.slowdown = sim::Share::percent(300);
    const auto world = run(scenario);
    const auto slow = with_role(*world, &ChainWorld::Role::slow);
    ASSERT_EQ(slow.size(), 1U);
    const auto busy = [&](const ChainWorld& of, std::size_t validator) {
        return of.validators()[validator]->executor().resource().busy_time().seconds();
    };
    const std::size_t other = (slow[0] + 1) % 4;
    EXPECT_NEAR(busy(*world, slow[0]) / busy(*world, other), 3, 0.1);
    scenario.faults.slow_blocks = sim::Share::percent(100);
    scenario.faults.slow_block_factor = sim::Share::percent(500);
    const auto attacked = run(scenario);
    EXPECT_NEAR(busy(*attacked, other) / busy(*world, other), 5, 0.2);
}

TEST(ChainScenario, finds_what_does_not_fit_together) {
    ChainScenario scenario = small_chain(ConsensusProtocol::MonadBft, ExecutionMode::Asynchronous);
    EXPECT_TRUE(problems_of(scenario).empty());
    scenario.regions = {"here", "there"};
    scenario.workload.replay = "blocks";
    scenario.consensus.ethereum.duties_per_epoch = 3;
    scenario.consensus.ethereum.publish = {
        .shape = sim::DurationDistribution::Shape::Uniform, .mean = 1_s, .spread = sim::Share::percent(101)};
    scenario.base_fee_wei = scenario.workload.max_fee_per_gas_wei + 1;
    scenario.faults.offline = sim::Share::percent(60);
    scenario.faults.equivocating = sim::Share::percent(41);
    std::vector<std::string> keys;
    for (const sim::InputProblem& problem : problems_of(scenario)) keys.push_back(problem.key);
    EXPECT_THAT(keys,
                testing::UnorderedElementsAre("regions.1", "workload.replay", "consensus.ethereum.duties_per_epoch",
                                              "consensus.ethereum.publish.spread", "base_fee_wei", "faults"));
}

TEST(ChainScenario, names_the_fault_whose_node_is_unknown) {
    ChainScenario scenario = small_chain(ConsensusProtocol::MonadBft, ExecutionMode::Asynchronous);
    scenario.faults.network.offline = {{.nodes = {"validator/4"}, .from = 0_ms, .until = 1_s}};
    try {
        ChainWorld(scenario, 1, "test");
        FAIL() << "no validator 4";
    } catch (const sim::InputError& error) {
        ASSERT_EQ(error.problems().size(), 1U);
        EXPECT_TRUE(error.problems()[0].key.starts_with("faults.network.offline")) << error.problems()[0].key;
    }
}

}  // namespace
}  // namespace models
