// SPDX-License-Identifier: MIT
#include "models/conformance/report.h"

#include <map>
#include <sstream>
#include <utility>

#include "sim/report/table.h"

namespace models {
namespace {

using sim::format_count;
using Align = sim::Table::Align;

/// Names and reasons come from files: what would move the cursor or change colours of a terminal is shown as \x1b. The
/// controls beyond ASCII (U+0080 to U+009F) are two bytes, of which the first is always c2.
std::string printable(const std::string& text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        const bool wide_control = byte == 0xc2 && next >= 0x80 && next < 0xa0;
        if (byte < 0x20 || byte == 0x7f || wide_control)
            out += std::string("\\x") + kDigits[byte / 16] + kDigits[byte % 16];
        else
            out += text[i];
    }
    return out;
}

std::string indented(const std::string& lines) {
    std::string out;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) out += "    " + printable(line) + "\n";
    return out;
}

void print_failures(std::ostream& out, const ConformanceReport& report, std::size_t shown) {
    std::size_t count = 0;
    for (const CaseResult& result : report.cases) {
        if (result.verdict != Verdict::Failed) continue;
        if (count++ < shown) out << "FAILED " << printable(result.id()) << "\n" << indented(result.reason);
    }
    if (count > shown) out << "... and " << format_count(count - shown) << " more failures\n";
    if (count > 0) out << "\n";
}

void print_not_run(std::ostream& out, const ConformanceReport& report) {
    std::map<std::string, std::size_t> reasons;
    for (const CaseResult& result : report.cases)
        if (result.verdict == Verdict::NotRun) ++reasons[result.reason];
    for (const auto& [ending, count] : report.other_files) reasons["not a JSON file: " + ending] += count;
    if (reasons.empty()) return;
    sim::Table table({Align::Right, Align::Left});
    for (const auto& [reason, count] : reasons) table.row({format_count(count), printable(reason)});
    out << "not run:\n" << table.to_string(2) << "\n";
}

struct Counts {
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t not_run = 0;
    void add(Verdict verdict) {
        ++(verdict == Verdict::Passed ? passed : verdict == Verdict::Failed ? failed : not_run);
    }
};

}  // namespace

std::string suite_of(const CaseResult& result) {
    const std::size_t slash = result.file.find('/');
    return slash == std::string::npos ? "." : result.file.substr(0, slash);
}

void print_report(std::ostream& out, const ConformanceReport& report, std::size_t shown) {
    print_failures(out, report, shown);
    print_not_run(out, report);
    std::map<std::pair<std::string, std::string>, Counts> lines;
    Counts total;
    for (const CaseResult& result : report.cases) {
        lines[{suite_of(result), result.kind}].add(result.verdict);
        total.add(result.verdict);
    }
    sim::Table table({Align::Left, Align::Left, Align::Right, Align::Right, Align::Right});
    const auto row = [&](const std::string& suite, const std::string& kind, const Counts& counts) {
        table.row({printable(suite), printable(kind), format_count(counts.passed), format_count(counts.failed),
                   format_count(counts.not_run)});
    };
    table.row({"suite", "kind", "passed", "failed", "not run"});
    for (const auto& [line, counts] : lines) row(line.first, line.second, counts);
    row("total", format_count(report.files) + (report.files == 1 ? " file" : " files"), total);
    out << table.to_string();
}

}  // namespace models
