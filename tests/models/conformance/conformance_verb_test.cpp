// SPDX-License-Identifier: MIT
#include "models/conformance/conformance_verb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "models/conformance/report.h"
#include "sim/cli/cli.h"
#include "tests/models/conformance/small_fixtures.h"

namespace models {
namespace {

using sim::ExitCode;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Call {
    ExitCode code = ExitCode::Ok;
    std::string out;
    std::string err;
};

Call call(std::vector<std::string> arguments) {
    sim::Catalogue catalogue;
    catalogue.verbs.push_back(conformance_verb());
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted = false;
    sim::Console console{.out = out, .err = err, .interrupted = &interrupted};
    const ExitCode code = run_cli(catalogue, arguments, console);
    return {code, out.str(), err.str()};
}

/// Two cases that pass, one that fails, one that is not run.
void fill(const FixtureFolder& folder) {
    folder.write("state/a.json", Json{{"transfer", transfer_test()}});
    folder.write("rlp/a.json", std::string(R"({"right": {"in": "dog", "out": "0x83646f67"}})"));
    folder.write("rlp/b.json", std::string(R"({"wrong": {"in": "<&\">", "out": "0x80"}, "odd": {"size": 1}})"));
}

TEST(ConformanceVerb, prints_failures_and_a_table) {
    FixtureFolder folder;
    fill(folder);
    const Call result = call({"conformance", folder.path().string(), "--workers", "2"});
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_EQ(result.out,
              "FAILED rlp/b.json::wrong\n"
              "    encoding: expected 0x80, got 0x843c26223e\n"
              "\n"
              "not run:\n"
              "  1  unknown kind: test of size\n"
              "\n"
              "suite  kind          passed  failed  not run\n"
              "rlp    RLP test           1       1        0\n"
              "rlp    test of size       0       0        1\n"
              "state  state test         1       0        0\n"
              "total  3 files            2       1        1\n");
    EXPECT_EQ(result.err, "");
}

TEST(ConformanceVerb, passes_only_if_something_ran_and_nothing_failed) {
    FixtureFolder folder;
    fill(folder);
    const std::string path = folder.path().string();
    EXPECT_EQ(call({"conformance", path, "--filter", "right"}).code, ExitCode::Ok);
    const Call nothing = call({"conformance", path, "--filter", "odd"});
    EXPECT_EQ(nothing.code, ExitCode::RunFailed);
    EXPECT_THAT(nothing.err, HasSubstr("no case was run"));
}

TEST(ConformanceVerb, shows_as_many_failures_as_asked_for) {
    FixtureFolder folder;
    for (int i = 0; i < 5; ++i)
        folder.write(std::to_string(i) + ".json", std::string(R"({"wrong": {"in": "dog", "out": "0x80"}})"));
    const Call result = call({"conformance", folder.path().string(), "--failures", "2"});
    EXPECT_THAT(result.out, AllOf(HasSubstr("FAILED 1.json::wrong"), Not(HasSubstr("FAILED 2.json")),
                                  HasSubstr("... and 3 more failures\n")));
}

TEST(ConformanceVerb, writes_junit_xml) {
    FixtureFolder folder;
    fill(folder);
    const auto junit = folder.path() / "out.xml";
    static_cast<void>(call({"conformance", folder.path().string(), "--junit", junit.string(), "--filter", "rlp/"}));
    std::ifstream file(junit);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<testsuites name=\"headway conformance\" tests=\"3\" failures=\"1\" skipped=\"1\">\n"
              "  <testsuite name=\"rlp/a.json\" tests=\"1\" failures=\"0\" skipped=\"0\">\n"
              "    <testcase classname=\"RLP test\" name=\"right\"/>\n"
              "  </testsuite>\n"
              "  <testsuite name=\"rlp/b.json\" tests=\"2\" failures=\"1\" skipped=\"1\">\n"
              "    <testcase classname=\"RLP test\" name=\"wrong\"><failure message=\"encoding: expected 0x80, got "
              "0x843c26223e\">encoding: expected 0x80, got 0x843c26223e</failure></testcase>\n"
              "    <testcase classname=\"test of size\" name=\"odd\"><skipped message=\"unknown kind: test of "
              "size\"/></testcase>\n"
              "  </testsuite>\n"
              "</testsuites>\n");
}

