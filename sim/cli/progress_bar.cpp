// SPDX-License-Identifier: MIT
#include "sim/cli/progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

namespace sim {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kUpdateInterval = std::chrono::milliseconds(100);
constexpr std::size_t kWidestBar = 40;
constexpr std::size_t kNarrowestBar = 10;

double seconds(nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

std::string formatted(const char* format, double value) {
    char text[64];
    const int length = std::snprintf(text, sizeof text, format, value);
    return {text, static_cast<std::size_t>(std::clamp(length, 0, static_cast<int>(sizeof text) - 1))};
}

/// "12 s", "3 min 20 s" or "2 h 05 min".
std::string time_left(double left) {
    const auto whole = static_cast<long long>(std::ceil(left));
    if (whole < 60) return std::to_string(whole) + " s";
    const auto two_digits = [](long long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (whole < 3600) return std::to_string(whole / 60) + " min " + two_digits(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + two_digits(whole % 3600 / 60) + " min";
}

/// A share that is not a number, or outside 0 to 1, is a bug of the caller but no reason to break the terminal.
double sane_share(double share) {
    return share > 0 ? std::min(share, 1.0) : 0.0;
}

std::vector<std::string> parts_of(const Progress& progress) {
    const double share = sane_share(progress.done_share);
    const double elapsed = seconds(progress.elapsed);
    std::vector<std::string> parts = {formatted("%5.1f %%", std::floor(share * 1000) / 10)};
    if (progress.now) parts.push_back(formatted("simulated %.3f s", progress.now->seconds()));
    // Before a second has passed, speed and time left are noise.
    if (elapsed >= 1) {
        if (progress.now) parts.push_back(formatted("%.3g x real time", progress.now->seconds() / elapsed));
        const double left = share > 0 ? elapsed * (1 - share) / share : 0;
        if (share > 0 && left < 1e6) parts.push_back(time_left(left) + " left");
    }
    if (!progress.what.empty()) parts.emplace_back(progress.what);
    return parts;
}

}  // namespace

std::string progress_line(const Progress& progress, int columns) {
    const auto room = static_cast<std::size_t>(std::max(columns, 0));
    std::string text;
    for (const std::string& part : parts_of(progress)) {
        if (text.size() + part.size() + 2 > room) break;
        text += (text.empty() ? "" : "  ") + part;
    }
    if (text.size() + kNarrowestBar + 4 > room) return text;
    const std::size_t width = std::min(kWidestBar, room - text.size() - 4);
    const auto filled = static_cast<std::size_t>(sane_share(progress.done_share) * static_cast<double>(width));
    return "[" + std::string(filled, '#') + std::string(width - filled, '-') + "] " + text;
}

ProgressBar::ProgressBar(std::ostream& out, Style style, int columns, WallClock wall_clock)
    : out_(out),
      style_(style),
      columns_(columns),
      wall_clock_(std::move(wall_clock)),
      start_(wall_clock_()),
      next_update_(start_) {}

ProgressBar::~ProgressBar() {
    clear();
}

void ProgressBar::update(double done_share, std::optional<SimTime> now, std::string_view what) {
    if (style_ == Style::None) return;
    const nanoseconds wall = wall_clock_();
    const Progress progress{done_share, now, what, wall - start_};
    if (style_ == Style::Lines) {
        const int tenth = static_cast<int>(sane_share(done_share) * 10);
        if (tenth < next_tenth_) return;
        next_tenth_ = tenth + 1;
        out_ << progress_line(progress, 0x7FFF).substr(kWidestBar + 3) << "\n" << std::flush;
        return;
    }
    if (wall < next_update_) return;
    next_update_ = wall + kUpdateInterval;
    // One column less than there are: a terminal wraps when the last one is filled. "\x1b[K" erases the old rest.
    out_ << '\r' << progress_line(progress, columns_ - 1) << "\x1b[K" << std::flush;
    visible_ = true;
}

void ProgressBar::clear() {
    if (!std::exchange(visible_, false)) return;
    out_ << "\r\x1b[K" << std::flush;
}

}  // namespace sim
