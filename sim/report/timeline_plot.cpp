// SPDX-License-Identifier: MIT
#include "sim/report/timeline_plot.h"

#include <gnuplot-iostream.h>

#include <algorithm>
#include <string>

#include "sim/report/figure_script.h"
#include "sim/report/timeline_figure.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

constexpr double kLeft = 60;
constexpr double kRight = 970;
constexpr double kTop = 520;
constexpr double kBottom = 65;
constexpr double kTitleRows = 0.75;   ///< Height of a track's title, in lanes.
constexpr double kLaneFill = 0.8;     ///< The part of a lane's height that its bars take.
constexpr double kLetterWidth = 7.5;  ///< Of the numbers inside bars.
constexpr double kLeastWidth = 2;     ///< What a bar is widened to, so that it can be seen.

// Okabe and Ito's palette, without black.
constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                    "#E69F00", "#56B4E9", "#8A7A00", "#7A5195"};

/// What stands inside a bar: the item's number, if its name ends in one.
std::string short_name(const std::string& name) {
    const std::size_t space = name.find_last_of(' ');
    return space == std::string::npos ? name : name.substr(space + 1);
}

/// Writes the figure as a gnuplot script, bars as rectangles.
class TimelineScript {
  public:
    TimelineScript(Gnuplot& gp, const TimelineFigure& figure) : gp_(gp), figure_(figure) {
        for (const TimelineTrack& track : figure.tracks) rows_ += kTitleRows + static_cast<double>(track.lanes);
        milliseconds_ = figure.length < 5;
    }

    void write() {
        text(figure_.title, kLeft, 577, "font ',16'");
        text(figure_.subtitle, kLeft, 552, "textcolor rgb '#606060'");
        write_axes();
        double row = 0;
        for (const TimelineTrack& track : figure_.tracks) row = write_track(track, row);
        gp_ << "plot NaN notitle\n";
    }

  private:
    void text(const std::string& content, double x, double y, const std::string& how) {
        gp_ << "set label " << quoted(content) << " at screen " << x / kFigureWidth << ", screen " << y / kFigureHeight
            << " front " << how << "\n";
    }
    [[nodiscard]] double unit() const { return milliseconds_ ? 1e3 : 1; }
    [[nodiscard]] double width_of(double seconds) const { return seconds / figure_.length * (kRight - kLeft); }
    [[nodiscard]] double screen_y(double row) const { return kTop - (kTop - kBottom) * row / rows_; }

    void write_axes() {
        gp_ << "set lmargin at screen " << kLeft / kFigureWidth << "\nset rmargin at screen " << kRight / kFigureWidth
            << "\nset tmargin at screen " << kTop / kFigureHeight << "\nset bmargin at screen "
            << kBottom / kFigureHeight << "\nset xrange [0:" << figure_.length * unit() << "]\nset yrange [" << rows_
            << ":0]\nunset ytics\nset xlabel " << quoted(milliseconds_ ? "milliseconds" : "seconds")
            << "\nset border 1\nset xtics nomirror\nset grid xtics linetype 1 linecolor rgb '#e4e4e4' linewidth 0.5\n";
    }

    double write_track(const TimelineTrack& track, double row) {
        text(track.name, kLeft, screen_y(row + kTitleRows / 2), "font ',11' textcolor rgb '#303030'");
        row += kTitleRows;
        for (const TimelineBar& bar : track.bars) write_bar(bar, row);
        return row + static_cast<double>(track.lanes);
    }

    void write_bar(const TimelineBar& bar, double row) {
        const double top = row + static_cast<double>(bar.lane) + (1 - kLaneFill) / 2;
        const double width = std::max(bar.end - bar.begin, kLeastWidth / (kRight - kLeft) * figure_.length);
        gp_ << "set object rectangle from first " << bar.begin * unit() << ", first " << top << " to first "
            << (bar.begin + width) * unit() << ", first " << top + kLaneFill << " fillcolor rgb '"
            << kColours[bar.item % std::size(kColours)]
            << "' fillstyle solid 0.85 border linecolor rgb 'white' front\n";
        const std::string label = short_name(figure_.items[bar.item]);
        if (width_of(width) < kLetterWidth * static_cast<double>(label.size() + 1)) return;
        gp_ << "set label " << quoted(label) << " at first " << (bar.begin + width / 2) * unit() << ", first "
            << top + kLaneFill / 2 << " center front textcolor rgb 'white'\n";
    }

    Gnuplot& gp_;
    const TimelineFigure& figure_;
    double rows_ = 0;
    bool milliseconds_ = false;
};

}  // namespace

void plot_timeline(const fs::path& results, const fs::path& figure) {
    static_cast<void>(terminal_for(figure));  // a wrong name is said before the results are read
    const TimelineFigure content = timeline_figure(ResultReader(results));
    draw_figure(figure, [&](Gnuplot& gp) { TimelineScript(gp, content).write(); });
}

}  // namespace sim
