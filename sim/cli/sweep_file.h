// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/schema.h"
#include "sim/cli/study_plan.h"

namespace sim {

/// A key of the scenario and the values that it takes one after the other.
struct SweepAxis {
    std::string key;
    std::vector<std::string> values;

    static constexpr auto schema() {
        return std::tuple{
            Field{"key", &SweepAxis::key, "A key of the scenario, such as clients.rate."},
            Field{"values", &SweepAxis::values, "As in the scenario; 1..8 and 10..50..20ms are ranges."},
        };
    }
};
static_assert(schema_is_complete<SweepAxis>());

/// A line of the figures: what the sweep is done with, besides the axes.
struct SweepVariant {
    std::string name;
    std::string scenario;
    std::vector<std::string> set;

    static constexpr auto schema() {
        return std::tuple{
            Field{"name", &SweepVariant::name, "What figures call it."},
            Field{"scenario", &SweepVariant::scenario, "Another scenario file than the sweep's."},
            Field{"set", &SweepVariant::set, "A list of KEY=VALUE, each as for --set."},
        };
    }
};
static_assert(schema_is_complete<SweepVariant>());

/// A sweep: every variant with every combination of the axes' values under every seed.
struct SweepFile {
    std::string title;
    std::string scenario;
    std::string seeds = "5";
    std::string until;
    std::vector<std::string> set;
    std::vector<SweepAxis> axes;
    std::vector<SweepVariant> variants;

    static constexpr auto schema() {
        return std::tuple{
            Field{"title", &SweepFile::title, "Of figures; the scenario's if not given."},
            Field{"scenario", &SweepFile::scenario, "The scenario file, relative to this one."},
            Field{"seeds", &SweepFile::seeds, "How many seeds, from 1; or a range such as 5..20."},
            Field{"until", &SweepFile::until, "Stop each run at this simulated time."},
            Field{"set", &SweepFile::set, "A list of KEY=VALUE for all runs, each as for --set."},
            Field{"axes", &SweepFile::axes, "The axes; the first one is the horizontal one of figures."},
            Field{"variants", &SweepFile::variants, "The variants; one without a name if there are none."},
        };
    }
};
static_assert(schema_is_complete<SweepFile>());

/// A sweep that is ready to be planned: what the file and the command line say together.
struct SweepDesign {
    std::string title;
    std::string name;  ///< Of the default database.
    std::string file;  ///< The scenario.
    std::vector<std::uint64_t> seeds;
    std::string until;  ///< Empty: none.
    std::vector<Assignment> assignments;

    struct Axis {
        std::string key;
        std::vector<Assignment> values;  ///< The value alone, and where it stands.
        SourcePosition where;
    };
    std::vector<Axis> axes;
    struct Variant {
        std::string name;
        std::string file;
        std::vector<Assignment> assignments;
    };
    std::vector<Variant> variants;  ///< At least one.
};

/// True if the file is a sweep and no scenario: it has the key `scenario` and no `model`. Throws InputError.
[[nodiscard]] bool is_sweep(const std::string& file);

/// Reads a sweep file, or a scenario file as a sweep without axes. Throws InputError.
[[nodiscard]] SweepDesign read_design(const std::string& file);

/// Adds the axis that `KEY=VALUE,VALUE...` gives; replaces one with that key. Throws InputError.
void add_axis(SweepDesign& design, std::string_view axis);

/// The most points that a sweep may have.
inline constexpr std::size_t kMostPoints = 10'000;

/// Every variant with every combination of values. Throws InputError if they are too many or names repeat.
[[nodiscard]] std::vector<PointRecipe> points_of(const SweepDesign& design);

}  // namespace sim
