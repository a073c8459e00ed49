// SPDX-License-Identifier: MIT
#include "models/conformance/runner.h"

#include <gtest/gtest.h>

#include "tests/models/conformance/small_fixtures.h"

namespace models {
namespace {

constexpr const char* kRight = R"({"right": {"in": "dog", "out": "0x83646f67"}})";
constexpr const char* kWrong = R"({"wrong": {"in": "dog", "out": "0x80"}})";

std::vector<std::string> ids(const ConformanceReport& report) {
    std::vector<std::string> out;
    for (const CaseResult& result : report.cases) out.push_back(result.id());
    return out;
}

TEST(ConformanceRunner, finds_files_of_any_layout_and_counts_others) {
    FixtureFolder folder;
    folder.write("z.json", std::string(kRight));
    folder.write("deep/er/a.json", std::string(kWrong));
    folder.write("deep/README.md", std::string("text"));
    folder.write("deep/LICENSE", std::string("text"));
    const ConformanceReport report = folder.run();
    EXPECT_EQ(ids(report), (std::vector<std::string>{"deep/er/a.json::wrong", "z.json::right"}));
    EXPECT_EQ(report.files, 2U);
    EXPECT_EQ(report.other_files, (std::map<std::string, std::size_t>{{".md", 1}, {"LICENSE", 1}}));
    EXPECT_FALSE(report.interrupted);
}

TEST(ConformanceRunner, ending_of_a_file_may_be_in_capitals) {
    FixtureFolder folder;
    folder.write("a.JSON", std::string(kRight));
    EXPECT_EQ(ids(folder.run()), std::vector<std::string>{"a.JSON::right"});
}

TEST(ConformanceRunner, index_of_fixtures_is_no_test) {
    FixtureFolder folder;
    folder.write(".meta/index.json", std::string(R"({"root_hash": "0x", "test_cases": []})"));
    folder.write("a.json", std::string(kRight));
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.files, 1U);
    ASSERT_EQ(report.count(Verdict::NotRun), 1U);
    EXPECT_EQ(report.cases[0].reason, "fixture index");
}

TEST(ConformanceRunner, follows_links_to_folders_once) {
    namespace fs = std::filesystem;
    FixtureFolder elsewhere;
    elsewhere.write("deep/a.json", std::string(kRight));
    FixtureFolder folder;
    folder.write("own/b.json", std::string(kRight));
    fs::create_directory_symlink(elsewhere.path(), folder.path() / "a_link");
    fs::create_directory_symlink(elsewhere.path() / "deep", folder.path() / "z_link");  // Seen by then.
    fs::create_directory_symlink(folder.path(), folder.path() / "own" / "up");          // A cycle.
    fs::create_directory_symlink(folder.path() / "own", folder.path() / "before");
    fs::create_symlink("nowhere.json", folder.path() / "own" / "dangling.json");
    fs::create_symlink("self.json", folder.path() / "self.json");
    const ConformanceReport report = folder.run();
    EXPECT_EQ(ids(report), (std::vector<std::string>{"a_link/deep/a.json::right", "own/b.json::right",
                                                     "own/dangling.json::(link)", "self.json::(link)"}));
    EXPECT_EQ(report.count(Verdict::NotRun), 2U);
    EXPECT_EQ(report.cases[2].reason, "dangling link: own/dangling.json: leads nowhere");
    EXPECT_EQ(report.files, 2U);
}

TEST(ConformanceRunner, unreadable_folder_is_a_failure_and_the_run_goes_on) {
    namespace fs = std::filesystem;
    FixtureFolder folder;
    folder.write("closed/a.json", std::string(kRight));
    folder.write("open/a.json", std::string(kRight));
    fs::permissions(folder.path() / "closed", fs::perms::none);
    std::error_code error;
    const fs::directory_iterator listing(folder.path() / "closed", error);
    const ConformanceReport report = folder.run();
    fs::permissions(folder.path() / "closed", fs::perms::owner_all);
    if (!error) GTEST_SKIP() << "skipped: nothing is unreadable to who runs this";
    EXPECT_EQ(ids(report), (std::vector<std::string>{"closed::(folder)", "open/a.json::right"}));
    EXPECT_EQ(report.count(Verdict::Failed), 1U);
    EXPECT_EQ(report.cases[0].reason, "unreadable folder: closed: Permission denied");
}

TEST(ConformanceRunner, runs_a_single_file) {
    FixtureFolder folder;
    folder.write("sub/a.json", std::string(kRight));
    const ConformanceReport report = run_conformance({.folder = folder.path() / "sub" / "a.json"});
    EXPECT_EQ(ids(report), std::vector<std::string>{"a.json::right"});
}

TEST(ConformanceRunner, cases_of_one_name_do_not_hide_each_other) {
    FixtureFolder folder;
    folder.write("a.json", std::string(kRight));
    folder.write("b.json", std::string(kRight));
    EXPECT_EQ(folder.run().cases.size(), 2U);
}

TEST(ConformanceRunner, result_does_not_depend_on_the_number_of_workers) {
    FixtureFolder folder;
    for (int i = 0; i < 30; ++i) {
        const std::string number = std::to_string(i);
        folder.write("rlp" + number + ".json", std::string(i % 3 == 0 ? kWrong : kRight));
        folder.write("state" + number + ".json", Json{{"name", transfer_test()}});
    }
    const ConformanceReport one = folder.run();
    EXPECT_EQ(one.cases.size(), 60U);
    EXPECT_EQ(one.count(Verdict::Failed), 10U);
    for (const unsigned workers : {2U, 4U, 9U}) {
        const ConformanceReport several = folder.run({}, workers);
        EXPECT_EQ(ids(several), ids(one));
        for (std::size_t i = 0; i < one.cases.size(); ++i) EXPECT_EQ(several.cases[i].reason, one.cases[i].reason);
    }
}

TEST(ConformanceRunner, filter_is_a_part_of_the_id_or_a_regular_expression) {
    FixtureFolder folder;
    Json test = transfer_test("Berlin");
    test["post"]["Istanbul"] = test["post"]["Berlin"];
    folder.write("state/a.json", Json{{"name", test}});
    folder.write("rlp.json", std::string(kWrong));
    EXPECT_EQ(ids(folder.run("[Berlin")), std::vector<std::string>{"state/a.json::name[Berlin d0 g0 v0]"});
    EXPECT_EQ(folder.run("name").cases.size(), 2U);
    EXPECT_EQ(folder.run("/name\\[(Istanbul|Paris)/").cases.size(), 1U);
    EXPECT_EQ(folder.run("rlp.json::wrong").cases.size(), 1U);
    EXPECT_EQ(folder.run("nothing").cases.size(), 0U);
    EXPECT_THROW(CaseFilter("/(/"), std::regex_error);
}

TEST(ConformanceRunner, every_nth_file_is_a_sample) {
    FixtureFolder folder;
    for (const char* name : {"a", "b", "c", "d", "e"}) folder.write(std::string(name) + ".json", std::string(kRight));
    const ConformanceReport report = run_conformance({.folder = folder.path(), .every_nth_file = 2});
    EXPECT_EQ(ids(report), (std::vector<std::string>{"a.json::right", "c.json::right", "e.json::right"}));
}

TEST(ConformanceRunner, tells_progress_up_to_the_end) {
    FixtureFolder folder;
    for (const char* name : {"a", "b", "c"}) folder.write(std::string(name) + ".json", std::string(kRight));
    double last = 0;
    const auto progress = [&](double share, std::string_view) {
        EXPECT_GE(share, last);
        last = share;
    };
    static_cast<void>(run_conformance({.folder = folder.path(), .workers = 2, .progress = progress}));
    EXPECT_EQ(last, 1.0);
}

TEST(ConformanceRunner, interrupted_run_says_so) {
    FixtureFolder folder;
    folder.write("a.json", std::string(kRight));
    const std::atomic<bool> interrupted = true;
    const ConformanceReport report = run_conformance({.folder = folder.path(), .interrupted = &interrupted});
    EXPECT_TRUE(report.interrupted);
    EXPECT_TRUE(report.cases.empty());
}

}  // namespace
}  // namespace models
