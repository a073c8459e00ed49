// SPDX-License-Identifier: MIT
// Any bytes as a state diff: what is accepted is canonical, and a state takes it and gives it back, or is left alone.
#include "models/state/state_diff.h"

#include <algorithm>

#include "models/state/state.h"
#include "models/state/state_trie.h"
#include "sim/base/check.h"

namespace models {
namespace {

void check_equal(const State& a, const State& b) {
    CHECK(a.id() == b.id());
    CHECK(a.accounts() == b.accounts());
    CHECK(a.slots() == b.slots());
}

/// Identity and root, kept up to date, are those of a state that is built anew.
void check_identity(const State& state, const Hash& root) {
    State rebuilt;
    for (const auto& [address, account] : state.accounts()) rebuilt.set_account(address, account);
    for (const auto& [key, value] : state.slots()) rebuilt.set_storage(key, value);
    CHECK(state.id() == rebuilt.id());
    CHECK(StateTrie(state).root() == root);
}

/// Applies `diff` to `before` and takes it back. Returns the state between.
State check_apply(const State& before, const StateDiff& diff) {
    State state = before;
    if (const auto error = state.apply(diff)) {
        CHECK(*error == DiffError::NoOp, to_string(*error));
        check_equal(state, before);
        return state;
    }
    const State after = state;
    StateTrie trie(before);
    const Hash root = trie.root();
    trie.apply(diff);
    check_identity(after, trie.root());
    if (!diff.empty()) CHECK(state.apply(diff) == DiffError::NoOp);
    check_equal(state, after);

    const StateDiff back = before.reverse(diff);
    CHECK(!canonical_error(back));
    CHECK(!state.apply(back));
    check_equal(state, before);
    trie.apply(back);
    CHECK(trie.root() == root);
    CHECK(after.reverse(back) == diff);
    return after;
}

/// A diff of the same entries with other values, most of which the state after `diff` does not have.
StateDiff changed(StateDiff diff) {
    for (auto& account : diff.accounts) {
        for (auto& slot : account.slots) slot.value = slot.value.is_zero() ? U256{1} : U256{};
        if (account.nonce) account.nonce = *account.nonce ^ 1;
        if (account.balance) account.balance = account.balance->is_zero() ? U256{1} : U256{};
        if (account.code) account.code = nullptr;
        account.exists_empty.reset();
    }
    std::erase_if(diff.accounts, [](const auto& account) {
        return !account.nonce && !account.balance && !account.code && account.slots.empty();
    });
    return diff;
}

void check_accepted(const StateDiff& diff, ByteView bytes, CodeStore& codes) {
    CHECK(!canonical_error(diff));
    CHECK(std::ranges::equal(encode(diff), bytes));
    const State after = check_apply(State(), diff);
    const StateDiff other = changed(diff);
    const auto decoded = decode_state_diff(encode(other), codes);
    CHECK(std::get<StateDiff>(decoded) == other);
    check_apply(after, other);
}

}  // namespace
}  // namespace models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace models;
    const ByteView bytes(data, size);
    CodeStore codes;
    const auto decoded = decode_state_diff(bytes, codes);
    if (const auto* error = std::get_if<DiffError>(&decoded)) {
        CHECK(codes.size() == 0);
        CHECK(*error != DiffError::NoOp && to_string(*error) != std::string("unknown"));
    } else {
        check_accepted(std::get<StateDiff>(decoded), bytes, codes);
    }
    return 0;
}
