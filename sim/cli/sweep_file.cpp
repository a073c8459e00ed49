// SPDX-License-Identifier: MIT
#include "sim/cli/sweep_file.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "sim/base/value_format.h"
#include "sim/cli/axis_values.h"
#include "sim/scenario/bind.h"
#include "sim/scenario/document.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExpectedRange =
    "a range that goes up and has at most 10000 values, such as 1..8 or 10..50..20ms";

/// Collects what is wrong with a sweep file beyond the types of its values.
class DesignReader {
  public:
    DesignReader(const Document& document, const SweepFile& file) : document_(document), file_(file) {}

    SweepDesign read() {
        SweepDesign design;
        design.title = file_.title;
        design.name = fs::path(document_.name()).stem().string();
        if (file_.scenario.empty())
            report("scenario", "the sweep has no scenario", "'scenario: FILE.yaml'");
        else
            design.file = scenario_path("scenario", file_.scenario);
        read_seeds(design);
        read_until(design);
        design.assignments = assignments("set", file_.set);
        for (std::size_t i = 0; i < file_.axes.size(); ++i) read_axis(design, i);
        for (std::size_t i = 0; i < file_.variants.size(); ++i) read_variant(design, i);
        if (design.variants.empty()) design.variants.push_back({.name = {}, .file = design.file, .assignments = {}});
        if (problems_.empty()) return design;
        sort_problems(problems_, document_.name());
        throw InputError(std::move(problems_));
    }

  private:
    void report(const std::string& key, std::string message, std::string expected) {
        problems_.push_back({document_.where(key), key, std::move(message), std::move(expected), {}});
    }

    std::string scenario_path(const std::string& key, const std::string& written) {
        const fs::path path = (fs::path(document_.name()).parent_path() / written).lexically_normal();
        std::error_code ignored;
        if (!fs::exists(path, ignored)) report(key, "there is no file '" + path.string() + "'", "a scenario file");
        return path.string();
    }

    void read_seeds(SweepDesign& design) {
        if (auto seeds = parse_seeds(file_.seeds))
            design.seeds = std::move(*seeds);
        else
            report("seeds", "'" + file_.seeds + "' names no seeds", kExpectedSeeds);
    }

    void read_until(SweepDesign& design) {
        design.until = file_.until;
        if (file_.until.empty()) return;
        const auto until = ValueFormat<Duration>::parse(file_.until);
        if (!until || *until <= Duration{})
            report("until", "'" + file_.until + "' is no time above 0", ValueFormat<Duration>::expected());
    }

    std::vector<Assignment> assignments(const std::string& key, const std::vector<std::string>& texts) {
        std::vector<Assignment> result;
        for (std::size_t i = 0; i < texts.size(); ++i)
            result.push_back({texts[i], document_.where(key + "." + std::to_string(i))});
        return result;
    }

    void read_axis(SweepDesign& design, std::size_t index) {
        const SweepAxis& axis = file_.axes[index];
        const std::string place = "axes." + std::to_string(index);
        SweepDesign::Axis result{.key = axis.key, .values = {}, .where = document_.where(place + ".key")};
        if (axis.key.empty()) report(place, "the axis has no key", "'key: KEY', a key of the scenario");
        if (axis.values.empty()) report(place, "the axis has no values", "'values: [1, 2, 3]' or 'values: [1..3]'");
        for (const SweepDesign::Axis& other : design.axes)
            if (other.key == axis.key)
                report(place + ".key", "the axis '" + axis.key + "' is there twice", "one of them");
        for (std::size_t i = 0; i < axis.values.size(); ++i) {
            const std::string key = place + ".values." + std::to_string(i);
            const auto values = expand_values(axis.values[i]);
            if (!values) report(key, "'" + axis.values[i] + "' is no range", kExpectedRange);
            for (const std::string& value : values.value_or(std::vector<std::string>{}))
                result.values.push_back({value, document_.where(key)});
        }
        design.axes.push_back(std::move(result));
    }

    void read_variant(SweepDesign& design, std::size_t index) {
        const SweepVariant& variant = file_.variants[index];
        const std::string place = "variants." + std::to_string(index);
        if (variant.name.empty()) report(place, "the variant has no name", "'name: NAME'");
        for (const SweepDesign::Variant& other : design.variants)
            if (other.name == variant.name)
                report(place + ".name", "the variant '" + variant.name + "' is there twice", "another name");
        std::string file = design.file;
        if (!variant.scenario.empty()) file = scenario_path(place + ".scenario", variant.scenario);
        design.variants.push_back(
            {.name = variant.name, .file = file, .assignments = assignments(place + ".set", variant.set)});
    }

