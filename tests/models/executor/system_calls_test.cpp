// SPDX-License-Identifier: MIT
#include "models/executor/system_calls.h"

#include <gtest/gtest.h>

namespace models {
namespace {

// The deployed code as the EIPs give it.
constexpr const char* kBeaconRootsCode =
    "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c"
    "57"
    "5f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500";
constexpr const char* kBlockHashesCode =
    "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611f"
    "ff"
    "9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

class BlockStart : public testing::Test {
  protected:
    BlockStart() {
        pre.set_account(kBeaconRootsContract, {.nonce = 1, .code = codes.insert(from_hex(kBeaconRootsCode).value())});
        pre.set_account(kBlockHashesContract, {.nonce = 1, .code = codes.insert(from_hex(kBlockHashesCode).value())});
        block.revision = Revision::Prague;
        block.number = 10'000;
        block.timestamp = 20'000;
        block.recent_block_hashes = {U256{0xabc}.to_hash()};
    }
    State run() {
        State post = pre;
        EXPECT_FALSE(post.apply(execute_block_start(pre, block, U256{0xbeac}.to_hash(), codes)));
        return post;
    }

    CodeStore codes;
    State pre;
    BlockContext block;
};

TEST_F(BlockStart, stores_the_parents_hash_and_beacon_root_in_their_rings) {
    const State post = run();
    constexpr std::uint64_t kRing = 8191;
    EXPECT_EQ(post.storage({kBeaconRootsContract, U256{20'000 % kRing}}), U256{20'000});
    EXPECT_EQ(post.storage({kBeaconRootsContract, U256{20'000 % kRing + kRing}}), U256{0xbeac});
    EXPECT_EQ(post.storage({kBlockHashesContract, U256{9'999 % kRing}}), U256{0xabc});
    EXPECT_EQ(post.account_count(), 2U) << "the system address must not come into being";
}

TEST_F(BlockStart, does_what_the_revision_has) {
    block.revision = Revision::Cancun;
    EXPECT_FALSE(run().has_storage(kBlockHashesContract));
    EXPECT_TRUE(run().has_storage(kBeaconRootsContract));
    block.revision = Revision::Shanghai;
    EXPECT_EQ(run().id(), pre.id());
}

TEST_F(BlockStart, does_nothing_without_the_contracts) {
    pre = State();
    EXPECT_EQ(run().id(), pre.id());
}

}  // namespace
}  // namespace models
