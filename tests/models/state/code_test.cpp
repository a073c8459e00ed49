// SPDX-License-Identifier: MIT
#include "models/state/code.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "models/chain/keccak.h"

namespace models {
namespace {

TEST(Code, marks_jump_destinations_outside_push_data) {
    const ByteString bytes = {0x5b, 0x60, 0x5b, 0x5b, 0x61, 0x5b, 0x5b, 0x5b, 0x5f, 0x5b};
    const Code code(bytes);
    std::vector<std::uint64_t> destinations;
    for (std::uint64_t offset = 0; offset < 100; ++offset)
        if (code.is_jump_destination(offset)) destinations.push_back(offset);
    EXPECT_EQ(destinations, (std::vector<std::uint64_t>{0, 3, 7, 9}));
    EXPECT_FALSE(code.is_jump_destination(~std::uint64_t{0}));
}

TEST(Code, push_data_may_run_past_the_end) {
    const Code code(ByteString{0x5b, 0x7f, 0x5b});
    EXPECT_TRUE(code.is_jump_destination(0));
    EXPECT_FALSE(code.is_jump_destination(2));
}

TEST(Code, is_followed_by_33_zeros) {
    const ByteString bytes(70, 0xff);
    const Code code(bytes);
    EXPECT_EQ(code.size(), 70U);
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), code.begin()));
    EXPECT_EQ(std::count(code.begin() + 70, code.begin() + 70 + 33, 0), 33);
}

TEST(CodeStore, keeps_one_copy_of_equal_code) {
    CodeStore codes;
    const ByteString bytes = {1, 2, 3};
    const Code* code = codes.insert(bytes);
    EXPECT_EQ(codes.insert(ByteString{1, 2, 3}), code);
    EXPECT_NE(codes.insert(ByteString{1, 2}), code);
    EXPECT_EQ(code->hash(), keccak256(bytes));
    EXPECT_EQ(codes.size(), 2U);
}

TEST(CodeStore, has_no_object_for_empty_code) {
    CodeStore codes;
    EXPECT_EQ(codes.insert({}), nullptr);
    EXPECT_EQ(codes.size(), 0U);
}

TEST(CodeStore, gives_all_threads_the_same_code) {
    CodeStore codes;
    std::vector<std::vector<const Code*>> seen(4);
    std::vector<std::thread> threads;
    for (auto& mine : seen)
        threads.emplace_back([&codes, &mine] {
            for (std::uint8_t i = 0; i < 200; ++i) mine.push_back(codes.insert(ByteString{i, i}));
        });
    for (std::thread& thread : threads) thread.join();
    for (const auto& mine : seen) EXPECT_EQ(mine, seen.front());
    EXPECT_EQ(codes.size(), 200U);
}

}  // namespace
}  // namespace models
