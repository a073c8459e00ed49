// SPDX-License-Identifier: MIT
#include "sim/store/result_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "sim/base/check.h"
#include "sim/store/result_reader.h"
#include "tests/sim/store/database_dump.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

using database_dump::dump;
using sample_run::TemporaryFolder;

std::int64_t query(const std::filesystem::path& file, const std::string& sql) {
    const Database database(file, Database::Mode::Read);
    Statement statement(database, sql);
    return statement.step() ? statement.integer(0) : -1;
}

std::string query_text(const std::filesystem::path& file, const std::string& sql) {
    const Database database(file, Database::Mode::Read);
    Statement statement(database, sql);
    return statement.step() ? std::string(statement.text(0)) : "(no row)";
}

TEST(ResultWriter, completed_run_reads_back) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    sample_run::write_complete(file, 3'000);
    const ResultReader reader(file);
    EXPECT_EQ(reader.verify(), std::vector<std::string>{});
    const RunInfo run = reader.run();
    EXPECT_EQ(run.status, RunStatus::Ok);
    EXPECT_EQ(run.model, "megaeth");
    EXPECT_EQ(run.seed, 7U);
    EXPECT_EQ(run.version, "0.1.0");
    EXPECT_EQ(run.fingerprint, "00ff");
    EXPECT_EQ(run.events, 12'345U);
    EXPECT_EQ(run.end, SimTime::from_ns(900'000'000'000));
    ASSERT_EQ(reader.lifecycles().size(), 1U);
    const LifecycleRecord lifecycle = reader.lifecycles().front();
    EXPECT_EQ(lifecycle.item, "tx");
    EXPECT_EQ(lifecycle.submitted, 3'000U);
    EXPECT_EQ(lifecycle.final, 2'997U);
    EXPECT_EQ(lifecycle.dropped, 3U);
    ASSERT_EQ(lifecycle.stages.size(), 5U);
    EXPECT_EQ(lifecycle.stages[3].label, "posted on L1");
    EXPECT_EQ(lifecycle.stages[3].metric, "tx.posted");
}

TEST(ResultWriter, distributions_and_scalars_read_back) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    sample_run::write_complete(file, 3'000);
    const ResultReader reader(file);
    const Lifecycle lifecycle = sample_run::transactions(3'000);
    const Distribution& written = lifecycle.latency(3);
    const auto read = reader.distribution("tx.posted");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->unit, "ns");
    EXPECT_EQ(read->bins, written.bins());
    EXPECT_EQ(read->p99, written.quantile(kP99));
    EXPECT_EQ(read->max, written.max());
    EXPECT_EQ(reader.distribution("replica.lag", EntityId{2})->count, 1'000U);
    EXPECT_FALSE(reader.distribution("replica.lag", EntityId{9}).has_value());
    EXPECT_FALSE(reader.distribution("no.such").has_value());
    EXPECT_EQ(reader.scalar("run.throughput"), 9876.5);
    EXPECT_EQ(reader.scalar("replica.mini_blocks", EntityId{1}), 1000.0);
    EXPECT_FALSE(reader.scalar("replica.mini_blocks", EntityId{9}).has_value());
}

TEST(ResultWriter, writes_one_row_an_item_with_null_where_a_stage_was_not_reached) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    sample_run::write_complete(file, 3'000);
    const Lifecycle lifecycle = sample_run::transactions(3'000);
    EXPECT_EQ(query(file, "SELECT count(*) FROM tx"), 3'000);
    EXPECT_EQ(query(file, "SELECT count(*) FROM tx WHERE final_ns IS NULL AND dropped IS NOT NULL"), 3);
    EXPECT_EQ(query(file, "SELECT posted_ns FROM tx WHERE id=1234"), lifecycle.reached_at(1234, 3)->ns());
    EXPECT_EQ(query(file, "SELECT mini_block FROM tx WHERE id=1234"), lifecycle.row(1234)[6]);
    EXPECT_EQ(query_text(file, "SELECT dropped FROM v_tx WHERE id=999"), "pool_full");
    EXPECT_EQ(
        query_text(file, "SELECT kind || ' ' || region FROM v_tx WHERE id=0"),
        lifecycle.spec().kinds[lifecycle.kind(0)] + (lifecycle.where(0).value == 1 ? " eu-west-1" : " us-east-1"));
    EXPECT_EQ(query(file,
                    "SELECT count(*) FROM v_tx WHERE abs(posted_ms*1e6 - (SELECT posted_ns - submitted_ns FROM tx "
                    "WHERE tx.id=v_tx.id)) > 1"),
              0);
}

TEST(ResultWriter, views_join_names_to_values) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    sample_run::write_complete(file, 100);
    EXPECT_EQ(query(file, "SELECT p50 FROM v_distribution WHERE metric='replica.lag' AND entity='replica/r2'"),
              sample_run::replica_metrics().lag.quantile(kP50));
    EXPECT_EQ(query(file, "SELECT value FROM v_scalar WHERE metric='replica.height' AND region='us-east-1'"), 999);
    EXPECT_EQ(query(file, "SELECT count(*) FROM v_sample WHERE metric='replica.backlog' AND entity='run/sample'"), 101);
    EXPECT_EQ(query_text(file, "SELECT value FROM run_param WHERE key='sequencer.mini_block_interval'"), "10ms");
    EXPECT_EQ(query(file, "SELECT num FROM run_param WHERE key='sequencer.cores'"), 16);
    EXPECT_EQ(query(file, "SELECT count(*) FROM checkpoint"), 2);
}

TEST(ResultWriter, keeps_recordings_in_their_order) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    sample_run::write_complete(file, 100);
    const ResultReader reader(file);
    EXPECT_EQ(reader.recording("times"), (std::vector<std::int64_t>{30, 10, 20}));
    EXPECT_TRUE(reader.recording("other").empty());
}

TEST(ResultWriter, same_content_gives_the_same_dump_except_the_environment) {
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("a.sqlite"), 2'000);
    sample_run::write_complete(folder.file("b.sqlite"), 2'000);
    sample_run::write_complete(folder.file("c.sqlite"), 2'000, 8);
    const std::string a = dump(folder.file("a.sqlite"));
    EXPECT_GT(a.size(), 100'000U);
    EXPECT_TRUE(a == dump(folder.file("b.sqlite")));
    EXPECT_FALSE(a == dump(folder.file("c.sqlite")));
}

TEST(ResultWriter, completed_run_is_one_single_file) {
    const TemporaryFolder folder;
    const auto file = folder.file("deep/er/run.sqlite");
    sample_run::write_complete(file, 100);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(file.parent_path())) files += 1;
    EXPECT_EQ(files, 1U);
    EXPECT_EQ(query_text(file, "PRAGMA journal_mode"), "delete");
}

TEST(ResultWriter, run_stays_running_until_it_completes) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    {
        ResultWriter writer(file, sample_run::header());
        sample_run::write_content(writer, 100);
    }
    const ResultReader reader(file);
    EXPECT_EQ(reader.run().status, RunStatus::Running);
    EXPECT_EQ(reader.verify(), std::vector<std::string>{"the run did not complete"});
}

TEST(ResultWriter, cancelled_and_failed_runs_say_so) {
    const TemporaryFolder folder;
    {
        ResultWriter writer(folder.file("cancelled.sqlite"), sample_run::header());
        sample_run::write_content(writer, 100);
        writer.cancel(sample_run::end());
        ResultWriter failed(folder.file("failed.sqlite"), sample_run::header());
        sample_run::write_content(failed, 100);
        failed.fail("a replica's state differs");
        failed.fail("said once");
    }
    const ResultReader cancelled(folder.file("cancelled.sqlite"));
    EXPECT_EQ(cancelled.run().status, RunStatus::Cancelled);
    EXPECT_EQ(cancelled.verify(), std::vector<std::string>{});
    const RunInfo failed = ResultReader(folder.file("failed.sqlite")).run();
    EXPECT_EQ(failed.status, RunStatus::Failed);
    EXPECT_EQ(failed.error, "a replica's state differs");
}

TEST(ResultWriter, refuses_rows_after_the_end) {
    const TemporaryFolder folder;
    ResultWriter writer(folder.file("run.sqlite"), sample_run::header());
    writer.complete(sample_run::end());
    EXPECT_THROW(writer.add_entity({.kind = "replica", .name = "late"}), InvariantViolation);
    EXPECT_THROW(writer.complete(sample_run::end()), InvariantViolation);
}

TEST(ResultWriter, not_a_number_and_unset_gauges_become_null) {
    const TemporaryFolder folder;
    const auto file = folder.file("run.sqlite");
    const MetricDoc doc{.name = "run.ratio", .unit = "ppm", .kind = "gauge", .better = "none", .documentation = {}};
    {
        ResultWriter writer(file, sample_run::header());
        writer.write_scalar(doc, kWholeRun, std::nan(""));
        writer.write_scalar(doc, writer.add_entity({.kind = "a", .name = "b"}), -0.0);
        writer.write_metrics(writer.add_entity({.kind = "replica", .name = "idle"}), sample_run::ReplicaMetrics{});
        writer.complete(sample_run::end());
    }
    const ResultReader reader(file);
    EXPECT_EQ(reader.verify(), std::vector<std::string>{});
    EXPECT_FALSE(reader.scalar("run.ratio").has_value());
    EXPECT_EQ(reader.scalar("run.ratio", EntityId{1}), 0.0);
    EXPECT_FALSE(reader.scalar("replica.height", EntityId{2}).has_value());
    EXPECT_EQ(reader.distribution("replica.lag", EntityId{2})->count, 0U);
}

TEST(ResultWriter, metric_declared_twice_must_be_the_same) {
    const TemporaryFolder folder;
    ResultWriter writer(folder.file("run.sqlite"), sample_run::header());
    MetricDoc doc{.name = "run.size", .unit = "B", .kind = "gauge", .better = "none", .documentation = {}};
    writer.write_scalar(doc, kWholeRun, std::int64_t{1});
    doc.unit = "ns";
    EXPECT_THROW(writer.write_scalar(doc, kWholeRun, std::int64_t{2}), InvariantViolation);
}

}  // namespace
}  // namespace sim
