// SPDX-License-Identifier: MIT
#include "models/replay/replayer.h"

#include <gtest/gtest.h>

#include "models/replay/block_file.h"
#include "tests/models/replay/small_block.h"

namespace models {
namespace {

/// Two small blocks, replayed on one and two threads.
class BlocksInTurns : public testing::Test {
  protected:
    static constexpr std::uint32_t kWarmUp = 1;
    static constexpr std::uint32_t kRepeat = 2;
    /// Executions of one round: of two blocks, serially and on each number of workers.
    static constexpr int kRound = 2 * 3;

    BlocksInTurns() {
        for (const char* name : {"block/1", "block/2"}) blocks_.push_back(reader_.read(small_.write(folder_, name)));
    }

    /// What is replayed until so many executions have been begun.
    std::vector<BlockReplay> replay(int executions) {
        Replayer replayer(
            {.driver = ReplayDriver::Threads, .workers = {1, 2}, .hardware = {}, .warm_up = kWarmUp, .repeat = kRepeat},
            codes_);
        double last_share = 0;
        return replayer.replay(blocks_, [&](double share, const ReplayBlock&) {
            EXPECT_LE(0, share);
            EXPECT_LT(share, 1);
            EXPECT_LE(last_share, share);
            last_share = share;
            return executions-- > 0;
        });
    }

    sim::TemporaryFolder folder_;
    SmallBlock small_;
    CodeStore codes_;
    BlockReader reader_{codes_};
    std::vector<ReplayBlock> blocks_;
};

TEST_F(BlocksInTurns, are_timed_in_every_way) {
    const int all = 2 + kRound * static_cast<int>(kWarmUp + kRepeat);
    const auto replays = replay(all);
    ASSERT_EQ(replays.size(), 2U);
    for (const BlockReplay& block : replays) {
        EXPECT_TRUE(block.differences.empty());
        EXPECT_GT(block.serial.fastest.ns(), 0);
        EXPECT_GE(block.serial.median, block.serial.fastest);
        ASSERT_EQ(block.parallel.size(), 2U);
        for (const ParallelReplay& run : block.parallel) {
            EXPECT_GT(run.time.fastest.ns(), 0);
            EXPECT_EQ(run.concurrency.executions, 4U);
        }
        EXPECT_EQ(block.parallel[1].workers, 2U);
    }
    EXPECT_EQ(replay(all - 1).size(), 2U);  // Stopped, but every way has been timed once.
}

TEST_F(BlocksInTurns, are_given_up_to_the_first_that_was_not_timed_in_every_way) {
    const int first_round = 2 + kRound * static_cast<int>(kWarmUp + 1);
    EXPECT_EQ(replay(first_round).size(), 2U);
    EXPECT_EQ(replay(first_round - 1).size(), 1U);
    EXPECT_EQ(replay(first_round - 2).size(), 0U);
    EXPECT_EQ(replay(1).size(), 0U);
}

}  // namespace
}  // namespace models
