// SPDX-License-Identifier: MIT
#include "sim/report/study_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "sim/report/axis_figure.h"
#include "sim/report/comparison_report.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using sample_run::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Two variants at rates 10/s, 2/s and 5/s under three seeds: latency is 100 ms a rate, in variant "b" 1 % more.
fs::path write_study(const TemporaryFolder& folder, const std::string& unit = "/s") {
    StudyHeader header{.kind = "sweep",
                       .title = "Rising load",
                       .version = "1",
                       .command_line = {},
                       .until = "5s",
                       .axes = {"rate"},
                       .points = {}};
    for (const std::string variant : {"a", "b"})
        for (const double rate : {10.0, 2.0, 5.0}) {
            const std::string text = std::to_string(static_cast<int>(rate)) + unit;
            header.points.push_back({.name = variant + ", rate=" + text,
                                     .variant = variant,
                                     .scenario = "toy",
                                     .title = "Toy",
                                     .config = "{}",
                                     .values = {{.axis = "rate", .text = text, .number = rate, .unit = unit}}});
        }
    StudyDatabase study = StudyDatabase::create(folder.file("study.sqlite"), header);
    for (std::size_t point = 0; point < header.points.size(); ++point) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const double factor = (point < 3 ? 1 : 1.01) * (1 + 0.001 * static_cast<double>(seed));
            const double ns = 1e8 * *header.points[point].values[0].number * factor;
            RunMeasurements run;
            run.run.fingerprint = std::to_string(point) + "/" + std::to_string(seed);
            for (const char* const figure : {"p50", "p99", "mean"})
                run.values.push_back({std::string("tx.done.") + figure, figure, "ns", "lower", "Done.", ns});
            run.values.push_back({"run.throughput", "", "tx/s", "higher", "Throughput.", 10});
            const auto low = static_cast<std::int64_t>(ns);
            run.stages.push_back({"tx", "done", "all done", "tx.done", {{low, low + 1000, 7}, {2 * low, 3 * low, 3}}});
            study.record({.point = point, .seed = seed, .status = RunStatus::Ok}, run);
        }
    }
    return folder.file("study.sqlite");
}

AxisFigure axis_of(const fs::path& file, const FigureRequest& request) {
    const StudyDatabase study = StudyDatabase::read(file);
    return axis_figure(study, select(study, request), request);
}

TEST(AxisFigure, has_a_line_a_variant_and_metric_in_order_of_the_axis) {
    const TemporaryFolder folder;
    const AxisFigure figure = axis_of(write_study(folder), {.kind = FigureKind::Axis});
    EXPECT_EQ(figure.title, "Rising load");
    EXPECT_EQ(figure.subtitle, "Mean over seeds with its 95 % interval; scenario toy, 3 seeds, until 5s");
    ASSERT_EQ(figure.ticks.size(), 3U);
    EXPECT_EQ(figure.ticks[0].label, "2/s");
    ASSERT_EQ(figure.panels.size(), 1U);
    ASSERT_EQ(figure.panels[0].lines.size(), 4U);
    EXPECT_EQ(figure.panels[0].lines[1].label, "b, all done p50");
    const AxisPoint& point = figure.panels[0].lines[0].points[2];
    EXPECT_EQ(point.x, 10);
    EXPECT_NEAR(point.mean, 1.002e9, 1);
    // sd 1e6 over three seeds, t(2, 97.5 %) = 4.302653
    EXPECT_NEAR(point.high - point.mean, 4.302653 * 1e6 / std::sqrt(3.0), 10);
}

TEST(AxisFigure, puts_each_unit_into_a_panel_of_its_own) {
    const TemporaryFolder folder;
    const AxisFigure figure =
        axis_of(write_study(folder),
                {.kind = FigureKind::Axis, .metrics = {"run.throughput", "tx.done.p50"}, .at = {{"variant", "b"}}});
    ASSERT_EQ(figure.panels.size(), 2U);
    EXPECT_EQ(figure.panels[0].unit, "tx/s");
    EXPECT_EQ(figure.panels[1].lines.size(), 1U);
}

