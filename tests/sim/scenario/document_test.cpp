// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/sim/scenario/temporary_folder.h"
#include "tests/sim/scenario/toy_scenario.h"

namespace sim {
namespace {

ToyScenario bound(const std::string& text, const std::vector<std::string>& assignments = {}) {
    Document document = Document::parse(text, "toy.yaml");
    for (const std::string& assignment : assignments) document.set(assignment);
    return bind<ToyScenario>(document);
}

std::string only_problem(const std::string& text, const std::vector<std::string>& assignments) {
    const auto problems = problems_of(text, assignments);
    return problems.size() == 1 ? problems[0].where.file + "|" + problems[0].message : std::to_string(problems.size());
}

TEST(Document, keeps_defaults_for_what_is_not_mentioned) {
    const ToyScenario scenario = bound("sequencer: {workers: 16}\n");
    EXPECT_EQ(scenario.sequencer.workers, 16U);
    EXPECT_EQ(scenario.sequencer.mini_block_interval, 10_ms);
    EXPECT_EQ(scenario.sequencer.link.latency, 2_ms);
    EXPECT_EQ(scenario.mix.size(), 2U);
}

TEST(Document, replaces_lists_and_maps_from_names_as_a_whole) {
    const ToyScenario scenario = bound("mix: {mint: 100%}\ncounts: [7]\nlinks: [{latency: 3ms}, {}]\n");
    EXPECT_EQ(scenario.mix, (std::map<std::string, Share>{{"mint", Share::percent(100)}}));
    EXPECT_EQ(scenario.counts, std::vector<std::uint64_t>{7});
    ASSERT_EQ(scenario.links.size(), 2U);
    EXPECT_EQ(scenario.links[0].latency, 3_ms);
    EXPECT_EQ(scenario.links[1], ToyLink{});
}

TEST(Document, binds_optional_values_and_null) {
    EXPECT_EQ(bound("until: 5s\n").until, 5_s);
    EXPECT_EQ(bound("until: null\n").until, std::nullopt);
    EXPECT_EQ(bound("backup: {latency: 7ms}\n").backup->latency, 7_ms);
}

TEST(Document, resolves_aliases_and_merge_keys) {
    const ToyScenario scenario = bound(
        "x-slow: &slow {latency: 100ms, loss: 1%}\n"
        "x-fat: &fat {bandwidth: 1Gbit/s, latency: 9ms}\n"
        "regions:\n"
        "  a: *slow\n"
        "  b: {<<: *slow, latency: 5ms}\n"
        "  c: {<<: [*slow, *fat]}\n");
    EXPECT_EQ(scenario.regions.at("a").latency, 100_ms);
    EXPECT_EQ(scenario.regions.at("b").latency, 5_ms);
    EXPECT_EQ(scenario.regions.at("b").loss, Share::percent(1));
    EXPECT_EQ(scenario.regions.at("c").latency, 100_ms);
    EXPECT_EQ(scenario.regions.at("c").bandwidth, 1_Gbps);
}

TEST(Document, sets_values_by_dotted_key) {
    const ToyScenario scenario =
        bound("sequencer: {workers: 2}\nlinks: [{latency: 3ms}]\nregions:\n",
              {"sequencer.workers=8", "sequencer.link.latency=1ms", "links.0.loss=2%", "regions.eu.latency=4ms",
               "counts=[3, 4]", "title=a b", "until=", "mix.swap=5%"});
    EXPECT_EQ(scenario.sequencer.workers, 8U);
    EXPECT_EQ(scenario.sequencer.link.latency, 1_ms);
    EXPECT_EQ(scenario.links[0].latency, 3_ms);
    EXPECT_EQ(scenario.links[0].loss, Share::percent(2));
    EXPECT_EQ(scenario.regions.at("eu").latency, 4_ms);
    EXPECT_EQ(scenario.counts, (std::vector<std::uint64_t>{3, 4}));
    EXPECT_EQ(scenario.title, "a b");
    // The file says nothing about the mix, so one share is laid over the default ones.
    EXPECT_EQ(scenario.mix.at("swap"), Share::percent(5));
    EXPECT_EQ(scenario.mix.at("transfer"), Share::percent(80));
}

TEST(Document, lets_the_last_assignment_win) {
    EXPECT_EQ(bound("title: a\n", {"title=b", "title=c"}).title, "c");
    EXPECT_EQ(bound("title: a\n", {"sequencer.workers=9", "sequencer={}"}).sequencer.workers, 4U);
}

TEST(Document, names_the_assignment_that_does_not_fit) {
    const std::string text = "title: a\nlinks: [{}]\n";
    EXPECT_EQ(only_problem(text, {"sequencer.workrs=1"}),
              "--set sequencer.workrs|unknown key 'workrs' under sequencer");
    EXPECT_EQ(only_problem(text, {"sequncer.workers=1"}),
              "--set sequncer.workers|unknown key 'sequncer' at the top level");
    EXPECT_EQ(only_problem(text, {"title.x=1"}), "--set title.x|'a' is a value and has no 'x' inside");
    EXPECT_EQ(only_problem(text, {"links.3.loss=1%"}), "--set links.3.loss|'3' is not in the list, which has 1 items");
    EXPECT_EQ(only_problem(text, {"sequencer.workers=many"}),
              "--set sequencer.workers|'many' is no value for sequencer.workers");
    EXPECT_EQ(only_problem(text, {"sequencer.workers=0"}),
              "--set sequencer.workers|'0' is below the lowest value allowed for sequencer.workers");
    EXPECT_EQ(only_problem(text, {"sequencer"}), "--set sequencer|'sequencer' sets nothing");
    EXPECT_EQ(only_problem(text, {"a..b=1"}), "--set a..b|'a..b=1' sets nothing");
    EXPECT_EQ(only_problem(text, {"title=[1"}), "--set title|this list is not closed");
    EXPECT_EQ(problems_of(text, {"sequencer.workrs=1"})[0].suggestion, "workers");
}

TEST(Document, reads_a_mapping_from_the_file_that_a_key_names) {
    const TemporaryFolder folder;
    folder.write("links/fast.yaml", "x-note: 1\nlatency: 1ms\n");
    folder.write("parts/sequencer.yaml", "workers: 32\nlink: ../links/fast.yaml\n");
    Document document = Document::load(folder.write("s.yaml", "sequencer: parts/sequencer.yaml\n"));
    EXPECT_EQ(bind<ToyScenario>(document).sequencer.workers, 32U);
    EXPECT_EQ(bind<ToyScenario>(document).sequencer.link.latency, 1_ms);

    document.set("sequencer.link.loss=3%");
    const ToyScenario changed = bind<ToyScenario>(document);
    EXPECT_EQ(changed.sequencer.workers, 32U);
    EXPECT_EQ(changed.sequencer.link.latency, 1_ms);
    EXPECT_EQ(changed.sequencer.link.loss, Share::percent(3));
}

TEST(Document, points_into_included_files) {
    const TemporaryFolder folder;
    folder.write("fast.yaml", "latency: 1\n\nlos: 5%\n");
    const Document document = Document::load(folder.write("s.yaml", "until: 3\nsequencer: {link: fast.yaml}\n"));
    std::vector<InputProblem> problems;
    static_cast<void>(bind<ToyScenario>(document, problems));
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_EQ(problems[0].where.file, (folder.path() / "s.yaml").string());
    EXPECT_EQ(problems[1].where.file, (folder.path() / "fast.yaml").string());
    EXPECT_EQ(problems[1].where.line, 1);
    EXPECT_EQ(problems[2].where.line, 3);
    EXPECT_EQ(problems[2].suggestion, "loss");
    EXPECT_EQ(document.where("sequencer.link.latency").file, (folder.path() / "fast.yaml").string());
}

TEST(Document, says_a_problem_of_a_file_that_is_named_twice_once) {
    const TemporaryFolder folder;
    folder.write("fast.yaml", "latency: 1\n");
    const Document document = Document::load(folder.write("s.yaml", "links: [fast.yaml, fast.yaml]\n"));
    std::vector<InputProblem> problems;
    static_cast<void>(bind<ToyScenario>(document, problems));
    EXPECT_EQ(problems.size(), 1U);
}

TEST(Document, names_missing_files_and_loops) {
    const TemporaryFolder folder;
    folder.write("links/fast.yaml", "latency: 1ms\n");
    folder.write("a.yaml", "workers: 3\nlink: a.yaml\n");
    const auto problem = [&](const std::string& text) {
        std::vector<InputProblem> problems;
        static_cast<void>(bind<ToyScenario>(Document::load(folder.write("s.yaml", text)), problems));
        return problems.empty() ? InputProblem{} : problems[0];
    };
    const InputProblem missing = problem("sequencer:\n  link: links/fats.yaml\n");
    EXPECT_EQ(missing.message, "there is no file '" + (folder.path() / "links/fats.yaml").string() + "'");
    EXPECT_EQ(missing.where.line, 2);
    EXPECT_EQ(missing.where.column, 9);
    EXPECT_EQ(missing.suggestion, "links/fast.yaml");

    const InputProblem loop = problem("sequencer: a.yaml\n");
    EXPECT_EQ(loop.message, "'" + (folder.path() / "a.yaml").string() + "' includes itself by way of this line");
    EXPECT_EQ(loop.where.file, (folder.path() / "a.yaml").string());
    EXPECT_EQ(loop.where.line, 2);

    EXPECT_EQ(problem("sequencer: links\n").message,
              "cannot read '" + (folder.path() / "links").string() + "': it is a directory");
}

TEST(Document, says_why_a_file_cannot_be_read) {
    const auto message = [](const std::string& file) {
        try {
            static_cast<void>(Document::load(file));
        } catch (const InputError& error) {
            return error.problems().at(0).message;
        }
        return std::string("read");
    };
    EXPECT_EQ(message("no/such.yaml"), "cannot read 'no/such.yaml': No such file or directory");
    EXPECT_EQ(message("/"), "cannot read '/': it is a directory");
    // Opens but cannot be read from its beginning: what a broken disk looks like, also to root.
    EXPECT_EQ(message("/proc/self/mem"), "cannot read '/proc/self/mem': Input/output error");
}

TEST(Document, tells_where_a_key_stands) {
    const Document document =
        Document::parse("title: a\nsequencer:\n  workers: 3\nlinks: [{latency: 1ms}]\n", "toy.yaml");
    const auto line_and_column = [&](const char* key) {
        const SourcePosition where = document.where(key);
        return std::pair(where.line, where.column);
    };
    EXPECT_EQ(line_and_column("sequencer.workers"), std::pair(3, 12));
    EXPECT_EQ(line_and_column("sequencer.link.latency"), std::pair(2, 1));
    EXPECT_EQ(line_and_column("links.0.latency"), std::pair(4, 19));
    EXPECT_EQ(line_and_column("until"), std::pair(1, 1));
    EXPECT_EQ(document.text("title"), "a");
    EXPECT_EQ(document.text("sequencer"), std::nullopt);
    EXPECT_EQ(document.text("until"), std::nullopt);
}

TEST(Document, shows_the_source_line_with_a_caret) {
    const TemporaryFolder folder;
    const std::string file = folder.write("s.yaml", "sequencer:\n  mini_blok_interval: 5ms\n");
    std::vector<InputProblem> problems;
    static_cast<void>(bind<ToyScenario>(Document::load(file), problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(describe(problems[0]),
              file +
                  ":2:3: error: unknown key 'mini_blok_interval' under sequencer; expected one of "
                  "mini_block_interval, workers, parallel, mode, link; did you mean 'mini_block_interval'?\n"
                  "  2 |   mini_blok_interval: 5ms\n"
                  "    |   ^~~~~~~~~~~~~~~~~~");
    problems[0].where.line = 99;
    EXPECT_EQ(describe(problems[0]), problems[0].to_string());
}

}  // namespace
}  // namespace sim
