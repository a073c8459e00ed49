// SPDX-License-Identifier: MIT
#include "models/replay/recorded_blocks.h"

#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "tests/models/replay/small_block.h"

namespace models {
namespace {

Address address(const std::string& hex) {
    return *address_from_hex(hex);
}

/// The small block and one after it, in which accounts and slots have other values.
struct TwoBlocks {
    TwoBlocks() {
        second.block["number"] = "0x12a05f3";
        second.pre_state[SmallBlock::kBob]["balance"] = "0x1";
        second.pre_state[SmallBlock::kCounter]["storage"] = {{"0x0", "0x77"}, {"0x1", "0x88"}, {"0x2", "0x99"}};
        second.pre_state["0x000000000000000000000000000000000000d00d"] = {{"balance", "0x5000"}, {"nonce", 0}};
        second.pre_state["0x000000000000000000000000000000000000feed"] = {{"balance", "0x6000"}, {"nonce", 3}};
        static_cast<void>(second.write(folder, "blocks/19531251"));
        static_cast<void>(first.write(folder, "blocks/19531250"));
    }
    sim::TemporaryFolder folder;
    SmallBlock first;
    SmallBlock second;
};

TEST(RecordTransactions, takes_the_first_value_of_each_account_and_slot) {
    const TwoBlocks blocks;
    CodeStore codes;
    const RecordedTransactions recorded = record_transactions(blocks.folder.path(), codes);
    EXPECT_EQ(recorded.transactions.size(), 8U);
    EXPECT_EQ(recorded.state.find(address(SmallBlock::kBob))->balance, *u256_from_hex("0xde0b6b3a7640000"));
    const Address counter = address(SmallBlock::kCounter);
    EXPECT_EQ(recorded.state.storage({counter, 0}), U256{0x29});
    EXPECT_EQ(recorded.state.storage({counter, 1}), U256{});  // The first block says that it is zero.
    EXPECT_EQ(recorded.state.storage({counter, 2}), U256{0x99});
    EXPECT_EQ(recorded.state.find(address("0x000000000000000000000000000000000000feed"))->nonce, 3U);
}

TEST(RecordTransactions, leaves_what_an_earlier_block_makes_to_it) {
    const TwoBlocks blocks;
    CodeStore codes;
    const RecordedTransactions recorded = record_transactions(blocks.folder.path(), codes);
    EXPECT_EQ(recorded.state.find(address("0x000000000000000000000000000000000000d00d")), nullptr);
}

TEST(RecordTransactions, refuses_blocks_of_several_chains) {
    TwoBlocks blocks;
    blocks.second.block["chainId"] = "0xa";
    blocks.second.block["fork"] = "Cancun";
    static_cast<void>(blocks.second.write(blocks.folder, "blocks/19531251"));
    CodeStore codes;
    EXPECT_THROW(static_cast<void>(record_transactions(blocks.folder.path(), codes)), sim::InputError);
}

}  // namespace
}  // namespace models
