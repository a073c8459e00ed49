// SPDX-License-Identifier: MIT
#include "sim/report/axis_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "sim/report/figure_script.h"
#include "sim/report/figure_style.h"
#include "sim/report/time_axis.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

constexpr double kLeft = 100;
constexpr double kRight = 975;
constexpr double kTop = 528;
constexpr double kRowHeight = 21;
constexpr double kGap = 22;          ///< Between panels.
constexpr double kBelowPanels = 64;  ///< Ticks and the name of the axis.
constexpr double kLogRatio = 10;     ///< Values farther apart than this need a logarithmic axis.
constexpr std::size_t kMostTicks = 12;

/// How the numbers of one panel are shown: divided by `divisor`, in `unit`.
struct YScale {
    double divisor = 1;
    std::string unit;
    bool is_log = false;
    double low = 0;
    double high = 0;
};

struct UnitStep {
    double divisor;
    const char* name;
};
constexpr std::array<UnitStep, 6> kTimeSteps = {
    {{3600e9, "h"}, {60e9, "min"}, {1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}}};
constexpr std::array<UnitStep, 5> kDecimalSteps = {{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}};

YScale scale_of(const AxisPanel& panel) {
    YScale scale;
    double lowest_mean = panel.lines.front().points.front().mean;
    scale.low = scale.high = lowest_mean;
    for (const AxisLine& line : panel.lines) {
        for (const AxisPoint& point : line.points) {
            lowest_mean = std::min(lowest_mean, point.mean);
            scale.low = std::min(scale.low, point.low);
            scale.high = std::max(scale.high, point.high);
        }
    }
    scale.is_log = lowest_mean > 0 && scale.high > kLogRatio * lowest_mean;
    // An interval may reach below zero, where a logarithmic axis has no place.
    if (scale.is_log) scale.low = std::max(scale.low, lowest_mean / 2);
    const auto choose = [&](const auto& steps, const std::string& behind) {
        for (const UnitStep& step : steps) {
            scale.divisor = step.divisor;
            scale.unit = step.name + behind;
            if (scale.high >= step.divisor) break;
        }
    };
    if (panel.unit == "ns") {
        choose(kTimeSteps, "");
    } else if (panel.unit == "ppm") {
        scale.divisor = 1e4;
        scale.unit = "%";
    } else {
        choose(kDecimalSteps, panel.unit == "ratio" || panel.unit == "count" ? "" : panel.unit);
    }
    return scale;
}

/// The label of a tick is a format for gnuplot: a percent sign of its own is written twice.
std::string quoted_tick(const std::string& label) {
    std::string format;
    for (const char c : label) format += c == '%' ? "%%" : std::string(1, c);
    return sim::quoted(format);
}

class AxisScript {
  public:
    AxisScript(Gnuplot& gp, const AxisFigure& figure) : gp_(gp), figure_(figure) {
        for (const AxisPanel& panel : figure.panels)
            for (const AxisLine& line : panel.lines) lines_.push_back(&line);
        columns_ = lines_.size() > 3 ? 2 : 1;
    }

    void write() {
        gp_ << "unset key\nset multiplot\n";
        const double legend = kRowHeight * static_cast<double>((lines_.size() + columns_ - 1) / columns_) + 8;
        const auto panels = static_cast<double>(figure_.panels.size());
        const double height = (kTop - legend - kBelowPanels - kGap * (panels - 1)) / panels;
        gp_ << "set lmargin at screen " << kLeft / kFigureWidth << "\nset rmargin at screen " << kRight / kFigureWidth
            << "\n";
        write_x_axis();
        for (std::size_t i = 0; i < figure_.panels.size(); ++i) {
            const double top = kTop - static_cast<double>(i) * (height + kGap);
            gp_ << "set tmargin at screen " << top / kFigureHeight << "\nset bmargin at screen "
                << (top - height) / kFigureHeight << "\n";
            if (i == 0) write_frame(legend);
            const bool is_last = i + 1 == figure_.panels.size();
            gp_ << "set xlabel " << quoted(is_last ? figure_.axis : "") << " offset 0,0.3\n";
            write_x_ticks(is_last);
            write_y_axis(figure_.panels[i], top - height / 2);
            write_panel(figure_.panels[i]);
            gp_ << "unset label\nunset arrow\n";
        }
        gp_ << "unset multiplot\n";
    }

  private:
    [[nodiscard]] static LineStyle style_of(const AxisLine& line, bool one_group) {
        const LineStyle& colour = line_style(one_group ? line.metric : line.group);
        const LineStyle& dash = line_style(line.metric);
        return {.colour = colour.colour, .dash = dash.dash, .shape = colour.shape};
    }
    [[nodiscard]] LineStyle style_of(const AxisLine& line) const {
        const bool one_group = std::all_of(lines_.begin(), lines_.end(), [](const auto* l) { return l->group == 0; });
        return style_of(line, one_group);
    }