TEST(ConformanceVerb, junit_file_has_its_name_only_when_it_is_complete) {
    FixtureFolder folder;
    fill(folder);
    FixtureFolder other;
    other.write("out.xml", std::string("of before"));
    const auto junit = other.path() / "out.xml";
    EXPECT_EQ(call({"conformance", folder.path().string(), "--junit", junit.string(), "--filter", "/(/"}).code,
              ExitCode::Usage);
    EXPECT_EQ(std::filesystem::file_size(junit), 9U);
    static_cast<void>(call({"conformance", folder.path().string(), "--junit", junit.string()}));
    EXPECT_GT(std::filesystem::file_size(junit), 100U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(other.path()), {}), 1);
}

TEST(Report, control_characters_do_not_reach_the_terminal) {
    ConformanceReport report;
    report.cases.push_back({"f.json", "a\x1b[2J", "", "kind\xc2\x9b", Verdict::Failed, "one\ntwo\x07 \xc3\xa9"});
    std::ostringstream out;
    print_report(out, report, 9);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("FAILED f.json::a\\x1b[2J\n    one\n    two\\x07 \xc3\xa9\n"),
                                 Not(HasSubstr("\x1b")), Not(HasSubstr("\xc2\x9b"))));
}

TEST(Junit, names_are_escaped) {
    ConformanceReport report;
    report.cases.push_back({"f<.json", "a&b\"c\x01", "Berlin", "state test", Verdict::Failed, "one\ntwo <"});
    std::ostringstream out;
    write_junit(out, report);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("name=\"f&lt;.json\""), HasSubstr("name=\"a&amp;b&quot;c\\x01[Berlin]\""),
                                 HasSubstr("message=\"one\">one&#10;two &lt;<")));
}

TEST(ConformanceVerb, rejects_wrong_usage_with_code_2) {
    FixtureFolder folder;
    fill(folder);
    const std::string path = folder.path().string();
    const auto expect_usage = [](const std::vector<std::string>& arguments, const char* message) {
        const Call result = call(arguments);
        EXPECT_EQ(result.code, ExitCode::Usage) << message;
        EXPECT_THAT(result.err, HasSubstr(message));
        EXPECT_EQ(result.out, "");
    };
    expect_usage({"conformance"}, "expected one folder of fixtures, got nothing");
    expect_usage({"conformance", path + "/none"}, "expected a folder or file that exists");
    expect_usage({"conformance", "/dev/null"}, "expected a folder or file that exists");
    expect_usage({"conformance", path, "--junit", path}, "cannot be written");
    expect_usage({"conformance", path, path}, "expected one folder of fixtures");
    expect_usage({"conformance", path, "--workers", "0"}, "--workers: expected 1 to ");
    expect_usage({"conformance", path, "--workers", "-1"}, "--workers '-1': expected ");
    expect_usage({"conformance", path, "--filter", "/(/"}, "--filter '/(/': expected a regular expression");
    expect_usage({"conformance", path, "--junit", path + "/none/x.xml"}, "cannot be written");
    expect_usage({"conformance", path, "--progress", "never-ever"}, "unknown value of --progress");
    expect_usage({"conformanse", path}, "did you mean 'conformance'?");
}

TEST(ConformanceVerb, explains_itself) {
    EXPECT_THAT(call({"--help"}).out, HasSubstr("\n  conformance  run Ethereum's official tests\n"));
    EXPECT_EQ(call({"help", "conformance"}).out, call({"conformance", "--help"}).out);
    EXPECT_THAT(call({"conformance", "--help"}).out, AllOf(HasSubstr("usage: headway conformance DIR"),
                                                           HasSubstr("--junit FILE"), HasSubstr("exit codes:")));
}

}  // namespace
}  // namespace models
