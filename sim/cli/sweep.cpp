// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/cli/output_file.h"
#include "sim/cli/study_runner.h"
#include "sim/cli/sweep_file.h"
#include "sim/report/table.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using Texts = std::vector<std::string>;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("axis", po::value<Texts>()->composing()->value_name("KEY=VALUES"),
        "a key of the scenario and its values: 1..8, 10..50..20ms or a,b,c; may be given again");
    add("set", po::value<Texts>()->composing()->value_name("KEY=VALUE"),
        "replace a value of the scenario in all runs; may be given again");
    add_study_options(options, "");
    add("resume", po::bool_switch(), "do what is missing in the database: after a kill, or with more seeds");
    add("force,f", po::bool_switch(), "replace a database that is there");
    add("list", po::bool_switch(), "print the points and run nothing");
    add("output,o", po::value<std::string>()->value_name("FILE"),
        "database of all runs; results/<name>-sweep-<hash>.sqlite if not given");
}

Texts texts(const Invocation& call, const char* name) {
    return call.options.count(name) != 0 ? call.options[name].as<Texts>() : Texts{};
}

StudyPlan make_plan(const Invocation& call, SweepDesign& design) {
    for (const std::string& axis : texts(call, "axis")) add_axis(design, axis);
    for (const std::string& text : texts(call, "set")) design.assignments.push_back({text});
    StudyPlan plan;
    plan.header.kind = "sweep";
    plan.header.title = design.title;
    plan.header.version = HEADWAY_VERSION;
    plan.header.command_line = call.command_line;
    plan.header.until = design.until;
    if (!design.until.empty()) plan.until = SimTime{} + parse_value<Duration>(design.until).value();
    plan.seeds = design.seeds;
    read_study_options(call, plan);
    for (const SweepDesign::Axis& axis : design.axes) plan.header.axes.push_back(axis.key);
    add_points(plan, call.catalogue, points_of(design));
    if (plan.header.title.empty()) plan.header.title = plan.header.points.front().title;
    return plan;
}

fs::path output_of(const Invocation& call, const StudyPlan& plan, const SweepDesign& design) {
    if (call.options.count("output") != 0) return call.options["output"].as<std::string>();
    std::string configuration = "until " + plan.header.until;
    for (const StudyPoint& point : plan.header.points) configuration += "\n" + point.name + " " + point.config;
    return default_study_output(design.name, "sweep", configuration);
}

/// Throws unless the database holds the same points; their runs may then be mixed.
void check_same(const StudyHeader& there, const StudyHeader& wanted, const fs::path& path) {
    const auto refuse = [&](const std::string& why) {
        throw StoreError("cannot resume '" + path.string() + "': " + why +
                         "; give the same as then, or -o another file");
    };
    if (there.version != wanted.version) refuse("version " + there.version + " wrote it");
    if (there.until != wanted.until)
        refuse(there.until.empty() ? "it was written without --until" : "it was written with --until " + there.until);
    if (there.points.size() != wanted.points.size())
        refuse("it has " + std::to_string(there.points.size()) + " points, not " +
               std::to_string(wanted.points.size()));
    for (std::size_t i = 0; i < there.points.size(); ++i) {
        if (there.points[i].name != wanted.points[i].name)
            refuse("its point " + std::to_string(i + 1) + " is '" + there.points[i].name + "', not '" +
                   wanted.points[i].name + "'");
        if (there.points[i].config != wanted.points[i].config)
            refuse("the scenario of its point '" + there.points[i].name + "' was another one");
    }
}

StudyDatabase open_database(const Invocation& call, const StudyPlan& plan, const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) {
        // Makes results/ and finds what is wrong with the place.
        static_cast<void>(OutputFile(path));
        return StudyDatabase::create(path, plan.header);
    }
    if (call.options["resume"].as<bool>()) {
        StudyDatabase database = StudyDatabase::resume(path);
        check_same(database.header(), plan.header, path);
        return database;
    }
    if (!call.options["force"].as<bool>())
        throw StoreError("'" + path.string() +
                         "' is there already; --resume does what is missing in it, --force begins anew");
    const OutputFile output(path);  // refuses to replace what is no database
    fs::remove(path, error);
    return StudyDatabase::create(path, plan.header);
}

void list_points(const Invocation& call, const StudyPlan& plan) {
    for (std::size_t i = 0; i < plan.header.points.size(); ++i)
        call.console.out << plan.header.points[i].name << "\t" << plan.commands[i] << "\n";
    call.console.err << plan.header.points.size() << " points x " << plan.seeds.size()
                     << " seeds = " << plan.header.points.size() * plan.seeds.size() << " runs\n";
}

