// SPDX-License-Identifier: MIT
#include "sim/report/speedup_plot.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include "sim/report/speedup_figure.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using sample_run::TemporaryFolder;

MetricDoc gauge(const char* name) {
    return {.name = name, .unit = "count", .kind = "gauge", .better = "none", .documentation = "Made up."};
}

/// Two items on 1 and 4 workers: serial 100 ns and 300 ns; and one without anything to do.
void write_replay(const fs::path& file) {
    ResultWriter writer(file, sample_run::header());
    const double speed_ups[2][2] = {{0.5, 2}, {1, 3}};
    const double serial[2] = {100, 300};
    for (int item = 0; item < 3; ++item) {
        const EntityId parent = writer.add_entity({.kind = "block", .name = std::to_string(item)});
        for (int run = 0; run < 2; ++run) {
            const EntityId execution = writer.add_entity(
                {.kind = "execution", .name = std::to_string(item) + " " + std::to_string(run), .parent = parent});
            const double speed_up = item == 2 ? 1 : speed_ups[item][run];
            writer.write_scalar(gauge("execution.workers"), execution, run == 0 ? 1.0 : 4.0);
            writer.write_scalar(gauge("execution.speed_up"), execution, speed_up);
            writer.write_scalar(gauge("execution.time"), execution, item == 2 ? 0 : serial[item] / speed_up);
        }
    }
    writer.complete({});
}

TEST(SpeedUpFigure, has_each_item_the_median_and_all_together) {
    const TemporaryFolder folder;
    write_replay(folder.file("a.sqlite"));
    const SpeedUpFigure figure = speed_up_figure(ResultReader(folder.file("a.sqlite")));
    EXPECT_EQ(figure.subtitle, "Speed-up of parallel over serial execution: 2 blocks, without 1 with nothing to do");
    ASSERT_EQ(figure.items.size(), 2U);
    ASSERT_EQ(figure.median.size(), 2U);
    EXPECT_DOUBLE_EQ(figure.median[0].speed_up, 0.75);
    EXPECT_DOUBLE_EQ(figure.median[1].speed_up, 2.5);
    EXPECT_DOUBLE_EQ(figure.together[0].speed_up, 0.8);  // 400 ns / (200 ns + 300 ns)
    EXPECT_DOUBLE_EQ(figure.together[1].speed_up, 400.0 / (50 + 100));
}

TEST(SpeedUpFigure, leaves_out_what_cannot_be_drawn) {
    const TemporaryFolder folder;
    constexpr double kInfinite = std::numeric_limits<double>::infinity();
    {
        ResultWriter writer(folder.file("a.sqlite"), sample_run::header());
        const EntityId parent = writer.add_entity({.kind = "block", .name = "1"});
        int number = 0;
        for (const auto& [workers, speed_up, time] :
             {std::array{2.0, 1.5, 100.0}, std::array{4.0, kInfinite, 100.0}, std::array{1e300, 2.0, 100.0},
              std::array{8.0, 1e-300, 100.0}, std::array{16.0, 2.0, kInfinite}}) {
            const EntityId execution =
                writer.add_entity({.kind = "execution", .name = std::to_string(++number), .parent = parent});
            writer.write_scalar(gauge("execution.workers"), execution, workers);
            writer.write_scalar(gauge("execution.speed_up"), execution, speed_up);
            writer.write_scalar(gauge("execution.time"), execution, time);
        }
        writer.complete({});
    }
    const SpeedUpFigure figure = speed_up_figure(ResultReader(folder.file("a.sqlite")));
    EXPECT_EQ(figure.subtitle,
              "Speed-up of parallel over serial execution: 1 block, without 4 executions out of range");
    ASSERT_EQ(figure.median.size(), 1U);
    EXPECT_EQ(figure.median[0].speed_up, 1.5);
}

TEST(SpeedUpFigure, needs_executions) {
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("a.sqlite"), 10);
    EXPECT_THROW(static_cast<void>(speed_up_figure(ResultReader(folder.file("a.sqlite")))), StoreError);
}

TEST(SpeedUpPlot, draws_axes_and_legend) {
    if (std::system("gnuplot --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    write_replay(folder.file("a.sqlite"));
    plot_speedup(folder.file("a.sqlite"), folder.file("speedup.svg"));
    std::ifstream input(folder.file("speedup.svg"));
    const std::string svg{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
    for (const char* const text :
         {"each of 2 blocks", "median block", "all blocks together", "ideal", "2.50x", "2.67x"})
        EXPECT_NE(svg.find(text), std::string::npos) << text;
}

}  // namespace
}  // namespace sim
