// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_file.h"
#include "sim/cli/verb.h"

namespace sim {
namespace {

namespace po = boost::program_options;
using Assignments = std::vector<std::string>;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("set", po::value<Assignments>()->composing()->value_name("KEY=VALUE"),
        "replace a value of the scenario; may be given again");
    add("format", po::value<std::string>()->default_value("yaml")->value_name("FORMAT"), "yaml or json");
    add("no-comments", po::bool_switch(), "leave out what each key means");
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 1, "one scenario file");
    const auto format = call.options["format"].as<std::string>();
    if (format != "yaml" && format != "json") reject_name("value of --format", format, {"yaml", "json"});
    const auto assignments = call.options.count("set") != 0 ? call.options["set"].as<Assignments>() : Assignments{};
    const auto experiment = load_experiment(call.catalogue, call.positional.front(), assignments);
    if (format == "json")
        call.console.out << experiment->to_json() << "\n";
    else
        call.console.out << experiment->to_yaml(!call.options["no-comments"].as<bool>());
    return ExitCode::Ok;
}

}  // namespace

Verb show_verb() {
    return {
        "show",
        "SCENARIO [options]",
        "print a scenario after defaults and --set",
        "Prints the whole configuration that a run would use: the file, the files that it names, defaults and --set.\n"
        "What it prints is a scenario itself and gives the same run.",
        "headway show scenarios/megaeth.yaml\n"
        "headway show scenarios/megaeth.yaml --set sequencer.mini_block_interval=5ms --format json",
        "0 done   2 wrong usage   3 the scenario is invalid",
        add_options,
        run};
}

}  // namespace sim
