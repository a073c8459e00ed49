// SPDX-License-Identifier: MIT
#include "sim/network/delivery.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

namespace sim {
namespace {

TEST(Delivery, runs_small_and_large_callables_after_moves) {
    int calls = 0;
    std::array<char, 200> much{};
    much[199] = 3;
    Delivery small([&calls] { ++calls; });
    Delivery large([&calls, much] { calls += much[199]; });
    Delivery moved = std::move(small);
    moved();
    EXPECT_FALSE(small);
    moved = std::move(large);
    moved();
    EXPECT_EQ(calls, 1 + 3);
}

TEST(Delivery, releases_what_it_holds) {
    const auto witness = std::make_shared<int>(1);
    std::array<char, 200> much{};
    {
        const Delivery small([witness] {});
        const Delivery large([witness, much] { static_cast<void>(much); });
        EXPECT_EQ(witness.use_count(), 3);
        Delivery replaced([witness] {});
        replaced = Delivery([] {});
        EXPECT_EQ(witness.use_count(), 3);
    }
    EXPECT_EQ(witness.use_count(), 1);
}

}  // namespace
}  // namespace sim
