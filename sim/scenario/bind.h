// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/schema.h"
#include "sim/base/value_format.h"
#include "sim/scenario/binder.h"
#include "sim/scenario/config_value.h"
#include "sim/scenario/document.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/value_text.h"

namespace sim {

namespace bind_detail {

template <class T>
void read(Binder& binder, const Node& node, T& value);

template <class Limits, class T>
void check_bounds(Binder& binder, const Node& node, const T& value, const Limits& limits) {
    if constexpr (!std::same_as<Limits, NoBounds>) {
        if (limits.low && value < *limits.low)
            binder.reject_bound(node, Binder::Side::Below, bounds_text(limits));
        else if (limits.high && *limits.high < value)
            binder.reject_bound(node, Binder::Side::Above, bounds_text(limits));
    }
}

template <HasSchema T>
void read_struct(Binder& binder, const Node& node, T& value) {
    std::vector<std::string> keys;
    for_each_field<T>([&](const auto& field) { keys.emplace_back(field.key); });
    Node included;
    const Node* const map = binder.mapping(node, keys, included);
    if (map == nullptr) return;
    binder.reject_unknown_keys(*map, keys);
    for_each_field<T>([&](const auto& field) {
        const Node::Entry* const entry = map->find(field.key);
        if (entry == nullptr) return;
        const Binder::Scope scope(binder, field.key);
        const std::size_t problems = binder.problem_count();
        read(binder, entry->value, value.*field.member);
        if (binder.problem_count() == problems) check_bounds(binder, entry->value, value.*field.member, field.bounds);
    });
}

template <class T>
void read_list(Binder& binder, const Node& node, T& value) {
    const Node* const list = binder.list(node);
    if (list == nullptr) return;
    value.clear();
    for (const Node& item : list->items) {
        const Binder::Scope scope(binder, std::to_string(value.size()));
        read(binder, item, value.emplace_back());
    }
}

template <class T>
void read_names(Binder& binder, const Node& node, T& value) {
    const Node* const map = binder.names(node);
    if (map == nullptr) return;
    if (!map->overlay) value.clear();
    for (const Node::Entry& entry : map->entries) {
        const Binder::Scope scope(binder, entry.key);
        read(binder, entry.value, value[entry.key]);
    }
}

template <ScalarValue T>
void read_scalar(Binder& binder, const Node& node, T& value) {
    const std::string expected = expected_value<T>();
    if (!binder.scalar(node, kBareInJson<T>, expected)) return;
    if (const std::optional<T> parsed = parse_value<T>(node.text)) {
        value = *parsed;
        return;
    }
    std::vector<std::string> candidates;
    if constexpr (NamedEnum<T>) candidates = enum_names<T>();
    if constexpr (std::same_as<T, bool>) candidates = {"true", "false"};
    binder.reject_value(node, expected, candidates,
                        [](std::string_view text) { return parse_value<T>(text).has_value(); });
}

template <class T>
void read(Binder& binder, const Node& node, T& value) {
    if constexpr (HasSchema<T>) {
        read_struct(binder, node, value);
    } else if constexpr (kIsOptional<T>) {
        if (node.kind == Node::Kind::Null)
            value.reset();
        else
            read(binder, node, value ? *value : value.emplace());
    } else if constexpr (kIsList<T>) {
        read_list(binder, node, value);
    } else if constexpr (NamedMap<T>) {
        read_names(binder, node, value);
    } else {
        static_assert(ScalarValue<T>, "a parameter needs a ValueFormat, EnumNames or a schema");
        read_scalar(binder, node, value);
    }
}

}  // namespace bind_detail

/// Fills a T from the document; what it does not mention keeps its default. Everything that is wrong (also the
/// document's own problems) is added to `problems` in file order; the value is to be used only if there is nothing.
/// (The document is a template parameter because std::bind, found through std::vector, would be preferred otherwise.)
template <HasSchema T, class D>
    requires std::same_as<std::remove_cvref_t<D>, Document>
[[nodiscard]] T bind(D&& document, std::vector<InputProblem>& problems) {
    problems.insert(problems.end(), document.problems().begin(), document.problems().end());
    T value{};
    Binder binder(problems);
    bind_detail::read(binder, document.root(), value);
    sort_problems(problems, document.name());
    return value;
}

/// The same, but throws InputError if there are problems.
template <HasSchema T>
[[nodiscard]] T bind(const Document& document) {
    std::vector<InputProblem> problems;
    T value = bind<T>(document, problems);
    if (!problems.empty()) throw InputError(std::move(problems));
    return value;
}

}  // namespace sim
