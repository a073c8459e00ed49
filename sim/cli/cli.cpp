// SPDX-License-Identifier: MIT
#include "sim/cli/cli.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

#include "sim/base/check.h"
#include "sim/base/error.h"
#include "sim/cli/scenario_file.h"
#include "sim/cli/verb.h"

namespace sim {
namespace {

bool asks_for_help(const std::vector<std::string>& arguments) {
    return std::any_of(arguments.begin(), std::find(arguments.begin(), arguments.end(), "--"),
                       [](const std::string& a) { return a == "--help" || a == "-h"; });
}

ExitCode run_arguments(const Catalogue& catalogue, const std::vector<std::string>& arguments, Console& console) {
    if (arguments.empty()) throw UsageError("expected a verb");
    const std::string& first = arguments.front();
    if (first == "--help" || first == "-h") {
        console.out << program_help(catalogue);
        return ExitCode::Ok;
    }
    const Verb verb = find_verb(catalogue, first == "--version" || first == "-V" ? "version" : first);
    const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
    if (asks_for_help(rest)) {
        console.out << help_text(verb);
        return ExitCode::Ok;
    }
    return verb.run(parse_arguments(verb, catalogue, console, rest));
}

/// Where to read on after a wrong command line.
std::string usage_hint(const Catalogue& catalogue, const std::vector<std::string>& arguments) {
    const auto verbs = all_verbs(catalogue);
    const bool known = !arguments.empty() && std::any_of(verbs.begin(), verbs.end(), [&](const Verb& verb) {
        return verb.name == arguments.front();
    });
    return "try 'headway " + (known ? arguments.front() + " " : std::string{}) + "--help'";
}

/// Runs and turns what is thrown into a message and an exit code. May throw only if `err` itself is broken.
ExitCode run_and_report(const Catalogue& catalogue, const std::vector<std::string>& arguments, Console& console) {
    const auto fail = [&](ExitCode code, const std::string& message) {
        console.err << "headway: error: " << message << "\n";
        return code;
    };
    try {
        const ExitCode code = run_arguments(catalogue, arguments, console);
        console.out.flush();
        if (!console.out) return fail(ExitCode::RunFailed, "cannot write to standard output");
        return code;
    } catch (const UsageError& error) {
        return fail(ExitCode::Usage, std::string(error.what()) + "\n" + usage_hint(catalogue, arguments));
    } catch (const InputError& error) {
        print_problems(console, error.problems());
        return ExitCode::InvalidScenario;
    } catch (const InvariantViolation& error) {
        return fail(ExitCode::InvariantBroken, error.what());
    } catch (const std::bad_alloc&) {
        return fail(ExitCode::RunFailed, "out of memory");
    } catch (const std::exception& error) {
        return fail(ExitCode::RunFailed, error.what());
    }
}

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

/// Fills closed standard streams, so that no results file gets their number and what is printed ends up in it. They are
/// opened for the wrong direction: writing to a closed standard output must fail, not vanish.
void occupy_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) == -1)
            static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

int terminal_columns() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const int columns = std::atoi(std::string(environment("COLUMNS")).c_str());
    return columns > 0 ? columns : 80;
}

}  // namespace

ExitCode run_cli(const Catalogue& catalogue, const std::vector<std::string>& arguments, Console& console) {
    try {
        return run_and_report(catalogue, arguments, console);
    } catch (...) {
        return ExitCode::RunFailed;
    }
}

int run_cli(const Catalogue& catalogue, int argc, char** argv) {
    occupy_standard_streams();
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    Console console{std::cout, std::cerr};
    console.err_is_terminal =
        isatty(STDERR_FILENO) == 1 && !environment("TERM").empty() && environment("TERM") != "dumb";
    console.colour = console.err_is_terminal && environment("NO_COLOR").empty();
    console.err_columns = terminal_columns();
    return static_cast<int>(run_cli(catalogue, arguments, console));
}

}  // namespace sim
