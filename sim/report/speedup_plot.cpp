// SPDX-License-Identifier: MIT
#include "sim/report/speedup_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sim/report/figure_script.h"
#include "sim/report/speedup_figure.h"
#include "sim/report/table.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

constexpr double kLeft = 85;
constexpr double kRight = 900;  ///< Room for the values at the ends of the lines.
constexpr double kTop = 532;
constexpr double kBottom = 75;
constexpr double kBelowLegend = 0.77;  ///< The part of the plot's height that the legend leaves free.
constexpr double kLeastGap = 22;       ///< Between two values that stand one above the other.

// Okabe and Ito's palette, as in the latency figure.
constexpr const char* kMedian = "#0072B2";
constexpr const char* kTogether = "#D55E00";
constexpr const char* kItem = "#c4ccd4";
constexpr const char* kIdeal = "#404040";

/// Writes the figure as a gnuplot script. Both axes are logarithmic, so that the ideal is a straight line.
class SpeedUpScript {
  public:
    SpeedUpScript(Gnuplot& gp, const SpeedUpFigure& figure) : gp_(gp), figure_(figure) {
        most_workers_ = figure.median.back().workers;
        fewest_workers_ = figure.median.front().workers;
        low_ = high_ = figure.together.front().speed_up;
        double first = low_;  // The highest on the fewest workers.
        for (const auto& line : figure.items) {
            first = std::max(first, line.front().speed_up);
            for (const SpeedUpPoint& point : line) {
                low_ = std::min(low_, point.speed_up);
                high_ = std::max(high_, point.speed_up);
            }
        }
        low_ = std::min(1.0, low_) / 1.15;
        // The ideal goes on above the frame: what was reached shall fill it, but for the legend's place on the left.
        const double octaves_below_legend = std::log2(std::max(1.0, first) * 1.1 / low_);
        high_ = std::max({2.0, high_ * 1.3, low_ * std::exp2(octaves_below_legend / kBelowLegend)});
    }

    void write() {
        text(figure_.title, kLeft, 577, "font ',16'");
        text(figure_.subtitle, kLeft, 552, "textcolor rgb '#606060'");
        write_axes();
        write_end_values();
        write_plot();
    }

  private:
    void text(const std::string& content, double x, double y, const std::string& how) {
        gp_ << "set label " << quoted(content) << " at screen " << x / kFigureWidth << ", screen " << y / kFigureHeight
            << " " << how << "\n";
    }

    void write_axes() {
        gp_ << "set lmargin at screen " << kLeft / kFigureWidth << "\nset rmargin at screen " << kRight / kFigureWidth
            << "\nset tmargin at screen " << kTop / kFigureHeight << "\nset bmargin at screen "
            << kBottom / kFigureHeight << "\nset logscale xy\nset xrange [" << fewest_workers_ / 1.08 << ":"
            << most_workers_ * 1.08 << "]\nset yrange [" << low_ << ":" << high_ << "]\nset xtics (";
        const char* separator = "";
        for (const SpeedUpPoint& point : figure_.median) {
            gp_ << separator << quoted(format_count(static_cast<std::uint64_t>(point.workers))) << " " << point.workers;
            separator = ", ";
        }
        gp_ << ")\nset ytics (";
        separator = "";
        for (double tick = std::exp2(std::ceil(std::log2(low_))); tick <= high_; tick *= 2) {
            gp_ << separator << quoted(format_tick(tick) + "x") << " " << tick;
            separator = ", ";
        }
        gp_ << ")\nset xlabel 'workers'\nset ylabel 'speed-up over serial execution' offset 0.5\n"
               "set grid xtics ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n"
               "set key top left Left reverse samplen 3 spacing 1.2 opaque box linecolor rgb '#d0d0d0'\n"
               "set arrow from graph 0, first 1 to graph 1, first 1 nohead back linecolor rgb '#909090' linewidth 1\n";
    }

    static std::string format_tick(double tick) {
        return tick >= 1 ? std::to_string(static_cast<int>(tick)) : format_fixed(tick, tick >= 0.5 ? 1 : 2);
    }

    /// Where a speed-up is on the screen.
    [[nodiscard]] double height_of(double speed_up) const {
        return kBottom + (kTop - kBottom) * std::log2(speed_up / low_) / std::log2(high_ / low_);
    }

    /// The values at the right ends of the bold lines, moved apart if they would cover each other.
    void write_end_values() {
        const double median = figure_.median.back().speed_up;
        const double together = figure_.together.back().speed_up;
        double median_y = height_of(median);
        double together_y = height_of(together);
        const double missing = kLeastGap - std::abs(median_y - together_y);
        if (missing > 0 && !is_single()) {
            const double up = median_y >= together_y ? missing / 2 : -missing / 2;
            median_y += up;
            together_y -= up;
        }
        write_end_value(together, together_y, kTogether);
        if (!is_single()) write_end_value(median, median_y, kMedian);
    }
    void write_end_value(double speed_up, double y, const char* colour) {
        text(format_fixed(speed_up, 2) + "x", kRight + 8, y, std::string("textcolor rgb '") + colour + "'");
    }

    /// All lines would be one.
    [[nodiscard]] bool is_single() const { return figure_.items.size() == 1; }

    void send(const std::vector<SpeedUpPoint>& line) {
        for (const SpeedUpPoint& point : line) gp_ << point.workers << " " << point.speed_up << "\n";
    }

    void write_plot() {
        const std::string item = figure_.item;
        gp_ << "plot x with lines linewidth 1.5 dashtype (8,6) linecolor rgb '" << kIdeal << "' title 'ideal'";
        if (!is_single())
            gp_ << ", \\\n     '-' with lines linewidth 1 linecolor rgb '" << kItem << "' title "
                << quoted("each of " + format_count(figure_.items.size()) + " " + item + "s");
        write_bold(is_single() ? "the " + item : "all " + item + "s together", kTogether, 5);
        if (!is_single()) write_bold("median " + item, kMedian, 7);
        gp_ << "\n";
        if (!is_single()) {
            for (const auto& line : figure_.items) {
                send(line);
                gp_ << "\n";  // An empty line lifts the pen.
            }
            gp_ << "e\n";
        }
        send(figure_.together);
        gp_ << "e\n";
        if (is_single()) return;
        send(figure_.median);
        gp_ << "e\n";
    }
    void write_bold(const std::string& title, const char* colour, int shape) {
        gp_ << ", \\\n     '-' with linespoints linewidth 3 pointtype " << shape << " pointsize 1 linecolor rgb '"
            << colour << "' title " << quoted(title);
    }

    Gnuplot& gp_;
    const SpeedUpFigure& figure_;
    double fewest_workers_ = 1;
    double most_workers_ = 1;
    double low_ = 1;
    double high_ = 1;
};

}  // namespace

void plot_speedup(const fs::path& results, const fs::path& figure) {
    static_cast<void>(terminal_for(figure));  // a wrong name is said before the results are read
    const SpeedUpFigure content = speed_up_figure(ResultReader(results));
    draw_figure(figure, [&](Gnuplot& gp) { SpeedUpScript(gp, content).write(); });
}

}  // namespace sim
