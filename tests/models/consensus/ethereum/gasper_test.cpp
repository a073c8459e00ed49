// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/gasper.h"

#include <gtest/gtest.h>

#include "tests/models/consensus/cluster.h"

namespace models::ethereum {
namespace {

constexpr Tick kSlotTicks = 1200;

ClusterSetup<Gasper> setup(Committees& committees) {
    return {
        .make = [&](const ValidatorSet&, ValidatorIndex self) { return std::make_unique<Gasper>(self, committees); },
        .due =
            [](Tick now, const Timer& timer) {
                const auto name = static_cast<TimerName>(timer.name);
                if (name == TimerName::Publish) return now + 100;
                return timer.round * kSlotTicks + kMainnetTiming.due_us(name) / 10'000;
            },
        .forge = nullptr};
}

TEST(Gasper, FinalizesWithoutFaults) {
    const ValidatorSet validators({1000, 1000, 1000, 1000});
    Committees committees(validators, {});
    Cluster<Gasper> cluster(setup(committees), validators, {}, 1);
    cluster.start();
    cluster.run_for(kSlotTicks * 200);
    for (const auto& v : cluster.oracle().violations()) ADD_FAILURE() << v;
    EXPECT_EQ(cluster.machine(0).fork_choice().finalized().epoch, 4U);
    EXPECT_EQ(cluster.oracle().finalized_height(0), 128U);
}

}  // namespace
}  // namespace models::ethereum
