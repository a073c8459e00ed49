// SPDX-License-Identifier: MIT
#include "models/evm/keccak_memo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace models {
namespace {

TEST(KeccakMemo, gives_the_hash_and_tells_what_a_transaction_asks_for_first) {
    KeccakMemo memo;
    ByteString one(KeccakMemo::kSize, 1);
    ByteString two(KeccakMemo::kSize, 2);
    const auto is_new = [&](const ByteString& bytes) {
        const KeccakMemo::Answer answer = memo(bytes.data());
        EXPECT_EQ(answer.hash, keccak256(bytes));
        return answer.is_new;
    };
    EXPECT_TRUE(is_new(one));
    EXPECT_FALSE(is_new(one));
    EXPECT_TRUE(is_new(two));
    memo.begin_transaction();
    EXPECT_TRUE(is_new(one));  // Known, but not to this one.
    EXPECT_FALSE(is_new(one));
    EXPECT_TRUE(is_new(two));
}

TEST(KeccakMemo, counts_the_same_whatever_was_asked_for_before) {
    // More inputs than it has room for: some drive out others.
    const auto count = [](KeccakMemo& memo) {
        std::vector<bool> news;
        for (int round = 0; round < 2; ++round) {
            for (std::uint32_t i = 0; i < 3'000; ++i) {
                ByteString bytes(KeccakMemo::kSize, 0);
                std::memcpy(bytes.data(), &i, sizeof i);
                news.push_back(memo(bytes.data()).is_new);
            }
        }
        return news;
    };
    KeccakMemo fresh;
    const std::vector<bool> expected = count(fresh);
    EXPECT_NE(std::count(expected.begin() + 3'000, expected.end(), false), 0);
    EXPECT_NE(std::count(expected.begin() + 3'000, expected.end(), true), 0);
    KeccakMemo used;
    for (std::uint32_t i = 1'000; i < 9'000; ++i) {
        ByteString bytes(KeccakMemo::kSize, 0);
        std::memcpy(bytes.data(), &i, sizeof i);
        (void)used(bytes.data());
    }
    used.begin_transaction();
    EXPECT_EQ(count(used), expected);
}

}  // namespace
}  // namespace models
