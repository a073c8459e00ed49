// SPDX-License-Identifier: MIT
// Whole runs through the command line. tests/golden/<scenario>.txt holds what a run of it printed when somebody looked
// at it last; a change that means to change it is made visible by HEADWAY_UPDATE_GOLDEN=1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "models/world/megaeth_experiment.h"
#include "sim/cli/cli.h"
#include "sim/store/result_reader.h"

namespace models {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(HEADWAY_SOURCE_DIR) / "tests" / "golden";

std::string read(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// A folder of its own for each test, gone afterwards.
class GoldenRun : public testing::Test {
  protected:
    void SetUp() override {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() / ("headway-" + std::to_string(::getpid()) + "-" + test->name());
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    /// Runs small.yaml, or another scenario, and returns what it printed, without the line that names the file.
    std::string run(const std::string& name, const std::vector<std::string>& more = {},
                    const std::string& scenario = "small") {
        std::vector<std::string> arguments = {"run", (kFolder / (scenario + ".yaml")).string(), "-o",
                                              path(name).string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        std::ostringstream err;
        sim::Console console{.out = out, .err = err};
        EXPECT_EQ(sim::run_cli(catalogue(), arguments, console), sim::ExitCode::Ok) << err.str();
        std::string text;
        std::istringstream lines(out.str());
        for (std::string line; std::getline(lines, line);)
            if (!line.starts_with("results")) text += line + "\n";
        return text;
    }
    [[nodiscard]] fs::path path(const std::string& name) const { return folder_ / name; }

    /// All tables but the one that may differ between equal runs, as text.
    static std::string dump(const fs::path& file) {
        sqlite3* database = nullptr;
        EXPECT_EQ(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(database, sqlite3_close);
        std::string text;
        for (const std::string& table :
             rows(database,
                  "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                  "AND name <> 'run_environment' ORDER BY name")) {
            text += table + "\n";
            for (const std::string& row : rows(database, "SELECT * FROM \"" + table + "\"")) text += row + "\n";
        }
        return text;
    }

  private:
    static std::vector<std::string> rows(sqlite3* database, const std::string& query) {
        std::vector<std::string> result;
        sqlite3_stmt* raw = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(database, query.c_str(), -1, &raw, nullptr), SQLITE_OK);
        const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
        while (sqlite3_step(raw) == SQLITE_ROW) {
            std::string& row = result.emplace_back();
            for (int i = 0; i < sqlite3_column_count(raw); ++i) {
                const auto* value = sqlite3_column_text(raw, i);
                row +=
                    (i == 0 ? "" : "|") + (value == nullptr ? "" : std::string(reinterpret_cast<const char*>(value)));
            }
        }
        return result;
    }
    fs::path folder_;
};

TEST_F(GoldenRun, prints_what_it_printed_before) {
    for (const std::string scenario : {"small", "chain"}) {
        const std::string printed = run(scenario + ".sqlite", {}, scenario);
        const fs::path expected = kFolder / (scenario + ".txt");
        if (std::getenv("HEADWAY_UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << printed;
        EXPECT_EQ(printed, read(expected));
    }
}

TEST_F(GoldenRun, writes_identical_databases_twice) {
    for (const std::string scenario : {"small", "chain"}) {
        EXPECT_EQ(run(scenario + "1.sqlite", {}, scenario), run(scenario + "2.sqlite", {}, scenario));
        const std::string first = dump(path(scenario + "1.sqlite"));
        EXPECT_GT(first.size(), 10'000U);
        EXPECT_EQ(first, dump(path(scenario + "2.sqlite")));
    }
}

TEST_F(GoldenRun, repeats_a_measured_run_from_its_record) {
    const std::vector<std::string> measured = {"--set", "executor.timing=measured"};
    const std::string printed = run("a.sqlite", measured);
    std::vector<std::string> replayed = measured;
    replayed.insert(replayed.end(), {"--replay-timing", path("a.sqlite").string()});
    EXPECT_EQ(run("b.sqlite", replayed), printed);
    EXPECT_EQ(dump(path("b.sqlite")), dump(path("a.sqlite")));
    // What it repeated can be repeated in its turn.
    replayed.back() = path("b.sqlite").string();
    EXPECT_EQ(run("c.sqlite", replayed), printed);
}

TEST_F(GoldenRun, refuses_a_record_of_another_run) {
    run("a.sqlite", {"--set", "executor.timing=measured"});
    run("modelled.sqlite");
    const auto refusal = [&](const std::vector<std::string>& more, const std::string& record) {
        std::vector<std::string> arguments = {"run",
                                              (kFolder / "small.yaml").string(),
                                              "-o",
                                              path("b.sqlite").string(),
                                              "--replay-timing",
                                              path(record).string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        std::ostringstream err;
        sim::Console console{.out = out, .err = err};
        EXPECT_EQ(sim::run_cli(catalogue(), arguments, console), sim::ExitCode::RunFailed);
        EXPECT_FALSE(fs::exists(path("b.sqlite")));
        return err.str();
    };
    const std::string measured = "executor.timing=measured";
    EXPECT_THAT(refusal({}, "a.sqlite"), testing::HasSubstr("is modelled, not measured"));
    EXPECT_THAT(refusal({"--set", measured, "--seed", "2"}, "a.sqlite"), testing::HasSubstr("with seed 1"));
    EXPECT_THAT(refusal({"--set", measured, "--set", "clients.rate=400/s"}, "a.sqlite"),
                testing::HasSubstr("another scenario"));
    EXPECT_THAT(refusal({"--set", measured}, "modelled.sqlite"), testing::HasSubstr("another scenario"));
}

TEST_F(GoldenRun, differs_with_another_seed) {
    EXPECT_NE(run("a.sqlite"), run("b.sqlite", {"--seed", "2"}));
    EXPECT_NE(dump(path("a.sqlite")), dump(path("b.sqlite")));
}

TEST_F(GoldenRun, leaves_a_database_that_verifies) {
    run("a.sqlite");
    const sim::ResultReader reader(path("a.sqlite"));
    EXPECT_EQ(reader.run().status, sim::RunStatus::Ok);
    EXPECT_TRUE(reader.verify().empty());
    const auto lifecycles = reader.lifecycles();
    ASSERT_EQ(lifecycles.size(), 1U);
    EXPECT_EQ(lifecycles[0].submitted, lifecycles[0].final + lifecycles[0].pending + lifecycles[0].dropped);
    EXPECT_GT(lifecycles[0].final, 200U);
}

TEST_F(GoldenRun, shows_a_scenario_that_gives_the_same_run) {
    const std::string printed = run("a.sqlite");
    std::ostringstream shown;
    std::ostringstream err;
    sim::Console console{.out = shown, .err = err};
    ASSERT_EQ(sim::run_cli(catalogue(), {"show", (kFolder / "small.yaml").string()}, console), sim::ExitCode::Ok);
    std::ofstream(path("shown.yaml")) << shown.str();
    std::ostringstream again;
    sim::Console second{.out = again, .err = err};
    ASSERT_EQ(sim::run_cli(catalogue(), {"run", path("shown.yaml").string(), "-o", path("b.sqlite").string()}, second),
              sim::ExitCode::Ok)
        << err.str();
    EXPECT_EQ(again.str().substr(0, again.str().find("\nresults") + 1), printed);
}

TEST_F(GoldenRun, places_problems_of_the_whole_scenario_in_the_file) {
    std::ostringstream out;
    std::ostringstream err;
    sim::Console console{.out = out, .err = err};
    const auto code = sim::run_cli(
        catalogue(), {"validate", (kFolder / "small.yaml").string(), "--set", "workload.mix.swap=26%"}, console);
    EXPECT_EQ(code, sim::ExitCode::InvalidScenario);
    EXPECT_NE(err.str().find("shares that add up to 100%"), std::string::npos) << err.str();
}

}  // namespace
}  // namespace models
