// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "sim/base/check.h"
#include "sim/cli/interrupt.h"
#include "tests/sim/cli/toy_catalogue.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

/// A test that runs in a folder of its own, since runs write to results/ in the current one.
class RunVerb : public testing::Test {
  protected:
    RunVerb() : before_(fs::current_path()) {
        fs::current_path(folder_.path());
        folder_.write("toy.yaml", "model: toy\n");
    }
    ~RunVerb() override { fs::current_path(before_); }

    static std::string contents(const fs::path& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    static std::vector<std::string> files_in(const fs::path& path) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(path)) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }
    static Catalogue run_that_throws(std::function<void()> action) {
        return toy_catalogue([action](const ToyParams&, const RunRequest&) {
            action();
            return RunOutcome{};
        });
    }

    TemporaryFolder folder_;
    fs::path before_;
};

TEST_F(RunVerb, passes_on_what_the_user_asked_for) {
    RunRequest seen;
    const Catalogue catalogue = toy_catalogue([&](const ToyParams& params, const RunRequest& request) {
        seen = request;
        EXPECT_EQ(params.steps, 7U);
        return RunOutcome{.summary = "fine\n"};
    });
    const CliResult result = call(catalogue, {"run", "toy.yaml", "--set", "steps=7", "--seed", "9223372036854775807",
                                              "-o", "out.sqlite", "--until", "1.5s", "--set", "title=it's"});
    ASSERT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_EQ(seen.seed, 9223372036854775807U);
    EXPECT_EQ(seen.until, SimTime::from_ns(1'500'000'000));
    EXPECT_EQ(seen.output, "out.sqlite");
    EXPECT_EQ(seen.scenario_name, "toy");
    EXPECT_EQ(seen.command_line,
              "headway run toy.yaml --set steps=7 --seed 9223372036854775807 -o out.sqlite --until 1.5s "
              "--set 'title=it'\\''s'");
    EXPECT_EQ(result.out, "fine\nresults        out.sqlite    plot: headway plot latency out.sqlite\n");
    EXPECT_EQ(result.err, "");
}

TEST_F(RunVerb, starts_from_seed_1) {
    EXPECT_EQ(call({"run", "toy.yaml", "-o", "a.sqlite"}).code, ExitCode::Ok);
    EXPECT_THAT(contents("a.sqlite"), HasSubstr("seed 1,"));
}

TEST_F(RunVerb, names_the_results_after_scenario_seed_and_configuration) {
    for (const char* seed : {"1", "2"}) EXPECT_EQ(call({"run", "toy.yaml", "--seed", seed}).code, ExitCode::Ok);
    EXPECT_EQ(call({"run", "toy.yaml", "--set", "steps=5"}).code, ExitCode::Ok);
    EXPECT_EQ(call({"run", "toy.yaml", "--until", "5s"}).code, ExitCode::Ok);
    EXPECT_EQ(call({"run", "toy.yaml", "--set", "steps=4"}).code, ExitCode::Ok);  // the default: same as the first
    const auto names = files_in("results");
    ASSERT_EQ(names.size(), 4U);
    EXPECT_THAT(names[0], testing::MatchesRegex("toy-1-[0-9a-f]{8}\\.sqlite"));
    EXPECT_THAT(names[3], testing::MatchesRegex("toy-2-[0-9a-f]{8}\\.sqlite"));
}

TEST_F(RunVerb, keeps_existing_results_until_the_new_ones_are_complete) {
    folder_.write("out.sqlite", "SQLite format 3 old");
    folder_.write("out.sqlite-wal", "left by a killed run");
    const Catalogue failing = run_that_throws([] { throw std::runtime_error("the disk is full"); });
    const CliResult failed = call(failing, {"run", "toy.yaml", "-o", "out.sqlite"});
    EXPECT_EQ(failed.code, ExitCode::RunFailed);
    EXPECT_EQ(failed.err, "headway: error: the disk is full\n");
    EXPECT_EQ(contents("out.sqlite"), "SQLite format 3 old");

    EXPECT_EQ(call({"run", "toy.yaml", "-o", "out.sqlite"}).code, ExitCode::Ok);
    EXPECT_THAT(contents("out.sqlite"), HasSubstr("seed 1"));
    EXPECT_EQ(files_in("."), (std::vector<std::string>{"out.sqlite", "toy.yaml"}));
}

TEST_F(RunVerb, replaces_nothing_but_results) {
    const CliResult result = call({"run", "toy.yaml", "-o", "toy.yaml"});
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_THAT(result.err, HasSubstr("cannot write results to 'toy.yaml': a file stands there that is not a results"));
    EXPECT_EQ(contents("toy.yaml"), "model: toy\n");
    EXPECT_THAT(call({"run", "toy.yaml", "-o", "."}).err, HasSubstr("it is a directory"));
    EXPECT_THAT(call({"run", "toy.yaml", "-o", "no/such/x.sqlite"}).err, HasSubstr("there is no folder 'no/such'"));
}

TEST_F(RunVerb, tells_failures_apart_by_exit_code) {
    const auto code = [&](std::function<void()> action) {
        return call(run_that_throws(std::move(action)), {"run", "toy.yaml", "-o", "x.sqlite"}).code;
    };
    EXPECT_EQ(code([] { throw std::runtime_error("x"); }), ExitCode::RunFailed);
    EXPECT_EQ(code([] { throw std::bad_alloc(); }), ExitCode::RunFailed);
    EXPECT_EQ(code([] { throw 5; }), ExitCode::RunFailed);
    EXPECT_EQ(code([] { throw InvariantViolation("broken"); }), ExitCode::InvariantBroken);
    EXPECT_EQ(code([] { throw InputError(std::vector<InputProblem>(1)); }), ExitCode::InvalidScenario);
    EXPECT_EQ(static_cast<int>(ExitCode::InvariantBroken), 6);
}

TEST_F(RunVerb, stops_cleanly_when_interrupted) {
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted{true};
    Console console{.out = out, .err = err, .interrupted = &interrupted};
    EXPECT_EQ(run_cli(toy_catalogue(), {"run", "toy.yaml", "-o", "a.sqlite"}, console), ExitCode::Interrupted);
    EXPECT_EQ(err.str(), "interrupted: the run is marked as cancelled in 'a.sqlite'\n");
    EXPECT_EQ(out.str(), "");
}

TEST_F(RunVerb, takes_signals_only_while_it_runs) {
    const auto signalled = [&](int signal) {
        const Catalogue catalogue = toy_catalogue([signal](const ToyParams&, const RunRequest& request) {
            EXPECT_FALSE(request.is_interrupted());
            std::raise(signal);
            return RunOutcome{.interrupted = request.is_interrupted()};
        });
        std::ostringstream out;
        std::ostringstream err;
        Console console{.out = out, .err = err};
        return run_cli(catalogue, {"run", "toy.yaml", "-o", "a.sqlite"}, console);
    };
    EXPECT_EQ(signalled(SIGINT), ExitCode::Interrupted);
    EXPECT_EQ(signalled(SIGTERM), ExitCode::Terminated);
    struct sigaction action{};
    sigaction(SIGINT, nullptr, &action);
    EXPECT_EQ(action.sa_handler, SIG_DFL);
}

/// Calls the whole program as a process whose standard output is closed.
[[noreturn]] void run_without_standard_output() {
    close(STDOUT_FILENO);
    std::string words[] = {"headway", "run", "toy.yaml", "-o", "a.sqlite"};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data()};
    std::exit(run_cli(toy_catalogue(), 5, arguments));
}

TEST_F(RunVerb, keeps_its_summary_out_of_results_when_standard_output_is_closed) {
    EXPECT_EXIT(run_without_standard_output(), testing::ExitedWithCode(1), "cannot write to standard output");
    EXPECT_EQ(contents("a.sqlite"), "SQLite format 3, seed 1, steps 4");
}

TEST_F(RunVerb, says_nothing_when_quiet) {
    const CliResult result = call({"run", "toy.yaml", "-o", "a.sqlite", "-q", "--progress", "always"});
    EXPECT_EQ(result.code, ExitCode::Ok);
    EXPECT_EQ(result.out + result.err, "");
}

TEST_F(RunVerb, shows_progress_where_it_is_wanted) {
    EXPECT_EQ(call({"run", "toy.yaml", "-o", "a.sqlite"}).err, "");
    const std::string lines = call({"run", "toy.yaml", "-o", "a.sqlite", "--progress", "always"}).err;
    EXPECT_THAT(lines, HasSubstr("25.0 %"));
    EXPECT_THAT(lines, HasSubstr("100.0 %"));
    EXPECT_THAT(lines, testing::Not(HasSubstr("\r")));

    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out, .err = err, .err_is_terminal = true};
    EXPECT_EQ(run_cli(toy_catalogue(), {"run", "toy.yaml", "-o", "a.sqlite"}, console), ExitCode::Ok);
    EXPECT_THAT(err.str(), StartsWith("\r["));
    EXPECT_TRUE(err.str().ends_with("\r\x1b[K"));
}

}  // namespace
}  // namespace sim
