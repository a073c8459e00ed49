// SPDX-License-Identifier: MIT
#include "models/workload/genesis.h"

#include <gtest/gtest.h>

#include <set>

#include "models/workload/contract.h"
#include "tests/models/workload/small_world.h"

namespace models {
namespace {

TEST(Genesis, contracts_have_the_committed_code) {
    const SmallWorld world({});
    const auto& genesis = world.genesis;
    ASSERT_EQ(genesis.tokens.size(), 3U);
    ASSERT_EQ(genesis.pairs.size(), 2U);
    const Account* counter = genesis.state.find(genesis.counter);
    ASSERT_NE(counter, nullptr);
    const ByteString runtime = load_contract("counter").runtime_code;
    EXPECT_TRUE(
        std::equal(runtime.begin(), runtime.end(), counter->code->bytes().begin(), counter->code->bytes().end()));
    // Tokens differ in nothing: one owner. Pairs carry their tokens' addresses as immutables.
    const Account* first = genesis.state.find(genesis.tokens[0]);
    EXPECT_EQ(first->code, genesis.state.find(genesis.tokens[2])->code);
    EXPECT_EQ(first->code->size(), load_contract("token").runtime_code.size());
    EXPECT_EQ(first->nonce, 1U);
    EXPECT_NE(genesis.state.find(genesis.pairs[0].address)->code, genesis.state.find(genesis.pairs[1].address)->code);
}

TEST(Genesis, everybody_has_ether_tokens_and_approvals) {
    const SmallWorld world({});
    const auto& genesis = world.genesis;
    const Contract token = load_contract("token");
    const U256 balances = token.slots.at("balanceOf");
    const U256 allowances = token.slots.at("allowance");
    std::set<Address> seen;
    for (std::size_t a = 0; a < genesis.accounts.size(); ++a) {
        const Address& address = genesis.accounts[a].address;
        EXPECT_TRUE(seen.insert(address).second);
        const Account* account = genesis.state.find(address);
        ASSERT_NE(account, nullptr);
        EXPECT_EQ(account->nonce, genesis.next_nonces[a]);
        EXPECT_EQ(account->nonce, 4U);
        EXPECT_EQ(to_decimal(account->balance), "1000000000000000000000000");
        for (const Address& t : genesis.tokens)
            EXPECT_EQ(to_decimal(genesis.state.storage({t, mapping_slot(address, balances)})),
                      "1000000000000000000000000000");
        for (const auto& pair : genesis.pairs) {
            const U256 slot = mapping_slot(pair.address, mapping_slot(address, allowances));
            EXPECT_EQ(genesis.state.storage({genesis.tokens[pair.first_token], slot}), ~U256{});
            EXPECT_EQ(genesis.state.storage({genesis.tokens[pair.second_token], slot}), ~U256{});
        }
    }
}

TEST(Genesis, reserves_are_the_pairs_balances) {
    const SmallWorld world({});
    const auto& genesis = world.genesis;
    const U256 balances = load_contract("token").slots.at("balanceOf");
    for (const auto& pair : genesis.pairs) {
        EXPECT_NE(pair.first_token, pair.second_token);
        const U256 reserves = genesis.state.storage({pair.address, U256{0}});
        const U256 mask = (U256{1} << 112) - U256{1};
        const auto balance = [&](std::uint32_t token) {
            return genesis.state.storage({genesis.tokens[token], mapping_slot(pair.address, balances)});
        };
        EXPECT_EQ(reserves & mask, balance(pair.first_token));
        EXPECT_EQ((reserves >> 112) & mask, balance(pair.second_token));
        EXPECT_EQ((reserves >> 224).low_u64(), world.block.timestamp);
    }
}

TEST(Genesis, seed_and_parameters_decide_the_state) {
    EXPECT_EQ(SmallWorld({}, 1).genesis.state.id(), SmallWorld({}, 1).genesis.state.id());
    EXPECT_NE(SmallWorld({}, 1).genesis.state.id(), SmallWorld({}, 2).genesis.state.id());
    EXPECT_NE(SmallWorld({}, 1).genesis.state.id(), SmallWorld({.signatures = Signatures::Real}, 1).genesis.state.id());
}

TEST(Genesis, real_accounts_hold_their_keys) {
    const SmallWorld world({.signatures = Signatures::Real});
    for (const KeyPair& account : world.genesis.accounts)
        EXPECT_EQ(key_from_secret(account.secret)->address, account.address);
}

}  // namespace
}  // namespace models
