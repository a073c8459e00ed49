// SPDX-License-Identifier: MIT
#include "sim/report/latency_plot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>

#include "sim/base/error.h"
#include "sim/report/gnuplot.h"
#include "sim/report/latency_figure.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using sample_run::TemporaryFolder;

std::string read_text(const fs::path& file) {
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

bool is_gnuplot_here() {
    return std::system("gnuplot --version >/dev/null 2>&1") == 0;
}

/// Sets PATH while it lives: which gnuplot is found.
class SearchPath {
  public:
    explicit SearchPath(const std::string& value) : before_(std::getenv("PATH")) { setenv("PATH", value.c_str(), 1); }
    ~SearchPath() { setenv("PATH", before_.c_str(), 1); }
    SearchPath(const SearchPath&) = delete;
    SearchPath& operator=(const SearchPath&) = delete;

  private:
    std::string before_;
};

template <class Error>
void expect_error(const std::function<void()>& action, const std::string& part) {
    try {
        action();
        ADD_FAILURE() << "nothing thrown, expected: " << part;
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

TEST(LatencyPlot, same_results_give_the_same_svg) {
    if (!is_gnuplot_here()) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("a.sqlite"), 2'000);
    sample_run::write_complete(folder.file("b.sqlite"), 2'000);
    plot_latency(folder.file("a.sqlite"), folder.file("one/latency.svg"));
    plot_latency(folder.file("b.sqlite"), folder.file("two/latency.svg"));
    const std::string figure = read_text(folder.file("one/latency.svg"));
    EXPECT_TRUE(figure == read_text(folder.file("two/latency.svg")));
    EXPECT_TRUE(read_text(folder.file("one/latency.svg.gp")) == read_text(folder.file("two/latency.svg.gp")));
    for (const char* const text : {"MegaETH: one sequencer, 40 replicas in 8 regions", "seed 7", "pre-confirmed",
                                   "visible at own RPC node", "final on L1", "10 ms", "10 min", "19.1 min", "p99"})
        EXPECT_NE(figure.find(text), std::string::npos) << text;
}

TEST(LatencyPlot, kept_script_draws_the_same_figure_again) {
    if (!is_gnuplot_here()) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("run.sqlite"), 500);
    plot_latency(folder.file("run.sqlite"), folder.file("it's a figure.svg"));
    const std::string figure = read_text(folder.file("it's a figure.svg"));
    fs::remove(folder.file("it's a figure.svg"));
    run_gnuplot(folder.file("it's a figure.svg.gp"));
    EXPECT_FALSE(figure.empty());
    EXPECT_TRUE(figure == read_text(folder.file("it's a figure.svg")));
}

TEST(LatencyPlot, draws_png_and_pdf_by_the_ending) {
    if (!is_gnuplot_here()) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("run.sqlite"), 500);
    plot_latency(folder.file("run.sqlite"), folder.file("figure.png"));
    plot_latency(folder.file("run.sqlite"), folder.file("figure.pdf"));
    EXPECT_EQ(read_text(folder.file("figure.png")).substr(1, 3), "PNG");
    EXPECT_EQ(read_text(folder.file("figure.pdf")).substr(0, 5), "%PDF-");
    expect_error<InputError>([&] { plot_latency(folder.file("none.sqlite"), "figure.bmp"); }, ".svg, .png or .pdf");
}

TEST(LatencyPlot, shows_names_from_the_results_as_they_are) {
    if (!is_gnuplot_here()) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    RunHeader header = sample_run::header();
    header.title = "It's 100% {_^odd}\n`ls` $x \"quoted\" \\n @a";
    {
        ResultWriter writer(folder.file("run.sqlite"), header);
        Lifecycle lifecycle({.item = "order",
                             .documentation = "Orders.",
                             .stages = {{"done", "done", "a_b 'done'"}},
                             .kinds = {"one"}});
        // A latency of zero and one beyond 100 h are beyond the axis, and one value for all is a vertical line.
        for (const std::int64_t ns : {0LL, 0LL, 1'000'000'000'000'000'000LL})
            lifecycle.reach(lifecycle.begin({}, EntityId{0}, 0), 0, SimTime::from_ns(ns));
        writer.write_lifecycle(lifecycle);
        writer.complete(sample_run::end());
    }
    plot_latency(folder.file("run.sqlite"), folder.file("figure.svg"));
    const std::string figure = read_text(folder.file("figure.svg"));
    EXPECT_NE(figure.find("100% {_^odd} `ls` $x"), std::string::npos);
    EXPECT_NE(figure.find("a_b 'done'"), std::string::npos);
    EXPECT_NE(figure.find("3 order"), std::string::npos);
}

TEST(LatencyPlot, says_that_gnuplot_is_missing) {
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("run.sqlite"), 100);
    const SearchPath nothing_there(folder.file("").string());
    expect_error<FigureError>([&] { plot_latency(folder.file("run.sqlite"), folder.file("figure.svg")); },
                              "the program gnuplot was not found; install it");
    EXPECT_TRUE(fs::exists(folder.file("figure.svg.gp")));
}

/// A gnuplot that dies without reading a byte must not kill us by SIGPIPE, as a pipe to it would.
TEST(LatencyPlot, repeats_what_a_failing_gnuplot_says) {
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("run.sqlite"), 100);
    std::ofstream(folder.file("gnuplot")) << "#!/bin/sh\necho 'no such terminal' >&2\nexit 3\n";
    fs::permissions(folder.file("gnuplot"), fs::perms::owner_all);
    const SearchPath fake(folder.file("").string());
    expect_error<FigureError>([&] { plot_latency(folder.file("run.sqlite"), folder.file("figure.svg")); },
                              "gnuplot ended with code 3");
    expect_error<FigureError>([&] { plot_latency(folder.file("run.sqlite"), folder.file("figure.svg")); },
                              "no such terminal");
    std::ofstream(folder.file("gnuplot")) << "#!/bin/sh\nkill -9 $$\n";
    expect_error<FigureError>([&] { plot_latency(folder.file("run.sqlite"), folder.file("figure.svg")); },
                              "gnuplot was killed by signal 9");
}

