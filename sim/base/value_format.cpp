// SPDX-License-Identifier: MIT
#include "sim/base/value_format.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace sim {
namespace {

using Units = std::span<const UnitSymbol>;

// Each list runs from the largest unit to the smallest.
constexpr UnitSymbol kTimes[] = {{"h", 3'600'000'000'000}, {"min", 60'000'000'000}, {"s", 1'000'000'000},
                                 {"ms", 1'000'000},        {"us", 1'000},           {"ns", 1}};
constexpr UnitSymbol kSizes[] = {{"TiB", 1LL << 40},
                                 {"TB", 1'000'000'000'000},
                                 {"GiB", 1LL << 30},
                                 {"GB", 1'000'000'000},
                                 {"MiB", 1LL << 20},
                                 {"MB", 1'000'000},
                                 {"KiB", 1LL << 10},
                                 {"kB", 1'000},
                                 {"B", 1}};
constexpr UnitSymbol kRates[] = {
    {"Tbit/s", 1'000'000'000'000}, {"Gbit/s", 1'000'000'000}, {"Mbit/s", 1'000'000}, {"kbit/s", 1'000}, {"bit/s", 1}};
constexpr UnitSymbol kFrequencies[] = {{"/s", 1'000}};  // in thousandths a second
constexpr UnitSymbol kShares[] = {{"%", 10'000}};       // in parts per million
constexpr UnitSymbol kCosts[] = {{"us", 1'000'000}, {"ns", 1'000}, {"ps", 1}};
constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return count;
}

/// Whole digits without leading zeros, to the end of `text`.
template <class T>
std::optional<T> parse_integer(std::string_view text) {
    const std::string_view digits = !text.empty() && text[0] == '-' ? text.substr(1) : text;
    if (digits.empty() || count_digits(digits) != digits.size()) return std::nullopt;
    if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_quantity(std::string_view text, Units units) {
    const auto steps = parse_steps(text, units.data(), units.size(), kMost);
    if (!steps) return std::nullopt;
    return static_cast<std::int64_t>(*steps);
}

/// In the largest unit that divides it.
std::string format_quantity(std::int64_t steps, Units units, std::string_view zero) {
    if (steps == 0) return std::string(zero);
    for (const UnitSymbol& unit : units)
        if (steps % unit.steps == 0) return fmt::format("{}{}", steps / unit.steps, unit.name);
    return {};  // not reached: the smallest unit is one step
}

/// As a decimal number of units, with the decimals that are needed.
std::string format_decimal(std::int64_t steps, const UnitSymbol& unit) {
    const std::string_view sign = steps < 0 ? "-" : "";
    const std::int64_t whole = steps / unit.steps;
    std::int64_t fraction = steps % unit.steps;
    if (fraction == 0) return fmt::format("{}{}", whole, unit.name);
    if (fraction < 0) fraction = -fraction;
    std::size_t decimals = std::to_string(unit.steps).size() - 1;  // a unit is a power of ten
    for (; fraction % 10 == 0; fraction /= 10) --decimals;
    return fmt::format("{}{}.{:0{}}{}", sign, whole < 0 ? -whole : whole, fraction, decimals, unit.name);
}

}  // namespace

std::optional<std::uint64_t> parse_steps(std::string_view text, const UnitSymbol* units, std::size_t count,
                                         std::uint64_t highest) {
    const std::size_t whole_digits = count_digits(text);
    const auto whole = parse_integer<std::uint64_t>(text.substr(0, whole_digits));
    if (!whole) return std::nullopt;
    text.remove_prefix(whole_digits);

    // 18 decimals keep fraction * unit below 2^128; more could only matter to fractions of binary units.
    std::uint64_t fraction = 0;
    std::uint64_t scale = 1;
    if (!text.empty() && text[0] == '.') {
        const std::size_t digits = count_digits(text.substr(1));
        if (digits == 0 || digits > 18) return std::nullopt;
        for (const char c : text.substr(1, digits)) {
            fraction = fraction * 10 + static_cast<std::uint64_t>(c - '0');
            scale *= 10;
        }
        text.remove_prefix(digits + 1);
    }

    __extension__ using Wide = unsigned __int128;
    for (const UnitSymbol& unit : Units(units, count)) {
        if (text != unit.name) continue;
        const Wide fraction_steps = Wide{fraction} * static_cast<std::uint64_t>(unit.steps);
        if (fraction_steps % scale != 0) return std::nullopt;
        const Wide steps = Wide{*whole} * static_cast<std::uint64_t>(unit.steps) + fraction_steps / scale;
        if (steps > highest) return std::nullopt;
        return static_cast<std::uint64_t>(steps);
    }
    return std::nullopt;
}

std::optional<Duration> ValueFormat<Duration>::parse(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    if (negative) text.remove_prefix(1);
    const auto ns = parse_steps(text, kTimes, std::size(kTimes), negative ? kMost + 1 : kMost);
    if (!ns) return std::nullopt;
    // Through unsigned arithmetic, which reaches the lowest value, too.
    return Duration::from_ns(static_cast<std::int64_t>(negative ? 0 - *ns : *ns));
}
std::string ValueFormat<Duration>::format(const Duration& value) {
    return format_quantity(value.ns(), kTimes, "0s");
}
std::string ValueFormat<Duration>::expected() {
    return "a duration with its unit (ns, us, ms, s, min, h), such as 10ms";
}

std::optional<Bytes> ValueFormat<Bytes>::parse(std::string_view text) {
    const auto count = parse_quantity(text, kSizes);
    return count ? std::optional(Bytes::from_count(*count)) : std::nullopt;
}
std::string ValueFormat<Bytes>::format(const Bytes& value) {
    return format_quantity(value.count(), kSizes, "0B");
}
std::string ValueFormat<Bytes>::expected() {
    return "a size with its unit (B, kB, KiB, MB, MiB, GB, GiB, TB, TiB), such as 128KiB";
}

std::optional<BitRate> ValueFormat<BitRate>::parse(std::string_view text) {
    const auto rate = parse_quantity(text, kRates);
    return rate ? std::optional(BitRate::from_bits_per_second(*rate)) : std::nullopt;
}
std::string ValueFormat<BitRate>::format(const BitRate& value) {
    return format_quantity(value.bits_per_second(), kRates, "0bit/s");
}
std::string ValueFormat<BitRate>::expected() {
    return "a data rate with its unit (bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s), such as 100Mbit/s";
}

std::optional<Frequency> ValueFormat<Frequency>::parse(std::string_view text) {
    const auto mhz = parse_quantity(text, kFrequencies);
    return mhz ? std::optional(Frequency::from_millihertz(*mhz)) : std::nullopt;
}
std::string ValueFormat<Frequency>::format(const Frequency& value) {
    return format_decimal(value.millihertz(), kFrequencies[0]);
}
std::string ValueFormat<Frequency>::expected() {
    return "a number a second with at most 3 decimals, such as 10000/s";
}

std::optional<Share> ValueFormat<Share>::parse(std::string_view text) {
    const auto ppm = parse_quantity(text, kShares);
    return ppm ? std::optional(Share::from_ppm(*ppm)) : std::nullopt;
}
std::string ValueFormat<Share>::format(const Share& value) {
    return format_decimal(value.ppm(), kShares[0]);
}
std::string ValueFormat<Share>::expected() {
    return "a percentage with at most 4 decimals, such as 70%";
}

std::optional<UnitCost> ValueFormat<UnitCost>::parse(std::string_view text) {
    const auto ps = parse_quantity(text, kCosts);
    return ps ? std::optional(UnitCost::from_ps(*ps)) : std::nullopt;
}
std::string ValueFormat<UnitCost>::format(const UnitCost& value) {
    return format_quantity(value.ps(), kCosts, "0ns");
}
std::string ValueFormat<UnitCost>::expected() {
    return "a time a unit of work (ps, ns, us), such as 0.25ns";
}

std::optional<bool> ValueFormat<bool>::parse(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}
std::string ValueFormat<bool>::format(const bool& value) {
    return value ? "true" : "false";
}
std::string ValueFormat<bool>::expected() {
    return "true or false";
}

std::optional<std::int64_t> ValueFormat<std::int64_t>::parse(std::string_view text) {
    return text == "-0" ? std::nullopt : parse_integer<std::int64_t>(text);
}
std::string ValueFormat<std::int64_t>::format(const std::int64_t& value) {
    return std::to_string(value);
}
std::string ValueFormat<std::int64_t>::expected() {
    return "a whole number, such as -12";
}

std::optional<std::uint64_t> ValueFormat<std::uint64_t>::parse(std::string_view text) {
    return parse_integer<std::uint64_t>(text);
}
std::string ValueFormat<std::uint64_t>::format(const std::uint64_t& value) {
    return std::to_string(value);
}
std::string ValueFormat<std::uint64_t>::expected() {
    return "a whole number of 0 or more in plain digits, such as 1000";
}

std::optional<std::uint32_t> ValueFormat<std::uint32_t>::parse(std::string_view text) {
    return parse_integer<std::uint32_t>(text);
}
std::string ValueFormat<std::uint32_t>::format(const std::uint32_t& value) {
    return std::to_string(value);
}
std::string ValueFormat<std::uint32_t>::expected() {
    return "a whole number from 0 to 4294967295 in plain digits, such as 40";
}

std::optional<std::string> ValueFormat<std::string>::parse(std::string_view text) {
    return std::string(text);
}
std::string ValueFormat<std::string>::format(const std::string& value) {
    return value;
}
std::string ValueFormat<std::string>::expected() {
    return "a text";
}

}  // namespace sim
