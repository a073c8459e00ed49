// SPDX-License-Identifier: MIT
#include "sim/base/quantity.h"

#include <gtest/gtest.h>

#include <concepts>

#include "sim/base/ids.h"
#include "sim/base/time.h"

namespace sim {
namespace {

static_assert(!std::convertible_to<std::int64_t, Duration>);
static_assert(!std::convertible_to<Duration, SimTime>);
static_assert(!std::convertible_to<NodeId, SiteId>);
template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };
static_assert(Addable<SimTime, Duration>);
static_assert(!Addable<SimTime, SimTime>);
static_assert(!Addable<Bytes, Duration>);

TEST(Duration, counts_whole_parts) {
    EXPECT_EQ(10_ms / 3_ms, 3);
    EXPECT_EQ(10_ms % 3_ms, 1_ms);
    EXPECT_EQ(10_ms / 4, 2500_us);
    EXPECT_EQ(3 * 1_min, 180_s);
    EXPECT_EQ(1_ms - 2_ms, Duration::from_ns(-1'000'000));
}

TEST(SimTime, differs_by_durations) {
    const SimTime time = SimTime{} + 5_s;
    EXPECT_EQ(time - SimTime{}, 5_s);
    EXPECT_EQ(time - 1_s, SimTime::from_ns(4'000'000'000));
    EXPECT_LT(time, SimTime::never());
}

TEST(Bytes, take_their_time_on_a_line_rounded_up) {
    EXPECT_EQ(Bytes::from_count(125) / 1_Mbps, 1_ms);
    EXPECT_EQ(Bytes{} / 1_Mbps, 0_ns);
    EXPECT_EQ(1_B / BitRate::from_bits_per_second(3'000'000'000), 3_ns);  // 2.67 ns
    // No overflow in between: 1 PiB at 100 Gbit/s.
    EXPECT_EQ(Bytes::from_count(std::int64_t{1} << 50) / 100_Gbps, Duration::from_ns(90'071'992'547'410));
}

TEST(Literals, are_what_they_say) {
    EXPECT_EQ((1_GiB).count(), 1'073'741'824);
    EXPECT_EQ((1_KiB).count() * 1024, (1_MiB).count());
    EXPECT_EQ(Share::percent(5), Share::from_ppm(50'000));
    EXPECT_EQ(Frequency::per_second(2), Frequency::from_millihertz(2'000));
    EXPECT_EQ((250_ps).ps(), 250);
}

}  // namespace
}  // namespace sim
