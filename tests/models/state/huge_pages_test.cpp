// SPDX-License-Identifier: MIT
#include "models/state/huge_pages.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace models {
namespace {

TEST(HugeVector, keeps_its_elements_while_it_grows_into_huge_pages) {
    struct alignas(64) Line {
        std::uint64_t number;
    };
    constexpr std::uint64_t kCount = 3 * kHugePage / sizeof(Line);
    HugeVector<Line> lines;
    for (std::uint64_t i = 0; i < kCount; ++i) lines.push_back({i});
    for (std::uint64_t i = 0; i < kCount; ++i) ASSERT_EQ(lines[i].number, i);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(lines.data()) % kHugePage, 0U);
    const HugeVector<Line> few(lines.begin(), lines.begin() + 3);
    EXPECT_EQ(few[2].number, 2U);
}

}  // namespace
}  // namespace models
