// SPDX-License-Identifier: MIT
#include "tests/sim/cli/toy_catalogue.h"

#include <fstream>
#include <utility>

namespace sim {
namespace {

using RunFunction = std::function<RunOutcome(const ToyParams&, const RunRequest&)>;

class ToyExperiment final : public Experiment {
  public:
    ToyExperiment(ToyParams params, RunFunction run) : params_(std::move(params)), run_(std::move(run)) {}
    std::string title() const override { return params_.title; }
    std::string to_yaml(bool comments) const override { return sim::to_yaml(params_, comments); }
    std::string to_json() const override { return sim::to_json(params_); }
    RunOutcome run(const RunRequest& request) const override { return run_(params_, request); }

  private:
    ToyParams params_;
    RunFunction run_;
};

RunOutcome write_steps(const ToyParams& params, const RunRequest& request) {
    std::ofstream file(request.output, std::ios::binary);
    file << "SQLite format 3, seed " << request.seed << ", steps " << params.steps;
    for (std::uint64_t step = 0; step < params.steps; ++step) {
        request.progress(static_cast<double>(step) / static_cast<double>(params.steps), SimTime{}, "stepping");
        if (request.is_interrupted()) return {.interrupted = true};
    }
    request.progress(1, SimTime{}, "done");
    return {.summary = "toy: " + std::to_string(params.steps) + " steps", .fingerprint = "00ff"};
}

}  // namespace

Catalogue toy_catalogue(RunFunction run) {
    Model model;
    model.name = "toy";
    model.documentation = "Counts steps.";
    model.bind = [run](const Document& document) {
        return std::make_unique<ToyExperiment>(bind<ToyParams>(document), run);
    };
    model.parameters = parameters<ToyParams>();
    model.metrics = {{"toy.steps", "count", "counter", "higher", "Steps done."}};
    return {{model}};
}

Catalogue toy_catalogue() {
    return toy_catalogue(write_steps);
}

CliResult call(const Catalogue& catalogue, const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted{false};
    Console console{.out = out, .err = err, .interrupted = &interrupted};
    const ExitCode code = run_cli(catalogue, arguments, console);
    return {code, out.str(), err.str()};
}

}  // namespace sim