TEST(LatencyPlot, a_wrong_script_is_an_error) {
    if (!is_gnuplot_here()) GTEST_SKIP() << "skipped: gnuplot is not installed";
    const TemporaryFolder folder;
    std::ofstream(folder.file("wrong.gp")) << "set terminal nonsense\n";
    expect_error<FigureError>([&] { run_gnuplot(folder.file("wrong.gp")); }, "nonsense");
}

TEST(LatencyFigure, refuses_a_run_without_latencies) {
    const TemporaryFolder folder;
    {
        const ResultWriter writer(folder.file("running.sqlite"), sample_run::header());
    }
    expect_error<StoreError>([&] { plot_latency(folder.file("running.sqlite"), folder.file("figure.svg")); },
                             "nothing to draw: the results hold no latency (the run did not complete)");
    EXPECT_FALSE(fs::exists(folder.file("figure.svg.gp")));
}

TEST(LatencyFigure, curves_rise_to_all_items_and_pass_the_marks) {
    const TemporaryFolder folder;
    sample_run::write_complete(folder.file("run.sqlite"), 3'000);
    const LatencyFigure figure = latency_figure(ResultReader(folder.file("run.sqlite")));
    ASSERT_EQ(figure.curves.size(), 5U);
    EXPECT_EQ(figure.subtitle, "Latency from submission: 3,000 tx, scenario sample, seed 7");
    for (const LatencyCurve& curve : figure.curves) {
        EXPECT_EQ(curve.curve.front().percent, 0);
        EXPECT_EQ(curve.curve.back().percent, 100);
        EXPECT_EQ(curve.curve.back().ns, curve.max_ns);
        EXPECT_EQ(curve.reached, "99.9 %");
        EXPECT_TRUE(std::is_sorted(curve.curve.begin(), curve.curve.end(), [](const CdfPoint& a, const CdfPoint& b) {
            return a.ns < b.ns || (a.ns == b.ns && a.percent < b.percent);
        })) << curve.label;
        for (const CdfPoint& mark : curve.marks) {
            const auto at = std::find_if(curve.curve.begin(), curve.curve.end(),
                                         [&](const CdfPoint& point) { return point.percent >= mark.percent; });
            ASSERT_NE(at, curve.curve.end());
            EXPECT_LE(std::abs(at->ns - mark.ns), mark.ns / 128 + 1) << curve.label << " p" << mark.percent;
        }
    }
}

TEST(LatencyFigure, says_that_a_run_is_incomplete) {
    const TemporaryFolder folder;
    {
        ResultWriter writer(folder.file("run.sqlite"), sample_run::header());
        sample_run::write_content(writer, 100);
        writer.cancel(sample_run::end());
    }
    const LatencyFigure figure = latency_figure(ResultReader(folder.file("run.sqlite")));
    EXPECT_NE(figure.subtitle.find("INCOMPLETE: the run was cancelled"), std::string::npos);
}

}  // namespace
}  // namespace sim
