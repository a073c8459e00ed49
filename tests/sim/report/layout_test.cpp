// SPDX-License-Identifier: MIT
// Where things go in a figure.
#include <gtest/gtest.h>

#include "sim/report/label_placement.h"
#include "sim/report/time_axis.h"

namespace sim {
namespace {

using enum LabelSide;
using Sides = std::vector<LabelSide>;

std::vector<std::string> major_labels(const std::vector<TimeTick>& ticks) {
    std::vector<std::string> labels;
    for (const TimeTick& tick : ticks)
        if (tick.is_major()) labels.push_back(tick.label);
    return labels;
}

TEST(TimeAxis, goes_from_decades_to_minutes_and_hours) {
    const std::vector<TimeTick> ticks = time_axis(1'000'000, 3'600'000'000'000);
    const std::vector<std::string> expected = {"1 ms", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min", "1 h"};
    EXPECT_EQ(major_labels(ticks), expected);
    EXPECT_EQ(ticks.front().ns, 1'000'000);
    EXPECT_EQ(ticks.back().ns, 3'600'000'000'000);
    EXPECT_EQ(ticks.size(), 8U + 4 * 8 + 4 + 8 + 4);  // minor: decades 8, 10 s to 1 min 4, to 10 min 8, to 1 h 4
}

TEST(TimeAxis, encloses_the_range_closely) {
    const std::vector<TimeTick> ticks = time_axis(3'400'000, 1'150'000'000'000);
    EXPECT_EQ(ticks.front().ns, 3'000'000);
    EXPECT_EQ(ticks.back().ns, 1'200'000'000'000);
}

TEST(TimeAxis, always_has_two_labels) {
    EXPECT_EQ(major_labels(time_axis(23'000'000, 24'000'000)), (std::vector<std::string>{"10 ms", "100 ms"}));
    EXPECT_EQ(major_labels(time_axis(0, 0)), (std::vector<std::string>{"1 µs", "10 µs"}));
    EXPECT_EQ(major_labels(time_axis(INT64_MAX, INT64_MAX)), (std::vector<std::string>{"10 h", "100 h"}));
}

TEST(TimeAxis, ticks_ascend) {
    const std::vector<TimeTick> ticks = time_axis(0, INT64_MAX);
    for (std::size_t i = 1; i < ticks.size(); ++i) EXPECT_LT(ticks[i - 1].ns, ticks[i].ns);
}

TEST(PlaceLabels, prefers_right_and_turns_left_where_it_is_narrow) {
    EXPECT_EQ(place_labels({{100, 50}, {300, 50}}, 1000), (Sides{Right, Right}));
    EXPECT_EQ(place_labels({{100, 50}, {130, 50}}, 1000), (Sides{Left, Right}));
    EXPECT_EQ(place_labels({{100, 50}, {980, 50}}, 1000), (Sides{Right, Left}));
}

TEST(PlaceLabels, hides_what_has_no_room) {
    EXPECT_EQ(place_labels({{100, 50}, {120, 50}, {140, 50}}, 1000), (Sides{Left, Hidden, Right}));
    EXPECT_EQ(place_labels({{20, 50}}, 40), (Sides{Hidden}));
    EXPECT_TRUE(place_labels({}, 100).empty());
}

}  // namespace
}  // namespace sim
