// SPDX-License-Identifier: MIT
#include "generators.h"

namespace models {
namespace {

struct Before {
    State state;
    StateDiff diff;  ///< Applies to it.
};

Before any_state_and_diff(CodeStore& codes) {
    Before before{state_of(*any_changes(), codes), {}};
    before.diff = effective(diff_of(*any_changes(), codes), before.state);
    return before;
}

void assert_same(const State& a, const State& b) {
    RC_ASSERT(a.id() == b.id());
    RC_ASSERT(a.accounts() == b.accounts());
    RC_ASSERT(a.slots() == b.slots());
}

RC_GTEST_PROP(StateApply, sets_every_value_of_the_diff, ()) {
    CodeStore codes;
    auto [state, diff] = any_state_and_diff(codes);
    State expected = state;
    for (const auto& change : diff.accounts) {
        const Account* found = expected.find(change.address);
        Account account = found == nullptr ? Account{} : *found;
        account.nonce = change.nonce.value_or(account.nonce);
        account.balance = change.balance.value_or(account.balance);
        account.code = change.code.value_or(account.code);
        account.exists_empty = account.empty() && change.exists_empty.value_or(account.exists_empty);
        expected.set_account(change.address, account);
        for (const auto& [slot, value] : change.slots) expected.set_storage({change.address, slot}, value);
    }
    RC_ASSERT(!state.apply(diff));
    assert_same(state, expected);
}

RC_GTEST_PROP(StateApply, reverse_takes_it_back, ()) {
    CodeStore codes;
    const auto [before, diff] = any_state_and_diff(codes);
    const StateDiff back = before.reverse(diff);
    RC_ASSERT(!canonical_error(back));
    State state = before;
    RC_ASSERT(!state.apply(diff));
    RC_ASSERT(state.reverse(back) == diff);
    RC_ASSERT(!state.apply(back));
    assert_same(state, before);
}

RC_GTEST_PROP(StateApply, no_op_is_an_error_and_changes_nothing, ()) {
    CodeStore codes;
    auto [state, diff] = any_state_and_diff(codes);
    Address last;
    last.bytes.fill(0xff);
    diff.accounts.push_back({.address = last, .nonce = 1});
    // One value of the diff becomes what the state has; all before it are good.
    auto& change = diff.accounts[*rc::gen::inRange<std::size_t>(0, diff.accounts.size())];
    const StateDiff back = state.reverse({{change}});
    const auto& undo = back.accounts.front();
    if (!change.slots.empty()) {
        const std::size_t i = *rc::gen::inRange<std::size_t>(0, change.slots.size());
        change.slots[i] = undo.slots[i];
    } else if (change.exists_empty) {
        change.exists_empty = !*change.exists_empty;
    } else if (change.nonce) {
        change.nonce = undo.nonce;
    } else if (change.balance) {
        change.balance = undo.balance;
    } else {
        change.code = undo.code;
    }
    const State before = state;
    RC_ASSERT(state.apply(diff) == DiffError::NoOp);
    assert_same(state, before);
}

TEST(StateApply, no_op_is_found_in_every_field) {
    CodeStore codes;
    State state;
    const Account account{.nonce = 1, .balance = U256{2}, .code = codes.insert(ByteString{3})};
    const Address address = address_of(1, 0);
    const Address fresh = address_of(2, 0);
    state.set_account(address, account);
    state.set_storage({address, U256{4}}, U256{5});
    const auto apply = [&state](const StateDiff::AccountChange& change) {
        State copy = state;
        return copy.apply({{change}});
    };
    EXPECT_EQ(apply({.address = address, .nonce = 1, .balance = U256{3}}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = address, .nonce = 2, .balance = U256{2}}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = address, .nonce = 2, .code = account.code}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = address, .nonce = 2, .slots = {{U256{4}, U256{5}}}}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = address, .nonce = 2, .slots = {{U256{5}, U256{}}}}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = fresh, .nonce = 0}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = fresh, .balance = U256{}}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = fresh, .code = nullptr}), DiffError::NoOp);
    EXPECT_EQ(apply({.address = address, .nonce = 2, .balance = U256{}, .code = nullptr}), std::nullopt);
}

TEST(StateApply, an_error_leaves_the_state_as_before) {
    State state;
    state.set_account(address_of(1, 0), {.nonce = 1});
    const State before = state;
    const StateDiff::AccountChange low{.address = address_of(1, 0), .nonce = 2, .slots = {{U256{1}, U256{1}}}};
    const StateDiff::AccountChange high{.address = address_of(2, 0), .nonce = 5, .slots = {}};
    StateDiff::AccountChange twice = high;
    twice.slots = {{U256{1}, U256{1}}, {U256{1}, U256{2}}};
    StateDiff::AccountChange nothing;
    nothing.address = address_of(3, 0);
    EXPECT_EQ(state.apply({{high, low}}), DiffError::UnsortedAccounts);
    EXPECT_EQ(state.apply({{low, high, high}}), DiffError::UnsortedAccounts);
    EXPECT_EQ(state.apply({{low, twice}}), DiffError::UnsortedSlots);
    EXPECT_EQ(state.apply({{low, nothing}}), DiffError::EmptyChange);
    EXPECT_EQ(state.id(), before.id());
    EXPECT_EQ(state.accounts(), before.accounts());
    EXPECT_EQ(state.slots(), before.slots());
    EXPECT_EQ(state.apply({{low, high}}), std::nullopt);
    EXPECT_EQ(state.account_count(), 2U);
}

}  // namespace
}  // namespace models
