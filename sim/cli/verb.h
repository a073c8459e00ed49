// SPDX-License-Identifier: MIT
#pragma once

#include <boost/program_options.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/cli/cli.h"

namespace sim {

/// The command line cannot be understood (exit code 2). The message says what is wrong and what would be right.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// What a verb is called with.
struct Invocation {
    const Catalogue& catalogue;
    Console& console;
    boost::program_options::variables_map options;
    std::vector<std::string> positional;
    std::string command_line;  ///< As it could be typed again.
};

[[nodiscard]] Verb run_verb();
[[nodiscard]] Verb validate_verb();
[[nodiscard]] Verb show_verb();
[[nodiscard]] Verb list_verb();
[[nodiscard]] Verb plot_verb();
[[nodiscard]] Verb compare_verb();
[[nodiscard]] Verb sweep_verb();
[[nodiscard]] Verb version_verb();
[[nodiscard]] Verb help_verb();

/// All verbs in the order in which help shows them.
[[nodiscard]] std::vector<Verb> all_verbs(const Catalogue& catalogue);
/// The verb called `name`; throws UsageError.
[[nodiscard]] Verb find_verb(const Catalogue& catalogue, const std::string& name);

/// What `headway VERB --help` prints.
[[nodiscard]] std::string help_text(const Verb& verb);
/// What `headway --help` prints.
[[nodiscard]] std::string program_help(const Catalogue& catalogue);

/// Parses the arguments behind the verb's name. Throws UsageError, naming the nearest option for an unknown one.
[[nodiscard]] Invocation parse_arguments(const Verb& verb, const Catalogue& catalogue, Console& console,
                                         const std::vector<std::string>& arguments);

/// `word` as a shell would need it.
[[nodiscard]] std::string shell_word(const std::string& word);

/// Throws UsageError unless there are `low` to `high` positional arguments; `what` names them.
void expect_positional(const Invocation& invocation, std::size_t low, std::size_t high, const std::string& what);

/// Throws UsageError: `name` is none of `known`.
[[noreturn]] void reject_name(const std::string& what, const std::string& name, const std::vector<std::string>& known);

}  // namespace sim
