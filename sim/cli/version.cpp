// SPDX-License-Identifier: MIT
#include "sim/cli/verb.h"

#ifndef HEADWAY_VERSION
#define HEADWAY_VERSION "unknown"
#endif

namespace sim {
namespace {

void add_options(boost::program_options::options_description&) {}

ExitCode run(const Invocation& call) {
    expect_positional(call, 0, 0, "no arguments");
    call.console.out << "headway " << HEADWAY_VERSION << " (compiler " << __VERSION__ << ")\n";
    return ExitCode::Ok;
}

}  // namespace

Verb version_verb() {
    return {"version",
            "",
            "print the version",
            "Prints the version of this program and the compiler that built it.",
            "headway version\n"
            "headway --version",
            "0 done   2 wrong usage",
            add_options,
            run};
}

}  // namespace sim
