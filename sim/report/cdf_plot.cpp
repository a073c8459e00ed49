// SPDX-License-Identifier: MIT
#include "sim/report/cdf_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/report/figure_script.h"
#include "sim/report/figure_style.h"
#include "sim/report/time_axis.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

using Bins = std::vector<Distribution::Bin>;

constexpr double kLeft = 75;
constexpr double kRight = 985;
constexpr double kTop = 515;
constexpr double kRowHeight = 21;
constexpr double kGapX = 66;  ///< Between panels, for the numbers of the right one.
constexpr double kGapY = 62;  ///< For ticks below and the title of the next panel.
constexpr std::size_t kAcross = 3;

/// The latencies of one point at one stage.
struct Curve {
    Bins pooled;
    std::vector<Bins> seeds;
};

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

std::uint64_t count_of(const Bins& bins) {
    std::uint64_t count = 0;
    for (const Distribution::Bin& bin : bins) count += bin.count;
    return count;
}

/// The upper end of the bin in which the share `percent` of all values is reached.
std::int64_t quantile(const Bins& bins, double percent) {
    const double rank = percent / 100 * static_cast<double>(count_of(bins));
    double seen = 0;
    for (const Distribution::Bin& bin : bins) {
        seen += static_cast<double>(bin.count);
        if (seen >= rank) return bin.high - 1;
    }
    return bins.back().high - 1;
}

Curve read_curve(const StudyDatabase& study, const std::vector<StudyRun>& runs, std::size_t point,
                 const StudyStage& stage) {
    Curve curve;
    std::map<std::int64_t, Distribution::Bin> pooled;
    for (const StudyRun& run : runs) {
        if (run.point != point || run.status != RunStatus::Ok) continue;
        Bins bins = study.bins(run, stage);
        if (bins.empty()) continue;
        for (const Distribution::Bin& bin : bins) {
            Distribution::Bin& sum = pooled[bin.low];
            sum = {.low = bin.low, .high = bin.high, .count = sum.count + bin.count};
        }
        curve.seeds.push_back(std::move(bins));
    }
    for (const auto& [low, bin] : pooled) curve.pooled.push_back(bin);
    return curve;
}

/// One stage with a curve a point; points that did not reach it have none.
struct Panel {
    std::string title;
    std::vector<Curve> curves;

    [[nodiscard]] bool is_empty() const {
        return std::all_of(curves.begin(), curves.end(), [](const Curve& curve) { return curve.pooled.empty(); });
    }
};

class CdfScript {
  public:
    CdfScript(Gnuplot& gp, const StudySelection& selection, std::vector<Panel> panels)
        : gp_(gp), selection_(selection), panels_(std::move(panels)) {}

    void write() {
        gp_ << "unset key\nset multiplot\n";
        const std::size_t columns = std::min(kAcross, panels_.size());
        const std::size_t rows = (panels_.size() + columns - 1) / columns;
        const double legend = 14 + kRowHeight * static_cast<double>(selection_.points.size());
        const double width = (kRight - kLeft - kGapX * static_cast<double>(columns - 1)) / static_cast<double>(columns);
        const double height = (kTop - legend - kGapY * static_cast<double>(rows)) / static_cast<double>(rows);
        for (std::size_t i = 0; i < panels_.size(); ++i) {
            const double left = kLeft + static_cast<double>(i % columns) * (width + kGapX);
            const double top = kTop - static_cast<double>(i / columns) * (height + kGapY);
            gp_ << "set lmargin at screen " << left / kFigureWidth << "\nset rmargin at screen "
                << (left + width) / kFigureWidth << "\nset tmargin at screen " << top / kFigureHeight
                << "\nset bmargin at screen " << (top - height) / kFigureHeight << "\n";
            // What stands outside of the panels is written with the first one.
            if (i == 0) write_frame(legend);
            write_panel(panels_[i], i % columns == 0);
            if (i == 0) gp_ << "unset label\nunset arrow\n";
        }
        gp_ << "unset multiplot\n";
    }

  private:
    void write_frame(double legend) {
        put_title(gp_, study_title(selection_),
                  study_subtitle(selection_, "Latency from submission to each stage; bands: lowest to highest seed"),
                  kLeft);
        for (std::size_t i = 0; i < selection_.points.size(); ++i) {
            const double y = legend - 12 - kRowHeight * static_cast<double>(i);
            put_line(gp_, kLeft, y, 50, line_style(i));
            put_text(gp_, point_label(selection_, selection_.points[i]), kLeft + 62, y, "left");
        }
    }

