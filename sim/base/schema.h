// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace sim {

/// Lowest and highest value that a parameter may take, both allowed. A missing side is open.
template <class T>
struct Bounds {
    std::optional<T> low = {};
    std::optional<T> high = {};
};

struct NoBounds {};

/// One parameter: its key in YAML, the member that holds it (type = unit, initial value = default), what it means.
template <class Owner, class T, class Limits = NoBounds>
struct Field {
    const char* key;
    T Owner::* member;
    const char* documentation;
    Limits bounds = {};
};
template <class Owner, class T>
Field(const char*, T Owner::*, const char*) -> Field<Owner, T, NoBounds>;
template <class Owner, class T>
Field(const char*, T Owner::*, const char*, Bounds<T>) -> Field<Owner, T, Bounds<T>>;

/// A struct whose members are declared once in `static constexpr auto schema()`, a tuple of Field.
template <class T>
concept HasSchema = requires { T::schema(); };

/// Calls `visit(field)` for each field of T's schema, in order.
template <HasSchema T, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
    std::apply([&](const auto&... field) { (visit(field), ...); }, T::schema());
}

namespace schema_detail {
struct AnyMember {
    template <class T>
    operator T() const {
        std::abort();
    }  // NOLINT: implicit by intent; stands for a value of any type, never called
};
template <class T, std::size_t... I>
constexpr bool brace_constructible(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), AnyMember{})...}; };
}
/// Number of members of aggregate T: the most initialisers it accepts.
template <class T, std::size_t N = 0>
constexpr std::size_t member_count() {
    if constexpr (brace_constructible<T>(std::make_index_sequence<N + 1>{}))
        return member_count<T, N + 1>();
    else
        return N;
}
}  // namespace schema_detail

/// True if every member of T stands in its schema.
template <HasSchema T>
consteval bool schema_is_complete() {
    return schema_detail::member_count<T>() == std::tuple_size_v<decltype(T::schema())>;
}

/// How a plain value is written: specialise for each type that may be a parameter. Needed members:
///   static std::optional<T> parse(std::string_view text);   // nothing if `text` is not a T with its unit
///   static std::string format(const T& value);              // parse(format(v)) == v
///   static std::string expected();                          // "a duration with its unit, such as 10ms"
template <class T>
struct ValueFormat;

/// Names of an enum's values: specialise with `static constexpr std::pair<E, const char*> names[]`.
template <class E>
struct EnumNames;

}  // namespace sim
