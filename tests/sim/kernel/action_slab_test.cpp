// SPDX-License-Identifier: MIT
#include "sim/kernel/action_slab.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <vector>

namespace sim {
namespace {

TEST(ActionSlab, runs_each_once_and_uses_slots_again) {
    ActionSlab slab;
    std::vector<int> ran;
    for (int round = 0; round < 10; ++round) {
        std::vector<std::uint64_t> slots;
        for (int i = 0; i < 100; ++i) slots.push_back(slab.store([&ran, i] { ran.push_back(i); }));
        EXPECT_EQ(slab.stored(), 100U);
        for (const std::uint64_t slot : slots) {
            EXPECT_LT(slot, 100U);
            slab.run(slot);
        }
        EXPECT_EQ(slab.stored(), 0U);
    }
    EXPECT_EQ(ran.size(), 1000U);
}

TEST(ActionSlab, an_action_may_store_others_while_it_runs) {
    ActionSlab slab;
    std::vector<std::uint64_t> stored;
    const std::array<int, 10> kept = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    int last = 0;
    slab.run(slab.store([&, kept] {
        for (int i = 0; i < 1000; ++i) stored.push_back(slab.store([] {}));
        last = kept[9];  // its own captures are still there
    }));
    EXPECT_EQ(last, 10);
    EXPECT_EQ(slab.stored(), 1000U);
    EXPECT_EQ(std::count(stored.begin(), stored.end(), 0U), 0);  // nor was its slot given away
}

TEST(ActionSlab, destroys_what_ran_what_threw_and_what_never_ran) {
    const auto alive = std::make_shared<int>(0);
    {
        ActionSlab slab;
        const std::array<int, 100> large = {};
        slab.run(slab.store([alive] {}));
        slab.run(slab.store([alive, large] { static_cast<void>(large); }));
        EXPECT_EQ(alive.use_count(), 1);
        EXPECT_THROW(slab.run(slab.store([alive] { throw std::runtime_error("test"); })), std::runtime_error);
        EXPECT_EQ(alive.use_count(), 1);
        slab.store([alive] {});
        slab.store([alive, large] { static_cast<void>(large); });
        EXPECT_EQ(alive.use_count(), 3);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

}  // namespace
}  // namespace sim
