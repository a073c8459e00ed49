// SPDX-License-Identifier: MIT
#include <functional>
#include <string>
#include <utility>
#include <vector>

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

void print_metrics(std::ostream& out, const std::vector<MetricDoc>& metrics) {
    for (const MetricDoc& metric : metrics) {
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

/// Models, or models and verbs that write metrics of their own, by name: how to print what there is to say of each.
using Parts = std::vector<std::pair<std::string, std::function<void()>>>;

Parts parts_of(const Invocation& call, bool metrics) {
    Parts parts;
    std::ostream& out = call.console.out;
    for (const Model& model : call.catalogue.models)
        parts.emplace_back(model.name, [metrics, &out, &model] {
            metrics ? print_metrics(out, model.metrics) : print_parameters(out, model);
        });
    for (const Verb& verb : call.catalogue.verbs)
        if (metrics && !verb.metrics.empty())
            parts.emplace_back(verb.name, [&out, &verb] { print_metrics(out, verb.metrics); });
    return parts;
}

/// All of them, or the one that is named.
void print_parts(const Invocation& call, const Parts& parts) {
    std::vector<std::string> names;
    for (const auto& [name, print] : parts) {
        names.push_back(name);
        if (call.positional.size() == 2 && call.positional[1] == name) return print();
    }
    if (call.positional.size() == 2)
        reject_name(parts.size() == call.catalogue.models.size() ? "model" : "model or verb", call.positional[1],
                    names);
    for (const auto& [name, print] : parts) {
        if (parts.size() > 1) call.console.out << "# " << name << "\n";
        print();
    }
}

ExitCode run(const Invocation& call) {
    expect_positional(call, 1, 2, "one of models, metrics, parameters, and perhaps a model");
    const std::string& what = call.positional.front();
    if (what != "models" && what != "metrics" && what != "parameters")
        reject_name("list", what, {"models", "metrics", "parameters"});
    what == "models" ? print_models(call.console.out, call.catalogue)
                     : print_parts(call, parts_of(call, what == "metrics"));
    return ExitCode::Ok;
}

}  // namespace

Verb list_verb() {
    return {"list",
            "models|metrics|parameters [MODEL|VERB]",
            "what can be simulated, measured and set",
            "Lists models; or the metrics that a model or a verb (replay) writes, each with kind, unit and which "
            "direction is\n"
            "better; or the parameters of a model's scenarios, each with default, unit and bounds.",
            "headway list models\n"
            "headway list metrics replay\n"
            "headway list parameters megaeth",
            "0 done   2 wrong usage",
            add_options,
            run};
}

}  // namespace sim
