// SPDX-License-Identifier: MIT
// Rows of the catalogue of bad input: for each file the position, the message and the suggestion that its author gets.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/sim/scenario/toy_scenario.h"

namespace sim {
namespace {

struct Case {
    std::string yaml;
    int line;
    int column;
    std::string message;     ///< Whole.
    std::string expected;    ///< A part of it.
    std::string suggestion;  ///< Whole.
};

void expect_each(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        SCOPED_TRACE(c.yaml.substr(0, 200));
        const std::vector<InputProblem> problems = problems_of(c.yaml);
        ASSERT_EQ(problems.size(), 1U) << (problems.empty() ? "" : problems[1].to_string());
        const InputProblem& problem = problems.front();
        EXPECT_EQ(problem.where.file, "toy.yaml");
        EXPECT_EQ(problem.where.line, c.line);
        EXPECT_EQ(problem.where.column, c.column);
        EXPECT_EQ(problem.message, c.message);
        EXPECT_NE(problem.expected.find(c.expected), std::string::npos) << problem.expected;
        EXPECT_EQ(problem.suggestion, c.suggestion);
    }
}

TEST(BadInput, names_unknown_keys_and_the_nearest_valid_one) {
    expect_each({
        {"sequencer:\n  mini_blok_interval: 5ms\n", 2, 3, "unknown key 'mini_blok_interval' under sequencer",
         "one of mini_block_interval, workers, parallel, mode, link", "mini_block_interval"},
        {"sequencer:\n  Workers: 5\n", 2, 3, "unknown key 'Workers' under sequencer", "one of", "workers"},
        {"sequencers: {}\n", 1, 1, "unknown key 'sequencers' at the top level", "one of model, title", "sequencer"},
        {"sequencer: {link: {latencies: 4ms}}\n", 1, 20, "unknown key 'latencies' under sequencer.link", "latency",
         "latency"},
        {"latency: 4ms\n", 1, 1, "unknown key 'latency' at the top level", "one of model", ""},
        {"links:\n  - latency: 1ms\n  - zzzzzzzzzz: 1ms\n", 3, 5, "unknown key 'zzzzzzzzzz' under links.1",
         "one of latency, bandwidth, loss", ""},
        {"sequencer:\n  x-note: 1\n", 2, 3, "unknown key 'x-note' under sequencer", "one of", ""},
    });
}

TEST(BadInput, says_which_type_was_expected) {
    expect_each({
        {"sequencer: [1, 2]\n", 1, 12, "sequencer is a list", "a mapping with keys of mini_block_interval", ""},
        {"sequencer:\n  workers: {a: 1}\n", 2, 12, "sequencer.workers is a mapping", "", ""},
        {"sequencer:\n  workers: \"8\"\n", 2, 12, "sequencer.workers is text in quotes", "", "8"},
        {"sequencer:\n  parallel: 'true'\n", 2, 13, "sequencer.parallel is text in quotes", "true", "true"},
        {"links: {a: 1}\n", 1, 8, "links is a mapping", "a list", ""},
        {"mix: [1]\n", 1, 6, "mix is a list", "a mapping from names", ""},
        {"title: [a]\n", 1, 8, "title is a list", "", ""},
        {"counts: 7\n", 1, 9, "counts is '7'", "a list, such as [a, b]", ""},
        {"matrix: [[1ms], 2ms]\n", 1, 17, "matrix.1 is '2ms'", "a list", ""},
        {"sequencer: nowhere\n", 1, 12, "there is no file 'nowhere'", "the path of a YAML file", ""},
        {"5\n", 1, 1, "no mapping at the top of the file", "key: value", ""},
        {"- a\n- b\n", 1, 1, "no mapping at the top of the file", "key: value", ""},
    });
}

TEST(BadInput, rejects_numbers_without_or_with_the_wrong_unit) {
    const auto latency = [](const std::string& text, const std::string& suggestion = {}) {
        return Case{"sequencer:\n  link: {latency: " + text + "}\n",         2,          19,
                    "'" + text + "' is no value for sequencer.link.latency", "duration", suggestion};
    };
    expect_each({latency("40"), latency("10MB"), latency("10 ms", "10ms"), latency("10MS", "10ms"),
                 latency("1_000us", "1000us"), latency("1e-3s"), latency("9223372036854775808ns"),
                 latency("18446744073709551616ns"), latency(".nan"), latency(".inf"), latency("0x10ms"),
                 latency("1:30"), latency("0.1ns"), latency("ms"), latency("--5ms")});
    expect_each(
        {{"sequencer: {link: {bandwidth: 100}}\n", 1, 31, "'100' is no value for sequencer.link.bandwidth", "", ""},
         {"mix: {swap: 0.5}\n", 1, 13, "'0.5' is no value for mix.swap", "", ""}});
}

TEST(BadInput, rejects_integers_that_are_none) {
    const auto workers = [](const std::string& text, const std::string& suggestion = {}) {
        return Case{"sequencer:\n  workers: " + text + "\n",
                    2,
                    12,
                    "'" + text + "' is no value for sequencer.workers",
                    "",
                    suggestion};
    };
    expect_each({workers("-1"), workers("0o17"), workers("0x1F"), workers("1_000", "1000"), workers("1.0"),
                 workers("1e3"), workers("12abc"), workers("18446744073709551616"), workers("2:30"), workers("all")});
}

TEST(BadInput, keeps_values_inside_their_bounds) {
    expect_each({
        {"sequencer: {workers: 0}\n", 1, 22, "'0' is below the lowest value allowed for sequencer.workers", "1 to 1024",
         ""},
        {"sequencer: {workers: 1025}\n", 1, 22, "'1025' is above the highest value allowed for sequencer.workers",
         "1 to 1024", ""},
        {"sequencer: {mini_block_interval: 0ms}\n", 1, 34,
         "'0ms' is below the lowest value allowed for sequencer.mini_block_interval", "1ms to 10s", ""},
        {"links:\n- {latency: 11s}\n", 2, 13, "'11s' is above the highest value allowed for links.0.latency",
         "1us to 10s", ""},
    });
}

TEST(BadInput, finds_duplicate_keys) {
    expect_each({
        {"title: a\nuntil: 5s\ntitle: b\n", 3, 1, "duplicate key 'title', first given in line 1", "each key once", ""},
        {"sequencer: {workers: 1, workers: 2}\n", 1, 25, "duplicate key 'workers', first given in line 1", "", ""},
        {"mix:\n  swap: 1%\n  \"swap\": 2%\n", 3, 3, "duplicate key 'swap', first given in line 2", "", ""},
        {"x-a: &a {latency: 1ms}\nlinks:\n- <<: *a\n  <<: *a\n", 4, 3, "duplicate key '<<', first given in line 3", "",
         ""},
    });
}

TEST(BadInput, survives_aliases_of_every_kind) {
    std::string bomb = "x-0: &a0 [1]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string last = "*a" + std::to_string(i - 1);
        bomb += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + "," + last + "," + last + "," +
                last + "," + last + "," + last + "," + last + "," + last + "," + last + "]\n";
    }
    std::vector<InputProblem> problems = problems_of(bomb);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].message, "more than 100000 values, counting what aliases repeat");
    expect_each({
        {"sequencer: *nobody\n", 1, 12, "this alias refers to an anchor that does not exist", "'&name'", ""},
        {"links: &l [*l]\n", 1, 12, "this alias stands inside the value that it refers to", "complete", ""},
        {"links:\n- <<: 5\n", 2, 7, "'<<' cannot merge what is not a mapping", "an alias of a mapping", ""},
    });
}

