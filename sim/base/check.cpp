// SPDX-License-Identifier: MIT
#include "sim/base/check.h"

#include <fmt/format.h>

#include <string_view>

namespace sim {
namespace {

thread_local const RunContext* current_context = nullptr;

/// The path from the project's root on, so that the message is the same wherever the tree was built.
std::string_view path_in_project(std::string_view path) {
    constexpr std::string_view kThisFile = __FILE__;
    constexpr std::string_view kRoot = kThisFile.substr(0, kThisFile.rfind("sim/base/check.cpp"));
    return path.starts_with(kRoot) ? path.substr(kRoot.size()) : path;
}

std::string describe(const RunContext& context) {
    const std::int64_t ns = context.time_ns;
    std::string text = fmt::format("\n  at simulated time {}.{:09} s", ns / 1'000'000'000, ns % 1'000'000'000);
    if (context.actor != nullptr && *context.actor != '\0') text += fmt::format(", actor {}", context.actor);
    text += fmt::format(", seed {}", context.seed);
    if (!context.reproduce.empty()) text += fmt::format("\n  reproduce with: {}", context.reproduce);
    return text;
}

}  // namespace

RunContextScope::RunContextScope(const RunContext& context) : previous_(current_context) {
    current_context = &context;
}

RunContextScope::~RunContextScope() {
    current_context = previous_;
}

void check_failed(const char* condition, const char* file, int line, const std::string& detail) {
    std::string text = fmt::format("CHECK failed: {}", condition);
    if (!detail.empty()) text += fmt::format(" ({})", detail);
    text += fmt::format("\n  in {}:{}", path_in_project(file), line);
    if (current_context != nullptr) text += describe(*current_context);
    throw InvariantViolation(text);
}

}  // namespace sim
