// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <utility>

#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/cli/output_file.h"
#include "sim/cli/study_runner.h"
#include "sim/report/comparison_report.h"
#include "sim/report/study_figures.h"
#include "sim/report/study_selection.h"
#include "sim/scenario/value_text.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using Texts = std::vector<std::string>;

constexpr std::array kSides = {"A", "B"};

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("set", po::value<Texts>()->composing()->value_name("KEY=VALUE"),
        "replace a value of the scenario on both sides; may be given again");
    add("a", po::value<Texts>()->composing()->value_name("KEY=VALUE"), "the same on side A only");
    add("b", po::value<Texts>()->composing()->value_name("KEY=VALUE"), "the same on side B only");
    add_study_options(options, "12");
    add("margin", po::value<std::string>()->default_value("1%")->value_name("SHARE"),
        "changes up to this do not matter; for p99 twice as much");
    add("format", po::value<std::string>()->default_value("table")->value_name("FORMAT"),
        "table, csv, json or markdown");
    add("all", po::bool_switch(), "table and markdown: also show metrics that are equal and no headline");
    add("figure", po::value<std::string>()->value_name("FILE"),
        "draw the latency curves of both sides: .svg, .png or .pdf");
    add("output,o", po::value<std::string>()->value_name("FILE"),
        "database of all runs; results/<A>-compare-<hash>.sqlite if not given");
}

Texts texts(const Invocation& call, const char* name) {
    return call.options.count(name) != 0 ? call.options[name].as<Texts>() : Texts{};
}

bool is_database(const fs::path& path) {
    constexpr std::string_view magic = "SQLite format 3";
    std::array<char, magic.size()> begin{};
    std::ifstream file(path, std::ios::binary);
    file.read(begin.data(), begin.size());
    return std::string_view(begin.data(), static_cast<std::size_t>(file.gcount())) == magic;
}

bool is_results(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored) || is_database(path);
}

/// The results of one side: a file, or all databases of a folder.
std::vector<fs::path> result_files(const fs::path& path) {
    if (!fs::is_directory(path)) return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path))
        if (entry.is_regular_file() && is_database(entry.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) throw StoreError("cannot compare '" + path.string() + "': no results database is in it");
    return files;
}

std::string side_name(std::size_t side, const std::string& what) {
    return std::string(kSides[side]) + ": " + what;
}

/// A study that disappears with this object unless it has a place.
class Study {
  public:
    explicit Study(const Invocation& call) {
        if (call.options.count("output") != 0) {
            output_.emplace(call.options["output"].as<std::string>());
            return;
        }
        temporary_ = (fs::temp_directory_path() / "headway-compare-XXXXXX").string();
        if (mkdtemp(temporary_.data()) == nullptr) throw StoreError("cannot make a folder for temporary files");
    }
    Study(const Invocation& call, const fs::path& unless_given)
        : output_(call.options.count("output") != 0 ? fs::path(call.options["output"].as<std::string>())
                                                    : unless_given) {}
    ~Study() {
        std::error_code ignored;
        if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
    }
    Study(const Study&) = delete;
    Study& operator=(const Study&) = delete;

    [[nodiscard]] fs::path write_to() const {
        return output_ ? output_->write_to() : fs::path(temporary_) / "study.sqlite";
    }
    /// Where it can be found once all is done; empty if nowhere.
    [[nodiscard]] fs::path commit() const {
        if (!output_) return {};
        output_->commit();
        return output_->path();
    }

  private:
    std::optional<OutputFile> output_;
    std::string temporary_;
};

/// The whole runs in `files`, under point `side` of `study`.
void import_runs(StudyDatabase& study, std::size_t side, const std::vector<fs::path>& files) {
    std::set<std::uint64_t> seeds;
    for (const fs::path& file : files) {
        if (StudyDatabase::is_study(file))
            throw StoreError("cannot compare '" + file.string() + "': it holds many runs; give it alone");
        const RunMeasurements measured = measure(ResultReader(file));
        if (!seeds.insert(measured.run.seed).second)
            throw StoreError("cannot compare: side " + std::string(kSides[side]) + " has two runs with seed " +
                             std::to_string(measured.run.seed) + ", one in '" + file.string() + "'");
        StudyRun run{.point = side, .seed = measured.run.seed, .status = measured.run.status};
        if (run.status == RunStatus::Ok) {
            study.record(run, measured);
            continue;
        }
        run.status = RunStatus::Failed;
        run.error = measured.run.error.empty() ? "the run did not complete" : measured.run.error;
        study.record_failure(run);
    }
}

