// SPDX-License-Identifier: MIT
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/cli/output_file.h"
#include "sim/cli/scenario_file.h"
#include "sim/scenario/value_text.h"

namespace sim {
namespace {

namespace po = boost::program_options;
using Assignments = std::vector<std::string>;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("set", po::value<Assignments>()->composing()->value_name("KEY=VALUE"),
        "replace a value of the scenario; the key is dotted, the value is YAML; may be given again");
    add("seed", po::value<std::string>()->default_value("1")->value_name("N"), "seed of all random draws");
    add("output,o", po::value<std::string>()->value_name("FILE"),
        "results database; results/<scenario>-<seed>-<hash>.sqlite if not given");
    add("until", po::value<std::string>()->value_name("TIME"), "stop at this simulated time, such as 5s");
    add("replay-timing", po::value<std::string>()->value_name("DB"),
        "repeat the run that wrote this database with executor.timing: measured; same scenario, seed and --until");
    add_progress_option(options);
    add("quiet,q", po::bool_switch(), "print neither summary nor progress");
}

ProgressBar::Style wanted_progress(const Invocation& call) {
    const ProgressBar::Style style = progress_style(call);
    return call.options["quiet"].as<bool>() ? ProgressBar::Style::None : style;
}

constexpr auto kHighestSeed = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// What the options ask for; `configuration` names the default output.
RunRequest make_request(const Invocation& call) {
    RunRequest request;
    request.seed = option_value<std::uint64_t>(call, "seed");
    if (request.seed > kHighestSeed)
        throw UsageError("--seed: expected at most " + std::to_string(kHighestSeed) + ", what SQLite can store");
    if (call.options.count("until") != 0) {
        const auto until = option_value<Duration>(call, "until");
        if (until <= Duration{}) throw UsageError("--until: expected a time above 0");
        request.until = SimTime{} + until;
    }
    if (call.options.count("replay-timing") != 0)
        request.replay_timing = call.options["replay-timing"].as<std::string>();
    request.scenario_name = std::filesystem::path(call.positional.front()).stem().string();
    request.command_line = call.command_line;
    return request;
}

OutputFile choose_output(const Invocation& call, const Experiment& experiment, const RunRequest& request) {
    if (call.options.count("output") != 0) return OutputFile(call.options["output"].as<std::string>());
    std::string configuration = experiment.to_json();
    if (request.until) configuration += " until " + std::to_string(request.until->ns());
    return OutputFile(default_output(request.scenario_name, request.seed, configuration));
}

RunOutcome run_with_progress(const Invocation& call, const Experiment& experiment, RunRequest request) {
    const auto bar = make_progress_bar(call, wanted_progress(call));
    request.progress = [&](double share, SimTime now, std::string_view what) { bar->update(share, now, what); };
    return experiment.run(request);
}

void print_outcome(const Invocation& call, const RunOutcome& outcome, const std::filesystem::path& results) {
    std::ostream& out = call.console.out;
    if (call.options["quiet"].as<bool>()) return;
    out << outcome.summary;
    if (!outcome.summary.ends_with('\n')) out << '\n';
    out << "results        " << results.string() << "    plot: headway plot latency " << results.string() << "\n";
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 1, "one scenario file");
    static_cast<void>(progress_style(call));
    RunRequest request = make_request(call);
    const auto assignments = call.options.count("set") != 0 ? call.options["set"].as<Assignments>() : Assignments{};
    const auto experiment = load_experiment(call.catalogue, call.positional.front(), assignments);
    const OutputFile output = choose_output(call, *experiment, request);
    request.output = output.write_to();

    std::optional<InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    request.interrupted = guard ? &guard->flag() : call.console.interrupted;

    const RunOutcome outcome = run_with_progress(call, *experiment, request);
    if (outcome.interrupted) {
        call.console.err << "interrupted: the run is marked as cancelled in '" << output.write_to().string() << "'\n";
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    output.commit();
    print_outcome(call, outcome, output.path());
    return ExitCode::Ok;
}

}  // namespace

Verb run_verb() {
    return {
        "run",
        "SCENARIO [options]",
        "run a scenario once",
        "Runs a scenario and writes a results database; prints a summary. The same scenario, seed and version\n"
        "give the same results, bit for bit. An existing database is replaced when the new one is complete;\n"
        "a run that is killed leaves one that says so. Ctrl-C ends the run cleanly, twice at once.\n"
        "With executor.timing: measured the times of execution come from this computer's threads; they are recorded\n"
        "in the database, and --replay-timing gives the same results again from there.",
        "headway run scenarios/megaeth.yaml\n"
        "headway run scenarios/megaeth.yaml --set clients.rate=5000/s --seed 2 -o five.sqlite",
        "0 done   1 the run failed   2 wrong usage   3 the scenario is invalid\n"
        "6 an invariant of the simulation is broken   130 interrupted (143: by SIGTERM)",
        add_options,
        run};
}

}  // namespace sim