TEST(StudyFigures, name_the_nearest_of_what_is_unknown) {
    const TemporaryFolder folder;
    const fs::path file = write_study(folder);
    const auto message = [&](const FigureRequest& request) -> std::string {
        try {
            plot_study(StudyDatabase::read(file), folder.file("x.svg"), request);
        } catch (const StoreError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message({.kind = FigureKind::Axis, .axis = "rates"}), HasSubstr("did you mean 'rate'?"));
    EXPECT_THAT(message({.kind = FigureKind::Axis, .metrics = {"tx.done.p5"}}),
                HasSubstr("did you mean 'tx.done.p50'?"));
    EXPECT_THAT(message({.stages = {"don"}}), HasSubstr("did you mean 'done'?"));
    EXPECT_THAT(message({.at = {{"rate", "7/s"}}}), HasSubstr("no value of rate '7/s'"));
    EXPECT_THAT(message({.at = {{"variant", "c"}}}), HasSubstr("no value of variant 'c'"));
}

TEST(StudyFigures, keep_script_and_numbers_beside_each_picture) {
    const TemporaryFolder folder;
    const fs::path file = write_study(folder);
    for (const FigureKind kind : {FigureKind::Axis, FigureKind::Cdf, FigureKind::Breakdown}) {
        for (const std::string ending : {".svg", ".png", ".pdf"}) {
            const fs::path picture = folder.file("figure" + std::to_string(static_cast<int>(kind)) + ending);
            plot_study(StudyDatabase::read(file), picture, {.kind = kind});
            EXPECT_GT(fs::file_size(picture), 5000U) << picture;
            std::ifstream script(picture.string() + ".gp");
            const std::string text((std::istreambuf_iterator<char>(script)), {});
            EXPECT_THAT(text, AllOf(HasSubstr("Rising load"), HasSubstr("scenario toy, 3 seeds, until 5s")));
        }
    }
}

TEST(StudyFigures, draw_axes_of_shares) {
    const TemporaryFolder folder;
    const fs::path picture = folder.file("shares.svg");
    plot_study(StudyDatabase::read(write_study(folder, "%")), picture, {.kind = FigureKind::Axis});
    std::ifstream file(picture);
    EXPECT_THAT(std::string((std::istreambuf_iterator<char>(file)), {}), HasSubstr(">10%<"));
}

ComparedSystems systems_of(const fs::path& file, std::size_t a, std::size_t b) {
    return compared_points(StudyDatabase::read(file), a, b);
}

TEST(ComparisonReport, judges_each_metric_once_and_headlines_first) {
    const TemporaryFolder folder;
    const Comparison comparison = compare(systems_of(write_study(folder), 0, 3), 0.01);
    ASSERT_EQ(comparison.rows.size(), 3U);  // p50, p99, throughput; the mean says the same once more
    EXPECT_EQ(comparison.rows[0].metric.label, "all done p50");
    EXPECT_EQ(comparison.rows[0].margin, 0.01);
    EXPECT_EQ(comparison.rows[1].margin, 0.02);
    EXPECT_NEAR(comparison.rows[0].change.change, 0.01, 1e-9);
    EXPECT_TRUE(comparison.rows[2].change.exact);
    EXPECT_FALSE(comparison.identical);
    EXPECT_THAT(comparison.seeds, ElementsAre(1, 2, 3));
}

TEST(ComparisonReport, of_equal_values_with_other_fingerprints_is_equal_and_not_identical) {
    const TemporaryFolder folder;
    ComparedSystems systems = systems_of(write_study(folder), 0, 0);
    EXPECT_TRUE(compare(systems, 0.01).identical);
    EXPECT_THAT(comparison_table(compare(systems, 0.01), true), HasSubstr("identical"));
    systems.b.runs[2].fingerprint = "other";
    const Comparison comparison = compare(systems, 0.01);
    EXPECT_FALSE(comparison.identical);
    EXPECT_THAT(comparison_table(comparison, true), AllOf(HasSubstr("equal"), Not(HasSubstr("identical"))));
}

TEST(ComparisonReport, says_what_is_missing_on_a_side) {
    const TemporaryFolder folder;
    ComparedSystems systems = systems_of(write_study(folder), 0, 3);
    systems.a.runs[1].values.erase("run.throughput");
    systems.b.runs.erase(3);
    systems.b.failures[3] = "it burnt";
    systems.a.runs[9] = {};
    const std::string text = comparison_table(compare(systems, 0.01), false);
    EXPECT_THAT(text, AllOf(HasSubstr("with seed 3 failed and is left out: it burnt"),
                            HasSubstr("measured on one side only under some seeds: run.throughput"),
                            HasSubstr("only a, rate=10/s has them: seeds 9"), HasSubstr("2 seeds, paired")));
}

}  // namespace
}  // namespace sim
