// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_file.h"
#include "sim/cli/verb.h"

namespace sim {
namespace {

void add_options(boost::program_options::options_description&) {}

void print_models(std::ostream& out, const Catalogue& catalogue) {
    for (const Model& model : catalogue.models)
        out << model.name << "\n    " << model.documentation << "\n    " << model.parameters.size() << " parameters, "
            << model.metrics.size() << " metrics\n";
}

void print_metrics(std::ostream& out, const Model& model) {
    for (const MetricDoc& metric : model.metrics) {
        out << metric.name << "  (" << metric.kind << ", " << metric.unit;
        if (!metric.better.empty() && metric.better != "none") out << ", " << metric.better << " is better";
        out << ")\n    " << metric.documentation << "\n";
    }
}

void print_parameters(std::ostream& out, const Model& model) {
    for (const ParameterDoc& parameter : model.parameters) {
        out << parameter.key << (parameter.default_value.empty() ? "" : " = " + parameter.default_value) << "\n    "
            << parameter.documentation << "\n    " << parameter.type
            << (parameter.bounds.empty() ? "" : "; " + parameter.bounds) << "\n";
    }
}

/// The models that the second argument names: one, or all.
std::vector<const Model*> chosen_models(const Invocation& call) {
    std::vector<const Model*> chosen;
    std::vector<std::string> names;
    for (const Model& model : call.catalogue.models) {
        names.push_back(model.name);
        if (call.positional.size() < 2 || call.positional[1] == model.name) chosen.push_back(&model);
    }
    if (chosen.empty() && call.positional.size() == 2) reject_name("model", call.positional[1], names);
    return chosen;
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 2, "one of models, metrics, parameters, and perhaps a model");
    const std::string& what = call.positional.front();
    std::ostream& out = call.console.out;
    if (what != "models" && what != "metrics" && what != "parameters")
        reject_name("list", what, {"models", "metrics", "parameters"});
    const std::vector<const Model*> models = chosen_models(call);
    if (what == "models") {
        print_models(out, call.catalogue);
        return ExitCode::Ok;
    }
    for (const Model* const model : models) {
        if (models.size() > 1) out << "# " << model->name << "\n";
        what == "metrics" ? print_metrics(out, *model) : print_parameters(out, *model);
    }
    return ExitCode::Ok;
}

}  // namespace

Verb list_verb() {
    return {
        "list",
        "models|metrics|parameters [MODEL]",
        "what can be simulated, measured and set",
        "Lists models; or the metrics that a model writes, each with kind, unit and which direction is better; or the\n"
        "parameters of its scenarios, each with default, unit and bounds.",
        "headway list models\n"
        "headway list parameters megaeth",
        "0 done   2 wrong usage",
        add_options,
        run};
}

}  // namespace sim
