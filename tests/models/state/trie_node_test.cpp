// SPDX-License-Identifier: MIT
#include "models/state/trie_node.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/chain/keccak_lanes.h"
#include "models/chain/rlp.h"
#include "models/state/trie_arena.h"
#include "models/state/trie_encoding.h"

namespace models {
namespace {

Hash numbered(std::size_t number) {
    return U256{number + 1}.to_hash();
}

/// A branch by the general encoder of lists and strings (Yellow Paper, appendices B and D).
ByteString written_branch(unsigned mask) {
    RlpWriter writer;
    const std::size_t list = writer.open_list();
    for (unsigned nibble = 0; nibble < 16; ++nibble)
        (mask >> nibble & 1U) != 0 ? writer.add(numbered(nibble)) : writer.add(ByteView{});
    writer.add(ByteView{});
    writer.close_list(list);
    return writer.take();
}

TEST(TrieBranch, holds_its_padded_encoding_for_all_sets_of_children) {
    TrieArena arena;
    TrieBranch* const branch = arena.make_branch(16);
    for (unsigned mask = 0; mask < 1U << 16; ++mask) {
        branch->lay_out(mask);
        for (unsigned nibble = 0; nibble < 16; ++nibble)
            if (branch->has(nibble)) branch->ref(nibble) = numbered(nibble);
        const ByteString expected = written_branch(mask);
        ASSERT_EQ(ByteString(branch->encoding(), branch->encoding() + branch->encoded_size()), expected) << mask;
        ByteString padded = expected;
        padded.resize((expected.size() / kKeccakRate + 1) * kKeccakRate);
        ASSERT_EQ(pad_keccak(padded.data(), expected.size()), branch->blocks);
        ASSERT_EQ(ByteString(branch->encoding(), branch->encoding() + padded.size()), padded) << mask;
    }
}

TEST(TrieBranch, has_room_for_the_children_asked_for) {
    TrieArena arena;
    for (unsigned count = 1; count <= 16; ++count) {
        TrieBranch* const branch = arena.make_branch(count);
        EXPECT_GE(branch->capacity, count);
        branch->lay_out((1U << count) - 1);
        branch->key() = numbered(99);
        for (unsigned nibble = 0; nibble < count; ++nibble) branch->ref(nibble) = numbered(nibble);
        EXPECT_EQ(branch->key(), numbered(99));
    }
}

RC_GTEST_PROP(TrieChildren, keep_links_and_references_in_a_new_layout, ()) {
    TrieArena arena;
    const auto before = *rc::gen::inRange(0U, 1U << 16);
    const auto added = *rc::gen::inRange(0U, 1U << 16);
    TrieBranch* const from = arena.make_branch(16);
    from->lay_out(before);
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        if (!from->has(nibble)) continue;
        from->ref(nibble) = numbered(nibble);
        from->links()[from->rank(nibble)] = TrieLink::to_leaf(arena.allocate(32));
    }
    const TrieChildren children(*from);
    RC_ASSERT(children.present() == before);
    TrieBranch* const to = arena.make_branch(16);
    children.put(*to, before | added);
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        RC_ASSERT(to->has(nibble) == (((before | added) >> nibble & 1U) != 0));
        if (!to->has(nibble)) continue;
        const bool old = from->has(nibble);
        RC_ASSERT(to->links()[to->rank(nibble)].empty() == !old);
        if (!old) continue;
        const bool same = to->links()[to->rank(nibble)].node() == from->links()[from->rank(nibble)].node();
        RC_ASSERT(same);
        RC_ASSERT(to->ref(nibble) == numbered(nibble));
    }
}

}  // namespace
}  // namespace models
