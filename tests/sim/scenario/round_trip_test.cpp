// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "tests/sim/scenario/toy_scenario.h"

namespace sim {
namespace {

ToyScenario read_back(const std::string& text) {
    return bind<ToyScenario>(Document::parse(text, "toy.yaml"));
}

/// Text that is hard to write: quotes, YAML's own characters, other scripts, words that mean something.
rc::Gen<std::string> any_text() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "a", "B7", " ", ":", "#", "-", "'", "\"", "\\", "\n", "\t", "{", "]", ",", "&", "*", "!", "%", "null", "~",
            "true", "10ms", "\xC3\xA9", "\xE2\x82\xBF", "\x01", "<<", "---", "...", "|")),
        [](const std::vector<std::string>& parts) {
            std::string text;
            for (const std::string& part : parts) text += part;
            return text;
        });
}

rc::Gen<Duration> any_duration(std::int64_t low, std::int64_t high) {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(low, high + 1), &Duration::from_ns);
}

ToyLink any_link() {
    ToyLink link;
    link.latency = *any_duration(1'000, 10'000'000'000);
    link.bandwidth = BitRate::from_bits_per_second(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000));
    link.loss = Share::from_ppm(*rc::gen::inRange<std::int64_t>(0, 1'000'001));
    return link;
}

ToyScenario any_scenario() {
    ToyScenario scenario;
    const auto count = [] { return *rc::gen::inRange(0, 4); };
    scenario.title = *any_text();
    scenario.sequencer.mini_block_interval = *any_duration(1'000'000, 10'000'000'000);
    scenario.sequencer.workers = *rc::gen::inRange<std::uint64_t>(1, 1025);
    scenario.sequencer.parallel = *rc::gen::arbitrary<bool>();
    scenario.sequencer.mode = *rc::gen::element(ToyMode::Serial, ToyMode::BlockStm);
    scenario.sequencer.link = any_link();
    for (int i = count(); i > 0; --i) scenario.links.push_back(any_link());
    scenario.mix.clear();
    for (int i = count(); i > 0; --i) scenario.mix[*any_text()] = Share::percent(i);
    for (int i = count(); i > 0; --i) scenario.regions[*any_text()] = any_link();
    if (count() > 0) scenario.until = *any_duration(0, 1'000'000'000'000);
    scenario.counts = *rc::gen::arbitrary<std::vector<std::uint64_t>>();
    for (int i = count(); i > 0; --i) scenario.matrix.push_back({Duration::from_ns(i), 3_ms});
    if (count() == 0) scenario.matrix.emplace_back();
    if (count() > 1) scenario.backup = any_link();
    return scenario;
}

RC_GTEST_PROP(ConfigValue, yaml_binds_to_the_same_value, ()) {
    const ToyScenario scenario = any_scenario();
    RC_ASSERT(read_back(to_yaml(scenario, false)) == scenario);
    RC_ASSERT(read_back(to_yaml(scenario, true)) == scenario);
}

RC_GTEST_PROP(ConfigValue, json_binds_to_the_same_value, ()) {
    const ToyScenario scenario = any_scenario();
    const std::string json = to_json(scenario);
    RC_ASSERT(read_back(json) == scenario);
    RC_ASSERT(json.find('\n') == std::string::npos);
}

/// Whatever is done to a scenario's text, it is either rejected with a reason, or accepted and then written and read
/// back to the same.
RC_GTEST_PROP(Document, rejects_or_understands_any_damage, ()) {
    std::string text = to_yaml(any_scenario(), true);
    for (int edits = *rc::gen::inRange(1, 6); edits > 0 && !text.empty(); --edits) {
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        switch (*rc::gen::inRange(0, 4)) {
            case 0:
                text.erase(at, 1);
                break;
            case 1:
                text.insert(at,
                            *rc::gen::element<std::string>(":", " ", "\n", "- ", "[", "{", "\"", "&a ", "*a", "\t"));
                break;
            case 2:
                text[at] = *rc::gen::arbitrary<char>();
                break;
            default:
                text.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), 9));
        }
    }
    std::vector<InputProblem> problems;
    ToyScenario scenario;
    try {
        scenario = bind<ToyScenario>(Document::parse(text, "toy.yaml"), problems);
    } catch (const InputError& error) {
        problems = error.problems();
        RC_ASSERT(!problems.empty());
    }
    for (const InputProblem& problem : problems) {
        RC_ASSERT(problem.where.line >= 1);
        RC_ASSERT(problem.where.column >= 1);
        RC_ASSERT(!problem.message.empty());
    }
    if (problems.empty()) RC_ASSERT(read_back(to_yaml(scenario, false)) == scenario);
}

TEST(ConfigValue, yaml_carries_documentation) {
    const std::string text = to_yaml(ToySequencer{}, true);
    EXPECT_EQ(text,
              "# Time between two mini-blocks.\n"
              "mini_block_interval: 10ms\n"
              "# Virtual cores.\n"
              "workers: 4\n"
              "# Execute in parallel.\n"
              "# Off: one core.\n"
              "parallel: true\n"
              "# Which executor.\n"
              "mode: block_stm\n"
              "# To the network.\n"
              "link:\n"
              "  # One way.\n"
              "  latency: 2ms\n"
              "  # Of the slower side.\n"
              "  bandwidth: 100Mbit/s\n"
              "  # Share of lost messages.\n"
              "  loss: 0%\n");
}

TEST(ConfigValue, json_is_canonical) {
    EXPECT_EQ(to_json(ToySequencer{}),
              R"({"mini_block_interval":"10ms","workers":4,"parallel":true,"mode":"block_stm",)"
              R"("link":{"latency":"2ms","bandwidth":"100Mbit/s","loss":"0%"}})");
}

TEST(ParameterDoc, lists_nested_keys_with_defaults_and_bounds) {
    const std::vector<ParameterDoc> docs = parameters<ToyScenario>();
    const auto find = [&](const std::string& key) {
        for (const ParameterDoc& doc : docs)
            if (doc.key == key) return doc;
        ADD_FAILURE() << "no parameter " << key;
        return ParameterDoc{};
    };
    EXPECT_EQ(find("sequencer.mini_block_interval").default_value, "10ms");
    EXPECT_EQ(find("sequencer.mini_block_interval").bounds, "1ms to 10s");
    EXPECT_EQ(find("sequencer.link.latency").default_value, "2ms");  // the outer struct's default, not ToyLink's
    EXPECT_EQ(find("sequencer.mode").type, "one of serial, block_stm");
    EXPECT_EQ(find("links[].latency").default_value, "10ms");
    EXPECT_EQ(find("regions.<name>.loss").documentation, "Share of lost messages.");
    EXPECT_EQ(find("mix").default_value, R"({"swap":"20%","transfer":"80%"})");
    EXPECT_EQ(find("until").default_value, "null");
    EXPECT_EQ(find("sequencer").default_value, "");
}

}  // namespace
}  // namespace sim