    void write_frame(double legend) {
        put_title(gp_, figure_.title, figure_.subtitle, kLeft);
        const std::size_t rows = (lines_.size() + columns_ - 1) / columns_;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const double x = kLeft + static_cast<double>(i / rows) * (kRight - kLeft) / static_cast<double>(columns_);
            const double y = legend - 12 - kRowHeight * static_cast<double>(i % rows);
            const LineStyle style = style_of(*lines_[i]);
            put_line(gp_, x, y, 50, style);
            put_text(gp_, "", x + 25, y, "point" + point_words(style));
            put_text(gp_, lines_[i]->label, x + 62, y, "left");
        }
    }

    void write_x_axis() {
        const double low = figure_.ticks.front().x;
        const double high = figure_.ticks.back().x;
        const bool is_log = low > 0 && high > kLogRatio * low && figure_.ticks.size() > 2;
        if (is_log) {
            gp_ << "set logscale x\nset xrange [" << low / 1.1 << ":" << high * 1.1 << "]\n";
        } else {
            const double margin = high > low ? 0.03 * (high - low) : 0.5;
            gp_ << "set xrange [" << low - margin << ":" << high + margin << "]\n";
        }
    }

    /// The values as they were given, unless they are too many; below the last panel only.
    void write_x_ticks(bool has_labels) {
        gp_ << "set format x " << (has_labels ? "'%g'" : "''") << "\n";
        if (figure_.ticks.size() > kMostTicks) return;
        gp_ << "set xtics (";
        const char* separator = "";
        for (const AxisTick& tick : figure_.ticks) {
            gp_ << separator << (has_labels ? quoted_tick(tick.label) : "''") << " " << tick.x;
            separator = ", ";
        }
        gp_ << ")\n";
    }

    /// 1, 2 and 5 of each decade: gnuplot labels powers of ten only, of which there may be none.
    void write_close_ticks(double low, double high) {
        gp_ << "set ytics (";
        const char* separator = "";
        for (double decade = std::pow(10, std::floor(std::log10(low))); decade <= high; decade *= 10)
            for (const double digit : {1.0, 2.0, 5.0}) {
                const double tick = digit * decade;
                if (tick < low || tick > high) continue;
                gp_ << separator << tick;
                separator = ", ";
            }
        gp_ << ")\n";
    }

    void write_y_axis(const AxisPanel& panel, double middle) {
        const YScale scale = scale_of(panel);
        const double low = scale.low / scale.divisor;
        const double high = scale.high / scale.divisor;
        gp_ << "unset logscale y\nset ytics auto\nset format y '%g'\n";
        if (scale.is_log) {
            gp_ << "set logscale y\nset yrange [" << low / 1.2 << ":" << high * 1.2 << "]\n";
            if (high / low < 100) write_close_ticks(low / 1.2, high * 1.2);
        } else {
            // From zero, unless that would press all lines flat against the top.
            const double from = low < 0 ? low : low < 0.6 * high ? 0 : low - 0.3 * (high - low);
            const double to = high + 0.06 * (high - from);
            gp_ << "set yrange [" << from << ":" << (to > from ? to : from + 1) << "]\n";
        }
        const std::string how = scale.is_log ? " (logarithmic)" : "";
        const std::string what = panel.unit == "ns"   ? "time in " + scale.unit
                                 : scale.unit.empty() ? "value"
                                                      : scale.unit;
        // A ylabel would lie on the numbers where margins are given.
        put_text(gp_, what + how, 22, middle, "rotate by 90 center");
        gp_ << "set grid xtics ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
    }

    void write_panel(const AxisPanel& panel) {
        const YScale scale = scale_of(panel);
        const char* separator = "plot ";
        for (const AxisLine& line : panel.lines) {
            const LineStyle style = style_of(line);
            gp_ << separator
                << "'-' using 1:2:3 with filledcurves fillstyle transparent solid 0.2 noborder linecolor rgb '"
                << style.colour << "', '-' with lines" << line_words(style) << ", '-' with points"
                << point_words(style);
            separator = ", \\\n     ";
        }
        gp_ << "\n";
        for (const AxisLine& line : panel.lines) {
            std::vector<std::tuple<double, double, double>> band;
            std::vector<std::tuple<double, double>> means;
            for (const AxisPoint& point : line.points) {
                band.emplace_back(point.x, std::max(point.low, scale.low) / scale.divisor, point.high / scale.divisor);
                means.emplace_back(point.x, point.mean / scale.divisor);
            }
            gp_.send1d(band);
            gp_.send1d(means);
            gp_.send1d(means);
        }
    }

    Gnuplot& gp_;
    const AxisFigure& figure_;
    std::vector<const AxisLine*> lines_;
    std::size_t columns_ = 1;
};

}  // namespace

void plot_axis(const std::filesystem::path& figure, const AxisFigure& content) {
    constexpr std::size_t kMostLines = 2 * kLineStyles;
    std::size_t lines = 0;
    for (const AxisPanel& panel : content.panels) lines += panel.lines.size();
    if (lines > kMostLines)
        throw StoreError("too many lines for one figure: " + std::to_string(lines) + ", at most " +
                         std::to_string(kMostLines) + "; choose some with --at AXIS=VALUE or --metric");
    draw_figure(figure, [&](Gnuplot& gp) { AxisScript(gp, content).write(); });
}

}  // namespace sim
