// SPDX-License-Identifier: MIT
#include <filesystem>

#include "sim/cli/options.h"
#include "sim/report/latency_plot.h"
#include "sim/report/speedup_plot.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct Plot {
    const char* name;
    void (*draw)(const fs::path& results, const fs::path& figure);
};
constexpr Plot kPlots[] = {{"latency", plot_latency}, {"speedup", plot_speedup}};

const Plot& find_plot(const std::string& name) {
    std::vector<std::string> names;
    for (const Plot& plot : kPlots) {
        if (name == plot.name) return plot;
        names.emplace_back(plot.name);
    }
    reject_name("plot", name, names);
}

void add_options(po::options_description& options) {
    options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                          "the picture: .svg, .png or .pdf; <database>-<plot>.svg if not given");
}

fs::path picture_of(const Invocation& call, const std::string& plot, const fs::path& database) {
    if (call.options.count("output") == 0)
        return database.parent_path() / (database.stem().string() + "-" + plot + ".svg");
    fs::path picture = call.options["output"].as<std::string>();
    check_figure_name(picture, "--output");
    return picture;
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 2, 2, "'latency' or 'speedup' and a results database");
    const Plot& plot = find_plot(call.positional.front());
    const fs::path database = call.positional.back();
    const fs::path picture = picture_of(call, plot.name, database);
    if (!fs::is_regular_file(database))
        throw std::runtime_error("cannot plot '" + database.string() + "': there is no such file");
    plot.draw(database, picture);
    call.console.out << picture.string() << "\n";
    return ExitCode::Ok;
}

}  // namespace

Verb plot_verb() {
    return {
        "plot",
        "latency|speedup DATABASE [options]",
        "draw a picture of a results database",
        "latency: the distribution of the time from submission to each stage, on a logarithmic time axis with\n"
        "percentiles marked. speedup: of a replay, the speed-up by number of workers, of each block, of the median\n"
        "block and of all together. The gnuplot script and its numbers are kept beside the picture. Prints its name.",
        "headway plot latency results/megaeth-1-0a1b2c3d.sqlite\n"
        "headway plot speedup results/replay-0-0a1b2c3d.sqlite -o speedup.png",
        "0 done   1 the database cannot be read or gnuplot failed   2 wrong usage",
        add_options,
        run};
}

}  // namespace sim
