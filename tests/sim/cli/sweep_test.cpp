// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "sim/cli/axis_values.h"
#include "sim/store/study.h"
#include "tests/sim/cli/measured_toy.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(AxisValues, ranges_count_up_and_keep_their_unit) {
    EXPECT_THAT(*expand_values("1..4"), ElementsAre("1", "2", "3", "4"));
    EXPECT_THAT(*expand_values("10..50..20ms"), ElementsAre("10ms", "30ms", "50ms"));
    EXPECT_THAT(*expand_values("eu..west"), ElementsAre("eu..west"));
    EXPECT_FALSE(expand_values("4..1"));
    EXPECT_FALSE(expand_values("1..4..0"));
    EXPECT_FALSE(expand_values("1..99999999999"));
}

TEST(AxisValues, have_a_number_in_a_base_unit) {
    EXPECT_DOUBLE_EQ(*axis_value("x", "10ms").number, 0.01);
    EXPECT_EQ(axis_value("x", "10ms").unit, "s");
    EXPECT_DOUBLE_EQ(*axis_value("x", "30Mgas").number, 30e6);
    EXPECT_DOUBLE_EQ(*axis_value("x", "2.5").number, 2.5);
    EXPECT_FALSE(axis_value("x", "uniform").number);
    EXPECT_FALSE(axis_value("x", "10 ms").number);
}

TEST(AxisValues, seeds_are_a_count_or_a_range) {
    EXPECT_THAT(*parse_seeds("3"), ElementsAre(1, 2, 3));
    EXPECT_THAT(*parse_seeds("5..6"), ElementsAre(5, 6));
    for (const char* const wrong : {"", "0", "-1", "x", "2..1", "1..9..2", "1..3s"}) EXPECT_FALSE(parse_seeds(wrong));
}

class SweepVerb : public testing::Test {
  protected:
    SweepVerb() : before_(fs::current_path()) {
        fs::current_path(folder_.path());
        folder_.write("toy.yaml", "model: toy\nsteps: 20\n");
    }
    ~SweepVerb() override { fs::current_path(before_); }
    static CliResult sweep(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "sweep");
        return call(measured_toy(), arguments);
    }
    static std::size_t runs_in(const std::string& file) { return StudyDatabase::read(file).runs().size(); }

    TemporaryFolder folder_;
    fs::path before_;
};

constexpr const char* kSweep =
    "title: Two intervals\n"
    "scenario: toy.yaml\n"
    "seeds: 2\n"
    "set: [steps=10]\n"
    "axes:\n"
    "  - {key: interval, values: [2..6..2ms]}\n"
    "variants:\n"
    "  - {name: few}\n"
    "  - {name: many, set: [steps=30]}\n";

TEST_F(SweepVerb, runs_every_point_of_a_file_under_every_seed) {
    folder_.write("sweep.yaml", kSweep);
    const CliResult result = sweep({"sweep.yaml", "-o", "s.sqlite", "-j", "3"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("few, interval=2ms"), HasSubstr("results  s.sqlite")));
    const StudyDatabase study = StudyDatabase::read("s.sqlite");
    const StudyHeader header = study.header();
    EXPECT_EQ(header.title, "Two intervals");
    EXPECT_THAT(header.axes, ElementsAre("interval"));
    ASSERT_EQ(header.points.size(), 6U);
    EXPECT_EQ(header.points[3].name, "many, interval=2ms");
    EXPECT_EQ(header.points[3].variant, "many");
    EXPECT_EQ(header.points[5].values.front().number, 0.006);
    EXPECT_EQ(study.runs().size(), 12U);
    const auto steps = study.values("toy.steps");
    ASSERT_EQ(steps.size(), 12U);
    EXPECT_EQ(steps.front().value, 10);
    EXPECT_EQ(steps.back().value, 30);
    EXPECT_FALSE(fs::exists("s.sqlite.runs"));
}

TEST_F(SweepVerb, files_can_be_validated_with_all_their_points) {
    folder_.write("sweep.yaml", kSweep);
    EXPECT_EQ(call({"validate", "sweep.yaml"}).out, "sweep.yaml: valid (a sweep of 6 points)\n");
    folder_.write("wrong.yaml", "scenario: toy.yaml\naxes: [{key: steps, values: [1, x]}]\n");
    const CliResult result = call({"validate", "wrong.yaml", "sweep.yaml"});
    EXPECT_EQ(result.code, ExitCode::InvalidScenario);
    EXPECT_THAT(result.err, HasSubstr("'x' is no value for steps"));
}

