// SPDX-License-Identifier: MIT
#include "sim/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <set>
#include <vector>

namespace sim {
namespace {

using Words = std::array<std::uint64_t, 4>;
constexpr Purpose kTest = Purpose::named("test");

TEST(RandomStream, is_philox_4x64_10) {
    // The first known answer that comes with Random123: counter 0, key 0.
    const RandomStream zeros(0, Purpose{0}, 0);
    EXPECT_EQ(zeros.words(0), (Words{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}));
    EXPECT_EQ(zeros.bits(0), 0x16554d9eca36314c);
}

TEST(RandomStream, every_part_of_the_key_counts) {
    std::set<Words> seen;
    for (const std::uint64_t seed : {1U, 2U})
        for (const Purpose purpose : {Purpose{1}, Purpose{2}})
            for (const std::uint64_t entity : {1U, 2U})
                for (const std::uint64_t index : {1U, 2U})
                    seen.insert(RandomStream(seed, purpose, entity).words(index));
    EXPECT_EQ(seen.size(), 16U);
}

TEST(RandomStream, a_draw_depends_on_its_index_only) {
    const RandomStream stream(1, kTest, 7);
    std::vector<Words> forward;
    for (std::uint64_t i = 0; i < 100; ++i) forward.push_back(stream.words(i));
    for (std::uint64_t i = 100; i-- > 0;) {
        static_cast<void>(RandomStream(1, kTest, 8).words(i));  // another stream is used in between
        EXPECT_EQ(stream.words(i), forward[i]);
    }
}

TEST(RandomStream, bits_are_ones_half_of_the_time) {
    const RandomStream stream(3, kTest, 0);
    std::array<int, 64> ones = {};
    for (std::uint64_t i = 0; i < 2500; ++i)
        for (const std::uint64_t word : stream.words(i))
            for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(word >> bit & 1);
    for (const int count : ones) EXPECT_NEAR(count, 5000, 5 * 50);  // five standard deviations
}

TEST(UniformBelow, covers_its_range_evenly) {
    EXPECT_EQ(uniform_below(0, 10), 0U);
    EXPECT_EQ(uniform_below(~std::uint64_t{0}, 10), 9U);
    EXPECT_EQ(uniform_below(~std::uint64_t{0}, 1), 0U);
    EXPECT_EQ(uniform_below(std::uint64_t{1} << 63, 10), 5U);
}

TEST(Purpose, has_the_value_of_fnv_1a) {
    EXPECT_EQ(Purpose::named("").value, 0xcbf29ce484222325U);
    EXPECT_EQ(Purpose::named("a").value, 0xaf63dc4c8601ec8cU);
    EXPECT_EQ(Purpose::named("foobar").value, 0x85944171f73967e8U);
}

}  // namespace
}  // namespace sim
