// SPDX-License-Identifier: MIT
// clang-format off: rapidcheck's header needs gtest's before it
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/kernel/event_heap.h"
#include "sim/kernel/event_queue.h"

namespace sim {
namespace {

constexpr std::int64_t kEndOfTime = SimTime::never().ns();

Event event_at(std::int64_t ns, std::uint64_t order) {
    return {.time = SimTime::from_ns(ns), .order = order, .argument = order * 3, .handler = 7};
}

/// Runs a queue beside std::multimap and compares every event that comes out.
template <class Queue>
class Twin {
  public:
    void push(std::int64_t ns, std::uint64_t order) {
        const Event event = event_at(ns, order);
        queue_.push(event);
        reference_.emplace(std::pair{ns, order}, event.argument);
    }

    /// Pops from both. Returns false if they disagree.
    [[nodiscard]] bool pop() {
        const auto first = reference_.begin();
        if (queue_.empty() || queue_.size() != reference_.size()) return false;
        if (queue_.next().order != first->first.second) return false;
        const Event event = queue_.pop();
        now_ = event.time.ns();
        const bool equal =
            std::pair{now_, event.order} == first->first && event.argument == first->second && event.handler == 7;
        reference_.erase(first);
        return equal;
    }

    [[nodiscard]] bool pop_all() {
        while (!reference_.empty())
            if (!pop()) return false;
        return queue_.empty();
    }

    [[nodiscard]] std::int64_t now() const { return now_; }
    [[nodiscard]] std::size_t size() const { return reference_.size(); }
    [[nodiscard]] Queue& queue() { return queue_; }

