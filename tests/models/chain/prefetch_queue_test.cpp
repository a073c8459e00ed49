// SPDX-License-Identifier: MIT
#include "models/chain/prefetch_queue.h"

#include <gtest/gtest.h>

#include <vector>

namespace models {
namespace {

TEST(PrefetchQueue, gives_each_line_once_and_in_order_then_one_that_is_near) {
    alignas(64) std::array<std::uint8_t, 640> bytes{};
    PrefetchQueue queue;
    std::array<const void*, 4> out{};
    queue.add<8>(bytes.data(), 5);
    queue.take(out);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(out[i], bytes.data() + 64 * i);
    queue.add<2>(bytes.data() + 512, 1);
    queue.take(out);
    EXPECT_EQ(out[0], bytes.data() + 256);
    EXPECT_EQ(out[1], bytes.data() + 512);
    EXPECT_EQ(out[2], static_cast<const void*>(out.data()));
    EXPECT_EQ(out[3], static_cast<const void*>(out.data()));
}

TEST(PrefetchQueue, takes_more_than_it_has_room_for_and_any_address) {
    PrefetchQueue queue;
    for (std::size_t i = 0; i < 1'000; ++i) queue.add<10>(reinterpret_cast<const void*>(640 * i), 10);
    std::array<const void*, 2> out{};
    queue.take(out);
    EXPECT_EQ(out[0], nullptr);
    EXPECT_EQ(out[1], reinterpret_cast<const void*>(64));
    queue.drain();
    queue.take(out);
    EXPECT_EQ(out[0], static_cast<const void*>(out.data()));
}

TEST(PrefetchQueue, keeps_the_order_when_lines_move_to_the_front) {
    PrefetchQueue queue;
    std::uintptr_t added = 0;
    std::uintptr_t taken = 0;
    std::array<const void*, 30> out{};
    for (int i = 0; i < 1'000; ++i) {
        for (int k = 0; k < 3; ++k, added += 10) queue.add<10>(reinterpret_cast<const void*>(64 * added), 10);
        queue.take(out);
        for (const void* line : out) ASSERT_EQ(line, reinterpret_cast<const void*>(64 * taken++));
    }
    EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace models
