// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sim/base/schema.h"
#include "sim/scenario/value_text.h"

namespace sim {

/// A configuration ready to be written: what `show` prints and what a results file stores.
struct ConfigValue {
    enum class Kind { Null, Bare, Text, List, Map };
    struct Entry;

    Kind kind = Kind::Null;
    std::string text;  ///< Of Bare (numbers, booleans: no quotes in JSON) and Text.
    std::vector<ConfigValue> items;
    std::vector<Entry> entries;
};

struct ConfigValue::Entry {
    std::string key;
    std::string comment;
    ConfigValue value;
};

/// The value of a parameter of any type that bind() accepts.
template <class T>
[[nodiscard]] ConfigValue to_config(const T& value) {
    ConfigValue config;
    if constexpr (HasSchema<T>) {
        config.kind = ConfigValue::Kind::Map;
        for_each_field<T>([&](const auto& field) {
            config.entries.push_back({field.key, field.documentation, to_config(value.*field.member)});
        });
    } else if constexpr (kIsOptional<T>) {
        if (value) config = to_config(*value);
    } else if constexpr (kIsList<T>) {
        config.kind = ConfigValue::Kind::List;
        for (const auto& item : value) config.items.push_back(to_config(item));
    } else if constexpr (NamedMap<T>) {
        config.kind = ConfigValue::Kind::Map;
        for (const auto& [key, item] : value) config.entries.push_back({key, {}, to_config(item)});
    } else {
        static_assert(ScalarValue<T>, "a parameter needs a ValueFormat, EnumNames or a schema");
        config.kind = kBareInJson<T> ? ConfigValue::Kind::Bare : ConfigValue::Kind::Text;
        config.text = format_value(value);
    }
    return config;
}

[[nodiscard]] std::string write_yaml(const ConfigValue& config, bool comments);
[[nodiscard]] std::string write_json(const ConfigValue& config);

/// Canonical YAML after defaults: a valid scenario that binds to the same value. With `comments`, each key carries its
/// documentation.
template <HasSchema T>
[[nodiscard]] std::string to_yaml(const T& value, bool comments) {
    return write_yaml(to_config(value), comments);
}

/// Canonical JSON on one line, keys in schema order; itself a valid scenario, since JSON is YAML.
template <HasSchema T>
[[nodiscard]] std::string to_json(const T& value) {
    return write_json(to_config(value));
}

}  // namespace sim
