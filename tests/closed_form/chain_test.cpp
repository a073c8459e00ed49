// SPDX-License-Identifier: MIT
// Chains whose timing is known: every message takes 10 ms and 1 ns for each message that it shares an access link with,
// every block has one transaction, which takes a given time to execute. The few nanoseconds that messages wait for each
// other are read from a run whose machines take next to no time; all further terms must add up to the nanosecond.
#include <algorithm>
#include <map>

#include "tests/models/world/chain_runs.h"

namespace models {
namespace {

/// A message of any size takes 1 ns on it.
constexpr auto kFast = sim::BitRate::from_bits_per_second(1'000'000'000'000'000'000);
/// Recovering the sender of a block's only transaction.
constexpr sim::Duration kSender = 43_us;

/// Four validators. There is always a transaction waiting, and all validators have it.
ChainScenario saturated(ConsensusProtocol protocol, ExecutionMode mode, std::uint32_t validators = 4) {
    ChainScenario scenario = small_chain(protocol, mode, validators);
    scenario.warm_up = 0_ms;
    scenario.drain = 0_ms;
    scenario.clients = {.rate = sim::Frequency::per_second(400), .last_mile = 0_ms};
    scenario.block.max_transactions = 1;
    scenario.submission.leaders = 0;
    scenario.consensus.monadbft.vote_pace = 0_ms;
    scenario.validators.hardware.nic_up = scenario.validators.hardware.nic_down = kFast;
    return scenario;
}

/// A transaction takes `execution`, and a few thousand nanoseconds that depend on it, and its sender kSender.
ChainScenario charged(ChainScenario scenario, sim::Duration execution) {
    WorkCosts& costs = scenario.validators.hardware.costs;
    costs.transaction = sim::UnitCost::from_ps(execution.ns() * 1000);
    costs.signature = sim::UnitCost::from_ps(kSender.ns() * 1000);
    return scenario;
}

/// Nothing else than executing a transaction takes any time.
ChainScenario charged_only(ChainScenario scenario, sim::Duration execution) {
    HardwareProfile& hardware = scenario.validators.hardware;
    std::apply([&](auto... field) { ((hardware.costs.*field.member = {}), ...); }, WorkCosts::schema());
    hardware.costs.transaction = sim::UnitCost::from_ps(execution.ns() * 1000);
    hardware.memory_read_share = {};
    return scenario;
}

/// From one proposal to the next, where both blocks have a transaction; by the height of the first.
std::map<std::size_t, sim::Duration> periods(const std::vector<SeenBlock>& blocks) {
    std::map<std::size_t, sim::Duration> result;
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i)
        if (blocks[i].transactions == 1 && blocks[i + 1].transactions == 1)
            result[i + 1] = blocks[i + 1].proposed - blocks[i].proposed;
    return result;
}

/// What a period takes on the wire alone, so that `execution` is all that is taken off: a few nanoseconds more than
/// `delays` one-way delays.
std::map<std::size_t, sim::Duration> wire_periods(const ChainScenario& scenario, int delays,
                                                  sim::Duration execution = 0_ns) {
    auto wire = periods(finalized_blocks(*run(charged_only(scenario, execution))));
    EXPECT_GT(wire.size(), 10U);
    for (auto& [height, period] : wire) {
        period -= 2 * execution;  // of the block by its validators, of the next one by its proposer
        EXPECT_GE(period, delays * kOneWay) << height;
        EXPECT_LE(period, delays * kOneWay + 12_ns) << height;
    }
    return wire;
}

struct Case {
    ConsensusProtocol protocol;
    int delays;  ///< One-way delays of a period.
};
constexpr Case kBft{ConsensusProtocol::Bft, 3};            // propose, prevote, precommit
constexpr Case kMonadBft{ConsensusProtocol::MonadBft, 2};  // propose, vote for the next leader

class ChainPeriod : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Protocols, ChainPeriod, testing::Values(kBft, kMonadBft),
                         [](const auto& test) { return test.param.protocol == kBft.protocol ? "bft" : "monadbft"; });

