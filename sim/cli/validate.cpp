// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_file.h"
#include "sim/cli/verb.h"

namespace sim {
namespace {

namespace po = boost::program_options;
using Assignments = std::vector<std::string>;

void add_options(po::options_description& options) {
    options.add_options()("set", po::value<Assignments>()->composing()->value_name("KEY=VALUE"),
                          "replace a value before checking; may be given again");
    options.add_options()("quiet,q", po::bool_switch(), "say nothing about valid files");
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, static_cast<std::size_t>(-1), "one or more scenario files");
    const auto assignments = call.options.count("set") != 0 ? call.options["set"].as<Assignments>() : Assignments{};
    ExitCode result = ExitCode::Ok;
    for (const std::string& file : call.positional) {
        try {
            const auto experiment = load_experiment(call.catalogue, file, assignments);
            if (!call.options["quiet"].as<bool>())
                call.console.out << file << ": valid (" << experiment->title() << ")\n";
        } catch (const InputError& error) {
            print_problems(call.console, error.problems());
            result = ExitCode::InvalidScenario;
        }
    }
    return result;
}

}  // namespace

Verb validate_verb() {
    return {
        "validate",
        "FILE... [options]",
        "check scenario files without running them",
        "Checks scenario files: every unknown or repeated key, missing or wrong unit and value out of bounds, all at\n"
        "once, each with file:line:column, what was expected and the nearest valid name.",
        "headway validate scenarios/megaeth.yaml\n"
        "headway validate scenarios/*.yaml --quiet",
        "0 all files are valid   2 wrong usage   3 a file is invalid",
        add_options,
        run};
}

}  // namespace sim
