// SPDX-License-Identifier: MIT
#include "sim/cli/verb.h"

namespace sim {
namespace {

void add_options(boost::program_options::options_description&) {}

ExitCode run(const Invocation& call) {
    expect_positional(call, 0, 1, "one verb or nothing");
    call.console.out << (call.positional.empty() ? program_help(call.catalogue)
                                                 : help_text(find_verb(call.catalogue, call.positional.front())));
    return ExitCode::Ok;
}

}  // namespace

Verb help_verb() {
    return {"help",
            "[VERB]",
            "explain the program or one verb",
            "Prints what the program does, or what one verb does, with its options, examples and exit codes.",
            "headway help\n"
            "headway help run",
            "0 done   2 wrong usage",
            add_options,
            run};
}

}  // namespace sim
