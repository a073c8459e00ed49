// SPDX-License-Identifier: MIT
#include <algorithm>

#include "generators.h"

namespace models {
namespace {

/// A transaction's write set of the same random material as a diff.
WriteSet writes_of(const std::vector<RawChange>& changes, CodeStore& codes) {
    WriteSet writes;
    for (const auto& change : diff_of(changes, codes).accounts) {
        WriteSet::AccountWrite write{.address = change.address};
        write.value = {.nonce = change.nonce.value_or(99),
                       .balance = change.balance.value_or(U256{99}),
                       .code = change.code.value_or(nullptr),
                       .exists_empty = change.exists_empty.value_or(false)};
        if (change.nonce) write.fields = write.fields | AccountFields::Nonce;
        if (change.balance) write.fields = write.fields | AccountFields::Balance;
        if (change.code) write.fields = write.fields | AccountFields::Code;
        if (change.exists_empty) write.fields = write.fields | AccountFields::Presence;
        write.wipes_storage = change.nonce.value_or(1) % 3 == 0;
        if (write.fields != AccountFields::None) writes.accounts.push_back(write);
        for (const auto& [slot, value] : change.slots) writes.slots.push_back({{change.address, slot}, value});
    }
    return writes;
}

void set_directly(State& state, const WriteSet& writes) {
    for (const auto& write : writes.accounts) {
        const Account* found = state.find(write.address);
        Account account = found == nullptr ? Account{} : *found;
        if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
        if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
        if (contains(write.fields, AccountFields::Code)) account.code = write.value.code;
        if (contains(write.fields, AccountFields::Presence)) account.exists_empty = write.value.exists_empty;
        account.exists_empty = account.exists_empty && account.empty();
        if (write.wipes_storage)
            for (const auto& [slot, value] : state.slots_of(write.address))
                state.set_storage({write.address, slot}, {});
        state.set_account(write.address, account);
    }
    for (const auto& write : writes.slots) state.set_storage(write.key, write.value);
}

RC_GTEST_PROP(BlockOverlay, diff_applied_to_the_base_equals_the_writes_set_directly, ()) {
    CodeStore codes;
    const State base = state_of(*any_changes(), codes);
    State direct = base;
    BlockOverlay overlay(base);
    for (const auto& changes : *rc::gen::container<std::vector<std::vector<RawChange>>>(3, any_changes())) {
        const WriteSet writes = writes_of(changes, codes);
        overlay.commit(writes);
        set_directly(direct, writes);
        for (const auto& write : writes.accounts) {
            const Account* found = direct.find(write.address);
            RC_ASSERT(overlay.account(write.address, AccountFields::All) == (found == nullptr ? Account{} : *found));
        }
        for (const auto& write : writes.slots) RC_ASSERT(overlay.storage(write.key) == write.value);
    }
    const StateDiff diff = overlay.diff();
    RC_ASSERT(!canonical_error(diff));
    State applied = base;
    RC_ASSERT(!applied.apply(diff));  // Also says that nothing in it is a no-op.
    RC_ASSERT(applied.id() == direct.id());
    RC_ASSERT(applied.accounts() == direct.accounts());
    RC_ASSERT(applied.slots() == direct.slots());
}

TEST(BlockOverlay, wiped_storage_is_gone_until_written_anew) {
    State base;
    const Address a = address_of(1, 0);
    base.set_account(a, {.nonce = 1});
    base.set_storage({a, U256{1}}, U256{5});
    base.set_storage({a, U256{2}}, U256{6});
    BlockOverlay overlay(base);
    overlay.commit({.accounts = {}, .slots = {{{a, U256{3}}, U256{7}}}});
    EXPECT_TRUE(overlay.has_storage(a));
    overlay.commit({.accounts = {{.address = a, .fields = AccountFields::Nonce, .value = {}, .wipes_storage = true}},
                    .slots = {}});
    for (const unsigned slot : {1U, 2U, 3U}) EXPECT_EQ(overlay.storage({a, U256{slot}}), U256{});
    EXPECT_FALSE(overlay.has_storage(a));
    overlay.commit({.accounts = {}, .slots = {{{a, U256{2}}, U256{9}}}});
    const StateDiff diff = overlay.diff();
    ASSERT_EQ(diff.accounts.size(), 1U);
    EXPECT_EQ(diff.accounts[0].slots, (std::vector<StateDiff::SlotChange>{{U256{1}, U256{}}, {U256{2}, U256{9}}}));
    State after = base;
    EXPECT_FALSE(after.apply(diff));
    EXPECT_TRUE(after.has_storage(a));
    EXPECT_EQ(after.slots_of(a), (std::vector<std::pair<U256, U256>>{{U256{2}, U256{9}}}));
}

TEST(BlockOverlay, what_is_changed_back_is_not_in_the_diff) {
    State base;
    const Address a = address_of(1, 0);
    base.set_account(a, {.nonce = 1, .balance = U256{10}});
    base.set_storage({a, U256{1}}, U256{5});
    BlockOverlay overlay(base);
    overlay.commit({.accounts = {{a, AccountFields::Balance, {.balance = U256{3}}}},
                    .slots = {{{a, U256{1}}, U256{}}, {{a, U256{2}}, U256{8}}}});
    EXPECT_EQ(overlay.diff().accounts.size(), 1U);
    EXPECT_EQ(overlay.diff().accounts.front().slots.size(), 2U);
    overlay.commit({.accounts = {{a, AccountFields::Balance, {.balance = U256{10}}}},
                    .slots = {{{a, U256{1}}, U256{5}}, {{a, U256{2}}, U256{}}}});
    EXPECT_TRUE(overlay.diff().empty());
}

TEST(BlockOverlay, adds_to_the_balance_it_shows) {
    State base;
    const Address a = address_of(1, 0);
    base.set_account(a, {.nonce = 1, .balance = U256{10}});
    BlockOverlay overlay(base);
    overlay.add_balance(a, U256{5});
    overlay.add_balance(a, U256{1});
    overlay.add_balance(address_of(2, 0), U256{7});
    overlay.add_balance(address_of(3, 0), U256{});
    EXPECT_EQ(overlay.account(a, AccountFields::All), (Account{.nonce = 1, .balance = U256{16}}));
    const StateDiff diff = overlay.diff();
    ASSERT_EQ(diff.accounts.size(), 2U);
    EXPECT_EQ(diff.accounts[0].balance, U256{16});
    EXPECT_FALSE(diff.accounts[0].nonce);
    EXPECT_EQ(diff.accounts[1].balance, U256{7});
}

TEST(BlockOverlay, orders_accounts_that_only_changed_slots_among_the_others) {
    const State base;
    BlockOverlay overlay(base);
    WriteSet writes;
    for (const std::uint64_t i : {2U, 4U}) writes.accounts.push_back({address_of(i, 0), AccountFields::Nonce, {i}});
    for (const std::uint64_t i : {1U, 2U, 3U, 5U}) {
        writes.slots.push_back({{address_of(i, 0), U256{1}}, U256{i}});
        writes.slots.push_back({{address_of(i, 0), U256{0}}, U256{i}});
    }
    overlay.commit(writes);
    const StateDiff diff = overlay.diff();
    EXPECT_EQ(canonical_error(diff), std::nullopt);
    ASSERT_EQ(diff.accounts.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(diff.accounts[i].address, address_of(i + 1, 0));
        EXPECT_EQ(diff.accounts[i].slots.size(), i == 3 ? 0U : 2U);
    }
}

}  // namespace
}  // namespace models
