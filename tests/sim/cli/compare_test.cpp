// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/store/study.h"
#include "tests/sim/cli/measured_toy.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Each test in a folder of its own, since runs write to results/ in the current one.
class CompareVerb : public testing::Test {
  protected:
    CompareVerb() : before_(fs::current_path()) {
        fs::current_path(folder_.path());
        folder_.write("toy.yaml", "model: toy\nsteps: 50\n");
        folder_.write("slow.yaml", "model: toy\nsteps: 50\ninterval: 12ms\n");
    }
    ~CompareVerb() override { fs::current_path(before_); }
    static CliResult compare(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "compare");
        return call(measured_toy(), arguments);
    }

    TemporaryFolder folder_;
    fs::path before_;
};

TEST_F(CompareVerb, says_that_a_scenario_is_identical_with_itself) {
    const CliResult result = compare({"toy.yaml", "toy.yaml", "--seeds", "3", "-j", "2", "--all"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("3 seeds, paired"), HasSubstr("identical: under each of the 3 seeds"),
                                  Not(HasSubstr("equal,")), Not(HasSubstr("inconclusive"))));
    EXPECT_THAT(result.err, HasSubstr("results  results/toy-compare-"));
}

TEST_F(CompareVerb, names_what_moved_and_which_way_is_worse) {
    const CliResult result = compare({"toy.yaml", "slow.yaml", "-o", "both.sqlite", "--format", "csv"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("step.done.p50,done p50,ns,lower,12,"), HasSubstr(",worse\n"),
                                  HasSubstr("run.throughput,run.throughput,tx/s,higher,12,100,83.3"),
                                  HasSubstr("step.final_share,step.final_share,ppm,higher,12,1000000,1000000,0,0,0,"),
                                  Not(HasSubstr("better\n")), Not(HasSubstr("toy.steps"))));
    EXPECT_THAT(compare({"both.sqlite", "--format", "csv"}).out, result.out);
}

TEST_F(CompareVerb, takes_overrides_of_each_side) {
    const CliResult result = compare({"toy.yaml", "--set", "steps=20", "--a", "interval=5ms", "--b", "interval=4ms",
                                      "--seeds", "6", "--format", "json", "-o", "x.sqlite"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr(R"("a": "A: toy.yaml interval=5ms")"), HasSubstr(R"("verdict": "better")"),
                                  Not(HasSubstr(R"("verdict": "worse")"))));
    const StudyHeader header = StudyDatabase::read("x.sqlite").header();
    EXPECT_THAT(header.points[1].config, AllOf(HasSubstr("4ms"), HasSubstr("\"steps\":20")));
}

TEST_F(CompareVerb, says_nothing_of_differences_from_few_seeds) {
    const CliResult result = compare({"toy.yaml", "slow.yaml", "--seeds", "5", "--format", "markdown"});
    EXPECT_THAT(result.out, AllOf(HasSubstr("| inconclusive |"), Not(HasSubstr("| worse |")),
                                  HasSubstr("fewer than 6 seeds can show that values are equal")));
}

TEST_F(CompareVerb, reports_runs_that_fail_and_compares_the_others) {
    for (const std::string title : {"fails", "dies"}) {
        const CliResult result = compare({"toy.yaml", "--b", "title=" + title, "--seeds", "7", "-o", "f.sqlite"});
        EXPECT_EQ(result.code, ExitCode::PartFailed);
        EXPECT_THAT(result.err,
                    AllOf(HasSubstr("error: a run failed: "),
                          HasSubstr("repeat it with: headway run toy.yaml --set title=" + title + " --seed 2\n")));
        EXPECT_THAT(result.err, HasSubstr(title == "dies" ? "killed by signal 9" : "seed 2 is unlucky"));
        EXPECT_THAT(result.out, AllOf(HasSubstr("6 seeds, paired"), HasSubstr("with seed 2 failed and is left out")));
    }
}

TEST_F(CompareVerb, compares_results_of_single_runs_and_of_folders) {
    for (const std::string side : {"a", "b"}) {
        fs::create_directory(side);
        for (const std::string seed : {"1", "2", "3"})
            ASSERT_EQ(call(measured_toy(), {"run", side == "a" ? "toy.yaml" : "slow.yaml", "--seed", seed, "-o",
                                            side + "/" + seed + ".sqlite"})
                          .code,
                      ExitCode::Ok);
    }
    EXPECT_THAT(compare({"a", "b"}).out, AllOf(StartsWith("A: a\nB: b\n3 seeds, paired"), HasSubstr("-16.67 %")));
    EXPECT_THAT(compare({"a", "a"}).out, HasSubstr("identical: under each of the 3 seeds"));
    EXPECT_THAT(compare({"a/1.sqlite", "b/1.sqlite"}).out, AllOf(HasSubstr("1 seed, paired"), HasSubstr("one seed")));
    const CliResult unpaired = compare({"a/1.sqlite", "b/2.sqlite"});
    EXPECT_EQ(unpaired.code, ExitCode::RunFailed);
    EXPECT_THAT(unpaired.err, HasSubstr("no seed has a whole run on both sides"));
    fs::copy_file("a/1.sqlite", "a/copy.sqlite");
    EXPECT_THAT(compare({"a", "b"}).err, HasSubstr("side A has two runs with seed 1"));
}

TEST_F(CompareVerb, rejects_wrong_usage) {
    EXPECT_EQ(compare({}).code, ExitCode::Usage);
    EXPECT_THAT(compare({"toy.yaml", "--format", "jsn"}).err, HasSubstr("did you mean 'json'?"));
    EXPECT_THAT(compare({"toy.yaml", "--seeds", "0"}).err, HasSubstr("expected a number of seeds such as 12"));
    EXPECT_THAT(compare({"toy.yaml", "--figure", "x.jpg"}).err, HasSubstr("ends in .svg, .png or .pdf"));
    const CliResult unknown = compare({"toy.yaml", "--b", "intervall=5ms"});
    EXPECT_EQ(unknown.code, ExitCode::InvalidScenario);
    EXPECT_THAT(unknown.err, AllOf(HasSubstr("--b intervall"), HasSubstr("did you mean 'interval'?")));
    EXPECT_EQ(compare({"none.yaml"}).code, ExitCode::InvalidScenario);
}

}  // namespace
}  // namespace sim
