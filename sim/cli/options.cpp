// SPDX-License-Identifier: MIT
#include "sim/cli/options.h"

namespace sim {

namespace po = boost::program_options;

void check_figure_name(const std::filesystem::path& figure, const std::string& option) {
    const std::string extension = figure.extension().string();
    if (extension != ".svg" && extension != ".png" && extension != ".pdf")
        throw UsageError(option + " '" + figure.string() + "': expected a name that ends in .svg, .png or .pdf");
}

std::pair<std::string, std::string> key_and_value(const std::string& text, const std::string& option) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) throw UsageError("--" + option + " '" + text + "': expected KEY=VALUE");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void add_progress_option(po::options_description& options) {
    options.add_options()("progress", po::value<std::string>()->default_value("auto")->value_name("WHEN"),
                          "progress on standard error: auto (only on a terminal), always or never");
}

ProgressBar::Style progress_style(const Invocation& call) {
    const auto when = call.options["progress"].as<std::string>();
    if (when != "auto" && when != "always" && when != "never")
        reject_name("value of --progress", when, {"auto", "always", "never"});
    if (when == "never") return ProgressBar::Style::None;
    if (call.console.err_is_terminal) return ProgressBar::Style::Bar;
    return when == "always" ? ProgressBar::Style::Lines : ProgressBar::Style::None;
}

std::unique_ptr<ProgressBar> make_progress_bar(const Invocation& call, ProgressBar::Style style) {
    const auto wall_clock = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
    return std::make_unique<ProgressBar>(call.console.err, style, call.console.err_columns, wall_clock);
}

}  // namespace sim
