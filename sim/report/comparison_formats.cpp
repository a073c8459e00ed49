// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/report/comparison_report.h"
#include "sim/report/table.h"

namespace sim {
namespace {

constexpr const char* kHeadings[] = {"metric", "A", "B", "change", "95 % interval", "verdict"};

/// "+1.23 %"; small changes keep two digits that count.
std::string format_change(double share) {
    const double percent = 100 * share;
    if (std::isinf(percent) || std::isnan(percent)) return percent > 0 ? "+inf" : "-inf";
    const double size = std::abs(percent);
    if (size == 0) return "0";
    if (size < 0.00095) return percent > 0 ? "+<0.001 %" : "-<0.001 %";
    if (size < 0.0995) return fmt::format("{:+.3f} %", percent);
    return size < 99.5 ? fmt::format("{:+.2f} %", percent) : fmt::format("{:+.0f} %", percent);
}

std::string change_text(const ComparisonRow& row, double change) {
    if (row.change.exact) return "0";
    if (row.change.in_shares) return format_change(change);
    if (std::isinf(change)) return change > 0 ? "+inf" : "-inf";
    return (change > 0 ? "+" : change < 0 ? "-" : "") + format_metric(std::abs(change), row.metric.metric.unit);
}

std::string interval_text(const ComparisonRow& row) {
    if (row.change.exact) return "exact";
    if (row.change.seeds < 2) return "one seed";
    const Interval& interval = row.change.interval;
    return "[" + change_text(row, interval.low) + ", " + change_text(row, interval.high) + "]";
}

std::string verdict_text(const ComparisonRow& row) {
    if (row.identical) return "identical";
    const Verdict verdict = row.change.verdict;
    const bool says_moved = verdict == Verdict::Better || verdict == Verdict::Worse;
    return std::string(verdict_name(verdict)) + (row.change.moved && !says_moved ? ", moved" : "");
}

bool is_shown(const ComparisonRow& row, bool all) {
    return all || row.metric.headline || row.change.moved || row.change.verdict != Verdict::Equal;
}

std::vector<std::string> cells_of(const ComparisonRow& row) {
    const std::string& unit = row.metric.metric.unit;
    return {row.metric.label,
            format_metric(row.change.mean_a, unit),
            format_metric(row.change.mean_b, unit),
            change_text(row, row.change.change),
            interval_text(row),
            verdict_text(row)};
}

std::string seeds_text(const Comparison& comparison) {
    const std::size_t count = comparison.seeds.size();
    return std::to_string(count) + (count == 1 ? " seed" : " seeds") + ", paired";
}

std::vector<std::string> moved_labels(const Comparison& comparison) {
    std::vector<std::string> labels;
    for (const ComparisonRow& row : comparison.rows)
        if (row.change.moved || row.change.verdict == Verdict::Better || row.change.verdict == Verdict::Worse)
            labels.push_back(row.metric.label);
    return labels;
}

/// Breaks `text` between words.
std::string wrapped(const std::string& text, const std::string& indent) {
    constexpr std::size_t kColumns = 110;
    std::string result;
    std::string line;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (!line.empty() && line.size() + 1 + word.size() > kColumns) {
            result += line + "\n";
            line = indent;
        }
        line += (line.empty() || line == indent ? "" : " ") + word;
    }
    return result + line + "\n";
}

/// The one sentence that a reader wants.
std::string conclusion(const Comparison& comparison) {
    const std::size_t pairs = comparison.seeds.size();
    if (comparison.identical)
        return "identical: under each of the " + std::to_string(pairs) +
               " seeds both sides are the same run, event by event (equal fingerprints), and every metric is equal";
    std::size_t counts[4] = {};
    for (const ComparisonRow& row : comparison.rows) counts[static_cast<std::size_t>(row.change.verdict)] += 1;
    std::string text;
    for (const Verdict verdict : {Verdict::Better, Verdict::Worse, Verdict::Equal, Verdict::Inconclusive})
        text += (text.empty() ? "" : ", ") + std::to_string(counts[static_cast<std::size_t>(verdict)]) + " " +
                verdict_name(verdict);
    text += " of " + std::to_string(comparison.rows.size()) + " metrics";
    const std::vector<std::string> moved = moved_labels(comparison);
    if (moved.empty()) return text + "; none is shown to have moved";
    text += "; moved, within the margin or beyond:";
    for (std::size_t i = 0; i < moved.size(); ++i) text += (i == 0 ? " " : ", ") + moved[i];
    return text;
}

/// What the numbers are; the same words for people and for Markdown.
std::string method(const Comparison& comparison) {
    double margin = 0.01;
    for (const ComparisonRow& row : comparison.rows)
        if (row.metric.metric.figure != "p99") margin = row.margin;
    return fmt::format(
        "values: mean over seeds; change: B against A; equal: shown to be within {:g} % ({:g} % for p99), so not "
        "merely "
        "no difference found; error of all {} metrics together: 5 % (Holm)",
        100 * margin, 200 * margin, comparison.rows.size());
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// An endless end of an interval has no number in JSON.
nlohmann::ordered_json number(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::string comparison_table(const Comparison& comparison, bool all) {
    using enum Table::Align;
    Table table({Left, Right, Right, Right, Right, Left});
    table.row({std::begin(kHeadings), std::end(kHeadings)});
    std::size_t hidden = 0;
    for (const ComparisonRow& row : comparison.rows) {
        if (is_shown(row, all))
            table.row(cells_of(row));
        else
            hidden += 1;
    }
    std::string text = comparison.a + "\n" + comparison.b + "\n" + seeds_text(comparison) + "\n\n";
    text += table.to_string();
    if (hidden > 0)
        text += "and " + std::to_string(hidden) + " more that are " + (comparison.identical ? "identical" : "equal") +
                " (--all shows them)\n";
    text += "\n" + wrapped(conclusion(comparison), "") + wrapped(method(comparison), "");
    for (const std::string& note : comparison.notes) text += wrapped("note: " + note, "  ");
    return text;
}

std::string comparison_markdown(const Comparison& comparison, bool all) {
    std::string text = comparison.a + "  \n" + comparison.b + "  \n" + seeds_text(comparison) + "\n\n";
    const auto line = [&text](const std::vector<std::string>& cells) {
        for (const std::string& cell : cells) {
            text += "| ";
            for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c);
            text += " ";
        }
        text += "|\n";
    };
    line({std::begin(kHeadings), std::end(kHeadings)});
    text += "|:--|--:|--:|--:|--:|:--|\n";
    for (const ComparisonRow& row : comparison.rows)
        if (is_shown(row, all)) line(cells_of(row));
    text += "\n" + conclusion(comparison) + ".\n\n" + method(comparison) + ".\n";
    for (const std::string& note : comparison.notes) text += "\n- " + note;
    return text + (comparison.notes.empty() ? "" : "\n");
}

std::string comparison_csv(const Comparison& comparison) {
    std::string text =
        "metric,label,unit,better,seeds,mean_a,mean_b,change,change_low,change_high,change_is,sd,margin,p_margin,p_"
        "zero,"
        "variance_ratio,skewed,moved,verdict\n";
    for (const ComparisonRow& row : comparison.rows) {
        const StudyMetric& metric = row.metric.metric;
        const MetricChange& change = row.change;
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_cell(metric.name),
                            csv_cell(row.metric.label), csv_cell(metric.unit), metric.better, change.seeds,
                            change.mean_a, change.mean_b, change.change, change.interval.low, change.interval.high,
                            change.in_shares ? "share" : "difference", change.sd, row.margin, change.p_margin,
                            change.p_zero, change.variance_ratio, change.skewed, change.moved,
                            row.identical ? "identical" : verdict_name(change.verdict));
    }
    return text;
}

std::string comparison_json(const Comparison& comparison) {
    nlohmann::ordered_json json = {{"schema", 1},
                                   {"a", comparison.a},
                                   {"b", comparison.b},
                                   {"seeds", comparison.seeds},
                                   {"identical", comparison.identical},
                                   {"same_fingerprints", comparison.same_fingerprints},
                                   {"metrics", nlohmann::ordered_json::array()},
                                   {"notes", comparison.notes}};
    for (const ComparisonRow& row : comparison.rows) {
        const MetricChange& change = row.change;
        json["metrics"].push_back({{"metric", row.metric.metric.name},
                                   {"label", row.metric.label},
                                   {"unit", row.metric.metric.unit},
                                   {"better", row.metric.metric.better},
                                   {"headline", row.metric.headline},
                                   {"seeds", change.seeds},
                                   {"mean_a", change.mean_a},
                                   {"mean_b", change.mean_b},
                                   {"change", number(change.change)},
                                   {"interval", {number(change.interval.low), number(change.interval.high)}},
                                   {"change_is", change.in_shares ? "share" : "difference"},
                                   {"sd", number(change.sd)},
                                   {"margin", row.margin},
                                   {"p_margin", change.p_margin},
                                   {"p_zero", change.p_zero},
                                   {"variance_ratio", number(change.variance_ratio)},
                                   {"skewed", change.skewed},
                                   {"moved", change.moved},
                                   {"exact", change.exact},
                                   {"verdict", row.identical ? "identical" : verdict_name(change.verdict)}});
    }
    return json.dump(2) + "\n";
}

}  // namespace sim
