// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "sim/base/value_format.h"
#include "sim/cli/progress_bar.h"
#include "sim/cli/verb.h"

namespace sim {

/// The option's text as a T. Read by us and not by Boost, which takes -1 for 18446744073709551615. Throws UsageError.
template <class T>
[[nodiscard]] T option_value(const Invocation& call, const char* name) {
    const auto text = call.options[name].as<std::string>();
    if (const std::optional<T> value = parse_value<T>(text)) return *value;
    throw UsageError(std::string("--") + name + " '" + text + "': expected " + expected_value<T>());
}

/// Throws UsageError unless `figure` ends in .svg, .png or .pdf; `option` is where it was given.
void check_figure_name(const std::filesystem::path& figure, const std::string& option);

/// The two parts of KEY=VALUE, as given to `option`. Throws UsageError.
[[nodiscard]] std::pair<std::string, std::string> key_and_value(const std::string& text, const std::string& option);

/// Adds --progress, for verbs that take long.
void add_progress_option(boost::program_options::options_description& options);
/// What --progress asks for. Throws UsageError.
[[nodiscard]] ProgressBar::Style progress_style(const Invocation& call);
/// A bar of that style on the console.
[[nodiscard]] std::unique_ptr<ProgressBar> make_progress_bar(const Invocation& call, ProgressBar::Style style);

}  // namespace sim
