// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"

/// How plain values are written in scenario files: a decimal number and, for a quantity, its unit, with nothing between
/// them. Fractions are read exactly: a value that its type cannot hold exactly is no value. Leading zeros, a plus sign,
/// exponents and digit separators are not allowed; only Duration and std::int64_t may be negative.
/// format() gives the value in the largest unit of which it is a whole multiple.
namespace sim {

/// `10ms`, `1.5s`, `2min`, `1h`, `250us`, `12ns`; resolution 1 ns.
template <>
struct ValueFormat<Duration> {
    static std::optional<Duration> parse(std::string_view text);
    static std::string format(const Duration& value);
    static std::string expected();
};

/// `2GiB`, `1KiB`, `100kB`, `131072B`; binary and decimal multiples up to tera.
template <>
struct ValueFormat<Bytes> {
    static std::optional<Bytes> parse(std::string_view text);
    static std::string format(const Bytes& value);
    static std::string expected();
};

/// `100Mbit/s`, `1Gbit/s`, `56kbit/s`, `9600bit/s`; decimal multiples up to tera.
template <>
struct ValueFormat<BitRate> {
    static std::optional<BitRate> parse(std::string_view text);
    static std::string format(const BitRate& value);
    static std::string expected();
};

/// `10000/s`, `0.5/s`; resolution 0.001/s.
template <>
struct ValueFormat<Frequency> {
    static std::optional<Frequency> parse(std::string_view text);
    static std::string format(const Frequency& value);
    static std::string expected();
};

/// `70%`, `0.5%`; resolution 0.0001 %.
template <>
struct ValueFormat<Share> {
    static std::optional<Share> parse(std::string_view text);
    static std::string format(const Share& value);
    static std::string expected();
};

/// `0.25ns`, `500ps`; resolution 1 ps.
template <>
struct ValueFormat<UnitCost> {
    static std::optional<UnitCost> parse(std::string_view text);
    static std::string format(const UnitCost& value);
    static std::string expected();
};

/// `true` or `false`.
template <>
struct ValueFormat<bool> {
    static std::optional<bool> parse(std::string_view text);
    static std::string format(const bool& value);
    static std::string expected();
};

template <>
struct ValueFormat<std::int64_t> {
    static std::optional<std::int64_t> parse(std::string_view text);
    static std::string format(const std::int64_t& value);
    static std::string expected();
};

template <>
struct ValueFormat<std::uint64_t> {
    static std::optional<std::uint64_t> parse(std::string_view text);
    static std::string format(const std::uint64_t& value);
    static std::string expected();
};

template <>
struct ValueFormat<std::uint32_t> {
    static std::optional<std::uint32_t> parse(std::string_view text);
    static std::string format(const std::uint32_t& value);
    static std::string expected();
};

/// Any text, as it stands.
template <>
struct ValueFormat<std::string> {
    static std::optional<std::string> parse(std::string_view text);
    static std::string format(const std::string& value);
    static std::string expected();
};

/// A unit and how many of the type's smallest steps it is.
struct UnitSymbol {
    std::string_view name;
    std::int64_t steps;
};

/// `text` as a number of steps: a non-negative decimal number followed by one of the `count` units, largest first.
/// Nothing if it is not that, is no whole number of steps, or exceeds `highest`.
[[nodiscard]] std::optional<std::uint64_t> parse_steps(std::string_view text, const UnitSymbol* units,
                                                       std::size_t count, std::uint64_t highest);

}  // namespace sim
