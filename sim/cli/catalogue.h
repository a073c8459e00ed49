// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.h"
#include "sim/cli/exit_code.h"
#include "sim/metrics/metrics.h"
#include "sim/scenario/document.h"
#include "sim/scenario/parameters.h"

namespace boost::program_options {
class options_description;
}

namespace sim {

struct Invocation;

/// One verb of the program: `headway NAME ARGUMENTS`.
struct Verb {
    const char* name;
    const char* arguments;  ///< "SCENARIO [options]"
    const char* summary;    ///< One line.
    const char* description;
    const char* examples;  ///< One command a line, each with what it does.
    const char* exit_codes;
    void (*add_options)(boost::program_options::options_description&);
    ExitCode (*run)(const Invocation&);
    /// What its results have, if they are not those of a scenario.
    std::vector<MetricDoc> metrics = {};
};

/// What the user asked of one run, apart from the scenario.
struct RunRequest {
    std::uint64_t seed = 1;
    std::optional<SimTime> until;  ///< Stop at this simulated time, even if the scenario would go on.
    std::filesystem::path output;  ///< Where to write the results database; does not exist yet.
    std::string scenario_name;     ///< The scenario's file name without extension.
    /// A results database with the recorded timing of a measured run, to be repeated.
    std::optional<std::filesystem::path> replay_timing;
    std::string command_line;  ///< Repeats this run; for the database and for CHECK.
    /// Called now and then with the part that is done (0 to 1), the simulated time and what is going on. Never empty.
    std::function<void(double done_share, SimTime now, std::string_view what)> progress;
    /// Becomes true when the user wants to stop (Ctrl-C): then mark the run as cancelled and return soon. May be null.
    const std::atomic<bool>* interrupted = nullptr;

    [[nodiscard]] bool is_interrupted() const {
        return interrupted != nullptr && interrupted->load(std::memory_order_relaxed);
    }
};

struct RunOutcome {
    /// Printed on standard output as it is. The line that names the results file follows it and is added by the CLI,
    /// because only the CLI knows the file's final name (`RunRequest::output` may be a temporary one).
    std::string summary = {};
    std::string fingerprint = {};  ///< Hexadecimal.
    bool interrupted = false;
};

/// A scenario that a model has accepted.
class Experiment {
  public:
    virtual ~Experiment() = default;
    [[nodiscard]] virtual std::string title() const = 0;
    /// The scenario after defaults and overrides: canonical, and itself a valid scenario.
    [[nodiscard]] virtual std::string to_yaml(bool comments) const = 0;
    [[nodiscard]] virtual std::string to_json() const = 0;
    /// Runs it and writes the results database at `request.output`. Throws std::exception if that fails.
    [[nodiscard]] virtual RunOutcome run(const RunRequest& request) const = 0;
};

/// A kind of scenario, picked by the top-level key `model`.
struct Model {
    std::string name;
    std::string documentation;
    std::function<std::unique_ptr<Experiment>(const Document&)> bind;  ///< Throws InputError.
    std::vector<ParameterDoc> parameters;
    std::vector<MetricDoc> metrics;
};

/// All that the program can do besides what every simulation needs; built by main, because sim knows no models.
struct Catalogue {
    std::vector<Model> models;
    std::vector<Verb> verbs = {};  ///< Beside the program's own.
};

}  // namespace sim
