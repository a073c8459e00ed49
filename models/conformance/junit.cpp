// SPDX-License-Identifier: MIT
#include "models/conformance/report.h"

namespace models {
namespace {

/// XML 1.0 has no way to write most control characters, nor may bytes be no UTF-8.
std::string escaped(const std::string& text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\n')
            out += "&#10;";
        else if (c == '\t')
            out += "&#9;";
        else if (byte < 0x20 || byte >= 0x7f)
            out += std::string("\\x") + kDigits[byte / 16] + kDigits[byte % 16];
        else
            out += c;
    }
    return out;
}

std::string attribute(const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + escaped(value) + "\"";
}

std::string counts(std::size_t tests, std::size_t failures, std::size_t skipped) {
    return attribute("tests", std::to_string(tests)) + attribute("failures", std::to_string(failures)) +
           attribute("skipped", std::to_string(skipped));
}

void write_case(std::ostream& out, const CaseResult& result) {
    const std::string variant = result.variant.empty() ? "" : "[" + result.variant + "]";
    out << "    <testcase" << attribute("classname", result.kind) << attribute("name", result.name + variant);
    if (result.verdict == Verdict::Passed) {
        out << "/>\n";
        return;
    }
    const std::string first_line = result.reason.substr(0, result.reason.find('\n'));
    out << ">";
    if (result.verdict == Verdict::Failed)
        out << "<failure" << attribute("message", first_line) << ">" << escaped(result.reason) << "</failure>";
    else
        out << "<skipped" << attribute("message", first_line) << "/>";
    out << "</testcase>\n";
}

}  // namespace

void write_junit(std::ostream& out, const ConformanceReport& report) {
    const auto& cases = report.cases;
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" << attribute("name", "headway conformance")
        << counts(cases.size(), report.count(Verdict::Failed), report.count(Verdict::NotRun)) << ">\n";
    for (std::size_t begin = 0, end = 0; begin < cases.size(); begin = end) {
        std::size_t failed = 0;
        std::size_t not_run = 0;
        for (end = begin; end < cases.size() && cases[end].file == cases[begin].file; ++end) {
            if (cases[end].verdict == Verdict::Failed) ++failed;
            if (cases[end].verdict == Verdict::NotRun) ++not_run;
        }
        out << "  <testsuite" << attribute("name", cases[begin].file) << counts(end - begin, failed, not_run) << ">\n";
        for (std::size_t i = begin; i < end; ++i) write_case(out, cases[i]);
        out << "  </testsuite>\n";
    }
    out << "</testsuites>\n";
}

}  // namespace models
