// SPDX-License-Identifier: MIT
#include "models/actors/l1/l1_chain.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/models/actors/recording_observer.h"

namespace models {
namespace {

L1Params punctual() {
    L1Params params;
    params.missed_slots = {};
    params.first_seen = {.shape = sim::DurationDistribution::Shape::Constant, .mean = 2_s, .spread = {}};
    return params;
}

std::shared_ptr<const PostBatch> posting(std::uint64_t number) {
    auto batch = std::make_shared<Batch>();
    batch->number = number;
    return std::make_shared<const PostBatch>(PostBatch{batch, {}});
}

/// An L1 chain with batches arriving at given times.
struct Chain {
    explicit Chain(const L1Params& params, std::uint64_t seed = 1)
        : simulation(seed),
          actor(simulation.add_actor("l1")),
          observer(simulation),
          chain(simulation, actor, params, observer) {}
    void post(sim::Duration after, std::uint64_t number) {
        simulation.after(after, actor, "test.post", [this, number] { chain.on(posting(number)); });
    }
    sim::Simulation simulation;
    sim::ActorId actor;
    RecordingObserver observer;
    L1Chain chain;
};

TEST(L1Chain, finalises_after_64_to_95_slots) {
    EXPECT_EQ(slots_to_finality(0), 64);
    EXPECT_EQ(slots_to_finality(1), 95);
    EXPECT_EQ(slots_to_finality(31), 65);
    // The mean over an epoch that facts state: 79.5 slots = 15.9 minutes.
    std::int64_t total = 0;
    for (std::int64_t index = 0; index < 32; ++index) total += slots_to_finality(index);
    EXPECT_EQ(total * 2, 159 * 32);
}

TEST(L1Chain, includes_at_the_next_slot_and_finalises_on_an_epoch_boundary) {
    std::set<std::int64_t> waits;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Chain l1(punctual(), seed);
        l1.post(100_ms, 1);
        EXPECT_TRUE(l1.simulation.run_until(sim::SimTime::never()));
        ASSERT_EQ(l1.observer.posted.size(), 1U);
        ASSERT_EQ(l1.observer.finalized.size(), 1U);
        const sim::Duration inclusion = l1.observer.posted[0].time - (sim::SimTime() + 100_ms);
        EXPECT_GT(inclusion, 2_s);
        EXPECT_LE(inclusion, 14_s);
        const sim::Duration finality = l1.observer.finalized[0].time - l1.observer.posted[0].time;
        EXPECT_EQ(finality % 12_s, 0_s);
        EXPECT_GE(finality / 12_s, 64);
        EXPECT_LE(finality / 12_s, 95);
        waits.insert(finality / 12_s);
    }
    EXPECT_GT(waits.size(), 10U);  // Seeds start at different places of an epoch.
}

TEST(L1Chain, puts_all_waiting_batches_into_one_block) {
    Chain l1(punctual());
    l1.post(0_ms, 1);
    l1.post(1_ms, 2);
    l1.post(13_s, 3);
    EXPECT_TRUE(l1.simulation.run_until(sim::SimTime::never()));
    ASSERT_EQ(l1.observer.posted.size(), 3U);
    EXPECT_EQ(l1.observer.posted[0].time, l1.observer.posted[1].time);
    EXPECT_EQ(l1.observer.posted[2].time - l1.observer.posted[1].time, 12_s);
    EXPECT_EQ(l1.chain.waiting(), 0U);
}

TEST(L1Chain, waits_out_missed_slots) {
    L1Params params = punctual();
    params.missed_slots = sim::Share::percent(90);
    Chain l1(params);
    l1.post(0_ms, 1);
    EXPECT_TRUE(l1.simulation.run_until(sim::SimTime::never()));
    ASSERT_EQ(l1.observer.posted.size(), 1U);
    const auto missed = static_cast<std::int64_t>(l1.chain.metrics().missed_slots.total());
    EXPECT_GT(missed, 0);
    const sim::Duration waited = l1.observer.posted[0].time.since_start() - 2_s;
    EXPECT_EQ(waited / 12_s, missed);
}

TEST(L1Chain, shows_blocks_in_order_even_if_slots_are_shorter_than_delays) {
    L1Params params;
    params.slot_time = 20_ms;
    Chain l1(params);
    for (std::uint64_t number = 1; number <= 50; ++number) l1.post(20_ms * static_cast<std::int64_t>(number), number);
    EXPECT_TRUE(l1.simulation.run_until(sim::SimTime::never()));
    ASSERT_EQ(l1.observer.posted.size(), 50U);
    ASSERT_EQ(l1.observer.finalized.size(), 50U);
    for (std::uint64_t i = 0; i < 50; ++i) {
        EXPECT_EQ(l1.observer.posted[i].batch, i + 1);
        EXPECT_EQ(l1.observer.finalized[i].batch, i + 1);
        EXPECT_LE(l1.observer.posted[i].time, l1.observer.finalized[i].time);
    }
}

}  // namespace
}  // namespace models
