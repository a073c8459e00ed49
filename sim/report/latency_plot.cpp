// SPDX-License-Identifier: MIT
#include "sim/report/latency_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <tuple>

#include "sim/base/error.h"
#include "sim/report/gnuplot.h"
#include "sim/report/latency_figure.h"
#include "sim/report/table.h"
#include "sim/report/time_axis.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

/// Okabe and Ito's palette, which colour-blind readers tell apart, without its yellow (too pale for a line).
constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
/// Dashes and point shapes differ as well, for print in black and white.
constexpr const char* kDashes[] = {"solid", "(12,4)", "(4,4)", "(12,4,2,4)", "(20,6)", "(2,3)", "(8,3,2,3,2,3)"};
constexpr int kShapes[] = {7, 5, 9, 13, 11, 15, 3};

std::string terminal_for(const fs::path& figure) {
    static const std::map<std::string, std::string> kTerminals = {
        {".svg", "svg size 1000,600 dynamic background rgb 'white' font 'Helvetica,14' linewidth 1.2"},
        {".png", "pngcairo size 1000,600 background rgb 'white' font 'Helvetica,12' linewidth 1.5"},
        {".pdf", "pdfcairo size 25cm,15cm background rgb 'white' font 'Helvetica,14' linewidth 1.5"}};
    const auto found = kTerminals.find(figure.extension().string());
    if (found != kTerminals.end()) return found->second;
    InputProblem problem;
    problem.message = "'" + figure.string() + "' has no ending that names a figure format";
    problem.expected = "a file ending in .svg, .png or .pdf";
    throw InputError(problem);
}

/// A gnuplot string in single quotes: nothing in it is special but the quote, which is doubled.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += c == '\n' ? ' ' : c;
    }
    return result + "'";
}

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

std::vector<TimeTick> ticks_for(const LatencyFigure& figure) {
    std::int64_t low = figure.curves.front().curve.front().ns;
    std::int64_t high = low;
    for (const LatencyCurve& curve : figure.curves) {
        low = std::min(low, curve.curve.front().ns);
        high = std::max(high, curve.curve.back().ns);
    }
    return time_axis(low, high);
}

void write_axes(Gnuplot& gp, const std::vector<TimeTick>& ticks) {
    gp << "set logscale x\nset xrange [" << seconds(ticks.front().ns) << ":" << seconds(ticks.back().ns) << "]\n";
    gp << "set xtics (";
    const char* separator = "";
    for (const TimeTick& tick : ticks) {
        gp << separator << quoted(tick.label) << " " << seconds(tick.ns) << " " << (tick.is_major() ? 0 : 1);
        separator = ", ";
    }
    gp << ")\nset xlabel 'time since submission (logarithmic)'\n"
          "set yrange [0:103]\nset ytics 0,20,100 format '%g %%'\nset ylabel 'share of items' offset 1\n"
          "set y2range [0:103]\nset y2tics ('p50' 50, 'p90' 90, 'p99' 99) scale 0\n"
          "set grid xtics ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
    for (const int percentile : {50, 90, 99})
        gp << "set arrow from graph 0, first " << percentile << " to graph 1, first " << percentile
           << " nohead back linecolor rgb '#909090' linewidth 0.7 dashtype (3,4)\n";
}

void write_curves(Gnuplot& gp, const LatencyFigure& figure) {
    const char* separator = "plot ";
    for (std::size_t i = 0; i < figure.curves.size(); ++i) {
        const std::size_t style = i % std::size(kColours);
        const std::string colour = std::string(" linecolor rgb '") + kColours[style] + "'";
        const std::string dash = kDashes[style][0] == '(' ? std::string(" dashtype ") + kDashes[style] : "";
        const std::string shape = " pointtype " + std::to_string(kShapes[style]);
        gp << separator << "'-' with lines linewidth 2" << colour << dash << " notitle";
        separator = ", \\\n     ";
        gp << separator << "'-' with points pointsize 0.9" << shape << colour << " notitle";
        gp << separator << "'-' with labels left offset 0.7,-0.55 textcolor rgb '" << kColours[style]
           << "' font ',11' notitle";
        gp << separator << "NaN with linespoints linewidth 2 pointsize 0.9" << shape << colour << dash << " title "
           << quoted(figure.curves[i].label);
    }
    gp << "\n";
}

void send_points(Gnuplot& gp, const LatencyCurve& curve, std::int64_t lowest_ns) {
    using Point = std::tuple<double, double>;
    std::vector<Point> line;
    std::vector<Point> marks;
    std::vector<std::tuple<double, double, std::string>> labels;
    // A latency of zero has no place on a logarithmic axis: it is drawn at its left end.
    for (const CdfPoint& point : curve.curve) line.emplace_back(seconds(std::max(point.ns, lowest_ns)), point.percent);
    for (const CdfPoint& mark : curve.marks) {
        const double x = seconds(std::max(mark.ns, lowest_ns));
        marks.emplace_back(x, mark.percent);
        labels.emplace_back(x, mark.percent, "\"" + format_time(Duration::from_ns(mark.ns)) + "\"");
    }
    gp.send1d(line);
    gp.send1d(marks);
    gp.send1d(labels);
}

void write_script(Gnuplot& gp, const LatencyFigure& figure, const fs::path& file) {
    const std::vector<TimeTick> ticks = ticks_for(figure);
    gp.unsetf(std::ios::floatfield);
    gp.precision(9);
    gp << "# Drawn by headway; `gnuplot " << file.filename().string() << ".gp` draws it again.\n"
       << "set terminal " << terminal_for(file) << "\nset output " << quoted(file.filename().string())
       << "\nset encoding utf8\nset termoption noenhanced\n"
       << "set title " << quoted(figure.title) << ".\"\\n\"." << quoted(figure.subtitle) << "\n"
       << "set key outside bottom center horizontal Left reverse samplen 3\nset tics nomirror\nset border 3\n";
    write_axes(gp, ticks);
    write_curves(gp, figure);
    for (const LatencyCurve& curve : figure.curves) send_points(gp, curve, ticks.front().ns);
    gp << "unset output\n";
}

}  // namespace

void plot_latency(const fs::path& results, const fs::path& figure) {
    static_cast<void>(terminal_for(figure));  // a wrong name is said before the results are read
    const LatencyFigure content = latency_figure(ResultReader(results));
    const fs::path script = figure.string() + ".gp";
    if (!figure.parent_path().empty()) fs::create_directories(figure.parent_path());
    std::FILE* const file = std::fopen(script.c_str(), "w");
    if (file == nullptr) throw FigureError("cannot write '" + script.string() + "': " + std::strerror(errno));
    {
        Gnuplot gp(file);  // closes the file
        write_script(gp, content, figure);
        gp.flush();
        if (!gp.good()) throw FigureError("cannot write '" + script.string() + "': is the disk full?");
    }
    run_gnuplot(script);
}

}  // namespace sim
