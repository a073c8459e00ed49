// SPDX-License-Identifier: MIT
#include "models/consensus/validator_set.h"

#include <gtest/gtest.h>

namespace models {
namespace {

TEST(ValidatorSet, ASupermajorityIsMoreThanTwoThirds) {
    const ValidatorSet three({1, 1, 1});
    EXPECT_FALSE(three.is_supermajority(2));
    EXPECT_TRUE(three.is_supermajority(3));
    const ValidatorSet four({1, 1, 1, 1});
    EXPECT_FALSE(four.is_supermajority(2));
    EXPECT_TRUE(four.is_supermajority(3));
    const ValidatorSet large({Stake{1} << 61, (Stake{1} << 60) + 1});
    EXPECT_TRUE(large.is_supermajority(large.total()));
    EXPECT_FALSE(large.is_supermajority(large.total() / 3 * 2));
}

TEST(ValidatorSet, OverAThirdIsMoreThanAThird) {
    const ValidatorSet three({1, 1, 1});
    EXPECT_FALSE(three.exceeds_third(1));
    EXPECT_TRUE(three.exceeds_third(2));
}

TEST(VoterSet, CountsEachVoterOnceByStake) {
    const ValidatorSet validators({5, 7, 11});
    VoterSet voters(3);
    EXPECT_TRUE(voters.insert(ValidatorIndex{2}));
    EXPECT_FALSE(voters.insert(ValidatorIndex{2}));
    EXPECT_EQ(voters.stake(validators), 11U);
    EXPECT_TRUE(voters.insert(ValidatorIndex{0}));
    EXPECT_EQ(voters.stake(validators), 16U);
}

TEST(VoterSet, KnowsItsSubsets) {
    VoterSet few(130);
    VoterSet many(130);
    EXPECT_TRUE(few.is_subset_of(many));
    few.insert(ValidatorIndex{129});
    EXPECT_FALSE(few.is_subset_of(many));
    many.insert(ValidatorIndex{0});
    many.insert(ValidatorIndex{129});
    EXPECT_TRUE(few.is_subset_of(many));
    EXPECT_FALSE(many.is_subset_of(few));
    EXPECT_FALSE(VoterSet(129).is_subset_of(many));
    EXPECT_EQ(many.stake(ValidatorSet(std::vector<Stake>(130, 7))), 14U);
}

TEST(VoterSet, OfAnotherWidthCountsNothing) {
    VoterSet voters(2);
    voters.insert(ValidatorIndex{0});
    EXPECT_EQ(voters.stake(ValidatorSet({1, 1, 1})), 0U);
}

TEST(LeaderSchedule, LeadsInProportionToStake) {
    const ValidatorSet validators({1, 2, 7});
    const LeaderSchedule schedule(validators, 1);
    std::vector<int> led(3);
    for (std::uint64_t round = 0; round < 10'000; ++round) ++led[schedule.leader(round).index()];
    // Four standard deviations of a binomial count: 120, 160, 183.
    EXPECT_NEAR(led[0], 1000, 120);
    EXPECT_NEAR(led[1], 2000, 160);
    EXPECT_NEAR(led[2], 7000, 183);
}

TEST(LeaderSchedule, DependsOnTheSeed) {
    const ValidatorSet validators({1, 1, 1, 1});
    const LeaderSchedule one(validators, 1);
    const LeaderSchedule two(validators, 2);
    int equal = 0;
    for (std::uint64_t round = 0; round < 1000; ++round) equal += one.leader(round) == two.leader(round);
    EXPECT_LT(equal, 400);
}

}  // namespace
}  // namespace models
