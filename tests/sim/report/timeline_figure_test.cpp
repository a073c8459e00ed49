// SPDX-License-Identifier: MIT
#include "sim/report/timeline_figure.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "sim/store/result_writer.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

/// A results database with those spans, in a folder of its own.
class TimelineFigureTest : public testing::Test {
  protected:
    TimelineFigureTest() { fs::create_directories(folder_); }
    ~TimelineFigureTest() override { fs::remove_all(folder_); }

    [[nodiscard]] TimelineFigure figure_of(const std::vector<ResultWriter::Span>& spans, std::size_t shown = 8) const {
        const fs::path path = folder_ / "run.sqlite";
        ResultWriter writer(path, {.model = "toy",
                                   .scenario = "toy",
                                   .title = "A toy",
                                   .config = "{}",
                                   .seed = 1,
                                   .version = "0",
                                   .git_revision = "",
                                   .command_line = ""});
        for (const ResultWriter::Span& span : spans) writer.write_span(kWholeRun, span);
        writer.complete({.fingerprint = "00", .end = SimTime(), .events = 0});
        return timeline_figure(ResultReader(path), shown);
    }
    static ResultWriter::Span span(const char* track, const char* name, std::int64_t begin_ms, std::int64_t ms) {
        return {track, name, SimTime::from_ns(begin_ms * 1'000'000), Duration::from_ns(ms * 1'000'000)};
    }

  private:
    const fs::path folder_ =
        fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(TimelineFigureTest, BarsThatOverlapStandInDifferentLanes) {
    const TimelineFigure figure = figure_of({span("agreement", "block 1", 0, 80), span("agreement", "block 2", 40, 80),
                                             span("agreement", "block 3", 80, 80)});
    ASSERT_EQ(figure.tracks.size(), 1U);
    EXPECT_EQ(figure.tracks[0].lanes, 2U);
    EXPECT_EQ(figure.tracks[0].bars[0].lane, 0U);
    EXPECT_EQ(figure.tracks[0].bars[1].lane, 1U);
    EXPECT_EQ(figure.tracks[0].bars[2].lane, 0U);
}

TEST_F(TimelineFigureTest, AnItemIsTheSameInAllTracksWhicheverBeginsFirst) {
    const TimelineFigure figure =
        figure_of({span("execution", "block 1", 10, 5), span("agreement", "block 1", 20, 30)});
    ASSERT_EQ(figure.tracks.size(), 2U);
    EXPECT_EQ(figure.tracks[0].name, "agreement");
    EXPECT_EQ(figure.tracks[0].bars[0].item, figure.tracks[1].bars[0].item);
    EXPECT_DOUBLE_EQ(figure.begin, 0.010);
    EXPECT_DOUBLE_EQ(figure.tracks[0].bars[0].begin, 0.010);
    EXPECT_DOUBLE_EQ(figure.length, 0.040);
}

TEST_F(TimelineFigureTest, ShowsItemsFromTheMiddleOn) {
    std::vector<ResultWriter::Span> spans;
    for (int i = 0; i < 10; ++i) spans.push_back(span("agreement", ("block " + std::to_string(i)).c_str(), 10 * i, 10));
    const TimelineFigure figure = figure_of(spans, 3);
    EXPECT_EQ(figure.items, (std::vector<std::string>{"block 5", "block 6", "block 7"}));
}

TEST_F(TimelineFigureTest, WithoutSpansThereIsNothingToDraw) {
    EXPECT_THROW(static_cast<void>(figure_of({})), StoreError);
}

}  // namespace
}  // namespace sim