StudyHeader header_of(const Invocation& call) {
    return {.kind = "compare",
            .title = {},
            .version = HEADWAY_VERSION,
            .command_line = call.command_line,
            .until = {},
            .axes = {},
            .points = {}};
}

void import_results(const Invocation& call, const fs::path& path) {
    StudyHeader header = header_of(call);
    std::vector<fs::path> files[kSides.size()];
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        files[side] = result_files(call.positional[side]);
        const RunInfo run = ResultReader(files[side].front()).run();
        header.points.push_back({.name = kSides[side],
                                 .variant = side_name(side, call.positional[side]),
                                 .scenario = run.scenario,
                                 .title = run.title,
                                 .config = run.config,
                                 .values = {}});
    }
    header.title = header.points.front().title;
    StudyDatabase study = StudyDatabase::create(path, header);
    for (std::size_t side = 0; side < kSides.size(); ++side) import_runs(study, side, files[side]);
}

StudyPlan plan_sides(const Invocation& call) {
    StudyPlan plan;
    plan.header = header_of(call);
    read_study_options(call, plan);
    std::vector<PointRecipe> recipes;
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        PointRecipe recipe{.point = {}, .file = call.positional[std::min(side, call.positional.size() - 1)]};
        recipe.point.name = kSides[side];
        std::string what = recipe.file;
        for (const std::string& text : texts(call, "set")) recipe.assignments.push_back({text});
        const std::string option = side == 0 ? "a" : "b";
        for (const std::string& text : texts(call, option.c_str())) {
            const SourcePosition where{"--" + option + " " + text.substr(0, text.find('=')), 0, 0};
            recipe.assignments.push_back({text, where});
            what += " " + text;
        }
        recipe.point.variant = side_name(side, what);
        recipes.push_back(std::move(recipe));
    }
    add_points(plan, call.catalogue, recipes);
    plan.header.title = plan.header.points.front().title;
    return plan;
}

fs::path default_output(const StudyPlan& plan) {
    std::string configuration = "until " + plan.header.until;
    for (const StudyPoint& point : plan.header.points) configuration += "\n" + point.config;
    return default_study_output(plan.header.points.front().scenario, "compare", configuration);
}

std::string formatted(const Invocation& call, const Comparison& comparison) {
    const auto format = call.options["format"].as<std::string>();
    const bool all = call.options["all"].as<bool>();
    if (format == "csv") return comparison_csv(comparison);
    if (format == "json") return comparison_json(comparison);
    if (format == "markdown") return comparison_markdown(comparison, all);
    return comparison_table(comparison, all);
}

struct Wanted {
    double margin = 0.01;
    std::optional<fs::path> figure;
};

/// What can be wrong with the options is said before anything runs.
Wanted check_options(const Invocation& call) {
    const auto format = call.options["format"].as<std::string>();
    const std::vector<std::string> formats = {"table", "csv", "json", "markdown"};
    if (std::find(formats.begin(), formats.end(), format) == formats.end())
        reject_name("value of --format", format, formats);
    Wanted wanted;
    wanted.margin = static_cast<double>(option_value<Share>(call, "margin").ppm()) * 1e-6;
    if (call.options.count("figure") != 0) {
        wanted.figure = call.options["figure"].as<std::string>();
        check_figure_name(*wanted.figure, "--figure");
    }
    return wanted;
}

/// The one point of `study` that `--a` or `--b` picks by its axis values and variant.
std::size_t picked_point(const Invocation& call, const StudyDatabase& study, const char* option) {
    FigureRequest request;
    for (const std::string& text : texts(call, option)) request.at.push_back(key_and_value(text, option));
    const std::vector<std::size_t> points = select(study, request).points;
    if (points.size() == 1) return points.front();
    throw UsageError(std::string("--") + option + " picks " + std::to_string(points.size()) +
                     " points of the results, not one; give KEY=VALUE for each axis, and variant=NAME");
}

/// Which points of a study are A and B: its two, or those that the options pick.
std::pair<std::size_t, std::size_t> pick_points(const Invocation& call, const StudyDatabase& study) {
    if (study.header().points.size() == kSides.size() && texts(call, "a").empty() && texts(call, "b").empty())
        return {0, 1};
    return {picked_point(call, study, "a"), picked_point(call, study, "b")};
}

