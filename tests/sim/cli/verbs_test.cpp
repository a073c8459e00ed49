// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/check.h"
#include "sim/cli/verb.h"
#include "tests/sim/cli/toy_catalogue.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace sim {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<std::string> kVerbs = {"run",   "validate", "show",    "list", "compare",
                                         "sweep", "plot",     "version", "help"};

TEST(Cli, explains_itself) {
    for (const char* flag : {"--help", "-h", "help"}) {
        const CliResult result = call({flag});
        EXPECT_EQ(result.code, ExitCode::Ok);
        for (const std::string& verb : kVerbs) EXPECT_THAT(result.out, HasSubstr("\n  " + verb + " "));
        EXPECT_EQ(result.err, "");
    }
}

TEST(Cli, every_verb_teaches_its_use) {
    for (const std::string& verb : kVerbs) {
        const CliResult result = call({verb, "--help"});
        EXPECT_EQ(result.code, ExitCode::Ok);
        EXPECT_THAT(result.out, AllOf(StartsWith("usage: headway " + verb), HasSubstr("\noptions:"),
                                      HasSubstr("\nexamples:\n  headway " + verb), HasSubstr("\nexit codes:\n  0 ")));
        EXPECT_EQ(result.out, call({verb, "-h"}).out);
        EXPECT_EQ(result.out, call({"help", verb}).out);
        std::size_t longest = 0;
        std::istringstream lines(result.out);
        for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
        EXPECT_LE(longest, 120U) << verb;
    }
}

TEST(Cli, verbs_of_the_catalogue_stand_beside_its_own) {
    Catalogue catalogue = toy_catalogue();
    catalogue.verbs.push_back({"rehearse", "[options]", "do as if", "Does nothing.", "headway rehearse", "0 done",
                               [](boost::program_options::options_description& options) {
                                   options.add_options()("loud", boost::program_options::bool_switch(), "say so");
                               },
                               [](const Invocation& invocation) {
                                   invocation.console.out << invocation.options["loud"].as<bool>();
                                   return ExitCode::Ok;
                               }});
    EXPECT_EQ(call(catalogue, {"rehearse", "--loud"}).out, "1");
    EXPECT_THAT(call(catalogue, {"--help"}).out,
                AllOf(HasSubstr("\n  rehearse  do as if\n"), HasSubstr("\n  run       run a scenario once\n")));
    EXPECT_THAT(call(catalogue, {"help", "rehearse"}).out, StartsWith("usage: headway rehearse [options]\n"));
    EXPECT_THAT(call(catalogue, {"rehears"}).err, HasSubstr("plot, rehearse, version, help; did you mean 'rehearse'?"));
    EXPECT_THAT(call(catalogue, {"list", "metrics"}).out, Not(HasSubstr("rehearse")));
    catalogue.verbs[0].metrics = {{"stage.steps", "count", "counter", "higher", "Steps made."}};
    const std::string steps = "stage.steps  (counter, count, higher is better)\n    Steps made.\n";
    EXPECT_EQ(call(catalogue, {"list", "metrics", "rehearse"}).out, steps);
    EXPECT_THAT(call(catalogue, {"list", "metrics"}).out,
                AllOf(StartsWith("# toy\n"), HasSubstr("# rehearse\n" + steps)));
    EXPECT_THAT(call(catalogue, {"list", "metrics", "rehears"}).err, HasSubstr("did you mean 'rehearse'?"));
    EXPECT_THAT(call(catalogue, {"list", "parameters", "rehearse"}).err, HasSubstr("unknown model 'rehearse'"));
    EXPECT_THAT(call(catalogue, {"rehearse", "--lout"}).err, HasSubstr("try 'headway rehearse --help'"));
    EXPECT_EQ(call(catalogue, {"rehearse", "--lout"}).code, ExitCode::Usage);
    EXPECT_EQ(call({"rehearse"}).code, ExitCode::Usage);
}

TEST(Cli, prints_its_version) {
    EXPECT_THAT(call({"version"}).out, StartsWith("headway "));
    EXPECT_EQ(call({"--version"}).out, call({"version"}).out);
    EXPECT_EQ(call({"-V"}).out, call({"version"}).out);
}

