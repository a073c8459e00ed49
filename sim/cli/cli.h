// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <ostream>
#include <string>
#include <vector>

#include "sim/cli/catalogue.h"

namespace sim {

/// What the command line talks to; replaced in tests.
struct Console {
    std::ostream& out;  ///< Results only.
    std::ostream& err;  ///< All else.
    bool err_is_terminal = false;
    bool colour = false;   ///< Of messages on `err`.
    int err_columns = 80;  ///< Width of the terminal behind `err`.
    /// Stops a run when it becomes true; null: `run` itself waits for Ctrl-C and SIGTERM.
    const std::atomic<bool>* interrupted = nullptr;
};

/// The program: parses the arguments (without the program's name), does what they say. Never throws.
[[nodiscard]] ExitCode run_cli(const Catalogue& catalogue, const std::vector<std::string>& arguments, Console& console);

/// The same for main(): on the process's streams. Returns the exit code.
[[nodiscard]] int run_cli(const Catalogue& catalogue, int argc, char** argv);

}  // namespace sim
