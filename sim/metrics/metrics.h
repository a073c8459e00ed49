// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "sim/base/schema.h"
#include "sim/metrics/instruments.h"

namespace sim {

/// What a metric's integers count.
enum class Unit : std::uint8_t {
    Nanoseconds,
    Bytes,
    BitsPerSecond,
    Gas,
    GasPerSecond,
    Count,
    PerSecond,
    Share,  ///< Parts per million.
};

/// Which direction of change is an improvement.
enum class Better : std::uint8_t { Lower, Higher, None };

/// "ns", "B", "bit/s", "gas", "gas/s", "count", "1/s", "ppm".
[[nodiscard]] const char* unit_symbol(Unit unit);
/// "lower", "higher", "none".
[[nodiscard]] const char* better_name(Better better);

/// One metric of a role, declared once: its name, the member that holds it, unit, better direction and meaning.
/// A role's Metrics struct lists them in `static constexpr auto schema()`, as parameters are listed with Field.
template <class Owner, class T>
struct MetricField {
    const char* name;
    T Owner::* member;
    Unit unit;
    Better better;
    const char* documentation;
};
template <class Owner, class T>
MetricField(const char*, T Owner::*, Unit, Better, const char*) -> MetricField<Owner, T>;

/// A metric as `headway list metrics` and the results database show it.
struct MetricDoc {
    std::string name;           ///< "replica.lag"
    std::string unit;           ///< As unit_symbol().
    std::string kind;           ///< "counter", "gauge", "distribution" or "series".
    std::string better;         ///< As better_name().
    std::string documentation;  ///< One sentence.
};

template <class T>
[[nodiscard]] constexpr const char* metric_kind() {
    if constexpr (std::is_same_v<T, Counter>) return "counter";
    if constexpr (std::is_same_v<T, Gauge>) return "gauge";
    if constexpr (std::is_same_v<T, Distribution>) return "distribution";
    if constexpr (std::is_same_v<T, Series>) return "series";
}

template <class Owner, class T>
[[nodiscard]] MetricDoc metric_doc(std::string_view prefix, const MetricField<Owner, T>& field) {
    return MetricDoc{.name = std::string(prefix) + "." + field.name,
                     .unit = unit_symbol(field.unit),
                     .kind = metric_kind<T>(),
                     .better = better_name(field.better),
                     .documentation = field.documentation};
}

/// All metrics of Metrics struct M; `prefix` is the role, which is the kind of the entities that have them.
template <HasSchema M>
[[nodiscard]] std::vector<MetricDoc> metric_docs(std::string_view prefix) {
    std::vector<MetricDoc> docs;
    for_each_field<M>([&](const auto& field) { docs.push_back(metric_doc(prefix, field)); });
    return docs;
}

/// Adds all metrics of `from` to those of `into`, as for the total over all entities of a role.
/// Series are left out: those of different entities have no common meaning.
template <HasSchema M>
void merge_metrics(M& into, const M& from) {
    for_each_field<M>([&](const auto& field) {
        auto& target = into.*field.member;
        if constexpr (requires { target.merge(from.*field.member); }) target.merge(from.*field.member);
    });
}

}  // namespace sim
