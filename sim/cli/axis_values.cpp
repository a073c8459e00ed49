// SPDX-License-Identifier: MIT
#include "sim/cli/axis_values.h"

#include <charconv>
#include <iterator>

namespace sim {
namespace {

constexpr std::uint64_t kMostValues = 10'000;

struct AxisUnit {
    const char* name;
    const char* base;
    double factor;
};
constexpr AxisUnit kUnits[] = {
    {"", "", 1},
    {"ps", "s", 1e-12},
    {"ns", "s", 1e-9},
    {"us", "s", 1e-6},
    {"ms", "s", 1e-3},
    {"s", "s", 1},
    {"min", "s", 60},
    {"h", "s", 3600},
    {"B", "B", 1},
    {"kB", "B", 1e3},
    {"MB", "B", 1e6},
    {"GB", "B", 1e9},
    {"TB", "B", 1e12},
    {"KiB", "B", 1024},
    {"MiB", "B", 1048576},
    {"GiB", "B", 1073741824},
    {"TiB", "B", 1099511627776},
    {"bit/s", "bit/s", 1},
    {"kbit/s", "bit/s", 1e3},
    {"Mbit/s", "bit/s", 1e6},
    {"Gbit/s", "bit/s", 1e9},
    {"Tbit/s", "bit/s", 1e12},
    {"/s", "/s", 1},
    {"%", "%", 1},
    {"gas", "gas", 1},
    {"kgas", "gas", 1e3},
    {"Mgas", "gas", 1e6},
    {"Ggas", "gas", 1e9},
    {"gas/s", "gas/s", 1},
    {"kgas/s", "gas/s", 1e3},
    {"Mgas/s", "gas/s", 1e6},
    {"Ggas/s", "gas/s", 1e9},
};

/// The whole number at the front of `text`, which is cut off.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return value;
}

bool take_dots(std::string_view& text) {
    if (!text.starts_with("..")) return false;
    text.remove_prefix(2);
    return true;
}

struct Range {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t step = 1;
    std::string unit;

    [[nodiscard]] bool is_sound() const { return low <= high && step > 0 && (high - low) / step < kMostValues; }
};

/// Nothing if `text` does not look like a range.
std::optional<Range> parse_range(std::string_view text) {
    Range range;
    const auto low = take_number(text);
    if (!low || !take_dots(text)) return std::nullopt;
    const auto high = take_number(text);
    if (!high) return std::nullopt;
    range.low = *low;
    range.high = *high;
    if (take_dots(text)) {
        const auto step = take_number(text);
        if (!step) return std::nullopt;
        range.step = *step;
    }
    range.unit = text;
    return range;
}

}  // namespace

std::optional<std::vector<std::string>> expand_values(std::string_view text) {
    const std::optional<Range> range = parse_range(text);
    if (!range) return std::vector{std::string(text)};
    if (!range->is_sound()) return std::nullopt;
    std::vector<std::string> values;
    for (std::uint64_t i = 0; i <= (range->high - range->low) / range->step; ++i)
        values.push_back(std::to_string(range->low + i * range->step) + range->unit);
    return values;
}

AxisValue axis_value(const std::string& axis, const std::string& text) {
    AxisValue result{.axis = axis, .text = text, .number = {}, .unit = {}};
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{}) return result;
    const std::string_view unit(stop, static_cast<std::size_t>(end - stop));
    for (const AxisUnit& known : kUnits) {
        if (unit != known.name) continue;
        result.number = number * known.factor;
        result.unit = known.base;
    }
    return result;
}

std::optional<std::vector<std::uint64_t>> parse_seeds(std::string_view text) {
    std::string_view rest = text;
    const auto count = take_number(rest);
    Range range{.low = 1, .high = count.value_or(0), .step = 1, .unit = {}};
    if (!count || !rest.empty()) {
        const std::optional<Range> written = parse_range(text);
        if (!written || !written->unit.empty() || written->step != 1) return std::nullopt;
        range = *written;
    }
    if (!range.is_sound() || range.high > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t seed = range.low; seed <= range.high; ++seed) seeds.push_back(seed);
    return seeds;
}

}  // namespace sim
