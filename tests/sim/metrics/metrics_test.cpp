// SPDX-License-Identifier: MIT
#include "sim/metrics/metrics.h"

#include <gtest/gtest.h>

#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

TEST(MetricDocs, come_from_the_schema) {
    const std::vector<MetricDoc> docs = metric_docs<sample_run::ReplicaMetrics>("replica");
    ASSERT_EQ(docs.size(), 4U);
    EXPECT_EQ(docs[0].name, "replica.mini_blocks");
    EXPECT_EQ(docs[0].kind, "counter");
    EXPECT_EQ(docs[0].better, "none");
    EXPECT_EQ(docs[1].kind, "gauge");
    EXPECT_EQ(docs[1].better, "higher");
    EXPECT_EQ(docs[2].kind, "distribution");
    EXPECT_EQ(docs[2].unit, "ns");
    EXPECT_EQ(docs[2].documentation, "From seal until applied.");
    EXPECT_EQ(docs[3].kind, "series");
    EXPECT_EQ(docs[3].unit, "B");
}

TEST(MergeMetrics, adds_counters_and_distributions_only) {
    sample_run::ReplicaMetrics total;
    merge_metrics(total, sample_run::replica_metrics());
    merge_metrics(total, sample_run::replica_metrics());
    EXPECT_EQ(total.mini_blocks.total(), 2'000U);
    EXPECT_EQ(total.lag.count(), 2'000U);
    EXPECT_FALSE(total.height.value().has_value());
    EXPECT_TRUE(total.backlog.samples().empty());
}

}  // namespace
}  // namespace sim
