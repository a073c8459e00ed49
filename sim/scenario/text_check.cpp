// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "sim/scenario/yaml_reader.h"

namespace sim {
namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Length of the UTF-8 sequence that begins `rest`; 0 if it is none (RFC 3629: no overlong forms, no surrogates,
/// nothing above U+10FFFF).
std::size_t sequence_length(std::string_view rest) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || rest.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(rest[i])) return 0;
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    const bool too_large = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

/// Checks one line (number from 1).
void check_line(std::string_view line, const SourcePosition& start) {
    const auto at = [&](std::size_t offset) {
        return SourcePosition{start.file, start.line, character_column(line, offset)};
    };
    const std::size_t content = line.find_first_not_of(" \t");
    const std::size_t tab = line.find('\t');
    if (content != std::string_view::npos && tab < content && line[content] != '#')
        reject(at(tab), "a tab in the indentation", "spaces: YAML does not allow tabs there");
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t length = sequence_length(line.substr(i));
        if (length == 0) reject(at(i), "a byte that is not UTF-8", "text in UTF-8");
        const auto code = static_cast<unsigned char>(line[i]);
        if ((code < 0x20 && code != '\t') || code == 0x7F)
            reject(at(i), "a control character (code " + std::to_string(code) + ")", "printable text");
        i += length;
    }
}

}  // namespace

void reject(const SourcePosition& where, const std::string& message, const std::string& expected,
            const std::string& suggestion) {
    InputProblem problem;
    problem.where = where;
    problem.message = message;
    problem.expected = expected;
    problem.suggestion = suggestion;
    throw InputError(std::move(problem));
}

int character_column(std::string_view line, std::size_t offset) {
    int column = 1;
    for (const char c : line.substr(0, offset))
        if (!is_continuation(c)) ++column;
    return column;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

void check_text(std::string_view text, const std::string& name) {
    if (text.size() > Document::kMaxBytes)
        reject({name, 0, 0}, "the file is larger than 1 MiB",
               "a scenario; large tables belong into files of their own");
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        reject({name, 1, 1}, "the file is encoded as UTF-16", "text in UTF-8");
    int line_number = 0;
    for (const std::string_view line : split_lines(text)) check_line(line, {name, ++line_number, 1});
}

}  // namespace sim
