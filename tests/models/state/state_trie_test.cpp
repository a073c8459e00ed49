// SPDX-License-Identifier: MIT
#include "models/state/state_trie.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/chain/block.h"
#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/state/trie_batch.h"
#include "models/state/trie_proof.h"
#include "tests/models/state/generators.h"

namespace models {
namespace {

/// A number of 1 to 250 bits or so.
U256 number(std::uint64_t i) {
    return U256{i + 1} << static_cast<unsigned>(i % 190);
}

/// A state large enough to be cut into several chunks: `count` accounts, two contracts with `count` and 100 slots.
State large_state(std::uint64_t count, CodeStore& codes) {
    State state;
    for (std::uint64_t i = 0; i < count; ++i)
        state.set_account(address_of(i, 1), {.nonce = i % 3, .balance = number(i)});
    for (const std::uint8_t contract : {std::uint8_t{2}, std::uint8_t{3}}) {
        const Address address = address_of(7, contract);
        state.set_account(address, {.nonce = 1, .code = codes.insert(ByteString{0x60, contract})});
        for (std::uint64_t i = 0; i < (contract == 2 ? count : 100); ++i)
            state.set_storage({address, U256{i}}, number(i));
    }
    return state;
}

/// Changes every third account and slot, removes every ninth.
StateDiff large_diff(std::uint64_t count) {
    StateDiff diff;
    for (std::uint64_t i = 0; i < count; i += 3) {
        StateDiff::AccountChange change{.address = address_of(i, 1), .balance = U256{i * 5}};
        if (i % 9 == 0) change = {.address = change.address, .nonce = 0, .balance = U256{}};
        if (i == 6)
            for (std::uint64_t slot = 0; slot < 50; ++slot) change.slots.push_back({U256{slot}, U256{slot + 1}});
        diff.accounts.push_back(std::move(change));
    }
    StateDiff::AccountChange contract{.address = address_of(7, 2)};
    for (std::uint64_t i = 0; i < count; i += 3) contract.slots.push_back({U256{i}, i % 9 == 0 ? U256{} : U256{i * 7}});
    diff.accounts.push_back(std::move(contract));
    std::sort(diff.accounts.begin(), diff.accounts.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
    return diff;
}

TEST(StateTrie, of_an_empty_state_has_the_empty_root) {
    StateTrie trie{State()};
    EXPECT_EQ(trie.root(), kEmptyTrieRoot);
    EXPECT_EQ(trie.apply({}).nodes_hashed, 0U);
    EXPECT_EQ(trie.root(), kEmptyTrieRoot);
    EXPECT_TRUE(trie.prove(Address{}).empty());
}

TEST(StateTrie, root_and_work_do_not_depend_on_the_number_of_threads) {
    constexpr std::uint64_t kCount = 6'000;
    CodeStore codes;
    State state = large_state(kCount, codes);
    const StateDiff diff = effective(large_diff(kCount), state);
    State after = state;
    ASSERT_FALSE(after.apply(diff));
    std::optional<Hash> root;
    std::optional<TrieWork> work;
    for (std::size_t workers = 1; workers <= 4; ++workers) {
        StateTrie trie(state, workers);
        const TrieWork took = trie.apply(diff, workers);
        EXPECT_EQ(trie.root(), StateTrie(after).root()) << workers;
        EXPECT_EQ(trie.root(), root.value_or(trie.root())) << workers;
        EXPECT_EQ(took, work.value_or(took)) << workers;
        root = trie.root();
        work = took;
        trie.apply(state.reverse(diff), workers);
        EXPECT_EQ(trie.root(), StateTrie(state).root()) << workers;
    }
    EXPECT_GT(work->nodes_hashed, kCount / 2);
    EXPECT_EQ(work->keys_hashed, diff.accounts.size() + kCount / 3 + 50);
}

TEST(StateTrie, an_empty_account_that_exists_is_a_leaf) {
    State state;
    state.set_account(address_of(1, 1), {.exists_empty = true});
    const StateTrie built(state);
    EXPECT_NE(built.root(), kEmptyTrieRoot);
    StateTrie applied{State()};
    StateDiff diff;
    diff.accounts.push_back({.address = address_of(1, 1), .exists_empty = true});
    applied.apply(diff);
    EXPECT_EQ(applied.root(), built.root());
    diff.accounts[0].exists_empty = false;
    applied.apply(diff);
    EXPECT_EQ(applied.root(), kEmptyTrieRoot);
}

TEST(StateTrie, storage_of_an_account_that_does_not_exist_is_in_no_root_until_it_does) {
    State state;
    state.set_storage({address_of(1, 1), U256{5}}, U256{6});
    StateTrie trie(state);
    EXPECT_EQ(trie.root(), kEmptyTrieRoot);
    EXPECT_FALSE(trie.storage_root(address_of(1, 1)));
    StateDiff diff;
    diff.accounts.push_back({.address = address_of(1, 1), .nonce = 1});
    ASSERT_FALSE(state.apply(diff));
    trie.apply(diff);
    EXPECT_EQ(trie.root(), StateTrie(state).root());
    EXPECT_NE(trie.storage_root(address_of(1, 1)), kEmptyTrieRoot);
}

/// What the proof of an account shows: its RLP; nothing if it does not exist.
std::optional<ByteString> proven(const Hash& root, ByteView raw_key, const std::vector<ByteString>& nodes) {
    const auto result = verify_proof(root, keccak256(raw_key).bytes, nodes);
    EXPECT_TRUE(std::holds_alternative<std::optional<ByteView>>(result)) << to_string(std::get<ProofError>(result));
    const auto value = std::get<std::optional<ByteView>>(result);
    if (!value) return std::nullopt;
    return ByteString(value->begin(), value->end());
}

TEST(StateTrie, proves_accounts_and_slots_and_their_absence) {
    CodeStore codes;
    const State state = large_state(500, codes);
    const StateTrie trie(state);
    for (std::uint64_t i = 0; i < 600; ++i) {
        const Address address = address_of(i, 1);
        const auto account = proven(trie.root(), address.bytes, trie.prove(address));
        ASSERT_EQ(account.has_value(), i < 500);
        if (!account) continue;
        RlpReader reader{ByteView(*account)};
        auto fields = reader.read_list();
        EXPECT_EQ(fields->read_u64(), i % 3);
        EXPECT_EQ(fields->read_u256(), number(i));
        EXPECT_EQ(fields->read_hash(), kEmptyTrieRoot);
        EXPECT_EQ(fields->read_hash(), kEmptyCodeHash);
    }
    const Address contract = address_of(7, 3);
    const Hash storage_root = trie.storage_root(contract).value();
    for (std::uint64_t i = 0; i < 120; ++i) {
        const auto value = proven(storage_root, U256{i}.to_big_endian(), trie.prove(contract, U256{i}));
        ASSERT_EQ(value.has_value(), i < 100);
        EXPECT_EQ(RlpReader(ByteView(value.value_or(ByteString{0x80}))).read_u256(), i < 100 ? number(i) : U256{});
    }
    EXPECT_TRUE(trie.prove(address_of(1, 1), U256{1}).empty());
}

TEST(TrieProof, every_changed_byte_is_found) {
    CodeStore codes;
    const StateTrie trie(large_state(300, codes));
    const Address address = address_of(8, 1);
    const auto nodes = trie.prove(address);
    ASSERT_GE(nodes.size(), 3U);
    const Hash key = keccak256(address.bytes);
    for (std::size_t node = 0; node < nodes.size(); ++node)
        for (std::size_t at = 0; at < nodes[node].size(); ++at) {
            auto changed = nodes;
            changed[node][at] ^= 1;
            const auto result = verify_proof(trie.root(), key.bytes, changed);
            ASSERT_TRUE(std::holds_alternative<ProofError>(result));
            EXPECT_EQ(std::get<ProofError>(result), ProofError::WrongHash);
        }
}

TEST(TrieProof, each_way_of_being_wrong_has_its_error) {
    CodeStore codes;
    const StateTrie trie(large_state(300, codes));
    const Hash key = keccak256(address_of(8, 1).bytes);
    const auto nodes = trie.prove(address_of(8, 1));
    const auto error = [&](const Hash& root, const std::vector<ByteString>& proof) {
        const auto result = verify_proof(root, key.bytes, proof);
        const auto* found = std::get_if<ProofError>(&result);
        return found == nullptr ? std::nullopt : std::optional(*found);
    };
    EXPECT_EQ(error(trie.root(), nodes), std::nullopt);
    EXPECT_EQ(error(trie.root(), {}), ProofError::MissingNode);
    EXPECT_EQ(error(kEmptyTrieRoot, {}), std::nullopt);
    EXPECT_EQ(error(kEmptyTrieRoot, nodes), ProofError::WrongHash);
    auto changed = nodes;
    changed.pop_back();
    EXPECT_EQ(error(trie.root(), changed), ProofError::MissingNode);
    changed = nodes;
    changed.push_back(nodes.back());
    EXPECT_EQ(error(trie.root(), changed), ProofError::UnusedNode);
    for (const ByteString& node : std::vector<ByteString>{{},
                                                          {0x80},
                                                          {0xc0},
                                                          {0xc1, 0x80},
                                                          {0xc2, 0x80, 0x80},
                                                          {0xc2, 0x20, 0x80},
                                                          {0xc2, 0x41, 5},
                                                          {0xc2, 0x00, 5},
                                                          {0xc4, 0x10, 0xc2, 0x20, 5},
                                                          ByteString(18, 0xc1),
                                                          {0xf8, 0x01, 0x80},
                                                          {0xc3, 0x20, 5, 0x80}})
        EXPECT_NE(error(keccak256(node), {node}), ProofError::WrongHash) << to_hex(node);
    EXPECT_EQ(error(keccak256(ByteString{0xc2, 0x00, 5}), {{0xc2, 0x00, 5}}), ProofError::MalformedNode);
}

/// Random nodes, each named by the one before, so that the checks behind the hash are reached.
RC_GTEST_PROP(TrieProof, any_bytes_are_answered, ()) {
    const auto items = *rc::gen::container<std::vector<std::pair<std::uint8_t, ByteString>>>(
        rc::gen::pair(rc::gen::inRange<std::uint8_t>(0, 6), rc::gen::arbitrary<ByteString>()));
    std::vector<ByteString> nodes;
    Hash below = keccak256(ByteString{});
    std::size_t next = 0;
    for (int depth = *rc::gen::inRange(0, 4); depth >= 0; --depth) {
        RlpWriter writer;
        const auto list = writer.open_list();
        const int count = *rc::gen::element(2, 17, 17, 16);
        for (int i = 0; i < count; ++i) {
            const auto& [kind, bytes] =
                items.empty() ? std::pair<std::uint8_t, ByteString>() : items[next++ % items.size()];
            if (kind < 2) writer.add(below);
            if (kind == 2) writer.add(ByteView{});
            if (kind == 3) writer.add(ByteView(bytes));
            if (kind == 4) writer.add_raw(bytes);
            if (kind == 5) writer.add_raw(ByteString{0xc2, 0x20, 5});
        }
        writer.close_list(list);
        nodes.insert(nodes.begin(), writer.take());
        below = keccak256(nodes.front());
    }
    const auto key = *rc::gen::arbitrary<ByteString>();
    (void)verify_proof(below, key, nodes);
}

RC_GTEST_PROP(KeySorter, sorts_any_keys, ()) {
    const auto words = *rc::gen::container<std::vector<std::array<std::uint8_t, 2>>>(
        rc::gen::arbitrary<std::array<std::uint8_t, 2>>());
    std::vector<Hash> keys;
    for (const auto& word : words) {
        Hash key{{word[0]}};
        key.bytes[31] = word[1];
        keys.push_back(key);
    }
    std::vector<Hash> sorted;
    KeySorter sorter;
    for (const std::uint32_t i : sorter.order_of(keys)) sorted.push_back(keys[i]);
    std::sort(keys.begin(), keys.end());
    RC_ASSERT(sorted == keys);
}

}  // namespace
}  // namespace models
