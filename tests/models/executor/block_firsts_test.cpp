// SPDX-License-Identifier: MIT
#include "models/executor/block_firsts.h"

#include <gtest/gtest.h>

#include "models/executor/executed_block.h"
#include "random_block.h"

namespace models {
namespace {

/// The work that is new in the next transaction of `block`, which enters these codes and reads these places.
Work counted(BlockFirsts& block, std::vector<const Code*> codes, std::vector<std::uint64_t> reads = {}) {
    TxResult result;
    result.work.new_code_bytes = result.work.new_reads = 7;
    result.codes = std::move(codes);
    result.reads = std::move(reads);
    block.count(result);
    return result.work;
}

TEST(BlockFirsts, counts_each_code_once) {
    CodeStore codes;
    const Code* const small = codes.insert(ByteString(3, 0));
    const Code* const large = codes.insert(ByteString(100, 0));
    BlockFirsts block(1);
    EXPECT_EQ(counted(block, {}).new_code_bytes, 0U);
    EXPECT_EQ(counted(block, {small}).new_code_bytes, 3U);
    EXPECT_EQ(counted(block, {large, small}).new_code_bytes, 100U);
    EXPECT_EQ(counted(block, {large}).new_code_bytes, 0U);
    BlockFirsts copy = block;
    EXPECT_EQ(counted(copy, {small}).new_code_bytes, 0U);
}

TEST(BlockFirsts, counts_each_read_once) {
    BlockFirsts block(1);
    EXPECT_EQ(counted(block, {}, {}).new_reads, 0U);
    // The last shares a bit with the first.
    EXPECT_EQ(counted(block, {}, {1, 64, 65, 1 + (std::uint64_t{1} << 40)}).new_reads, 3U);
    EXPECT_EQ(counted(block, {}, {0, 1, 2}).new_reads, 2U);
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