TEST_P(ChainPeriod, interleaved_is_consensus_and_both_executions_with_their_roots) {
    const ChainScenario scenario = saturated(GetParam().protocol, ExecutionMode::Interleaved);
    const auto wire = wire_periods(scenario, GetParam().delays, 1_ms);
    const auto blocks = finalized_blocks(*run(charged(scenario, 20_ms)));
    const auto measured = periods(blocks);
    EXPECT_GT(measured.size(), 10U);
    for (const auto& [height, period] : measured) {
        const SeenBlock& block = blocks[height - 1];
        const SeenBlock& next = blocks[height];
        // The validators execute the block before they vote; the next proposer executes its own before it proposes.
        EXPECT_EQ(period, wire.at(height) + kSender + block.execution + next.execution) << height;
        EXPECT_EQ(next.proposed - next.asked, next.execution) << height;
        EXPECT_GT(block.execution, 20_ms);
    }
}

TEST_P(ChainPeriod, delayed_root_executes_beside_consensus) {
    const ChainScenario scenario = saturated(GetParam().protocol, ExecutionMode::DelayedRoot);
    const auto wire = wire_periods(scenario, GetParam().delays);
    const auto measured = periods(finalized_blocks(*run(charged(scenario, 5_ms))));
    EXPECT_GT(measured.size(), 20U);
    for (const auto& [height, period] : measured) EXPECT_EQ(period, wire.at(height) + kSender) << height;
}

TEST_P(ChainPeriod, asynchronous_is_consensus_if_that_is_longer) {
    const ChainScenario scenario = saturated(GetParam().protocol, ExecutionMode::Asynchronous);
    const auto wire = wire_periods(scenario, GetParam().delays);
    // Almost as long as consensus takes: no nanosecond of it is seen.
    const auto measured = periods(finalized_blocks(*run(charged(scenario, GetParam().delays * kOneWay - 200_us))));
    EXPECT_GT(measured.size(), 20U);
    for (const auto& [height, period] : measured) EXPECT_EQ(period, wire.at(height) + kSender) << height;
}

TEST_P(ChainPeriod, asynchronous_is_execution_if_that_is_longer) {
    ChainScenario scenario = charged(saturated(GetParam().protocol, ExecutionMode::Asynchronous), 100_ms);
    scenario.consensus.monadbft.delta = 500_ms;  // no round is given up
    scenario.load_duration = 3_s;
    const auto blocks = finalized_blocks(*run(scenario));
    const auto delay = static_cast<std::size_t>(scenario.execution.delay);
    ASSERT_GT(blocks.size(), 20U);
    std::size_t compared = 0;
    for (std::size_t first = 6; first < blocks.size(); ++first)
        for (std::size_t second = first + 1; second < blocks.size(); ++second) {
            // Validators run at different phases, and each keeps its own: so between two proposals of the same one.
            if (blocks[first].proposer != blocks[second].proposer) continue;
            sim::Duration executions;
            for (std::size_t i = first - delay + 1; i <= second - delay; ++i) executions += blocks[i].execution;
            EXPECT_EQ(blocks[second].proposed - blocks[first].proposed, executions) << first + 1 << " " << second + 1;
            ++compared;
        }
    EXPECT_GT(compared, 20U);
}

TEST(ChainPeriod, monadbft_is_the_vote_pace_if_that_is_longer) {
    for (const ExecutionMode mode : {ExecutionMode::Asynchronous, ExecutionMode::Interleaved}) {
        ChainScenario scenario = charged(saturated(ConsensusProtocol::MonadBft, mode), 5_ms);
        scenario.consensus.monadbft.vote_pace = 50_ms;
        scenario.load_duration = 5_s;
        const auto blocks = finalized_blocks(*run(scenario));
        ASSERT_GT(blocks.size(), 90U);
        std::size_t compared = 0;
        for (std::size_t first = 5; first < blocks.size(); ++first)
            for (std::size_t second = first + 1; second < blocks.size(); ++second) {
                // Who sends its vote to whom, which is worth a nanosecond, follows from these two.
                if (blocks[first].proposer != blocks[second].proposer ||
                    blocks[first - 1].proposer != blocks[second - 1].proposer)
                    continue;
                const sim::Duration executions = mode == ExecutionMode::Interleaved
                                                     ? blocks[second].execution - blocks[first].execution
                                                     : sim::Duration();
                EXPECT_EQ(blocks[second].proposed - blocks[first].proposed,
                          static_cast<std::int64_t>(second - first) * 50_ms + executions)
                    << first + 1 << " " << second + 1;
                ++compared;
            }
        EXPECT_GT(compared, 100U);
    }
}