  private:
    Queue queue_;
    std::multimap<std::pair<std::int64_t, std::uint64_t>, std::uint64_t> reference_;
    std::int64_t now_ = 0;
};

/// A delay of a random order of magnitude, often none at all, as far as time goes.
std::int64_t draw_delay(const std::array<std::uint64_t, 4>& words, std::int64_t now) {
    const std::uint64_t magnitude = words[0] % 64;
    const std::uint64_t delay = magnitude == 0 ? 0 : words[1] >> (64 - magnitude);
    return static_cast<std::int64_t>(std::min(delay, static_cast<std::uint64_t>(kEndOfTime - now)));
}

/// Many pushes and pops in bursts; delays below 2^`delay_bits` ns, or of all magnitudes if that is 0.
template <class Queue>
bool keeps_the_order(std::uint64_t seed, std::uint64_t steps, unsigned delay_bits) {
    const RandomStream draws(seed, Purpose::named("test.event_queue"), delay_bits);
    Twin<Queue> twin;
    for (std::uint64_t step = 0; step < steps; ++step) {
        const auto words = draws.words(step);
        const std::int64_t delay = delay_bits == 0
                                       ? draw_delay(words, twin.now())
                                       : static_cast<std::int64_t>(words[0] >> (64 - delay_bits)) % (kEndOfTime / 2);
        const std::int64_t time = twin.now() + std::min(delay, kEndOfTime - twin.now());
        // The origin comes first in the order key, so that the order at one instant is not that of pushing.
        twin.push(time, (words[2] % 5) << 40 | step);
        const bool filling = (step / 500) % 2 == 0;
        for (std::uint64_t pops = words[3] % (filling ? 2 : 4); pops > 0 && twin.size() > 0; --pops)
            if (!twin.pop()) return false;
    }
    return twin.pop_all();
}

template <class Queue>
class EventOrder : public testing::Test {};
using Queues = testing::Types<EventQueue, EventHeap>;
TYPED_TEST_SUITE(EventOrder, Queues);

TYPED_TEST(EventOrder, equals_multimap_for_random_use) {
    rc::check([] {
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto steps = *rc::gen::inRange<std::uint64_t>(1, 1500);
        const auto delay_bits = *rc::gen::inRange<unsigned>(0, 63);
        RC_ASSERT(keeps_the_order<TypeParam>(seed, steps, delay_bits));
    });
}

TYPED_TEST(EventOrder, equals_multimap_with_many_pending) {
    for (const unsigned delay_bits : {0U, 3U, 12U, 30U, 45U})
        EXPECT_TRUE(keeps_the_order<TypeParam>(1, 8000, delay_bits));
}

TYPED_TEST(EventOrder, equals_multimap_for_a_crowd_in_one_instant) {
    Twin<TypeParam> twin;
    for (std::uint64_t i = 0; i < 5000; ++i) twin.push(1'000'000, i * 2654435761U % 5000 << 40 | i);
    twin.push(999'999, 1);
    EXPECT_TRUE(twin.pop_all());
}

TYPED_TEST(EventOrder, pushes_at_the_time_of_the_event_just_popped) {
    Twin<TypeParam> twin;
    std::uint64_t order = 0;
    for (std::int64_t i = 0; i < 300; ++i) twin.push(i * 10, ++order);
    while (twin.size() > 0 && order < 2000) {
        ASSERT_TRUE(twin.pop());
        twin.push(twin.now(), ++order << 40);
        twin.push(twin.now() + 5, ++order);
    }
    EXPECT_TRUE(twin.pop_all());
}

TYPED_TEST(EventOrder, reaches_the_end_of_time) {
    Twin<TypeParam> twin;
    std::uint64_t order = 0;
    for (int bit = 0; bit < 63; ++bit) {
        twin.push(std::int64_t{1} << bit, ++order);
        twin.push(kEndOfTime - (kEndOfTime >> bit), ++order);
        twin.push(kEndOfTime - (std::int64_t{1} << bit) + 1, ++order);
    }
    for (int i = 0; i < 40; ++i) twin.push(kEndOfTime, ++order);
    EXPECT_TRUE(twin.pop_all());
}

TEST(EventQueue, looks_at_the_next_time_without_moving_on) {
    EventQueue queue;
    EXPECT_EQ(queue.next_time(), SimTime::never());
    queue.push(event_at(5000, 1));
    queue.push(event_at(4900, 2));
    EXPECT_EQ(queue.next_time().ns(), 4900);
    queue.push(event_at(7, 3));  // what is earlier may still come
    EXPECT_EQ(queue.next_time().ns(), 7);
    EXPECT_EQ(queue.pop().order, 3U);
    EXPECT_EQ(queue.next_time().ns(), 4900);
    EXPECT_EQ(queue.pop().order, 2U);
    EXPECT_EQ(queue.next_time().ns(), 5000);
    EXPECT_EQ(queue.pop().order, 1U);
    EXPECT_EQ(queue.next_time(), SimTime::never());
}

TEST(EventQueue, takes_what_comes_before_the_run_that_it_has_begun) {
    EventQueue queue;
    for (std::uint64_t i = 0; i < 10; ++i) queue.push(event_at(1'000'000 + static_cast<std::int64_t>(i), i));
    EXPECT_EQ(queue.next().time.ns(), 1'000'000);  // sorts the run
    queue.push(event_at(10, 100));                 // a horizon had stopped the clock before the run
    EXPECT_EQ(queue.pop().order, 100U);
    EXPECT_EQ(queue.pop().order, 0U);
    EXPECT_EQ(queue.size(), 9U);
}

TEST(EventQueue, refuses_to_pop_from_nothing) {
    EventQueue queue;
    EXPECT_THROW(static_cast<void>(queue.pop()), InvariantViolation);
    EXPECT_THROW(static_cast<void>(queue.next()), InvariantViolation);
}

TEST(EventQueue, uses_its_chunks_again) {
    EventChunkPool pool;
    EventBucket bucket;
    for (int round = 0; round < 50; ++round) {
        for (std::uint64_t i = 0; i < 1000; ++i) bucket.append(event_at(1, i), pool);
        std::uint64_t expected = 0;
        bucket.drain(pool, [&](const Event& event) { EXPECT_EQ(event.order, expected++); });
        EXPECT_EQ(expected, 1000U);
        EXPECT_EQ(bucket.size(), 0U);
    }
    EXPECT_EQ(pool.chunks(), 64U);
}

}  // namespace
}  // namespace sim
