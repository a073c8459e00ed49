// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/committees.h"

#include <set>

#include <gtest/gtest.h>

namespace models::ethereum {
namespace {

TEST(Committees, GiveEachValidatorItsDutiesOnceAnEpoch) {
    const ValidatorSet validators(std::vector<Stake>(100, 7));
    for (const std::uint32_t duties : {1U, 4U, 32U}) {
        Committees committees(validators, {.duties_per_epoch = duties});
        for (const std::uint64_t epoch : {0U, 5U}) {
            std::vector<std::uint32_t> count(100);
            std::set<std::size_t> seats;
            Stake weight = 0;
            for (std::uint64_t slot = first_slot_of(epoch); slot < first_slot_of(epoch + 1); ++slot) {
                const SlotCommittee& committee = committees.at(slot);
                EXPECT_NEAR(static_cast<double>(committee.members.size()), 100.0 * duties / 32, 1.0);
                weight += committee.weight;
                for (const ValidatorIndex member : committee.members) {
                    ++count[member.index()];
                    EXPECT_TRUE(committees.is_member(slot, member));
                    EXPECT_TRUE(seats.insert(committees.seat(committee.duty, member)).second);
                }
            }
            EXPECT_EQ(count, std::vector<std::uint32_t>(100, duties));
            EXPECT_EQ(seats.size(), committees.seats());
            EXPECT_EQ(weight, committees.total_weight());
        }
    }
}

TEST(Committees, AreDrawnAnewForEachEpochAndSeed) {
    const ValidatorSet validators(std::vector<Stake>(320, 1));
    Committees one(validators, {.seed = 1, .duties_per_epoch = 1});
    Committees again(validators, {.seed = 1, .duties_per_epoch = 1});
    Committees other(validators, {.seed = 2, .duties_per_epoch = 1});
    EXPECT_EQ(one.at(40).members, again.at(40).members);
    EXPECT_NE(one.at(40).members, one.at(72).members);
    EXPECT_NE(one.at(40).members, other.at(40).members);
}

TEST(Committees, DrawAboutSixteenAggregatorsOfEach) {
    const ValidatorSet validators(std::vector<Stake>(512, 1));
    Committees committees(validators, {.committees_per_slot = 4});
    std::size_t aggregators = 0;
    for (std::uint64_t slot = 0; slot < 50; ++slot)
        for (const ValidatorIndex member : committees.at(slot).members)
            aggregators += committees.is_aggregator(slot, member) ? 1 : 0;
    // Of 128 members one in eight: a mean of 16 for each of 200 committees, 3200 in all with a deviation of 53.
    EXPECT_NEAR(static_cast<double>(aggregators), 3200.0, 4 * 53.0);
}

TEST(SlotTiming, IsThatOfTheSpecifications) {
    EXPECT_EQ(kMainnetTiming.due_us(TimerName::AttestationDue), 3'999'600U);
    EXPECT_EQ(kMainnetTiming.due_us(TimerName::AggregateDue), 8'000'400U);
    EXPECT_EQ(kSixSecondTiming.due_us(TimerName::AttestationDue), 3'000'000U);
    EXPECT_EQ(kSixSecondTiming.due_us(TimerName::AggregateDue), 4'500'000U);
    EXPECT_EQ(kGloasTiming.due_us(TimerName::AttestationDue), 3'000'000U);
}

}  // namespace
}  // namespace models::ethereum
