// SPDX-License-Identifier: MIT
#include "sim/metrics/lifecycle.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

constexpr SimTime at(std::int64_t ns) {
    return SimTime::from_ns(ns);
}

/// Stages sealed -> posted -> final and, beside these, sealed -> visible.
LifecycleSpec spec() {
    return LifecycleSpec{.item = "tx",
                         .documentation = "Transactions.",
                         .stages = {{.name = "sealed", .documentation = "sealed"},
                                    {.name = "visible", .documentation = "visible", .label = "seen by its sender"},
                                    {.name = "posted_on_l1", .documentation = "posted", .follows = "sealed"},
                                    {.name = "final", .documentation = "final"}},
                         .kinds = {"transfer", "swap"},
                         .drop_reasons = {"pool_full", "nonce_gap"},
                         .attributes = {{.name = "block", .documentation = "Block number."}}};
}

void expect_violation(const std::function<void()>& action, const std::string& part) {
    try {
        action();
        ADD_FAILURE() << "no violation, expected: " << part;
    } catch (const InvariantViolation& violation) {
        EXPECT_NE(std::string(violation.what()).find(part), std::string::npos) << violation.what();
    }
}

TEST(Lifecycle, keeps_stage_times_and_latencies) {
    Lifecycle lifecycle(spec());
    const auto item = lifecycle.begin(at(100), EntityId{3}, 1);
    lifecycle.reach(item, 0, at(110));
    lifecycle.reach(item, 2, at(200));  // before `visible`, which it does not follow
    lifecycle.reach(item, 1, at(230));
    lifecycle.set_attribute(item, 0, 42);
    EXPECT_EQ(lifecycle.submitted_at(item), at(100));
    EXPECT_EQ(lifecycle.reached_at(item, 1), at(230));
    EXPECT_FALSE(lifecycle.reached_at(item, 3).has_value());
    EXPECT_EQ(lifecycle.latency(2).max(), 100);
    EXPECT_EQ(lifecycle.where(item), EntityId{3});
    EXPECT_EQ(lifecycle.kind(item), 1U);
    EXPECT_EQ(lifecycle.row_width(), 6U);
    EXPECT_EQ(lifecycle.row(item)[5], 42);
    EXPECT_EQ(lifecycle.stage_index("posted_on_l1"), 2U);
    lifecycle.check_conservation();
}

TEST(Lifecycle, submitted_is_final_plus_pending_plus_dropped) {
    Lifecycle lifecycle(spec());
    for (int i = 0; i < 10; ++i) lifecycle.begin(at(i), EntityId{1}, 0);
    for (const std::uint64_t item : {0U, 1U, 2U}) {
        for (const std::size_t stage : {0U, 1U, 2U, 3U}) lifecycle.reach(item, stage, at(50));
    }
    lifecycle.reach(4, 0, at(60));
    lifecycle.drop(5, 0);
    lifecycle.drop(6, 1);
    EXPECT_EQ(lifecycle.submitted(), 10U);
    EXPECT_EQ(lifecycle.final(), 3U);
    EXPECT_EQ(lifecycle.dropped(), 2U);
    EXPECT_EQ(lifecycle.dropped(1), 1U);
    EXPECT_EQ(lifecycle.drop_reason(6), 1U);
    EXPECT_FALSE(lifecycle.drop_reason(0).has_value());
    EXPECT_EQ(lifecycle.pending(), 5U);
    EXPECT_EQ(lifecycle.reached(0), 4U);
    lifecycle.check_conservation();
}

TEST(Lifecycle, refuses_a_stage_before_the_one_it_follows) {
    Lifecycle lifecycle(spec());
    const auto item = lifecycle.begin(at(100), EntityId{1}, 0);
    expect_violation([&] { lifecycle.reach(item, 0, at(99)); }, "tx 0, sealed: before the stage that it follows");
    expect_violation([&] { lifecycle.reach(item, 3, at(200)); },
                     "tx 0, final: the stage that it follows was not reached");
    lifecycle.reach(item, 0, at(150));
    expect_violation([&] { lifecycle.reach(item, 2, at(149)); }, "tx 0, posted_on_l1: before");
    expect_violation([&] { lifecycle.reach(item, 0, at(160)); }, "tx 0, sealed: reached twice");
    expect_violation([&] { lifecycle.reach(7, 0, at(160)); }, "tx 7 was never submitted");
}

TEST(Lifecycle, refuses_to_drop_what_is_final_and_to_move_what_is_dropped) {
    Lifecycle lifecycle(spec());
    const auto item = lifecycle.begin(at(0), EntityId{1}, 0);
    lifecycle.drop(item, 0);
    expect_violation([&] { lifecycle.drop(item, 0); }, "dropped twice");
    expect_violation([&] { lifecycle.reach(item, 0, at(1)); }, "was dropped before");
    const auto other = lifecycle.begin(at(0), EntityId{1}, 0);
    for (const std::size_t stage : {0U, 1U, 2U, 3U}) lifecycle.reach(other, stage, at(1));
    expect_violation([&] { lifecycle.drop(other, 0); }, "tx 1 is final");
}

TEST(Lifecycle, refuses_names_that_are_no_columns) {
    const auto with = [](const std::function<void(LifecycleSpec&)>& change) {
        LifecycleSpec changed = spec();
        change(changed);
        return [changed] { const Lifecycle refused(changed); };
    };
    expect_violation(with([](LifecycleSpec& s) { s.item = "Tx; DROP TABLE run"; }), "Tx;");
    expect_violation(with([](LifecycleSpec& s) { s.stages[1].name = "sealed"; }), "two columns are called sealed_ns");
    expect_violation(with([](LifecycleSpec& s) { s.attributes[0].name = "kind"; }), "two columns are called kind");
    expect_violation(with([](LifecycleSpec& s) { s.stages[0].follows = "final"; }), "sealed follows final");
}

TEST(Lifecycle, labels_come_from_the_stage_or_its_name) {
    EXPECT_EQ(stage_label(spec().stages[1]), "seen by its sender");
    EXPECT_EQ(stage_label(spec().stages[2]), "posted on l1");
    const std::vector<MetricDoc> docs = latency_docs(spec());
    ASSERT_EQ(docs.size(), 4U);
    EXPECT_EQ(docs[3].name, "tx.final");
    EXPECT_EQ(docs[3].kind, "distribution");
}

TEST(Lifecycle, follows_submission_if_it_says_so) {
    LifecycleSpec parallel = spec();
    parallel.stages[1].follows = kSubmitted;
    Lifecycle lifecycle(parallel);
    const auto item = lifecycle.begin(at(10), EntityId{1}, 0);
    lifecycle.reach(item, 1, at(10));
    EXPECT_EQ(lifecycle.reached(1), 1U);
}

TEST(Lifecycle, a_real_mix_is_conserved) {
    const Lifecycle lifecycle = sample_run::transactions(5'000);
    lifecycle.check_conservation();
    EXPECT_EQ(lifecycle.final(), 4'995U);
    EXPECT_EQ(lifecycle.dropped(), 5U);
    EXPECT_EQ(lifecycle.of_kind(0) + lifecycle.of_kind(1) + lifecycle.of_kind(2), 5'000U);
}

}  // namespace
}  // namespace sim
