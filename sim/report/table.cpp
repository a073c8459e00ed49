// SPDX-License-Identifier: MIT
#include "sim/report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "sim/base/check.h"

namespace sim {

namespace {

struct Scale {
    double factor;
    const char* name;
};

/// Three significant digits of a number below 999.5.
std::string three_digits(double value) {
    const double size = std::abs(value);
    if (size >= 99.95) return fmt::format("{:.0f}", value);
    if (size >= 9.995) return fmt::format("{:.1f}", value);
    return fmt::format("{:.2f}", value);
}

/// The value in the largest unit in which it does not round to below 1.00. `scales` ascend; the first one is the unit
/// in which whole numbers are shown as they are.
std::string in_scale(double value, std::span<const Scale> scales) {
    const Scale* best = &scales.front();
    for (const Scale& scale : scales)
        if (std::abs(value) >= 0.9995 * scale.factor) best = &scale;
    const bool is_whole = best == &scales.front() && value == std::floor(value);
    return (is_whole ? fmt::format("{:.0f}", value) : three_digits(value / best->factor)) + best->name;
}

/// Code points, since every continuation byte of UTF-8 is 10xxxxxx.
std::size_t display_width(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

Table& Table::row(std::vector<std::string> cells) {
    CHECK(cells.size() <= columns_.size());
    rows_.push_back(std::move(cells));
    return *this;
}

std::string Table::to_string(std::size_t indent) const {
    std::vector<std::size_t> widths(columns_.size());
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
    std::string text;
    for (const auto& row : rows_) {
        std::string line(indent, ' ');
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - display_width(row[i]), ' ');
            if (i > 0) line += "  ";
            line += columns_[i] == Align::Left ? row[i] + padding : padding + row[i];
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string format_time(Duration duration) {
    static constexpr std::array<Scale, 6> kScales = {Scale{1, " ns"}, {1e3, " us"},   {1e6, " ms"},
                                                     {1e9, " s"},     {60e9, " min"}, {3600e9, " h"}};
    return in_scale(static_cast<double>(duration.ns()), kScales);
}

std::string format_size(double bytes) {
    static constexpr std::array<Scale, 5> kScales = {
        Scale{1, " B"}, {1e3, " kB"}, {1e6, " MB"}, {1e9, " GB"}, {1e12, " TB"}};
    return in_scale(bytes, kScales);
}

std::string format_bit_rate(double bits_per_second) {
    return format_number(bits_per_second, "bit/s");
}

std::string format_number(double value, const std::string& unit) {
    static constexpr std::array<Scale, 5> kScales = {
        Scale{1, " "}, {1e3, " k"}, {1e6, " M"}, {1e9, " G"}, {1e12, " T"}};
    std::string text = in_scale(value, kScales) + unit;
    if (text.back() == ' ') text.pop_back();
    return text;
}

std::string format_count(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
    return text;
}

std::string format_percent(double share) {
    const double percent = 100 * share;
    if (percent == 0 || percent == 100) return fmt::format("{:.0f} %", percent);
    if (percent > 0 && percent < 0.005) return "< 0.01 %";
    if (percent > 99.995 && percent < 100) return "> 99.99 %";
    const bool is_near_an_end = percent < 9.995 || (percent >= 99.95 && percent < 100);
    return is_near_an_end ? fmt::format("{:.2f} %", percent) : fmt::format("{:.1f} %", percent);
}

std::string format_metric(double value, const std::string& unit) {
    if (unit == "ns") return format_time(Duration::from_ns(static_cast<std::int64_t>(std::llround(value))));
    if (unit == "B") return format_size(value);
    if (unit == "ppm") return format_percent(value * 1e-6);
    if (unit != "count") return format_number(value, unit == "ratio" ? "" : unit);
    const bool is_whole = value == std::floor(value) && value >= 0 && value < 1e15;
    return is_whole ? format_count(static_cast<std::uint64_t>(value)) : format_number(value);
}

std::string format_fixed(double value, int digits_after_point) {
    return fmt::format("{:.{}f}", value, digits_after_point);
}

Table latency_table(const Lifecycle& lifecycle) {
    using enum Table::Align;
    Table table({Left, Right, Right, Right, Right, Left});
    table.row({"latency from submission", "p50", "p90", "p99", "max"});
    for (std::size_t i = 0; i < lifecycle.spec().stages.size(); ++i) {
        const Stage& stage = lifecycle.spec().stages[i];
        const Distribution& latency = lifecycle.latency(i);
        std::vector<std::string> cells = {"  " + stage_label(stage)};
        for (const std::int64_t ns :
             {latency.quantile(kP50), latency.quantile(kP90), latency.quantile(kP99), latency.max()})
            cells.push_back(latency.empty() ? "-" : format_time(Duration::from_ns(ns)));
        std::string meaning = "  " + stage.documentation;
        if (latency.count() < lifecycle.submitted())
            meaning +=
                " (reached by " + format_count(latency.count()) + " of " + format_count(lifecycle.submitted()) + ")";
        cells.push_back(meaning);
        table.row(std::move(cells));
    }
    return table;
}

}  // namespace sim
