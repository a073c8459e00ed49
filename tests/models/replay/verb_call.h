// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <sstream>
#include <string>
#include <vector>

#include "models/replay/import_verb.h"
#include "models/replay/replay_verb.h"
#include "sim/cli/cli.h"

namespace models {

struct VerbCall {
    sim::ExitCode code = sim::ExitCode::Ok;
    std::string out;
    std::string err;
};

/// What `headway` does with these arguments.
inline VerbCall call_verb(const std::vector<std::string>& arguments, bool interrupt = false) {
    sim::Catalogue catalogue;
    catalogue.verbs = {replay_verb(), import_verb()};
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted = interrupt;
    sim::Console console{.out = out, .err = err, .interrupted = &interrupted};
    const sim::ExitCode code = run_cli(catalogue, arguments, console);
    return {code, out.str(), err.str()};
}

}  // namespace models