    const Document& document_;
    const SweepFile& file_;
    std::vector<InputProblem> problems_;
};

/// The point with value number `digits[i]` of axis i.
PointRecipe make_point(const SweepDesign& design, const SweepDesign::Variant& variant,
                       const std::vector<std::size_t>& digits) {
    PointRecipe recipe{.point = {}, .file = variant.file, .assignments = design.assignments};
    recipe.point.name = recipe.point.variant = variant.name;
    recipe.assignments.insert(recipe.assignments.end(), variant.assignments.begin(), variant.assignments.end());
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const SweepDesign::Axis& axis = design.axes[i];
        const Assignment& value = axis.values[digits[i]];
        const std::string text = axis.key + "=" + value.text;
        recipe.assignments.push_back({text, value.where});
        recipe.point.values.push_back(axis_value(axis.key, value.text));
        recipe.point.name += (recipe.point.name.empty() ? "" : ", ") + text;
    }
    if (recipe.point.name.empty()) recipe.point.name = fs::path(variant.file).stem().string();
    return recipe;
}

/// Counts on, the last digit first; false after the last combination.
bool advance(const SweepDesign& design, std::vector<std::size_t>& digits) {
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (++digits[i] < design.axes[i].values.size()) return true;
        digits[i] = 0;
    }
    return false;
}

[[noreturn]] void reject_design(const SourcePosition& where, const std::string& message, const std::string& expected) {
    InputProblem problem;
    problem.where = where;
    problem.message = message;
    problem.expected = expected;
    throw InputError(std::move(problem));
}

}  // namespace

bool is_sweep(const std::string& file) {
    const Document document = Document::load(file);
    return document.root().find("model") == nullptr && document.root().find("scenario") != nullptr;
}

SweepDesign read_design(const std::string& file) {
    const Document document = Document::load(file);
    if (document.root().find("model") != nullptr) {
        SweepDesign design;
        design.name = fs::path(file).stem().string();
        design.file = file;
        design.seeds = parse_seeds(SweepFile{}.seeds).value();
        design.variants.push_back({.name = {}, .file = file, .assignments = {}});
        return design;
    }
    const auto sweep = bind<SweepFile>(document);
    return DesignReader(document, sweep).read();
}

void add_axis(SweepDesign& design, std::string_view axis) {
    const std::size_t equals = axis.find('=');
    const std::string key(axis.substr(0, equals));
    const SourcePosition where{"--axis " + key, 0, 0};
    if (equals == std::string_view::npos || key.empty() || equals + 1 == axis.size())
        reject_design(where, "'" + std::string(axis) + "' gives no values", "KEY=VALUE,VALUE..., such as a.b=1..8");
    SweepDesign::Axis result{.key = key, .values = {}, .where = where};
    std::string_view rest = axis.substr(equals + 1);
    while (true) {
        const std::size_t comma = rest.find(',');
        const std::string text(rest.substr(0, comma));
        const auto values = expand_values(text);
        if (!values) reject_design(where, "'" + text + "' is no range", kExpectedRange);
        for (const std::string& value : *values) result.values.push_back({value, where});
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    const auto same = std::find_if(design.axes.begin(), design.axes.end(), [&](const auto& a) { return a.key == key; });
    if (same != design.axes.end())
        *same = std::move(result);
    else
        design.axes.push_back(std::move(result));
}

std::vector<PointRecipe> points_of(const SweepDesign& design) {
    std::size_t count = design.variants.size();
    for (const SweepDesign::Axis& axis : design.axes) {
        count *= axis.values.size();
        if (count > kMostPoints)
            reject_design(axis.where, "the axes make more than " + std::to_string(kMostPoints) + " points",
                          "fewer values");
    }
    std::vector<PointRecipe> points;
    std::set<std::string> names;
    for (const SweepDesign::Variant& variant : design.variants) {
        std::vector<std::size_t> digits(design.axes.size(), 0);
        do {
            points.push_back(make_point(design, variant, digits));
            if (!names.insert(points.back().point.name).second)
                reject_design(points.back().assignments.empty() ? SourcePosition{design.file}
                                                                : *points.back().assignments.back().where,
                              "the point '" + points.back().point.name + "' is there twice", "each value once");
        } while (advance(design, digits));
    }
    return points;
}

}  // namespace sim
