// SPDX-License-Identifier: MIT
#include "models/conformance/fixture_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/conformance/small_fixtures.h"

namespace models {
namespace {

using testing::StartsWith;

TEST(FixtureFile, keeps_two_members_of_the_same_name) {
    FixtureFolder folder;
    folder.write("a.json", std::string(R"({"x": {"in": "", "out": "0x80"}, "x": {"in": "", "out": "0x81"}})"));
    const auto members = read_fixture_file(folder.path() / "a.json");
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(members[0].second["out"], "0x80");
    EXPECT_EQ(members[1].second["out"], "0x81");
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.count(Verdict::Passed), 1U);
    EXPECT_EQ(report.count(Verdict::Failed), 1U);
}

TEST(FixtureFile, keeps_members_that_are_no_objects) {
    FixtureFolder folder;
    folder.write("a.json", std::string(R"({"list": [1, [2], {"a": 3}], "n": 4, "null": null, "o": {"in": []}})"));
    const auto members = read_fixture_file(folder.path() / "a.json");
    ASSERT_EQ(members.size(), 4U);
    EXPECT_EQ(members[0].second.dump(), R"([1,[2],{"a":3}])");
    EXPECT_EQ(members[1].second, 4);
    EXPECT_TRUE(members[2].second.is_null());
    EXPECT_EQ(members[3].second.dump(), R"({"in":[]})");
}

TEST(FixtureFile, broken_file_is_a_failure_with_its_position) {
    const auto reason = [](const std::string& text) {
        FixtureFolder folder;
        folder.write("sub/a.json", text);
        const ConformanceReport report = folder.run();
        EXPECT_EQ(report.cases.size(), 1U);
        EXPECT_EQ(report.cases.at(0).verdict, Verdict::Failed);
        return report.cases.at(0).reason;
    };
    EXPECT_THAT(reason("{\n  \"a\": {},\n  \"b\" 7\n}"), StartsWith("sub/a.json:3:7: no JSON: "));
    EXPECT_THAT(reason("{\"a\": {"), StartsWith("sub/a.json:1:8: no JSON: "));
    EXPECT_THAT(reason(""), StartsWith("sub/a.json:1:1: no JSON: "));
    EXPECT_THAT(reason("{\"a\": \"\xff\"}"), StartsWith("sub/a.json:1:8: no JSON: "));
}

TEST(FixtureFile, kinds_are_told_by_content) {
    const auto kind = [](const char* text) { return kind_name(Json::parse(text)); };
    EXPECT_EQ(kind(R"({"env": {}, "pre": {}, "post": {}, "transaction": {}})"), "state test");
    EXPECT_EQ(kind(R"({"txbytes": "", "result": {}})"), "transaction test");
    EXPECT_EQ(kind(R"({"in": [], "root": ""})"), "trie test");
    EXPECT_EQ(kind(R"({"in": [], "tests": []})"), "trie neighbours test");
    EXPECT_EQ(kind(R"({"in": "", "out": ""})"), "RLP test");
    EXPECT_EQ(kind(R"({"blocks": [], "genesisBlockHeader": {}, "pre": {}})"), "blockchain test");
    EXPECT_EQ(kind(R"({"engineNewPayloads": [], "pre": {}})"), "blockchain engine test");
    EXPECT_EQ(kind(R"({"colour": "", "size": 1})"), "test of colour, size");
    EXPECT_EQ(kind(R"({"rlp": "0x", "_info": {}, "Byzantium": {}})"), "transaction test");
    EXPECT_EQ(kind(R"({"rlp": "0x", "Atlantis": {}})"), "test of Atlantis, rlp");
    EXPECT_EQ(kind("3"), "no test but a number");
    EXPECT_EQ(kind("[]"), "no test but an array");
}

TEST(FixtureFile, without_an_object_or_tests_is_not_run_and_named) {
    const auto result = [](const std::string& text) {
        FixtureFolder folder;
        folder.write("a.json", text);
        const ConformanceReport report = folder.run();
        EXPECT_EQ(report.cases.size(), 1U);
        EXPECT_EQ(report.cases.at(0).verdict, Verdict::NotRun);
        return report.cases.at(0).reason;
    };
    EXPECT_EQ(result("[{}]"), "unknown kind: no object of tests but an array");
    EXPECT_EQ(result("3"), "unknown kind: no object of tests but a number");
    EXPECT_EQ(result(std::string(60'000, '[') + std::string(60'000, ']')),
              "unknown kind: no object of tests but an array");
    EXPECT_EQ(result("{}"), "file without tests");
}

TEST(FixtureFile, that_is_broken_is_told_whatever_variant_is_wanted) {
    FixtureFolder folder;
    folder.write("sub/a.json", std::string("{"));
    folder.write("b.json", std::string(R"({"x": {"env": {}, "pre": {}, "post": 1, "transaction": {}}})"));
    for (const char* filter : {"[Prague", "/\\[(Prague|Osaka)/", "", "/.*(x\\[P|x\\[B)/"})
        EXPECT_EQ(folder.run(filter).count(Verdict::Failed), 2U) << filter;
    EXPECT_EQ(folder.run("b.json::x[Prague").count(Verdict::Failed), 1U);
    EXPECT_EQ(folder.run("a.json::x[Prague").count(Verdict::Failed), 1U);
    EXPECT_EQ(folder.run("/y\\[Prague/").count(Verdict::Failed), 0U);
    EXPECT_EQ(folder.run("y[Prague").count(Verdict::Failed), 0U);
}

TEST(FixtureFile, what_is_not_run_is_named) {
    FixtureFolder folder;
    folder.write("a.json", std::string(R"({"x": {"blocks": [], "genesisBlockHeader": {}}, "y": {"size": 1}, "z": 1,
                                           "empty": {"txbytes": "0x", "result": {}}})"));
    const ConformanceReport report = folder.run();
    ASSERT_EQ(report.count(Verdict::NotRun), 4U);
    EXPECT_EQ(report.cases[0].reason, "unknown kind: blockchain test");
    EXPECT_EQ(report.cases[1].reason, "unknown kind: test of size");
    EXPECT_EQ(report.cases[2].reason, "unknown kind: no test but a number");
    EXPECT_EQ(report.cases[3].reason, "test without cases");
}

}  // namespace
}  // namespace models