ExitCode report(const Invocation& call, const Wanted& wanted, const fs::path& path) {
    const StudyDatabase study = StudyDatabase::read(path);
    // What was run here, or imported, has exactly two points; --a and --b were about their scenarios.
    const bool is_given = call.positional.size() == 1 && call.positional.front() == path;
    const auto [a, b] = is_given ? pick_points(call, study) : std::pair<std::size_t, std::size_t>{0, 1};
    const ComparedSystems systems = compared_points(study, a, b);
    if (wanted.figure) plot_study(study, *wanted.figure, {.kind = FigureKind::Cdf, .points = {a, b}});
    call.console.out << formatted(call, compare(systems, wanted.margin));
    if (wanted.figure) call.console.err << "figure   " << wanted.figure->string() << "\n";
    return systems.a.failures.empty() && systems.b.failures.empty() ? ExitCode::Ok : ExitCode::PartFailed;
}

ExitCode run_sides(const Invocation& call, const Wanted& wanted) {
    const StudyPlan plan = plan_sides(call);
    const Study study(call, default_output(plan));
    StudyDatabase database = StudyDatabase::create(study.write_to(), plan.header);
    std::optional<InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    const std::atomic<bool>& interrupted = guard ? guard->flag() : *call.console.interrupted;
    const StudyOutcome outcome = run_study(call, plan, database, study.write_to(), interrupted);
    if (outcome.interrupted) {
        call.console.err << "interrupted: " << outcome.runs << " runs had ended; nothing is compared\n";
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    const fs::path results = study.commit();
    const ExitCode code = report(call, wanted, results);
    call.console.err << "results  " << results.string() << "    plot: headway plot cdf " << results.string() << "\n";
    return code;
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 2, "one or two scenario files, or two results databases or folders");
    const Wanted wanted = check_options(call);
    const auto results = std::count_if(call.positional.begin(), call.positional.end(), is_results);
    if (results == 0) return run_sides(call, wanted);
    for (const std::string option : {"set", "until", "a", "b"}) {
        const bool picks_points = call.positional.size() == 1 && (option == "a" || option == "b");
        if (call.options.count(option) != 0 && !picks_points)
            throw UsageError("--" + option + " is for scenarios, and results are given");
    }
    if (static_cast<std::size_t>(results) != call.positional.size())
        throw UsageError("expected two scenario files or two results, got one of each");
    if (results == 1) return report(call, wanted, call.positional.front());
    const Study study(call);
    import_results(call, study.write_to());
    const ExitCode code = report(call, wanted, study.write_to());
    static_cast<void>(study.commit());
    return code;
}

}  // namespace

Verb compare_verb() {
    return {
        "compare",
        "A [B] [options]",
        "say what differs between two scenarios, over many seeds",
        "Runs two scenarios (or one with --a and --b) under the same seeds and says of each metric how far B is from "
        "A,\n"
        "with a 95 % interval and a verdict: better or worse (beyond the margin), equal (within it), inconclusive "
        "(the\n"
        "seeds do not tell), or identical (the same run, event by event). 'moved' marks what is shown to change, be "
        "it\n"
        "within the margin. The seed is the unit: one value a seed, differences of logarithms between equal seeds\n"
        "(Student's t), all metrics as one family (Holm, 5 %), a sign-flip test as a second opinion.\n"
        "Two results databases of `run`, two folders of them (paired by seed), or the one that `compare` wrote are\n"
        "compared without running anything; of one that `sweep` wrote, --a and --b pick a point each by its axis "
        "values\n"
        "and its variant (--a variant=NAME). The numbers of all runs stay in a database; --figure draws both sides.",
        "headway compare scenarios/megaeth.yaml --b sequencer.mini_block_interval=20ms\n"
        "headway compare before.yaml after.yaml --seeds 20 -j 4 --format markdown --figure latency.svg\n"
        "headway compare results/before results/after --format json\n"
        "headway compare sweep.sqlite --a variant=interleaved --b variant=asynchronous",
        "0 compared, whatever the verdicts   1 nothing could be compared   2 wrong usage   3 a scenario is invalid\n"
        "5 some runs failed; the others are compared   130 interrupted (143: by SIGTERM)",
        add_options,
        run};
}

}  // namespace sim