TEST(Cli, rejects_wrong_usage_with_code_2) {
    const auto expect_usage = [](const std::vector<std::string>& arguments, const std::string& message) {
        const CliResult result = call(arguments);
        EXPECT_EQ(result.code, ExitCode::Usage) << message;
        EXPECT_THAT(result.err, AllOf(StartsWith("headway: error: "), HasSubstr(message), HasSubstr("try 'headway ")));
        EXPECT_EQ(result.out, "");
    };
    expect_usage({}, "expected a verb");
    expect_usage({"runn", "x"},
                 "unknown verb 'runn'; expected one of run, validate, show, list, compare, sweep, plot, version, "
                 "help; did you mean 'run'?");
    expect_usage({"run"}, "expected one scenario file, got nothing");
    expect_usage({"run", "a", "b"}, "expected one scenario file, got 'a, b'");
    expect_usage({"run", "a", "--seeed", "1"}, "unknown option '--seeed'; did you mean '--seed'?");
    expect_usage({"run", "a", "--see", "1"}, "unknown option '--see'");
    expect_usage({"run", "a", "--seed"}, "seed");
    expect_usage({"run", "a", "--seed", "-1"}, "--seed '-1': expected ");
    expect_usage({"run", "scenarios/megaeth.yaml", "--seed", "9223372036854775808"},
                 "--seed: expected at most 9223372036854775807");
    expect_usage({"run", "a", "--seed", "1.5"}, "--seed '1.5': expected ");
    expect_usage({"run", "a", "--seed", "18446744073709551616"}, "--seed ");
    expect_usage({"run", "a", "--seed", "1", "--seed", "2"}, "seed");
    expect_usage({"run", "a", "--until", "5"}, "--until '5': expected a duration");
    expect_usage({"run", "a", "--until", "0s"}, "--until: expected a time above 0");
    expect_usage({"run", "a", "--progress", "sometimes"}, "unknown value of --progress 'sometimes'");
    expect_usage({"show", "a", "--format", "yml"}, "did you mean 'yaml'?");
    expect_usage({"validate"}, "expected one or more scenario files, got nothing");
    expect_usage({"list"}, "expected one of models, metrics, parameters");
    expect_usage({"list", "metric"}, "did you mean 'metrics'?");
    expect_usage({"list", "metrics", "toys"}, "unknown model 'toys'; expected one of toy; did you mean 'toy'?");
    expect_usage({"plot", "latency"},
                 "expected a plot (latency, speedup, timeline, axis, cdf or breakdown) and a database");
    expect_usage({"plot", "latencies", "x"},
                 "unknown plot 'latencies'; expected one of latency, speedup, timeline, axis, cdf, breakdown; did you "
                 "mean 'latency'?");
    expect_usage({"plot", "latency", "x", "-o", "y.jpg"}, "ends in .svg, .png or .pdf");
    expect_usage({"version", "now"}, "expected no arguments");
    expect_usage({"help", "shows"}, "did you mean 'show'?");
}

TEST(Cli, lists_models_metrics_and_parameters) {
    EXPECT_THAT(call({"list", "models"}).out, AllOf(StartsWith("toy\n"), HasSubstr("Counts steps.")));
    EXPECT_EQ(call({"list", "metrics"}).out, "toy.steps  (counter, count, higher is better)\n    Steps done.\n");
    EXPECT_THAT(call({"list", "parameters", "toy"}).out,
                AllOf(HasSubstr("interval = 10ms\n    Time between two steps.\n"), HasSubstr("; 1ms to 10s\n")));
}

TEST(Cli, validates_every_file_given) {
    const TemporaryFolder folder;
    const std::string good = folder.write("good.yaml", "model: toy\n");
    const std::string bad = folder.write("bad.yaml", "model: toy\nstep: 3\ninterval: 5\n");
    const CliResult all_good = call({"validate", good, good});
    EXPECT_EQ(all_good.code, ExitCode::Ok);
    EXPECT_EQ(all_good.out, good + ": valid (a toy)\n" + good + ": valid (a toy)\n");
    EXPECT_EQ(call({"validate", good, "-q"}).out, "");

    const CliResult mixed = call({"validate", bad, good});
    EXPECT_EQ(mixed.code, ExitCode::InvalidScenario);
    EXPECT_THAT(mixed.err, AllOf(HasSubstr(bad + ":2:1: error: unknown key 'step'"), HasSubstr("did you mean 'steps'?"),
                                 HasSubstr("\n  2 | step: 3\n    | ^~~~\n"), HasSubstr(bad + ":3:11: error: ")));
    EXPECT_EQ(mixed.out, good + ": valid (a toy)\n");
    EXPECT_EQ(call({"validate", good, "--set", "steps=x"}).code, ExitCode::InvalidScenario);
}