/// With two validators, each of which every quorum needs, not even the order of messages is left open.
TEST(ChainPeriod, two_validators_take_what_their_messages_take) {
    const auto blocks =
        finalized_blocks(*run(charged(saturated(ConsensusProtocol::Bft, ExecutionMode::Interleaved, 2), 20_ms)));
    ASSERT_GT(blocks.size(), 10U);
    bool same = false, other = false;
    for (std::size_t i = 1; i + 1 < blocks.size(); ++i) {
        const SeenBlock& block = blocks[i];
        // The proposer's prevote passes its proposal, 1 ns each.
        const sim::Duration voted = kOneWay + 2_ns + kSender + block.execution;
        EXPECT_EQ(*block.executed - block.proposed, voted) << i;
        // The other has both prevotes now, and precommits with its prevote; they come one after the other.
        EXPECT_EQ(*block.certified, *block.executed) << i;
        const sim::Duration decided = voted + kOneWay + 2_ns;
        EXPECT_EQ(*block.finalized - block.proposed, decided) << i;
        // The proposer precommitted with the first of the two, 1 ns before; that takes another way to the other.
        const bool stays = block.proposer == blocks[i + 1].proposer;
        (stays ? same : other) = true;
        EXPECT_EQ(blocks[i + 1].asked - block.proposed, stays ? decided : decided + kOneWay) << i;
    }
    EXPECT_TRUE(same && other);
}

TEST(ChainLatency, asynchronous_is_the_sum_of_its_stages) {
    const auto world = run(charged(saturated(ConsensusProtocol::Bft, ExecutionMode::Asynchronous), 19_ms));
    const auto blocks = finalized_blocks(*world);
    ASSERT_GT(blocks.size(), 20U);
    for (const SeenBlock& block : blocks) {
        if (block.transactions == 0) continue;
        const sim::Duration arrival = *block.executed - block.proposed - kSender - block.execution;
        EXPECT_GE(arrival, kOneWay + 1_ns);
        EXPECT_LE(arrival, kOneWay + 4_ns);
    }
    // Of a transaction, at its RPC node: executed after its block came, its senders were recovered, and it was
    // executed; verified when the third block after its own is final.
    const sim::Lifecycle& transactions = world->recorder().transactions();
    std::vector<std::uint64_t> items;
    for (std::uint64_t item = 0; item < transactions.submitted(); ++item)
        if (transactions.reached_at(item, ChainRecorder::Finalized)) items.push_back(item);
    ASSERT_GT(items.size(), 20U);
    const auto at = [&](std::uint64_t item, std::size_t stage) { return *transactions.reached_at(item, stage); };
    std::sort(items.begin(), items.end(), [&](std::uint64_t a, std::uint64_t b) {
        return at(a, ChainRecorder::Finalized) < at(b, ChainRecorder::Finalized);
    });
    const auto first = std::find_if(blocks.begin(), blocks.end(), [](const auto& b) { return b.transactions > 0; });
    for (std::size_t i = 0; i < items.size(); ++i) {
        const SeenBlock& block = first[static_cast<std::ptrdiff_t>(i)];
        ASSERT_EQ(block.transactions, 1);
        const sim::Duration sender = block.proposer == 0 ? 0_ns : kSender;  // it knows those of its own
        EXPECT_EQ(at(items[i], ChainRecorder::Executed) - at(items[i], ChainRecorder::Included),
                  sender + block.execution);
        if (i + 3 >= items.size()) continue;
        EXPECT_EQ(at(items[i], ChainRecorder::Verified), at(items[i + 3], ChainRecorder::Finalized));
    }
}

}  // namespace
}  // namespace models
