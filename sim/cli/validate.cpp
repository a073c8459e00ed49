// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_file.h"
#include "sim/cli/sweep_file.h"
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

/// What the file is about, if all of it is valid; of a sweep, every point must be. Throws InputError.
std::string check(const Invocation& call, const std::string& file, const Assignments& assignments) {
    if (!is_sweep(file)) return load_experiment(call.catalogue, file, assignments)->title();
    SweepDesign design = read_design(file);
    for (const std::string& assignment : assignments) design.assignments.push_back({assignment});
    StudyPlan plan;
    add_points(plan, call.catalogue, points_of(design));
    return "a sweep of " + std::to_string(plan.header.points.size()) + " points";
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, static_cast<std::size_t>(-1), "one or more scenario files");
    const auto assignments = call.options.count("set") != 0 ? call.options["set"].as<Assignments>() : Assignments{};
    ExitCode result = ExitCode::Ok;
    for (const std::string& file : call.positional) {
        try {
            const std::string what = check(call, file, assignments);
            if (!call.options["quiet"].as<bool>()) call.console.out << file << ": valid (" << what << ")\n";
        } catch (const InputError& error) {
            print_problems(call.console, error.problems());
            result = ExitCode::InvalidScenario;
        }
    }
    return result;
}

}  // namespace

Verb validate_verb() {
    return {"validate",
            "FILE... [options]",
            "check scenario and sweep files without running them",
            "Checks scenario and sweep files: every unknown or repeated key, missing or wrong unit and value out of\n"
            "bounds, all at once, each with file:line:column, what was expected and the nearest valid name.",
            "headway validate scenarios/megaeth.yaml\n"
            "headway validate scenarios/*.yaml --quiet",
            "0 all files are valid   2 wrong usage   3 a file is invalid",
            add_options,
            run};
}

}  // namespace sim
