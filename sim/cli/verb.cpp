// SPDX-License-Identifier: MIT
#include "sim/cli/verb.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "sim/base/error.h"
#include "sim/report/table.h"
#include "sim/scenario/value_text.h"

namespace sim {
namespace {

namespace po = boost::program_options;

constexpr unsigned kHelpColumns = 100;

po::options_description options_of(const Verb& verb) {
    po::options_description options("options", kHelpColumns, kHelpColumns / 2);
    verb.add_options(options);
    options.add_options()("help,h", "print this help");
    return options;
}

std::string indented(std::string_view text) {
    std::string result;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) result += line.empty() ? "\n" : "  " + line + "\n";
    return result;
}

std::string unknown_option(const Verb& verb, const std::string& written) {
    std::vector<std::string> names;
    const po::options_description options = options_of(verb);
    for (const auto& option : options.options()) names.push_back("--" + option->long_name());
    const std::string nearest = nearest_name(written, names);
    return "unknown option '" + written + "'" + (nearest.empty() ? "" : "; did you mean '" + nearest + "'?");
}

}  // namespace

std::vector<Verb> all_verbs(const Catalogue& catalogue) {
    std::vector<Verb> verbs = {run_verb(),     validate_verb(), show_verb(), list_verb(),
                               compare_verb(), sweep_verb(),    plot_verb()};
    verbs.insert(verbs.end(), catalogue.verbs.begin(), catalogue.verbs.end());
    verbs.insert(verbs.end(), {version_verb(), help_verb()});
    return verbs;
}

Verb find_verb(const Catalogue& catalogue, const std::string& name) {
    std::vector<std::string> names;
    for (const Verb& verb : all_verbs(catalogue)) {
        if (name == verb.name) return verb;
        names.emplace_back(verb.name);
    }
    reject_name("verb", name, names);
}

void reject_name(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
    const std::string nearest = nearest_name(name, known);
    throw UsageError("unknown " + what + " '" + name + "'; expected one of " + join(known) +
                     (nearest.empty() ? "" : "; did you mean '" + nearest + "'?"));
}

std::string help_text(const Verb& verb) {
    std::ostringstream text;
    text << "usage: headway " << verb.name << (*verb.arguments != '\0' ? " " : "") << verb.arguments << "\n\n"
         << verb.description << "\n\n"
         << options_of(verb) << "\nexamples:\n"
         << indented(verb.examples) << "\nexit codes:\n"
         << indented(verb.exit_codes);
    return text.str();
}

std::string program_help(const Catalogue& catalogue) {
    std::ostringstream text;
    text << "usage: headway VERB [arguments]\n\n"
            "Simulates blockchain execution pipelines: real EVM, parallel execution and state diffs in a simulated\n"
            "network on simulated hardware. A scenario file says what; a results database keeps what came out.\n\n"
            "verbs:\n";
    Table verbs({Table::Align::Left, Table::Align::Left});
    for (const Verb& verb : all_verbs(catalogue)) verbs.row({verb.name, verb.summary});
    text << verbs.to_string(2);
    text << "\n'headway VERB --help' explains a verb. To begin with:\n"
            "  headway run scenarios/megaeth.yaml\n";
    return text.str();
}

Invocation parse_arguments(const Verb& verb, const Catalogue& catalogue, Console& console,
                           const std::vector<std::string>& arguments) {
    po::options_description all = options_of(verb);
    all.add_options()("positional", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("positional", -1);

    Invocation invocation{catalogue, console, {}, {}, std::string("headway ") + verb.name};
    for (const std::string& argument : arguments) invocation.command_line += " " + shell_word(argument);
    try {
        // No guessing: `--see 1` must not be taken for --seed today and for something else tomorrow.
        const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        po::store(po::command_line_parser(arguments).options(all).positional(positional).style(style).run(),
                  invocation.options);
        po::notify(invocation.options);
    } catch (const po::unknown_option& error) {
        throw UsageError(unknown_option(verb, error.get_option_name()));
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
    if (invocation.options.count("positional") != 0)
        invocation.positional = invocation.options["positional"].as<std::vector<std::string>>();
    return invocation;
}

std::string shell_word(const std::string& word) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("_-./=,:+%@").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

void expect_positional(const Invocation& invocation, std::size_t low, std::size_t high, const std::string& what) {
    const std::size_t count = invocation.positional.size();
    if (count >= low && count <= high) return;
    const std::string found = count == 0 ? "nothing" : "'" + join(invocation.positional) + "'";
    throw UsageError("expected " + what + ", got " + found);
}

}  // namespace sim
