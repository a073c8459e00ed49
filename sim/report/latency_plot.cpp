// SPDX-License-Identifier: MIT
#include "sim/report/latency_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "sim/report/figure_script.h"
#include "sim/report/figure_style.h"
#include "sim/report/label_placement.h"
#include "sim/report/latency_figure.h"
#include "sim/report/table.h"
#include "sim/report/time_axis.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

/// The figure in units of a thousandth of its width, 1000 x 600; the plot and, below it, the table of percentiles.
constexpr double kWidth = kFigureWidth;
constexpr double kHeight = kFigureHeight;
constexpr double kPlotLeft = 85;
constexpr double kPlotRight = 940;
constexpr double kPlotTop = 532;
constexpr double kRowHeight = 21;
constexpr double kCharacterWidth = 7.2;  ///< Of a digit in the font of the value labels, at the most.

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

std::string time_text(std::int64_t ns) {
    return format_time(Duration::from_ns(ns));
}

/// Writes the figure as a gnuplot script.
class LatencyScript {
  public:
    LatencyScript(Gnuplot& gp, const LatencyFigure& figure) : gp_(gp), figure_(figure) {
        std::int64_t low = figure.curves.front().curve.front().ns;
        std::int64_t high = low;
        for (const LatencyCurve& curve : figure.curves) {
            low = std::min(low, curve.curve.front().ns);
            high = std::max(high, curve.curve.back().ns);
        }
        // A fifth beyond the lowest and the highest, so that no curve runs along the frame.
        ticks_ = time_axis(low - low / 5, high + high / 5);
    }

    void write() {
        gp_ << "unset key\n";
        put_title(gp_, figure_.title, figure_.subtitle, kPlotLeft);
        write_axes();
        write_legend();
        write_plot();
    }

  private:
    [[nodiscard]] double plot_bottom() const {
        return 76 + kRowHeight * static_cast<double>(figure_.curves.size() + 1);
    }

    void text(const std::string& content, double x, double y, const std::string& how) {
        put_text(gp_, content, x, y, how);
    }

    void write_axes() {
        gp_ << "set lmargin at screen " << kPlotLeft / kWidth << "\nset rmargin at screen " << kPlotRight / kWidth
            << "\nset tmargin at screen " << kPlotTop / kHeight << "\nset bmargin at screen " << plot_bottom() / kHeight
            << "\nset logscale x\nset xrange [" << seconds(ticks_.front().ns) << ":" << seconds(ticks_.back().ns)
            << "]\nset xtics (";
        const char* separator = "";
        for (const TimeTick& tick : ticks_) {
            gp_ << separator << quoted(tick.label) << " " << seconds(tick.ns) << " " << (tick.is_major() ? 0 : 1);
            separator = ", ";
        }
        gp_ << ")\nset xlabel 'time since submission (logarithmic)' offset 0,0.3\n"
               "set yrange [0:104]\nset ytics 0,20,100 format '%g %%'\nset ylabel 'share of items' offset 1\n"
               "set y2range [0:104]\nset y2tics ('p50' 50, 'p90' 90, 'p99' 99) scale 0\n"
               "set grid xtics ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
        for (const int percentile : {50, 90, 99})
            gp_ << "set arrow from graph 0, first " << percentile << " to graph 1, first " << percentile
                << " nohead back linecolor rgb '#909090' linewidth 0.7 dashtype (3,4)\n";
    }

    /// A table under the plot: how each curve looks, what it is, and its figures.
    void write_legend() {
        static constexpr double kColumns[] = {480, 580, 680, 780, 890};
        const double line_end = kPlotLeft + 50;
        double y = kRowHeight * static_cast<double>(figure_.curves.size()) + 18;
        const char* const headings[] = {"p50", "p90", "p99", "max", "reached by"};
        for (std::size_t i = 0; i < std::size(headings); ++i)
            text(headings[i], kColumns[i], y, "right textcolor rgb '#606060'");
        for (std::size_t i = 0; i < figure_.curves.size(); ++i) {
            const LatencyCurve& curve = figure_.curves[i];
            const LineStyle& style = line_style(i);
            y -= kRowHeight;
            put_line(gp_, kPlotLeft, y, line_end - kPlotLeft, style);
            text("", (kPlotLeft + line_end) / 2, y, "point" + point_words(style));
            text(curve.label, line_end + 12, y, "left");
            for (std::size_t mark = 0; mark < curve.marks.size(); ++mark)
                text(time_text(curve.marks[mark].ns), kColumns[mark], y, "right");
            text(time_text(curve.max_ns), kColumns[3], y, "right");
            text(curve.reached, kColumns[4], y, "right");
        }
    }