TEST(Cli, rejects_unreadable_scenarios_with_code_3) {
    const TemporaryFolder folder;
    const auto message = [](const std::string& file, const std::string& verb) {
        const CliResult result = call({verb, file});
        EXPECT_EQ(result.code, ExitCode::InvalidScenario) << file;
        EXPECT_EQ(result.out, "");
        return result.err;
    };
    for (const std::string verb : {"run", "validate", "show"}) {
        EXPECT_THAT(message("no/such.yaml", verb), HasSubstr("No such file or directory"));
        EXPECT_THAT(message(folder.path().string(), verb), HasSubstr("it is a directory"));
        EXPECT_THAT(message("/proc/self/mem", verb), HasSubstr("Input/output error"));
        EXPECT_THAT(message(folder.write("e.yaml", ""), verb), HasSubstr("there is nothing in it"));
    }
}

TEST(Cli, names_the_models_that_there_are) {
    const TemporaryFolder folder;
    const CliResult unknown = call({"show", folder.write("a.yaml", "title: x\nmodel: toyy\n")});
    EXPECT_EQ(unknown.code, ExitCode::InvalidScenario);
    EXPECT_THAT(unknown.err, HasSubstr(":2:8: error: unknown model 'toyy'; expected one of toy; did you mean 'toy'?"));
    const CliResult missing = call({"show", folder.write("b.yaml", "title: x\n")});
    EXPECT_EQ(missing.code, ExitCode::InvalidScenario);
    EXPECT_THAT(missing.err, HasSubstr("b.yaml:1:1: error: the key 'model' has no value"));
}

TEST(Cli, prints_no_more_than_twenty_problems) {
    const TemporaryFolder folder;
    std::string text = "model: toy\n";
    for (int i = 0; i < 25; ++i) text += "key" + std::to_string(i) + ": 1\n";
    const CliResult result = call({"validate", folder.write("a.yaml", text)});
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("'key19'"), Not(HasSubstr("'key20'")), HasSubstr("... and 5 more problems\n")));
}

TEST(Cli, shows_a_scenario_that_gives_the_same_configuration) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.yaml", "model: toy\ninterval: 20ms\n");
    const CliResult shown = call({"show", file, "--set", "steps=9", "--set=title=\"A: b\""});
    ASSERT_EQ(shown.code, ExitCode::Ok) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("# How many steps.\nsteps: 9\n"), HasSubstr("interval: 20ms\n")));
    const std::string again = folder.write("b.yaml", shown.out);
    EXPECT_EQ(call({"show", again}).out, shown.out);

    const CliResult json = call({"show", again, "--format", "json"});
    EXPECT_EQ(json.out, R"({"model":"toy","title":"A: b","interval":"20ms","steps":9})"
                        "\n");
    EXPECT_EQ(call({"show", folder.write("c.json", json.out)}).out, shown.out);
    EXPECT_THAT(call({"show", again, "--no-comments"}).out, Not(HasSubstr("#")));
}

TEST(Cli, names_the_assignment_that_does_not_fit) {
    const TemporaryFolder folder;
    const std::string file = folder.write("a.yaml", "model: toy\n");
    const CliResult result = call({"show", file, "--set", "stepps=9"});
    EXPECT_EQ(result.code, ExitCode::InvalidScenario);
    EXPECT_THAT(result.err, AllOf(StartsWith("--set stepps: error: unknown key 'stepps' at the top level"),
                                  HasSubstr("did you mean 'steps'?")));
}

/// A standard output that is closed or full.
class BrokenBuffer final : public std::streambuf {
  protected:
    int_type overflow(int_type) override { return traits_type::eof(); }
};

TEST(Cli, fails_if_its_results_cannot_be_written) {
    BrokenBuffer buffer;
    std::ostream out(&buffer);
    std::ostringstream err;
    Console console{.out = out, .err = err};
    EXPECT_EQ(run_cli(toy_catalogue(), {"version"}, console), ExitCode::RunFailed);
    EXPECT_EQ(err.str(), "headway: error: cannot write to standard output\n");
}

TEST(Cli, colours_only_the_word_error) {
    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out, .err = err, .colour = true};
    EXPECT_EQ(run_cli(toy_catalogue(), {"show", "no.yaml"}, console), ExitCode::InvalidScenario);
    EXPECT_THAT(err.str(), HasSubstr("\x1b[1;31merror:\x1b[0m cannot read"));
}

}  // namespace
}  // namespace sim
