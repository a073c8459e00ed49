// SPDX-License-Identifier: MIT
#include "models/state/state.h"

#include <algorithm>
#include <thread>

#include "generators.h"

namespace models {
namespace {

/// The obvious state: what the real one must equal.
struct PlainState {
    std::map<Address, Account> accounts;
    std::map<SlotKey, U256> slots;

    void set_account(const Address& address, const Account& account) {
        accounts[address] = account;
        if (account.empty()) accounts.erase(address);
    }
    void set_storage(const SlotKey& key, const U256& value) {
        slots[key] = value;
        if (value.is_zero()) slots.erase(key);
    }
    [[nodiscard]] StateId id() const {
        StateId id;
        for (const auto& [address, account] : accounts) id.sum += entry_hash(address, account);
        for (const auto& [key, value] : slots) id.sum += entry_hash(key, value);
        return id;
    }
};

template <class Key, class Value>
std::vector<std::pair<Key, Value>> entries_of(const std::map<Key, Value>& map) {
    return {map.begin(), map.end()};
}

void assert_equal(const State& state, const PlainState& plain) {
    RC_ASSERT(state.accounts() == entries_of(plain.accounts));
    RC_ASSERT(state.slots() == entries_of(plain.slots));
    RC_ASSERT(state.account_count() == plain.accounts.size());
    RC_ASSERT(state.slot_count() == plain.slots.size());
    RC_ASSERT(state.id() == plain.id());
    for (const auto& [address, account] : plain.accounts) RC_ASSERT(*state.find(address) == account);
    for (const auto& [key, value] : plain.slots) RC_ASSERT(state.storage(key) == value);
}

RC_GTEST_PROP(State, equals_std_map_and_snapshots_stay, ()) {
    CodeStore codes;
    State state;
    PlainState plain;
    std::vector<std::pair<State, PlainState>> snapshots;
    const auto steps = *rc::gen::container<std::vector<RawChange>>(any_change());
    for (const RawChange& step : steps) {
        const Account account{.nonce = (step.fields & 1) != 0 ? step.nonce : 0,
                              .balance = (step.fields & 2) != 0 ? step.balance : U256{},
                              .code = (step.fields & 4) != 0 ? codes.insert(step.code) : nullptr};
        state.set_account(step.address, account);
        plain.set_account(step.address, account);
        for (const auto& [slot, value] : step.slots) {
            state.set_storage({step.address, slot}, value);
            plain.set_storage({step.address, slot}, value);
        }
        if (step.slots.size() % 3 == 0) snapshots.emplace_back(state, plain);
    }
    assert_equal(state, plain);
    for (const auto& [snapshot, then] : snapshots) assert_equal(snapshot, then);
}

RC_GTEST_PROP(State, id_is_independent_of_order, ()) {
    const auto entries =
        *rc::gen::map(rc::gen::container<std::map<SlotKey, U256>>(any_slot_key(), any_number()),
                      [](const auto& map) { return std::vector<std::pair<SlotKey, U256>>(map.begin(), map.end()); });
    State forward;
    State backward;
    for (const auto& [key, value] : entries) forward.set_storage(key, value);
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        backward.set_storage(entry->first, U256{7});  // What was there in between leaves no trace.
        backward.set_storage(entry->first, entry->second);
    }
    RC_ASSERT(forward.id() == backward.id());
    for (const auto& [key, value] : entries) forward.set_storage(key, U256{});
    RC_ASSERT(forward.id() == StateId{});
    RC_ASSERT(forward.slot_count() == 0U);
}

TEST(State, empty_accounts_and_zero_slots_do_not_exist) {
    State state;
    const Address address = address_of(1, 1);
    state.set_account(address, {.nonce = 1});
    state.set_storage({address, U256{3}}, U256{4});
    EXPECT_NE(state.find(address), nullptr);
    state.set_account(address, {});
    state.set_storage({address, U256{3}}, U256{});
    EXPECT_EQ(state.find(address), nullptr);
    EXPECT_EQ(state.storage({address, U256{3}}), U256{});
    EXPECT_EQ(state.account_count() + state.slot_count(), 0U);
    EXPECT_EQ(state.id(), StateId{});
}

TEST(State, id_depends_on_every_field) {
    CodeStore codes;
    const Address a = address_of(1, 1);
    const Address b = address_of(1, 2);
    const Code* code = codes.insert(ByteString{0});
    const Code* other_code = codes.insert(ByteString{1});
    std::vector<U256> hashes = {
        entry_hash(a, Account{.nonce = 1}),         entry_hash(b, Account{.nonce = 1}),
        entry_hash(a, Account{.nonce = 2}),         entry_hash(a, Account{.nonce = std::uint64_t{1} << 63}),
        entry_hash(a, Account{.balance = U256{1}}), entry_hash(a, Account{.balance = U256{1} << 255}),
        entry_hash(a, Account{.code = code}),       entry_hash(a, Account{.code = other_code}),
        entry_hash(SlotKey{a, U256{0}}, U256{1}),   entry_hash(SlotKey{b, U256{0}}, U256{1}),
        entry_hash(SlotKey{a, U256{1}}, U256{1}),   entry_hash(SlotKey{a, U256{1}}, U256{2}),
        entry_hash(SlotKey{a, U256{2}}, U256{1}),
    };
    std::sort(hashes.begin(), hashes.end());
    EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

// The id goes into fingerprints and results: it must be the same from every compiler and on every machine.
TEST(State, id_is_the_same_everywhere) {
    State state;
    state.set_account(address_of(0x0102030405060708, 9), {.nonce = 3, .balance = U256{1'000'000'007}});
    state.set_storage({address_of(0x1112131415161718, 1), U256{5}}, U256{1, 2, 3, 4});
    EXPECT_EQ(to_hex(state.id().sum), "0xfd3e93f7b5bac5b20c3b76a2ce4102c6761da086b3a4ec2aa57587032d799fc");
}

// Each thread reads one shared state and copies, changes and drops states of its own that share nodes with it. Run it
// under the thread sanitizer too.
TEST(State, threads_read_one_state_and_change_their_copies) {
    State shared;
    constexpr std::uint64_t kSlots = 2'000;
    const auto key_of = [](std::uint64_t i) { return SlotKey{address_of(i % 7, 0), U256{i}}; };
    for (std::uint64_t i = 0; i < kSlots; ++i) shared.set_storage(key_of(i), U256{i + 1});
    const StateId id = shared.id();
    std::vector<int> failures(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < failures.size(); ++t)
        threads.emplace_back([&, t] {
            State previous = shared;
            for (std::uint64_t round = 0; round < 20; ++round) {
                State copy = previous;
                for (std::uint64_t i = t; i < kSlots; i += 13) copy.set_storage(key_of(i), U256{round * i});
                for (std::uint64_t i = 0; i < kSlots; i += 3)
                    if (shared.storage(key_of(i)) != U256{i + 1}) ++failures[t];
                if (copy.storage(key_of(t + 13)) != U256{round * (t + 13)}) ++failures[t];
                previous = round % 4 == 3 ? shared : std::move(copy);
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failures, std::vector<int>(failures.size(), 0));
    EXPECT_EQ(shared.id(), id);
}

TEST(PlainStateView, shows_what_the_state_holds) {
    State state;
    const Address address = address_of(1, 1);
    state.set_account(address, {.nonce = 4, .balance = U256{5}});
    state.set_storage({address, U256{6}}, U256{7});
    PlainStateView view(state);
    EXPECT_EQ(view.account(address, AccountFields::Nonce).nonce, 4U);
    EXPECT_TRUE(view.account(address_of(1, 2), AccountFields::All).empty());
    EXPECT_EQ(view.storage({address, U256{6}}), U256{7});
    EXPECT_EQ(view.storage({address, U256{7}}), U256{});
    EXPECT_FALSE(view.blocked());
}

}  // namespace
}  // namespace models