    /// A latency below the axis, such as zero, has no place on it: it is drawn at its left end.
    [[nodiscard]] std::int64_t on_axis(std::int64_t ns) const {
        return std::clamp(ns, ticks_.front().ns, ticks_.back().ns);
    }

    /// Where each curve's label of percentile number `mark` goes.
    [[nodiscard]] std::vector<LabelSide> label_sides(std::size_t mark) const {
        const double plot_width = kPlotRight - kPlotLeft;
        const double octaves = std::log2(seconds(ticks_.back().ns) / seconds(ticks_.front().ns));
        std::vector<PointLabel> labels;
        for (const LatencyCurve& curve : figure_.curves) {
            const std::int64_t ns = on_axis(curve.marks[mark].ns);
            const double x = plot_width * std::log2(seconds(ns) / seconds(ticks_.front().ns)) / octaves;
            const auto characters = static_cast<double>(time_text(curve.marks[mark].ns).size());
            labels.push_back(PointLabel{.x = x, .width = kCharacterWidth * characters});
        }
        return place_labels(labels, plot_width);
    }

    void write_plot() {
        const char* separator = "plot ";
        for (std::size_t i = 0; i < figure_.curves.size(); ++i) {
            const LineStyle& style = line_style(i);
            const std::string labels = " with labels font ',10' textcolor rgb '" + std::string(style.colour) + "' ";
            gp_ << separator << "'-' with lines" << line_words(style) << ", '-' with points" << point_words(style)
                << ", \\\n     '-'" << labels << "left offset 1,-0.5, '-'" << labels << "right offset -1,0.5";
            separator = ", \\\n     ";
        }
        gp_ << "\n";
        const std::vector<LabelSide> sides[] = {label_sides(0), label_sides(1), label_sides(2)};
        for (std::size_t i = 0; i < figure_.curves.size(); ++i) {
            const LatencyCurve& curve = figure_.curves[i];
            std::vector<std::tuple<double, double>> line;
            std::vector<std::tuple<double, double>> marks;
            for (const CdfPoint& point : curve.curve) line.emplace_back(seconds(on_axis(point.ns)), point.percent);
            for (const CdfPoint& mark : curve.marks) marks.emplace_back(seconds(on_axis(mark.ns)), mark.percent);
            gp_.send1d(line);
            gp_.send1d(marks);
            for (const LabelSide side : {LabelSide::Right, LabelSide::Left}) {
                std::vector<std::tuple<double, double, std::string>> labels;
                for (std::size_t mark = 0; mark < marks.size(); ++mark) {
                    // gnuplot warns of an empty list: a label that stands on the other side is sent as an empty text.
                    const std::string shown = sides[mark][i] == side ? time_text(curve.marks[mark].ns) : "";
                    labels.emplace_back(std::get<0>(marks[mark]), std::get<1>(marks[mark]), "\"" + shown + "\"");
                }
                gp_.send1d(labels);
            }
        }
    }

    Gnuplot& gp_;
    const LatencyFigure& figure_;
    std::vector<TimeTick> ticks_;
};

}  // namespace

void plot_latency(const fs::path& results, const fs::path& figure) {
    static_cast<void>(terminal_for(figure));  // a wrong name is said before the results are read
    const LatencyFigure content = latency_figure(ResultReader(results));
    draw_figure(figure, [&](Gnuplot& gp) { LatencyScript(gp, content).write(); });
}

}  // namespace sim
