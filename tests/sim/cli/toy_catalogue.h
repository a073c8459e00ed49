// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"
#include "sim/cli/cli.h"
#include "sim/scenario/bind.h"

namespace sim {

struct ToyParams {
    std::string model = "toy";
    std::string title = "a toy";
    Duration interval = 10_ms;
    std::uint64_t steps = 4;
    bool operator==(const ToyParams&) const = default;

    static constexpr auto schema() {
        return std::tuple{
            Field{"model", &ToyParams::model, "Which model."},
            Field{"title", &ToyParams::title, "What the scenario shows."},
            Field{"interval", &ToyParams::interval, "Time between two steps.", Bounds<Duration>{1_ms, 10_s}},
            Field{"steps", &ToyParams::steps, "How many steps."},
        };
    }
};
static_assert(schema_is_complete<ToyParams>());

/// A catalogue with the one model "toy", whose runs do what `run` says.
Catalogue toy_catalogue(std::function<RunOutcome(const ToyParams&, const RunRequest&)> run);
/// The same with runs that write an SQLite-like file and report their steps.
Catalogue toy_catalogue();

/// What one call of the program did.
struct CliResult {
    ExitCode code = ExitCode::Ok;
    std::string out;
    std::string err;
};

/// Calls the program in this process.
CliResult call(const Catalogue& catalogue, const std::vector<std::string>& arguments);
inline CliResult call(const std::vector<std::string>& arguments) {
    return call(toy_catalogue(), arguments);
}

}  // namespace sim
