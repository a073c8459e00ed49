// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "models/executor/parallel_executor.h"
#include "models/state/state_trie.h"
#include "random_block.h"
#include "tests/reference/trie_root.h"

namespace models {
namespace {

StateDiff over_the_wire(const StateDiff& diff, CodeStore& codes) {
    return std::get<StateDiff>(decode_state_diff(encode(diff), codes));
}

// A follower that applies the diff and one that executes the block must agree with each other, with the trie of the
// state built from nothing, and with a builder that shares nothing with StateTrie.
TEST(StateRoot, after_a_diff_equals_that_after_execution_on_random_blocks) {
    CodeStore codes;
    ParallelExecutor two_threads(codes, 2);
    for_random_worlds(codes, [&](const RandomWorld& world) {
        const StateTrie genesis(world.state());
        for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
            const ExecutedBlock sent = two_threads.execute(world.state(), world.block(), transactions);
            StateTrie follower(world.state());
            ASSERT_EQ(follower.root(), genesis.root());
            follower.apply(over_the_wire(sent.diff, codes));
            const ExecutedBlock executed = execute_serial(world.state(), world.block(), transactions, codes);
            ASSERT_EQ(follower.root(), StateTrie(executed.post).root());
            ASSERT_EQ(follower.root(), state_root(executed.post));
            follower.apply(world.state().reverse(sent.diff));
            ASSERT_EQ(follower.root(), genesis.root());
        });
    });
}

}  // namespace
}  // namespace models
