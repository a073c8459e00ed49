// SPDX-License-Identifier: MIT
#include "sim/cli/scenario_file.h"

#include <utility>

#include "sim/scenario/document.h"
#include "sim/scenario/value_text.h"

namespace sim {
namespace {

constexpr std::size_t kMaxPrinted = 20;

const Model& pick_model(const Catalogue& catalogue, const Document& document) {
    std::vector<std::string> names;
    for (const Model& model : catalogue.models) names.push_back(model.name);
    const std::optional<std::string> name = document.text("model");
    if (name)
        if (const Model* const model = find_model(catalogue, *name)) return *model;

    std::vector<InputProblem> problems = document.problems();
    if (name)
        problems.push_back({document.where("model"), "model", "unknown model '" + *name + "'", "one of " + join(names),
                            nearest_name(*name, names)});
    else
        problems.push_back({document.where("model"),
                            "model",
                            "the key 'model' has no value",
                            "'model: NAME' with one of " + join(names),
                            {}});
    sort_problems(problems, document.name());
    throw InputError(std::move(problems));
}

std::string coloured(std::string text) {
    constexpr std::string_view word = "error:";
    if (const std::size_t at = text.find(word); at != std::string::npos)
        text.replace(at, word.size(), "\x1b[1;31merror:\x1b[0m");
    return text;
}

}  // namespace

const Model* find_model(const Catalogue& catalogue, const std::string& name) {
    for (const Model& model : catalogue.models)
        if (model.name == name) return &model;
    return nullptr;
}

std::unique_ptr<Experiment> load_experiment(const Catalogue& catalogue, const std::string& file,
                                            const std::vector<std::string>& assignments) {
    std::vector<Assignment> written;
    for (const std::string& assignment : assignments) written.push_back({assignment});
    return load_experiment(catalogue, file, written);
}

std::unique_ptr<Experiment> load_experiment(const Catalogue& catalogue, const std::string& file,
                                            const std::vector<Assignment>& assignments) {
    Document document = Document::load(file);
    for (const Assignment& assignment : assignments) document.set(assignment.text, assignment.where);
    return pick_model(catalogue, document).bind(document);
}

void print_problems(Console& console, const std::vector<InputProblem>& problems) {
    std::size_t printed = 0;
    for (const InputProblem& problem : problems) {
        if (printed == kMaxPrinted) break;
        const std::string text = describe(problem);
        console.err << (console.colour ? coloured(text) : text) << "\n";
        ++printed;
    }
    if (printed < problems.size()) console.err << "... and " << problems.size() - printed << " more problems\n";
}

}  // namespace sim
