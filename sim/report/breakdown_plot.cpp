// SPDX-License-Identifier: MIT
#include "sim/report/breakdown_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/report/figure_script.h"
#include "sim/report/figure_style.h"
#include "sim/report/table.h"
#include "sim/stats/summary.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

constexpr double kLeft = 75;
constexpr double kRight = 925;  ///< Room for the totals.
constexpr double kTop = 528;
constexpr double kBelowBars = 58;
constexpr double kRowHeight = 21;
constexpr double kBarTop = 0.42;  ///< In its row, below its label.
constexpr double kBarBottom = 0.9;
constexpr double kCharacterWidth = 7.5;
constexpr std::size_t kMostBars = 12;

/// From the stage before, or submission, to this one.
struct Segment {
    std::size_t stage = 0;
    double begin_ns = 0;
    double end_ns = 0;
};

struct Bar {
    std::string label;
    std::vector<Segment> segments;  ///< In order of their ends, which may differ from bar to bar.
};

std::vector<Bar> read_bars(const StudyDatabase& study, const StudySelection& selection) {
    std::map<std::size_t, std::vector<std::pair<double, std::size_t>>> ends;  // point -> (mean, stage)
    for (std::size_t stage = 0; stage < selection.stages.size(); ++stage) {
        std::map<std::size_t, std::vector<double>> means;
        for (const StudyValue& value : study.values(selection.stages[stage].metric + ".mean"))
            means[value.point].push_back(value.value);
        for (const auto& [point, values] : means) ends[point].emplace_back(summarise(values).mean, stage);
    }
    std::vector<Bar> bars;
    for (const std::size_t point : selection.points) {
        Bar bar{.label = point_label(selection, point), .segments = {}};
        std::sort(ends[point].begin(), ends[point].end());
        double begin = 0;
        for (const auto& [end, stage] : ends[point]) {
            bar.segments.push_back({.stage = stage, .begin_ns = begin, .end_ns = end});
            begin = end;
        }
        if (!bar.segments.empty()) bars.push_back(std::move(bar));
    }
    return bars;
}

std::string time_text(double ns) {
    return format_time(Duration::from_ns(static_cast<std::int64_t>(std::llround(ns))));
}

class BreakdownScript {
  public:
    BreakdownScript(Gnuplot& gp, const StudySelection& selection, std::vector<Bar> bars)
        : gp_(gp), selection_(selection), bars_(std::move(bars)), used_(selection.stages.size()) {
        for (const Bar& bar : bars_) longest_ns_ = std::max(longest_ns_, bar.segments.back().end_ns);
        for (const Bar& bar : bars_)
            for (const Segment& segment : bar.segments) used_[segment.stage] = true;
    }

    void write() {
        put_title(gp_, study_title(selection_),
                  study_subtitle(selection_, "Mean latency from submission through each stage"), kLeft);
        gp_ << "unset key\n";
        write_legend();
        write_axes();
        write_bars();
    }

  private:
    [[nodiscard]] double legend_height() const {
        const auto stages = static_cast<double>(std::count(used_.begin(), used_.end(), true));
        return kRowHeight * std::ceil(stages / 2) + 8;
    }

    void write_legend() {
        const double top = legend_height() - 12;
        std::size_t shown = 0;
        for (std::size_t stage = 0; stage < selection_.stages.size(); ++stage) {
            if (!used_[stage]) continue;
            const double x = kLeft + (shown % 2 == 0 ? 0 : (kRight - kLeft) / 2);
            const double y = top - kRowHeight * static_cast<double>(shown / 2);
            gp_ << "set object rectangle from screen " << x / kFigureWidth << ", screen " << (y - 6) / kFigureHeight
                << " to screen " << (x + 30) / kFigureWidth << ", screen " << (y + 6) / kFigureHeight
                << " front fillstyle solid 0.75 noborder fillcolor rgb '" << line_style(stage).colour << "'\n";
            put_text(gp_, "to: " + selection_.stages[stage].label, x + 42, y, "left");
            shown += 1;
        }
    }

    void write_axes() {
        struct Step {
            double divisor;
            const char* name;
        };
        constexpr std::array<Step, 5> kSteps = {{{60e9, "min"}, {1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}}};
        const char* unit = "ns";
        for (const Step& step : kSteps) {
            divisor_ = step.divisor;
            unit = step.name;
            if (longest_ns_ >= step.divisor) break;
        }
        gp_ << "set lmargin at screen " << kLeft / kFigureWidth << "\nset rmargin at screen " << kRight / kFigureWidth
            << "\nset tmargin at screen " << kTop / kFigureHeight << "\nset bmargin at screen "
            << (legend_height() + kBelowBars) / kFigureHeight
            << "\nset border 1\nunset ytics\nset xrange [0:" << std::max(longest_ns_, 1.0) / divisor_
            << "]\nset yrange [" << bars_.size() << ":0]\nset xtics format '%g'\nset xlabel 'time since submission in "
            << unit << "' offset 0,0.3\nset grid xtics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
    }

    void write_bars() {
        const double pixels_a_ns = (kRight - kLeft) / std::max(longest_ns_, 1.0);
        for (std::size_t i = 0; i < bars_.size(); ++i) {
            const Bar& bar = bars_[i];
            const auto row = static_cast<double>(i);
            gp_ << "set label " << quoted(bar.label) << " at first 0, first " << row + kBarTop
                << " left offset 0.2,0.8\n";
            for (const Segment& segment : bar.segments) {
                gp_ << "set object rectangle from first " << segment.begin_ns / divisor_ << ", first " << row + kBarTop
                    << " to first " << segment.end_ns / divisor_ << ", first " << row + kBarBottom
                    << " fillstyle solid 0.75 border rgb 'white' fillcolor rgb '" << line_style(segment.stage).colour
                    << "'\n";
                const std::string text = time_text(segment.end_ns - segment.begin_ns);
                const double width = (segment.end_ns - segment.begin_ns) * pixels_a_ns;
                if (width < kCharacterWidth * static_cast<double>(text.size()) + 6) continue;
                gp_ << "set label " << quoted(text) << " at first "
                    << (segment.begin_ns + segment.end_ns) / 2 / divisor_ << ", first "
                    << row + (kBarTop + kBarBottom) / 2 << " center front font ',10'\n";
            }
            gp_ << "set label " << quoted(time_text(bar.segments.back().end_ns)) << " at first "
                << bar.segments.back().end_ns / divisor_ << ", first " << row + (kBarTop + kBarBottom) / 2
                << " left offset 0.5,0 front\n";
        }
        gp_ << "plot NaN notitle\n";
    }

    Gnuplot& gp_;
    const StudySelection& selection_;
    std::vector<Bar> bars_;
    std::vector<bool> used_;
    double longest_ns_ = 0;
    double divisor_ = 1;
};

}  // namespace

void plot_breakdown(const StudyDatabase& study, const std::filesystem::path& figure, const StudySelection& selection) {
    std::vector<Bar> bars = read_bars(study, selection);
    if (bars.empty()) throw StoreError("nothing to draw: the results hold no latency of a stage");
    if (bars.size() > kMostBars)
        throw StoreError("too many points for one figure: " + std::to_string(bars.size()) + ", at most " +
                         std::to_string(kMostBars) + "; choose some with --at AXIS=VALUE");
    draw_figure(figure, [&](Gnuplot& gp) { BreakdownScript(gp, selection, std::move(bars)).write(); });
}

}  // namespace sim
