// SPDX-License-Identifier: MIT
#include "models/json/json_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace models {
namespace {

/// How much of what the parser says is shown: it quotes what it read last.
constexpr std::size_t kShownMessage = 200;

}  // namespace

std::string read_text(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw JsonError(": cannot be read");
    return text.str();
}

struct NotJsonError::Parts {
    int line = 0;
    int column = 0;
    std::string reason;
};

NotJsonError::NotJsonError(const std::string& text, const Json::exception& error)
    : NotJsonError([&]() -> Parts {
          const std::string message = error.what();
          const auto* const at = dynamic_cast<const Json::parse_error*>(&error);
          if (at == nullptr) return {.reason = "no JSON: " + message};
          const std::string_view before = std::string_view(text).substr(0, at->byte == 0 ? 0 : at->byte - 1);
          const std::size_t last_break = before.rfind('\n');
          const std::size_t line_start = last_break == std::string_view::npos ? 0 : last_break + 1;
          return {.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
                  .column = static_cast<int>(before.size() - line_start) + 1,
                  .reason = "no JSON: " + message.substr(message.find("] ") + 2, kShownMessage)};
      }()) {}

NotJsonError::NotJsonError(Parts parts)
    : JsonError((parts.line > 0 ? ":" + std::to_string(parts.line) + ":" + std::to_string(parts.column) : "") + ": " +
                parts.reason),
      line_(parts.line),
      column_(parts.column),
      reason_(std::move(parts.reason)) {}

Json read_json_file(const std::filesystem::path& path) {
    const std::string text = read_text(path);
    try {
        return Json::parse(text);
    } catch (const Json::exception& error) {
        throw NotJsonError(text, error);
    }
}

}  // namespace models