    void write_panel(const Panel& panel, bool is_first_of_row) {
        std::int64_t low = INT64_MAX;
        std::int64_t high = 0;
        for (const Curve& curve : panel.curves) {
            if (curve.pooled.empty()) continue;
            low = std::min(low, curve.pooled.front().low);
            high = std::max(high, curve.pooled.back().high);
        }
        const std::vector<TimeTick> ticks = time_axis(low - low / 10, high + high / 10);
        gp_ << "set title " << quoted(panel.title) << " offset 0,-0.6\nset logscale x\nset xrange ["
            << seconds(ticks.front().ns) << ":" << seconds(ticks.back().ns) << "]\nset xtics (";
        const char* separator = "";
        for (const TimeTick& tick : ticks) {
            gp_ << separator << quoted(tick.label) << " " << seconds(tick.ns) << " " << (tick.is_major() ? 0 : 1);
            separator = ", ";
        }
        gp_ << ")\nset yrange [0:102]\nset ytics 0,20,100 format '%g %%'\nset ylabel "
            << (is_first_of_row ? "'share of items' offset 1" : "''")
            << "\nset grid xtics ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
        write_curves(panel, ticks);
    }

    void write_curves(const Panel& panel, const std::vector<TimeTick>& ticks) {
        const auto on_axis = [&](std::int64_t ns) {
            return seconds(std::clamp(ns, ticks.front().ns, ticks.back().ns));
        };
        const char* separator = "plot ";
        for (std::size_t i = 0; i < panel.curves.size(); ++i) {
            if (panel.curves[i].pooled.empty()) continue;
            gp_ << separator << "'-' with filledcurves closed fillstyle transparent solid 0.2 noborder linecolor rgb '"
                << line_style(i).colour << "', '-' with lines" << line_words(line_style(i));
            separator = ", \\\n     ";
        }
        gp_ << "\n";
        for (const Curve& curve : panel.curves) {
            if (curve.pooled.empty()) continue;
            gp_.send1d(band(curve, on_axis));
            std::vector<std::tuple<double, double>> line = {{on_axis(curve.pooled.front().low), 0}};
            const auto count = static_cast<double>(count_of(curve.pooled));
            double seen = 0;
            for (const Distribution::Bin& bin : curve.pooled) {
                seen += static_cast<double>(bin.count);
                line.emplace_back(on_axis(bin.high - 1), 100 * seen / count);
            }
            gp_.send1d(line);
        }
    }

    /// Around the lowest and the highest seed at each percentile.
    template <class OnAxis>
    static std::vector<std::tuple<double, double>> band(const Curve& curve, const OnAxis& on_axis) {
        std::vector<std::tuple<double, double>> outline;
        std::vector<std::tuple<double, double>> back;
        for (int percent = 1; percent <= 99; ++percent) {
            std::int64_t low = INT64_MAX;
            std::int64_t high = 0;
            for (const Bins& bins : curve.seeds) {
                low = std::min(low, quantile(bins, percent));
                high = std::max(high, quantile(bins, percent));
            }
            outline.emplace_back(on_axis(low), percent);
            back.emplace_back(on_axis(high), percent);
        }
        outline.insert(outline.end(), back.rbegin(), back.rend());
        return outline;
    }

    Gnuplot& gp_;
    const StudySelection& selection_;
    std::vector<Panel> panels_;
};

}  // namespace

void plot_cdf(const StudyDatabase& study, const std::filesystem::path& figure, const StudySelection& selection) {
    if (selection.points.size() > kLineStyles)
        throw StoreError("too many points for one figure: " + std::to_string(selection.points.size()) + ", at most " +
                         std::to_string(kLineStyles) + "; choose some with --at AXIS=VALUE");
    const std::vector<StudyRun> runs = study.runs();
    std::vector<Panel> panels;
    for (const StudyStage& stage : selection.stages) {
        Panel panel{.title = stage.label, .curves = {}};
        for (const std::size_t point : selection.points) panel.curves.push_back(read_curve(study, runs, point, stage));
        if (!panel.is_empty()) panels.push_back(std::move(panel));
    }
    if (panels.empty()) throw StoreError("nothing to draw: the results hold no latency of a stage");
    draw_figure(figure, [&](Gnuplot& gp) { CdfScript(gp, selection, std::move(panels)).write(); });
}

}  // namespace sim