/// A line a point: how many seeds, and the throughput and first latency, so that the user sees that it makes sense.
std::string overview(const StudyDatabase& database) {
    using enum Table::Align;
    const StudyHeader header = database.header();
    std::vector<std::pair<std::string, std::string>> shown;  // metric, heading
    std::map<std::string, std::string> units;
    const std::vector<StudyStage> stages = database.stages();
    for (const StudyMetric& metric : database.metrics()) {
        units[metric.name] = metric.unit;
        if (metric.better == "higher" && metric.unit == "tx/s") shown.emplace_back(metric.name, metric.name);
    }
    if (!stages.empty())
        for (const char* const figure : {"p50", "p99"})
            shown.emplace_back(stages.front().metric + "." + figure, stages.front().label + " " + figure);
    std::vector<std::string> headings = {"point", "seeds"};
    std::vector<Table::Align> columns = {Left, Right};
    for (const auto& [metric, heading] : shown) {
        headings.push_back(heading);
        columns.push_back(Right);
    }
    std::vector<std::size_t> seeds(header.points.size());
    for (const StudyRun& run : database.runs()) seeds[run.point] += run.status == RunStatus::Ok ? 1 : 0;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < header.points.size(); ++i)
        rows.push_back({header.points[i].name, std::to_string(seeds[i])});
    for (const auto& [metric, heading] : shown) {
        std::vector<std::pair<double, double>> sums(header.points.size());
        for (const StudyValue& value : database.values(metric)) {
            sums[value.point].first += value.value;
            sums[value.point].second += 1;
        }
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].push_back(sums[i].second == 0 ? "-" : format_metric(sums[i].first / sums[i].second, units[metric]));
    }
    Table table(columns);
    table.row(headings);
    for (auto& row : rows) table.row(std::move(row));
    return table.to_string();
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 1, "one sweep file or scenario file");
    SweepDesign design = read_design(call.positional.front());
    const StudyPlan plan = make_plan(call, design);
    if (call.options["list"].as<bool>()) {
        list_points(call, plan);
        return ExitCode::Ok;
    }
    const fs::path path = output_of(call, plan, design);
    StudyDatabase database = open_database(call, plan, path);
    std::optional<InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    const std::atomic<bool>& interrupted = guard ? guard->flag() : *call.console.interrupted;
    const StudyOutcome outcome = run_study(call, plan, database, path, interrupted);
    if (outcome.interrupted) {
        call.console.err << "interrupted: " << outcome.runs << " runs were added to '" << path.string()
                         << "'; --resume goes on from there\n";
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    call.console.out << overview(database) << "results  " << path.string() << "    plot: headway plot axis "
                     << path.string() << "\n";
    if (outcome.failed > 0) call.console.err << outcome.failed << " runs failed; --resume tries them again\n";
    return outcome.failed > 0 ? ExitCode::PartFailed : ExitCode::Ok;
}

}  // namespace

Verb sweep_verb() {
    return {
        "sweep",
        "FILE [options]",
        "run a scenario for many values under many seeds",
        "Runs every variant with every combination of the axes' values under every seed, in parallel processes, and\n"
        "records all in one SQLite database: a row a point, seed and metric (view v_value), with a column for each "
        "axis.\n"
        "FILE is a scenario, swept over --axis, or a sweep file:\n"
        "  title: What execution delay buys\n"
        "  scenario: chain.yaml           # relative to this file\n"
        "  seeds: 5                       # or 5..20; --seeds replaces it\n"
        "  until: 60s                     # optional, as --until\n"
        "  set: [clients.rate=1000/s]     # optional, for all runs\n"
        "  axes:\n"
        "    - {key: execution.delay, values: [1..8]}\n"
        "  variants:                      # optional: a line each in figures\n"
        "    - {name: light, set: [workload.mix.swap=0%]}\n"
        "    - {name: other chain, scenario: other.yaml}\n"
        "A kill at any moment loses the runs under way, no more; --resume does them.",
        "headway sweep scenarios/megaeth.yaml --axis clients.rate=1000/s,5000/s,20000/s --until 5s\n"
        "headway sweep delay.yaml --seeds 20 -j 8 -o delay.sqlite\n"
        "headway sweep delay.yaml --seeds 20 -j 8 -o delay.sqlite --resume",
        "0 done   1 nothing could be run   2 wrong usage   3 the sweep or a scenario is invalid\n"
        "5 some runs failed   130 interrupted (143: by SIGTERM)",
        add_options,
        run};
}

}  // namespace sim
