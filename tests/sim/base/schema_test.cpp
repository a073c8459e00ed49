// SPDX-License-Identifier: MIT
#include "sim/base/schema.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/time.h"

namespace sim {
namespace {

enum class Colour { Red };
struct Inner {
    int a = 1;
    Duration b;
    static constexpr auto schema() { return std::tuple{Field{"a", &Inner::a, ""}, Field{"b", &Inner::b, ""}}; }
};
static_assert(schema_is_complete<Inner>());

/// Two members of T and a default, all declared.
template <class T>
struct Declared {
    T first;
    T second = {};
    int last = 3;
    static constexpr auto schema() {
        return std::tuple{Field{"first", &Declared::first, ""}, Field{"second", &Declared::second, ""},
                          Field{"last", &Declared::last, ""}};
    }
};
/// One member is not declared.
template <class T>
struct Forgotten {
    int first = 1;
    T second = {};
    static constexpr auto schema() { return std::tuple{Field{"first", &Forgotten::first, ""}}; }
};
template <class... T>
constexpr bool kCounts = ((schema_is_complete<Declared<T>>() && !schema_is_complete<Forgotten<T>>()) && ...);

static_assert(kCounts<int, bool, double, Colour, Inner, Duration, Bytes, Share>);
static_assert(kCounts<std::string, std::array<int, 3>>);
static_assert(
    kCounts<std::vector<int>, std::vector<Inner>, std::vector<std::string>, std::vector<std::vector<Duration>>>);
static_assert(kCounts<std::optional<int>, std::optional<std::string>, std::optional<Inner>, std::optional<Duration>,
                      std::optional<std::vector<Inner>>>);
static_assert(kCounts<std::map<std::string, Inner>, std::map<std::string, std::map<std::string, Duration>>>);

TEST(Schema, visits_the_fields_in_order) {
    std::vector<std::string> keys;
    for_each_field<Declared<int>>([&](const auto& field) { keys.emplace_back(field.key); });
    EXPECT_EQ(keys, (std::vector<std::string>{"first", "second", "last"}));
}

TEST(Schema, a_field_may_have_bounds) {
    constexpr Field bounded{"a", &Inner::a, "", Bounds<int>{.low = 1}};
    EXPECT_EQ(bounded.bounds.low, 1);
    EXPECT_EQ(bounded.bounds.high, std::nullopt);
}

}  // namespace
}  // namespace sim
