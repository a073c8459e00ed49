// SPDX-License-Identifier: MIT
#include "sim/report/study_selection.h"

#include <algorithm>
#include <set>

#include "sim/base/error.h"
#include "sim/store/store_error.h"

namespace sim {
namespace {

/// "variant" or an axis: does the point have that value?
bool has_value(const StudyPoint& point, const std::string& key, const std::string& value) {
    if (key == "variant") return point.variant == value;
    return std::any_of(point.values.begin(), point.values.end(),
                       [&](const AxisValue& one) { return one.axis == key && one.text == value; });
}

/// Throws unless some point has that value.
void check_filter(const StudyHeader& header, const std::string& key, const std::string& value) {
    std::vector<std::string> keys = header.axes;
    keys.emplace_back("variant");
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) reject_study_name("axis", key, keys);
    std::set<std::string> values;
    for (const StudyPoint& point : header.points) {
        if (has_value(point, key, value)) return;
        if (key == "variant") values.insert(point.variant);
        for (const AxisValue& one : point.values)
            if (one.axis == key) values.insert(one.text);
    }
    reject_study_name("value of " + key, value, {values.begin(), values.end()});
}

std::vector<StudyStage> stages_of(const StudyDatabase& study, const FigureRequest& request) {
    const std::vector<StudyStage> all = study.stages();
    std::vector<std::string> names;
    for (const StudyStage& stage : all) names.push_back(stage.name);
    for (const std::string& wanted : request.stages)
        if (std::find(names.begin(), names.end(), wanted) == names.end()) reject_study_name("stage", wanted, names);
    std::vector<StudyStage> stages;
    std::set<std::string> found;
    for (const StudyStage& stage : all) {
        // The first lifecycle's, where several have a stage of that name.
        const bool is_wanted =
            std::find(request.stages.begin(), request.stages.end(), stage.name) != request.stages.end() &&
            found.insert(stage.name).second;
        // Without a choice: one lifecycle, since different ones have nothing in common but the unit.
        if (request.stages.empty() ? stage.item == all.front().item : is_wanted) stages.push_back(stage);
    }
    return stages;
}

}  // namespace

void reject_study_name(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
    std::string text = "the results have no " + what + " '" + name + "'";
    const std::string nearest = nearest_name(name, known);
    if (!nearest.empty()) throw StoreError(text + "; did you mean '" + nearest + "'?");
    text += known.empty() ? "; they have none" : "; they have ";
    for (std::size_t i = 0; i < std::min<std::size_t>(known.size(), 12); ++i) text += (i > 0 ? ", " : "") + known[i];
    throw StoreError(text + (known.size() > 12 ? ", ..." : ""));
}

StudySelection select(const StudyDatabase& study, const FigureRequest& request) {
    StudySelection selection{.header = study.header(), .points = {}, .stages = stages_of(study, request)};
    for (const auto& [key, value] : request.at) check_filter(selection.header, key, value);
    std::map<std::size_t, std::size_t> seeds;
    std::map<std::size_t, std::size_t> failed;
    for (const StudyRun& run : study.runs()) (run.status == RunStatus::Ok ? seeds : failed)[run.point] += 1;
    std::vector<std::size_t> candidates = request.points;
    if (candidates.empty())
        for (std::size_t i = 0; i < selection.header.points.size(); ++i) candidates.push_back(i);
    for (const std::size_t i : candidates) {
        const StudyPoint& point = selection.header.points[i];
        const bool is_wanted = std::all_of(request.at.begin(), request.at.end(), [&](const auto& filter) {
            return has_value(point, filter.first, filter.second);
        });
        if (!is_wanted) continue;
        selection.failed += failed[i];
        if (seeds[i] == 0) continue;
        selection.points.push_back(i);
        selection.seeds = std::max(selection.seeds, seeds[i]);
    }
    if (selection.points.empty()) throw StoreError("nothing to draw: no point that was asked for has a whole run");
    return selection;
}

std::string point_label(const StudySelection& selection, std::size_t point) {
    const StudyPoint& of = selection.header.points[point];
    return selection.header.kind == "compare" && !of.variant.empty() ? of.variant : of.name;
}

std::string study_subtitle(const StudySelection& selection, const std::string& what) {
    std::set<std::string> scenarios;
    for (const std::size_t point : selection.points) scenarios.insert(selection.header.points[point].scenario);
    std::string text = what + "; scenario";
    for (const std::string& scenario : scenarios) text += (scenario == *scenarios.begin() ? " " : ", ") + scenario;
    text += ", " + std::to_string(selection.seeds) + (selection.seeds == 1 ? " seed" : " seeds");
    if (!selection.header.until.empty()) text += ", until " + selection.header.until;
    if (selection.failed > 0) text += ", " + std::to_string(selection.failed) + " FAILED RUNS LEFT OUT";
    return text;
}

std::string study_title(const StudySelection& selection) {
    if (!selection.header.title.empty()) return selection.header.title;
    return selection.header.points[selection.points.front()].title;
}

}  // namespace sim
