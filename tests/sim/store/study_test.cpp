// SPDX-License-Identifier: MIT
#include "sim/store/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/store/database.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

using testing::HasSubstr;

StudyHeader two_points() {
    const auto point = [](const std::string& name, double rate) {
        return StudyPoint{.name = name,
                          .variant = "v",
                          .scenario = "sample",
                          .title = "Sample",
                          .config = "{}",
                          .values = {{.axis = "it's \"rate\"", .text = name, .number = rate, .unit = "/s"}}};
    };
    return {.kind = "sweep",
            .title = "T",
            .version = "1",
            .command_line = "headway sweep x",
            .until = "5s",
            .axes = {"it's \"rate\""},
            .points = {point("1/s", 1), point("2/s", 2)}};
}

RunMeasurements measured(const std::filesystem::path& file) {
    {
        ResultWriter writer(file, sample_run::header());
        sample_run::write_content(writer, 5000);
        writer.complete(sample_run::end());
    }
    return measure(ResultReader(file));
}

double value_of(const RunMeasurements& run, const std::string& name) {
    for (const Measurement& one : run.values)
        if (one.name == name) return one.value;
    ADD_FAILURE() << "no " << name;
    return 0;
}

TEST(Measurements, condense_a_run) {
    const sample_run::TemporaryFolder folder;
    const RunMeasurements run = measured(folder.file("run.sqlite"));
    EXPECT_EQ(value_of(run, "run.throughput"), 9876.5);
    EXPECT_EQ(value_of(run, "tx.submitted"), 5000);
    EXPECT_EQ(value_of(run, "tx.dropped"), 5);
    EXPECT_EQ(value_of(run, "tx.final_share"), 1e6 * 4995 / 5000);
    EXPECT_EQ(value_of(run, "replica.mini_blocks"), 1000);  // the total, not both replicas once more
    EXPECT_EQ(value_of(run, "replica.lag.count"), 1000);
    EXPECT_NEAR(value_of(run, "replica.lag.p50"), 500'000, 2000);
    EXPECT_EQ(value_of(run, "replica.lag.mean"), 500'500);
    ASSERT_EQ(run.stages.size(), 5U);
    EXPECT_EQ(run.stages[2].label, "in an EVM block");
    std::uint64_t items = 0;
    for (const Distribution::Bin& bin : run.stages[0].bins) items += bin.count;
    EXPECT_EQ(items, 4995U);
}

TEST(Measurements, put_together_what_only_entities_have) {
    const sample_run::TemporaryFolder folder;
    {
        ResultWriter writer(folder.file("run.sqlite"), sample_run::header());
        sample_run::ReplicaMetrics metrics = sample_run::replica_metrics();
        writer.write_metrics(writer.add_entity({.kind = "replica", .name = "r1"}), metrics);
        metrics.height.set(1001);
        for (int i = 0; i < 3000; ++i) metrics.lag.record(5'000'000);
        writer.write_metrics(writer.add_entity({.kind = "replica", .name = "r2"}), metrics);
        writer.complete(sample_run::end());
    }
    const RunMeasurements run = measure(ResultReader(folder.file("run.sqlite")));
    EXPECT_EQ(value_of(run, "replica.mini_blocks"), 2000);  // counters are added
    EXPECT_EQ(value_of(run, "replica.height"), 1000);       // gauges averaged
    EXPECT_EQ(value_of(run, "replica.lag.count"), 5000);    // distributions merged
    EXPECT_EQ(value_of(run, "replica.lag.max"), 5'000'000);
    EXPECT_NEAR(value_of(run, "replica.lag.p50"), 5'000'000, 20'000);
}

TEST(StudyDatabase, gives_back_what_was_recorded) {
    const sample_run::TemporaryFolder folder;
    const RunMeasurements run = measured(folder.file("run.sqlite"));
    {
        StudyDatabase study = StudyDatabase::create(folder.file("study.sqlite"), two_points());
        study.record({.point = 1, .seed = 7, .status = RunStatus::Ok}, run);
        study.record_failure({.point = 0, .seed = 7, .status = RunStatus::Failed, .error = "it burnt"});
    }
    const StudyDatabase study = StudyDatabase::read(folder.file("study.sqlite"));
    const StudyHeader header = study.header();
    EXPECT_EQ(header.axes, two_points().axes);
    EXPECT_EQ(header.until, "5s");
    ASSERT_EQ(header.points.size(), 2U);
    EXPECT_EQ(header.points[1].values, two_points().points[1].values);
    const auto runs = study.runs();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].error, "it burnt");
    EXPECT_EQ(runs[1].fingerprint, run.run.fingerprint);
    const auto throughput = study.values("run.throughput");
    ASSERT_EQ(throughput.size(), 1U);
    EXPECT_EQ(throughput[0].value, 9876.5);
    EXPECT_EQ(study.metrics().size(), run.values.size());
    EXPECT_EQ(study.bins(runs[1], study.stages()[1]), run.stages[1].bins);
}

TEST(StudyDatabase, replaces_a_failed_run_but_never_a_whole_one) {
    const sample_run::TemporaryFolder folder;
    const RunMeasurements run = measured(folder.file("run.sqlite"));
    StudyDatabase study = StudyDatabase::create(folder.file("study.sqlite"), two_points());
    study.record_failure({.point = 0, .seed = 1, .status = RunStatus::Failed, .error = "first"});
    study.record_failure({.point = 0, .seed = 1, .status = RunStatus::Failed, .error = "second"});
    study.record({.point = 0, .seed = 1, .status = RunStatus::Ok}, run);
    EXPECT_THROW(study.record({.point = 0, .seed = 1, .status = RunStatus::Ok}, run), StoreError);
    ASSERT_EQ(study.runs().size(), 1U);
    EXPECT_EQ(study.runs()[0].status, RunStatus::Ok);
    EXPECT_EQ(study.values("run.throughput").size(), 1U);
}

TEST(StudyDatabase, has_views_with_a_column_for_each_axis) {
    const sample_run::TemporaryFolder folder;
    const RunMeasurements run = measured(folder.file("run.sqlite"));
    {
        StudyDatabase study = StudyDatabase::create(folder.file("study.sqlite"), two_points());
        for (const std::uint64_t seed : {1U, 2U})
            study.record({.point = 1, .seed = seed, .status = RunStatus::Ok}, run);
    }
    const Database database(folder.file("study.sqlite"), Database::Mode::Read);
    Statement value(database,
                    "SELECT point, \"it's \"\"rate\"\"\", seed, value FROM v_value WHERE metric='run.throughput' "
                    "ORDER BY seed");
    ASSERT_TRUE(value.step());
    EXPECT_EQ(value.text(0), "2/s");
    EXPECT_EQ(value.real(1), 2);
    EXPECT_EQ(value.real(3), 9876.5);
    Statement band(database, "SELECT seeds, mean, sd, low, high FROM v_band WHERE metric='tx.submitted'");
    ASSERT_TRUE(band.step());
    EXPECT_EQ(band.integer(0), 2);
    EXPECT_EQ(band.real(1), 5000);
    EXPECT_EQ(band.real(2), 0);
}

TEST(StudyDatabase, says_of_other_files_what_they_are) {
    const sample_run::TemporaryFolder folder;
    measured(folder.file("run.sqlite"));
    StudyDatabase::create(folder.file("study.sqlite"), two_points());
    const auto message = [](const auto& action) -> std::string {
        try {
            action();
        } catch (const StoreError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message([&] { StudyDatabase::read(folder.file("run.sqlite")); }), HasSubstr("it holds one run"));
    EXPECT_THAT(message([&] { ResultReader reader(folder.file("study.sqlite")); }), HasSubstr("it holds many runs"));
    EXPECT_THAT(message([&] { StudyDatabase::read(folder.file("none.sqlite")); }), HasSubstr("there is no such file"));
    std::ofstream(folder.file("text.sqlite")) << "not a database, but long enough to have a header, one would think";
    EXPECT_THAT(message([&] { StudyDatabase::read(folder.file("text.sqlite")); }), HasSubstr("no SQLite database"));
    EXPECT_TRUE(StudyDatabase::is_study(folder.file("study.sqlite")));
    EXPECT_FALSE(StudyDatabase::is_study(folder.file("run.sqlite")));
}

}  // namespace
}  // namespace sim
