// SPDX-License-Identifier: MIT
#include "models/actors/state_roots.h"

#include <gtest/gtest.h>

#include "tests/models/actors/payments.h"

namespace models {
namespace {

/// States and the roots that StateRoots finds for them, with a trie made from nothing beside each.
class Roots : public testing::Test {
  protected:
    Roots() {
        for (std::uint8_t i = 1; i <= 20; ++i) genesis.set_account(user(i), {.balance = 1000 + std::uint64_t{i}});
        genesis.set_storage({user(1), 5}, 7);
        roots.emplace(genesis);
    }
    /// The state after paying `amount` to that user; its root is checked.
    State pay(const State& pre, std::uint8_t to, std::uint64_t amount) {
        BlockOverlay overlay(pre);
        overlay.add_balance(user(to), amount);
        return step(pre, overlay.diff());
    }
    State step(const State& pre, const StateDiff& diff) {
        State post = pre;
        EXPECT_FALSE(post.apply(diff).has_value());
        EXPECT_EQ(roots->roots(pre, diff, post, {}, {}).state, StateTrie(post).root());
        return post;
    }
    State genesis;
    std::optional<StateRoots> roots;
};

TEST_F(Roots, are_those_of_fresh_tries_along_a_chain) {
    EXPECT_EQ(roots->genesis_root(), StateTrie(genesis).root());
    State state = genesis;
    for (std::uint8_t i = 1; i < 100; ++i) state = pay(state, i, i);
}

TEST_F(Roots, are_those_of_fresh_tries_across_forks) {
    const State a = pay(genesis, 30, 1);
    const State a2 = pay(a, 31, 2);
    const State b = pay(genesis, 30, 5);
    const State b2 = pay(pay(b, 1, 5), 2, 9);
    pay(a2, 3, 3);   // back over the common ancestor
    pay(b2, 31, 2);  // and forth
    pay(a, 32, 1);   // into the middle of a branch
    pay(genesis, 33, 1);
}

TEST_F(Roots, are_right_after_a_state_that_it_never_saw) {
    State stranger = genesis;
    stranger.set_account(user(90), {.balance = 12});
    stranger.set_storage({user(1), 5}, U256{});
    pay(stranger, 1, 1);
    pay(genesis, 1, 1);
}

TEST_F(Roots, are_right_where_a_state_comes_back) {
    const State there = pay(genesis, 40, 1);
    BlockOverlay overlay(there);
    overlay.add_balance(user(40), ~U256{});  // minus one
    const StateDiff back = overlay.diff();
    const State again = step(there, back);
    ASSERT_EQ(again.id(), genesis.id());
    pay(there, 41, 1);
    pay(again, 42, 1);
    pay(there, 43, 1);
}

TEST_F(Roots, are_right_for_a_fork_deeper_than_it_remembers) {
    State state = genesis;
    for (int i = 0; i < 70; ++i) state = pay(state, 50, 1);
    pay(genesis, 51, 1);
    pay(state, 52, 1);
}

TEST_F(Roots, cover_a_block_that_changes_nothing) {
    EXPECT_EQ(roots->roots(genesis, {}, genesis, {}, {}).state, roots->genesis_root());
    pay(pay(genesis, 1, 1), 2, 2);
    EXPECT_EQ(roots->roots(genesis, {}, genesis, {}, {}).state, roots->genesis_root());
}

}  // namespace
}  // namespace models
