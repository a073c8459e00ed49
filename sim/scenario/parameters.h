// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "sim/base/schema.h"
#include "sim/scenario/config_value.h"
#include "sim/scenario/value_text.h"

namespace sim {

/// One parameter for the reference: `headway list parameters`.
struct ParameterDoc {
    std::string key;            ///< Dotted; `[]` stands for each item of a list, `<name>` for each name of a map.
    std::string type;           ///< What a value looks like, with its unit.
    std::string default_value;  ///< As it would be written; empty for a mapping.
    std::string bounds;         ///< "1ms to 10s", "at least 1", or empty.
    std::string documentation;
};

/// "1ms to 10s", "at least 1ms", "at most 10s", or empty.
template <class Limits>
[[nodiscard]] std::string bounds_text(const Limits& limits) {
    if constexpr (std::same_as<Limits, NoBounds>) {
        return {};
    } else {
        const auto text = [](const auto& side) { return write_yaml(to_config(*side), false); };
        if (limits.low && limits.high) return text(limits.low) + " to " + text(limits.high);
        if (limits.low) return "at least " + text(limits.low);
        if (limits.high) return "at most " + text(limits.high);
        return {};
    }
}

namespace parameters_detail {

template <class T>
std::string type_text() {
    if constexpr (HasSchema<T>)
        return "a mapping, or the path of a YAML file that holds one";
    else if constexpr (kIsOptional<T>)
        return type_text<typename T::value_type>() + ", or null";
    else if constexpr (kIsList<T>)
        return "a list; each: " + type_text<typename T::value_type>();
    else if constexpr (NamedMap<T>)
        return "a mapping from names; each: " + type_text<typename T::mapped_type>();
    else
        return expected_value<T>();
}

template <HasSchema T>
void list_struct(const std::string& prefix, const T& defaults, std::vector<ParameterDoc>& docs);

/// Lists what lies inside a value of type T, if anything does. `value` gives the defaults.
template <class T>
void list_inside(const std::string& key, const T& value, std::vector<ParameterDoc>& docs) {
    if constexpr (HasSchema<T>)
        list_struct(key + ".", value, docs);
    else if constexpr (kIsOptional<T>)
        list_inside(key, value.value_or(typename T::value_type{}), docs);
    else if constexpr (kIsList<T>)
        list_inside(key + "[]", typename T::value_type{}, docs);
    else if constexpr (NamedMap<T>)
        list_inside(key + ".<name>", typename T::mapped_type{}, docs);
}

template <HasSchema T>
void list_struct(const std::string& prefix, const T& defaults, std::vector<ParameterDoc>& docs) {
    for_each_field<T>([&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(defaults.*field.member)>;
        const Member& value = defaults.*field.member;
        std::string text = HasSchema<Member> ? std::string{} : write_json(to_config(value));
        if constexpr (ScalarValue<Member>) text = write_yaml(to_config(value), false);
        docs.push_back({prefix + field.key, type_text<Member>(), text, bounds_text(field.bounds), field.documentation});
        list_inside(prefix + field.key, value, docs);
    });
}

}  // namespace parameters_detail

/// All parameters of T with those of the structs inside it, in schema order.
template <HasSchema T>
[[nodiscard]] std::vector<ParameterDoc> parameters() {
    std::vector<ParameterDoc> docs;
    parameters_detail::list_struct("", T{}, docs);
    return docs;
}

}  // namespace sim