TEST_F(SweepVerb, gives_points_that_compare_can_pick) {
    folder_.write("sweep.yaml", kSweep);
    ASSERT_EQ(sweep({"sweep.yaml", "-o", "s.sqlite"}).code, ExitCode::Ok);
    const auto compare = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"compare", "s.sqlite"});
        return call(measured_toy(), arguments);
    };
    const CliResult result =
        compare({"--a", "variant=few", "--a", "interval=2ms", "--b", "variant=many", "--b", "interval=4ms"});
    EXPECT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("few, interval=2ms\nmany, interval=4ms\n"), HasSubstr("500 tx/s  250 tx/s")));
    EXPECT_THAT(compare({}).err, HasSubstr("--a picks 6 points of the results, not one"));
    EXPECT_THAT(compare({"--a", "variant=fw"}).err, HasSubstr("did you mean 'few'?"));
}

TEST_F(SweepVerb, takes_axes_from_the_command_line) {
    const CliResult result =
        sweep({"toy.yaml", "--axis", "interval=1ms,2ms", "--axis", "steps=1..3", "--seeds", "7..8", "-o", "s.sqlite"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    const StudyDatabase study = StudyDatabase::read("s.sqlite");
    EXPECT_THAT(study.header().axes, ElementsAre("interval", "steps"));
    EXPECT_EQ(study.runs().size(), 12U);
    EXPECT_EQ(study.runs().front().seed, 7U);
    EXPECT_EQ(study.header().points.back().name, "interval=2ms, steps=3");
    EXPECT_THAT(sweep({"toy.yaml", "--axis", "steps=1..3", "--list"}).out,
                HasSubstr("steps=3\theadway run toy.yaml --set steps=3\n"));
}

TEST_F(SweepVerb, reports_all_that_is_wrong_with_a_file_where_it_stands) {
    folder_.write("sweep.yaml",
                  "scenario: toy.yml\nseeds: many\nuntil: 5\naxes:\n  - {key: interval, values: [9..1]}\n"
                  "  - {key: interval, values: []}\nvariants:\n  - {set: [steps=1]}\n");
    const CliResult result = sweep({"sweep.yaml"});
    EXPECT_EQ(result.code, ExitCode::InvalidScenario);
    EXPECT_THAT(result.err, AllOf(HasSubstr("sweep.yaml:1:11: error: there is no file"),
                                  HasSubstr("sweep.yaml:2:8: error: 'many' names no seeds"),
                                  HasSubstr("sweep.yaml:3:8: error: '5'"), HasSubstr("sweep.yaml:5:30: error: "),
                                  HasSubstr("the axis 'interval' is there twice"), HasSubstr("the axis has no values"),
                                  HasSubstr("the variant has no name")));
    folder_.write("sweep.yaml", "scenario: toy.yaml\naxs: []\n");
    EXPECT_THAT(sweep({"sweep.yaml"}).err, AllOf(HasSubstr("sweep.yaml:2:1"), HasSubstr("did you mean 'axes'?")));
}

TEST_F(SweepVerb, says_where_a_wrong_key_or_value_of_the_scenario_comes_from) {
    folder_.write("sweep.yaml",
                  "scenario: toy.yaml\naxes:\n  - {key: steps, values: [1, x]}\n  - {key: intervall, values: [1ms]}\n");
    const CliResult result = sweep({"sweep.yaml"});
    EXPECT_EQ(result.code, ExitCode::InvalidScenario);
    EXPECT_THAT(result.err, AllOf(HasSubstr("sweep.yaml:3:30: error: "), HasSubstr("sweep.yaml:4:31: error: "),
                                  HasSubstr("did you mean 'interval'?")));
    EXPECT_THAT(sweep({"toy.yaml", "--axis", "stps=1..2"}).err,
                AllOf(HasSubstr("--axis stps"), HasSubstr("did you mean 'steps'?")));
}

TEST_F(SweepVerb, keeps_failed_runs_and_tries_them_again) {
    const std::vector<std::string> arguments = {"toy.yaml", "--axis", "title=fine,fails", "--seeds",
                                                "2",        "-o",     "s.sqlite"};
    const CliResult result = sweep(arguments);
    EXPECT_EQ(result.code, ExitCode::PartFailed);
    EXPECT_THAT(result.err, AllOf(HasSubstr("seed 2 is unlucky"), HasSubstr("1 runs failed")));
    EXPECT_EQ(runs_in("s.sqlite"), 4U);
    std::vector<std::string> again = arguments;
    again.emplace_back("--resume");
    EXPECT_EQ(sweep(again).code, ExitCode::PartFailed);
    EXPECT_EQ(runs_in("s.sqlite"), 4U);
}

TEST_F(SweepVerb, neither_replaces_results_nor_mixes_different_ones) {
    ASSERT_EQ(sweep({"toy.yaml", "--axis", "steps=1..2", "--seeds", "2", "-o", "s.sqlite"}).code, ExitCode::Ok);
    const CliResult again = sweep({"toy.yaml", "--axis", "steps=1..2", "--seeds", "2", "-o", "s.sqlite"});
    EXPECT_EQ(again.code, ExitCode::RunFailed);
    EXPECT_THAT(again.err, HasSubstr("--resume does what is missing in it"));
    EXPECT_THAT(sweep({"toy.yaml", "--axis", "steps=1..3", "-o", "s.sqlite", "--resume"}).err,
                HasSubstr("it has 2 points, not 3"));
    EXPECT_THAT(sweep({"toy.yaml", "--axis", "steps=1..2", "--set", "interval=1ms", "-o", "s.sqlite", "--resume"}).err,
                HasSubstr("the scenario of its point 'steps=1' was another one"));
    ASSERT_EQ(sweep({"toy.yaml", "--axis", "steps=1..2", "--seeds", "3", "-o", "s.sqlite", "--resume"}).code,
              ExitCode::Ok);
    EXPECT_EQ(runs_in("s.sqlite"), 6U);
}

/// Kills the sweep's process as it goes, again and again; each run must be recorded whole or not at all.
TEST_F(SweepVerb, survives_kill_9_and_resumes_to_the_same_results) {
    const std::vector<std::string> arguments = {"toy.yaml", "--axis", "steps=100..109", "--seeds",
                                                "2",        "-o",     "s.sqlite",       "--resume"};
    for (int wait_ms = 15; wait_ms <= 120; wait_ms += 35) {
        const pid_t child = fork();
        if (child == 0) {
            static_cast<void>(sweep(arguments));
            _exit(0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
    }
    CliResult resumed = sweep(arguments);
    // The runs of the killed sweep die with it, but may hold its lock a moment longer.
    for (int i = 0; i < 50 && resumed.code == ExitCode::RunFailed; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        resumed = sweep(arguments);
    }
    ASSERT_EQ(resumed.code, ExitCode::Ok) << resumed.err;
    std::vector<std::string> whole = arguments;
    whole[6] = "whole.sqlite";
    ASSERT_EQ(sweep(whole).code, ExitCode::Ok);
    const StudyDatabase a = StudyDatabase::read("s.sqlite");
    const StudyDatabase b = StudyDatabase::read("whole.sqlite");
    ASSERT_EQ(a.runs().size(), 20U);
    for (const StudyMetric& metric : b.metrics()) {
        const auto left = a.values(metric.name);
        const auto right = b.values(metric.name);
        ASSERT_EQ(left.size(), right.size()) << metric.name;
        for (std::size_t i = 0; i < left.size(); ++i) EXPECT_EQ(left[i].value, right[i].value) << metric.name;
    }
}

TEST_F(SweepVerb, stops_at_an_interrupt) {
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted{true};
    Console console{.out = out, .err = err, .interrupted = &interrupted};
    const Catalogue catalogue = measured_toy();
    EXPECT_EQ(run_cli(catalogue, {"sweep", "toy.yaml", "-o", "s.sqlite"}, console), ExitCode::Interrupted);
    EXPECT_THAT(err.str(), HasSubstr("--resume goes on from there"));
}

}  // namespace
}  // namespace sim