TEST(BadInput, reads_only_clean_utf8_text) {
    expect_each({
        {"sequencer:\n\tworkers: 1\n", 2, 1, "a tab in the indentation", "spaces", ""},
        {"title: a\xFF\n", 1, 9, "a byte that is not UTF-8", "UTF-8", ""},
        {"title: \xC3\xA9\xED\xA0\x80\n", 1, 9, "a byte that is not UTF-8", "UTF-8", ""},
        {std::string("title: a\0b\n", 11), 1, 9, "a control character (code 0)", "printable", ""},
        {std::string("\xFF\xFEt\0i\0", 6), 1, 1, "the file is encoded as UTF-16", "UTF-8", ""},
        {"title: \x1b[31m\n", 1, 8, "a control character (code 27)", "printable", ""},
        {"title: " + std::string(1 << 20, 'a') + "\n", 0, 0, "the file is larger than 1 MiB", "", ""},
    });
}

TEST(BadInput, accepts_other_line_ends_and_a_byte_order_mark) {
    EXPECT_TRUE(problems_of("title: a\r\nsequencer:\r\n  workers: 3\r\n").empty());
    EXPECT_TRUE(problems_of("\xEF\xBB\xBFtitle: a\n").empty());
    EXPECT_TRUE(problems_of("title: a").empty());
    EXPECT_TRUE(problems_of("title: " + std::string(100'000, 'a')).empty());
}

TEST(BadInput, wants_exactly_one_document_with_something_in_it) {
    expect_each({
        {"", 1, 1, "there is nothing in it", "key: value", ""},
        {"# only a comment\n", 1, 1, "there is nothing in it", "key: value", ""},
        {"---\n", 2, 1, "no mapping at the top of the file", "key: value", ""},
        {"title: a\n---\ntitle: b\n", 2, 1, "a second document begins here", "one YAML document", ""},
        {"title: a\n...\nrubbish\n", 3, 1, "text that does not belong to what stands above", "one YAML document", ""},
    });
}

TEST(BadInput, reads_no_word_as_something_else) {
    expect_each({
        {"sequencer: {parallel: yes}\n", 1, 23, "'yes' is no value for sequencer.parallel", "true", "true"},
        {"sequencer: {parallel: OFF}\n", 1, 23, "'OFF' is no value for sequencer.parallel", "true", "false"},
        {"sequencer: {parallel: 1}\n", 1, 23, "'1' is no value for sequencer.parallel", "true", "true"},
        {"sequencer:\n", 1, 1, "sequencer is without a value", "a mapping", ""},
        {"title: ~\n", 1, 8, "title is without a value", "", ""},
        {"sequencer: {workers: null}\n", 1, 22, "sequencer.workers is without a value", "", ""},
        {"sequencer: {mode: block-stm}\n", 1, 19, "'block-stm' is no value for sequencer.mode",
         "one of serial, block_stm", "block_stm"},
        {"title: !shout a\n", 1, 8, "the tag '!shout' means nothing here", "without a tag", ""},
    });
    const ToyScenario norway = bind<ToyScenario>(Document::parse("title: NO\nmix: {on: 1%}\n", "toy.yaml"));
    EXPECT_EQ(norway.title, "NO");
    EXPECT_EQ(norway.mix.count("on"), 1U);
}

TEST(BadInput, explains_syntax_errors_where_they_are) {
    expect_each({
        {"title: a: b\n", 1, 9, "a ':' that cannot stand here", "quotes", ""},
        {"links: [1, 2\n", 1, 8, "this list is not closed", "a ']'", ""},
        {"title: a\n  until: 5s\n", 2, 8, "a ':' that cannot stand here", "", ""},
        {"sequencer:\n  workers: 1\n parallel: true\n", 3, 2, "this does not fit the mapping above it", "indented", ""},
        {"title: \"abc\nuntil: 5s\n", 1, 8, "this text in quotes is not closed", "a closing quote", ""},
        {"title: &t 'it''s\n", 1, 8, "this text in quotes is not closed", "a closing quote", ""},
        {"title: \"abc", 1, 12, "the file ends inside a text in quotes", "a closing quote", ""},
        {"title: %x\n", 1, 8, "a character that cannot begin a value", "quotes", ""},
    });
    EXPECT_FALSE(problems_of("links: " + std::string(20'000, '[')).empty());
    EXPECT_FALSE(problems_of("? [a]\n: 1\n").empty());
}

TEST(BadInput, counts_columns_in_characters) {
    expect_each({{"mix: {\xC3\xA9\xC3\xA9: 1, b: 1%}\n", 1, 11, "'1' is no value for mix.\xC3\xA9\xC3\xA9", "", ""}});
}

TEST(BadInput, reports_everything_at_once_in_file_order) {
    const auto problems = problems_of(
        "until: 5\nsequencer:\n  workers: 0\n  workes: 1\ntitle: a\ntitle: b\nlinks: [{latency: 1}, {loss: 5}]\n");
    std::vector<int> lines;
    for (const InputProblem& problem : problems) lines.push_back(problem.where.line);
    EXPECT_EQ(lines, (std::vector{1, 3, 4, 6, 7, 7}));
}

}  // namespace
}  // namespace sim
