// SPDX-License-Identifier: MIT
#include "sim/network/network_profile.h"

#include <gtest/gtest.h>

#include "tests/sim/network/small_network.h"

namespace sim {
namespace {

TEST(NetworkProfile, accepts_different_times_there_and_back) {
    EXPECT_TRUE(problems_of(two_regions()).empty());
}

TEST(NetworkProfile, accepts_a_single_region) {
    NetworkProfile profile;
    profile.round_trip = {{"alone", {}}};
    EXPECT_TRUE(problems_of(profile).empty());
}

TEST(NetworkProfile, names_every_missing_direction) {
    NetworkProfile profile;
    profile.round_trip = {{"a", {{"b", 1_ms}, {"c", 1_ms}}}, {"b", {{"a", 1_ms}}}};
    const auto problems = problems_of(profile);  // b to c, c to a, c to b
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_EQ(problems[0].key, "round_trip.b");
    EXPECT_EQ(problems[0].message, "no round trip from b to c");
    EXPECT_EQ(problems[2].message, "no round trip from c to b");
}

TEST(NetworkProfile, rejects_a_diagonal_a_negative_time_and_no_region) {
    NetworkProfile diagonal = two_regions();
    diagonal.round_trip["near"]["near"] = 1_ms;
    ASSERT_EQ(problems_of(diagonal).size(), 1U);
    EXPECT_EQ(problems_of(diagonal)[0].key, "round_trip.near.near");

    NetworkProfile negative = two_regions();
    negative.round_trip["near"]["far"] = 0_ms - 1_ms;
    ASSERT_EQ(problems_of(negative).size(), 1U);
    EXPECT_EQ(problems_of(negative)[0].key, "round_trip.near.far");

    EXPECT_EQ(problems_of(NetworkProfile{}).size(), 1U);
}

}  // namespace
}  // namespace sim
