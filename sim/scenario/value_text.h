// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/base/schema.h"

namespace sim {

/// An enum whose names are declared in EnumNames.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires { EnumNames<T>::names; };

/// Anything that is written as one scalar: it has a ValueFormat, or it is an enum with names.
template <class T>
concept ScalarValue = NamedEnum<T> || requires(const T& value, std::string_view text) {
    { ValueFormat<T>::parse(text) } -> std::same_as<std::optional<T>>;
    { ValueFormat<T>::format(value) } -> std::convertible_to<std::string>;
};

/// The names of an enum's values, in declaration order.
template <NamedEnum T>
[[nodiscard]] std::vector<std::string> enum_names() {
    std::vector<std::string> names;
    for (const auto& [value, name] : EnumNames<T>::names) names.emplace_back(name);
    return names;
}

/// `text` as a T, or nothing.
template <ScalarValue T>
[[nodiscard]] std::optional<T> parse_value(std::string_view text) {
    if constexpr (NamedEnum<T>) {
        for (const auto& [value, name] : EnumNames<T>::names)
            if (text == name) return value;
        return std::nullopt;
    } else {
        return ValueFormat<T>::parse(text);
    }
}

/// The text of `value`; parse_value reads it back to the same value.
template <ScalarValue T>
[[nodiscard]] std::string format_value(const T& value) {
    if constexpr (NamedEnum<T>) {
        for (const auto& [candidate, name] : EnumNames<T>::names)
            if (candidate == value) return name;
        return "?";
    } else {
        return ValueFormat<T>::format(value);
    }
}

/// `a, b, c`.
[[nodiscard]] std::string join(const std::vector<std::string>& words);

/// What a T looks like: "a duration with its unit, such as 10ms" or "one of a, b, c".
template <ScalarValue T>
[[nodiscard]] std::string expected_value() {
    if constexpr (NamedEnum<T>)
        return "one of " + join(enum_names<T>());
    else
        return ValueFormat<T>::expected();
}

/// True for what JSON writes without quotes.
template <class T>
constexpr bool kBareInJson = std::is_arithmetic_v<T>;

template <class T>
constexpr bool kIsOptional = false;
template <class T>
constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
constexpr bool kIsList = false;
template <class T, class A>
constexpr bool kIsList<std::vector<T, A>> = !std::same_as<T, bool>;

/// A map from names: std::map<std::string, V> or the like.
template <class T>
concept NamedMap = requires { typename T::mapped_type; } && std::same_as<typename T::key_type, std::string>;

}  // namespace sim
