// SPDX-License-Identifier: MIT
#include "sim/cli/progress_bar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>

namespace sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const SimTime kTime = SimTime::from_ns(4'210'000'000);

TEST(ProgressLine, shows_bar_share_time_speed_and_rest) {
    EXPECT_EQ(progress_line({.done_share = 0.421, .now = kTime, .what = "executing", .elapsed = 8420ms}, 100),
              "[#############------------------]  42.1 %  simulated 4.210 s  0.5 x real time  12 s left  executing");
}

TEST(ProgressLine, never_exceeds_the_terminal) {
    for (int columns = 0; columns < 200; ++columns)
        EXPECT_LE(progress_line({.done_share = 0.5, .now = kTime, .what = "executing", .elapsed = 90s}, columns).size(),
                  static_cast<std::size_t>(columns));
}

TEST(ProgressLine, drops_parts_from_the_right_when_narrow) {
    const Progress progress{.done_share = 0.5, .now = kTime, .what = "executing", .elapsed = 90s};
    EXPECT_EQ(progress_line(progress, 12), " 50.0 %");
    EXPECT_EQ(progress_line(progress, 40), "[#####-----]  50.0 %  simulated 4.210 s");
    EXPECT_THAT(progress_line(progress, 55), testing::Not(HasSubstr("executing")));
}

TEST(ProgressLine, leaves_out_what_cannot_be_known_yet) {
    const std::string line = progress_line({.done_share = 0, .now = {}, .what = "", .elapsed = 100ms}, 80);
    EXPECT_THAT(line, testing::Not(HasSubstr("left")));
    EXPECT_THAT(line, testing::Not(HasSubstr("real time")));
}

TEST(ProgressLine, work_without_simulated_time_shows_none) {
    EXPECT_EQ(progress_line({.done_share = 0.5, .now = std::nullopt, .what = "testing", .elapsed = 10s}, 100),
              "[####################--------------------]  50.0 %  10 s left  testing");
}

TEST(ProgressLine, writes_long_times_in_minutes_and_hours) {
    const auto left = [](double share, std::chrono::nanoseconds elapsed) {
        return progress_line({.done_share = share, .now = kTime, .what = "", .elapsed = elapsed}, 120);
    };
    EXPECT_THAT(left(0.5, 65s), HasSubstr("  1 min 05 s left"));
    EXPECT_THAT(left(0.5, 2h + 5min), HasSubstr("  2 h 05 min left"));
}

TEST(ProgressLine, survives_shares_that_are_none) {
    for (const double share :
         {-1.0, 2.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        EXPECT_LE(progress_line({.done_share = share, .now = kTime, .what = "x", .elapsed = 5s}, 80).size(), 80U);
}

class ProgressBarTest : public testing::Test {
  protected:
    std::string shown(ProgressBar::Style style, int updates, std::chrono::nanoseconds step) {
        std::chrono::nanoseconds wall{0};
        std::ostringstream out;
        ProgressBar bar(out, style, 80, [&] { return wall; });
        for (int i = 0; i <= updates; ++i) {
            bar.update(static_cast<double>(i) / updates, SimTime::from_ns(i), "working");
            wall += step;
        }
        bar.clear();
        return out.str();
    }
    static std::size_t count(const std::string& text, char c) {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
    }
};

TEST_F(ProgressBarTest, draws_ten_times_a_second_at_most) {
    // 1,001 updates in one second, drawn at 0, 100, ..., 1,000 ms; then the bar is cleared.
    EXPECT_EQ(count(shown(ProgressBar::Style::Bar, 1000, 1ms), '\r'), 11U + 1U);
}

TEST_F(ProgressBarTest, writes_a_line_each_tenth_for_logs) {
    const std::string lines = shown(ProgressBar::Style::Lines, 1000, 1ms);
    EXPECT_EQ(count(lines, '\n'), 10U);
    EXPECT_EQ(lines.substr(0, 25), " 10.0 %  simulated 0.000 ");
    EXPECT_EQ(count(lines, '['), 0U);
}

TEST_F(ProgressBarTest, is_silent_when_not_wanted) {
    EXPECT_EQ(shown(ProgressBar::Style::None, 1000, 1ms), "");
}

}  // namespace
}  // namespace sim
