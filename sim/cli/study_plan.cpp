// SPDX-License-Identifier: MIT
#include "sim/cli/study_plan.h"

#include <filesystem>
#include <utility>

#include "sim/cli/verb.h"
#include "sim/scenario/document.h"

namespace sim {
namespace {

std::string run_command(const PointRecipe& recipe, const std::string& until) {
    std::string command = "headway run " + shell_word(recipe.file);
    for (const Assignment& assignment : recipe.assignments) command += " --set " + shell_word(assignment.text);
    if (!until.empty()) command += " --until " + until;
    return command;
}

}  // namespace

void add_points(StudyPlan& plan, const Catalogue& catalogue, const std::vector<PointRecipe>& recipes) {
    std::vector<InputProblem> problems;
    for (const PointRecipe& recipe : recipes) {
        try {
            auto experiment = load_experiment(catalogue, recipe.file, recipe.assignments);
            StudyPoint point = recipe.point;
            point.scenario = std::filesystem::path(recipe.file).stem().string();
            point.title = experiment->title();
            point.config = experiment->to_json();
            plan.header.points.push_back(std::move(point));
            plan.experiments.push_back(std::move(experiment));
            plan.commands.push_back(run_command(recipe, plan.header.until));
        } catch (const InputError& error) {
            problems.insert(problems.end(), error.problems().begin(), error.problems().end());
        }
    }
    if (problems.empty()) return;
    sort_problems(problems, recipes.front().file);
    throw InputError(std::move(problems));
}

}  // namespace sim
