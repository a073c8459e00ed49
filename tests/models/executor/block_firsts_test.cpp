// SPDX-License-Identifier: MIT
#include "models/executor/block_firsts.h"

#include <gtest/gtest.h>

#include "models/executor/executed_block.h"
#include "random_block.h"

namespace models {
namespace {

TEST(BlockFirsts, counts_each_code_once) {
    CodeStore codes;
    const Code* const small = codes.insert(ByteString(3, 0));
    const Code* const large = codes.insert(ByteString(100, 0));
    BlockFirsts block(1);
    const auto counted = [&](std::vector<const Code*> entered) {
        TxResult result;
        result.work.new_code_bytes = 7;
        result.codes = std::move(entered);
        block.count(result);
        return result.work.new_code_bytes;
    };
    EXPECT_EQ(counted({}), 0U);
    EXPECT_EQ(counted({small}), 3U);
    EXPECT_EQ(counted({large, small}), 100U);
    EXPECT_EQ(counted({large}), 0U);
    BlockFirsts copy = block;
    TxResult again;
    again.codes = {small};
    copy.count(again);
    EXPECT_EQ(again.work.new_code_bytes, 0U);
}

TEST(BlockFirsts, counts_each_read_once) {
    BlockFirsts block(1);
    const auto counted = [&](std::vector<std::uint64_t> reads) {
        TxResult result;
        result.work.new_reads = 7;
        result.reads = std::move(reads);
        block.count(result);
        return result.work.new_reads;
    };
    EXPECT_EQ(counted({}), 0U);
    EXPECT_EQ(counted({1, 64, 65, 1 + (std::uint64_t{1} << 40)}), 3U);  // The last shares a bit with the first.
    EXPECT_EQ(counted({0, 1, 2}), 2U);
}

TEST(BlockFirsts, a_block_enters_its_code_once_however_many_transactions_it_has) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::mt19937_64 random(3);
    const auto few = world.transactions(random, 60, RandomWorld::kUsers);
    auto many = few;
    many.insert(many.end(), few.begin(), few.end());  // Invalid by their nonces: they enter nothing.
    const Work once = execute_serial(world.state(), world.block(), few, codes).work;
    EXPECT_GT(once.new_code_bytes, 0U);
    EXPECT_LT(once.new_code_bytes, once.entered_code_bytes);
    EXPECT_EQ(execute_serial(world.state(), world.block(), many, codes).work.new_code_bytes, once.new_code_bytes);
    EXPECT_GT(once.new_reads, 0U);
    EXPECT_LT(once.new_reads, once.account_reads + once.slot_reads);
}

}  // namespace
}  // namespace models
