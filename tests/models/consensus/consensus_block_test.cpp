// SPDX-License-Identifier: MIT
#include "models/consensus/consensus_block.h"

#include <set>

#include <gtest/gtest.h>

namespace models {
namespace {

TEST(ConsensusBlock, EveryMemberIsPartOfItsId) {
    std::set<Hash> ids;
    const auto add = [&](auto change) {
        ConsensusBlock block;
        change(block);
        EXPECT_TRUE(ids.insert(seal(block)->id).second);
    };
    add([](ConsensusBlock&) {});
    add([](ConsensusBlock& b) { b.parent.bytes[31] = 1; });
    add([](ConsensusBlock& b) { b.height = 1; });
    add([](ConsensusBlock& b) { b.round = 1; });
    add([](ConsensusBlock& b) { b.proposer = ValidatorIndex{1}; });
    add([](ConsensusBlock& b) { b.content.body_hash.bytes[0] = 1; });
    add([](ConsensusBlock& b) { b.content.body_size = sim::Bytes::from_count(1); });
    add([](ConsensusBlock& b) { b.content.claim = StateClaim{}; });
    add([](ConsensusBlock& b) { b.content.claim = StateClaim{.height = 1, .root = {}}; });
    add([](ConsensusBlock& b) { b.attached.bytes[0] = 1; });
}

}  // namespace
}  // namespace models
