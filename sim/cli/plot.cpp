// SPDX-License-Identifier: MIT
#include <filesystem>

#include "sim/cli/options.h"
#include "sim/report/latency_plot.h"
#include "sim/report/speedup_plot.h"
#include "sim/report/study_figures.h"
#include "sim/report/timeline_plot.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using Texts = std::vector<std::string>;

/// A figure of one run, or of a study.
struct Plot {
    const char* name;
    void (*draw_run)(const fs::path& results, const fs::path& figure);
    FigureKind of_study = FigureKind::Axis;
};
constexpr Plot kPlots[] = {{"latency", plot_latency},         {"speedup", plot_speedup},
                           {"timeline", plot_timeline},       {"axis", nullptr, FigureKind::Axis},
                           {"cdf", nullptr, FigureKind::Cdf}, {"breakdown", nullptr, FigureKind::Breakdown}};

const Plot& find_plot(const std::string& name) {
    std::vector<std::string> names;
    for (const Plot& plot : kPlots) {
        if (name == plot.name) return plot;
        names.emplace_back(plot.name);
    }
    reject_name("plot", name, names);
}

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("output,o", po::value<std::string>()->value_name("FILE"),
        "the picture: .svg, .png or .pdf; <database>-<plot>.svg if not given");
    add("axis", po::value<std::string>()->value_name("KEY"), "axis: what is horizontal; the first axis if not given");
    add("metric", po::value<Texts>()->composing()->value_name("NAME"),
        "axis: a metric, such as run.throughput or replica.lag.p99; may be given again; p50 and p99 of the first stage "
        "if not given");
    add("stage", po::value<Texts>()->composing()->value_name("NAME"),
        "only this stage of the latency; may be given again; all if not given");
    add("at", po::value<Texts>()->composing()->value_name("KEY=VALUE"),
        "only points with this axis value, or variant=NAME; may be given again");
}

fs::path picture_of(const Invocation& call, const std::string& plot, const fs::path& database) {
    if (call.options.count("output") == 0)
        return database.parent_path() / (database.stem().string() + "-" + plot + ".svg");
    fs::path picture = call.options["output"].as<std::string>();
    check_figure_name(picture, "--output");
    return picture;
}

Texts texts(const Invocation& call, const char* name) {
    return call.options.count(name) != 0 ? call.options[name].as<Texts>() : Texts{};
}

FigureRequest request_of(const Invocation& call, const Plot& plot) {
    FigureRequest request{.kind = plot.of_study, .metrics = texts(call, "metric"), .stages = texts(call, "stage")};
    if (call.options.count("axis") != 0) request.axis = call.options["axis"].as<std::string>();
    for (const std::string& text : texts(call, "at")) request.at.push_back(key_and_value(text, "at"));
    return request;
}

/// Options that this plot does not know.
void check_options(const Invocation& call, const Plot& plot) {
    const auto refuse = [&](const char* option) {
        if (call.options.count(option) != 0)
            throw UsageError(std::string("--") + option + " has no meaning for the plot '" + plot.name + "'");
    };
    const bool is_axis = plot.draw_run == nullptr && plot.of_study == FigureKind::Axis;
    for (const char* const option : {"axis", "metric"})
        if (!is_axis) refuse(option);
    for (const char* const option : {"stage", "at"})
        if (plot.draw_run != nullptr) refuse(option);
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 2, 2, "a plot (latency, speedup, timeline, axis, cdf or breakdown) and a database");
    const Plot& plot = find_plot(call.positional.front());
    check_options(call, plot);
    const fs::path database = call.positional.back();
    const fs::path picture = picture_of(call, plot.name, database);
    if (!fs::is_regular_file(database))
        throw std::runtime_error("cannot plot '" + database.string() + "': there is no such file");
    const FigureRequest request = request_of(call, plot);
    if (plot.draw_run != nullptr) {
        plot.draw_run(database, picture);
    } else {
        if (!StudyDatabase::is_study(database))
            throw StoreError("cannot plot '" + database.string() + "' so: it holds one run, and '" + plot.name +
                             "' is of those of `compare` and `sweep`; try `plot latency`");
        plot_study(StudyDatabase::read(database), picture, request);
    }
    call.console.out << picture.string() << "\n";
    return ExitCode::Ok;
}

}  // namespace

Verb plot_verb() {
    return {"plot",
            "PLOT DATABASE [options]",
            "draw a picture of a results database",
            "Of one run:\n"
            "  latency    the distribution of the time from submission to each stage, with percentiles marked\n"
            "  speedup    of a replay: the speed-up by number of workers, of each block and of all together\n"
            "  timeline   of a chain: blocks being agreed on above, being executed below, at their times\n"
            "Of a database of `sweep` or `compare`:\n"
            "  axis       metrics against an axis, a line a variant, bands of the 95 % interval over seeds: latency "
            "against\n"
            "             load (the hockey stick), throughput against block gas\n"
            "  cdf        the distribution of latency: a panel a stage, a line a variant, bands from seed to seed\n"
            "  breakdown  the mean latency stage by stage, a bar a variant\n"
            "The gnuplot script and its numbers are kept beside the picture. Prints its name.",
            "headway plot latency results/megaeth-1-0a1b2c3d.sqlite\n"
            "headway plot speedup results/replay-0-0a1b2c3d.sqlite -o speedup.png\n"
            "headway plot timeline results/monad-1-0a1b2c3d.sqlite\n"
            "headway plot axis sweep.sqlite --axis clients.rate --metric tx.preconfirmed.p99 --metric run.throughput\n"
            "headway plot cdf sweep.sqlite --stage preconfirmed --at clients.rate=1000/s -o cdf.pdf",
            "0 done   1 the database cannot be read or gnuplot failed   2 wrong usage",
            add_options,
            run};
}

}  // namespace sim
