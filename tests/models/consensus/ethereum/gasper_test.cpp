// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/gasper.h"

#include <gtest/gtest.h>

#include "tests/models/consensus/ethereum/gasper_cluster.h"

namespace models::ethereum {
namespace {

using GasperCluster = Cluster<WatchedGasper>;

TEST(Gasper, FinalizesWithoutFaults) {
    GasperCluster cluster(setup_of(), ValidatorSet({1000, 1000, 1000, 1000}), {}, 1);
    cluster.start();
    cluster.run_for(kSlotTicks * 200);
    for (const auto& v : cluster.oracle().violations()) ADD_FAILURE() << v;
    EXPECT_EQ(cluster.machine(0).gasper().fork_choice().finalized().epoch, 4U);
    EXPECT_EQ(cluster.oracle().finalized_height(0), 128U);
}

}  // namespace
}  // namespace models::ethereum
