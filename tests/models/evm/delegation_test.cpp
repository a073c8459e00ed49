// SPDX-License-Identifier: MIT
// EIP-7702: accounts that delegate to code elsewhere.
#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "tests/models/evm/call_code.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

const Address kAuthority = test_address(9);
const Address kIdentity = U256{4}.to_address();

/// Base and one authorization.
constexpr std::int64_t kIntrinsic = 21'000 + 25'000;

class Delegation : public testing::Test {
  protected:
    Delegation() { chain_.block.revision = Revision::Prague; }

    static Authorization to(const Address& delegate, std::uint64_t nonce = 0) {
        Authorization authorization;
        authorization.chain_id = 1;
        authorization.address = delegate;
        authorization.nonce = nonce;
        authorization.authority = kAuthority;
        return authorization;
    }
    void delegate(const Address& account, const Address& delegate) {
        chain_.accounts[account].code = chain_.codes.insert(delegation_to(delegate));
    }
    /// A transaction that sends nothing to `target` and carries these authorizations.
    TxResult run(std::vector<Authorization> authorizations, const Address& target = kContract) {
        Transaction transaction = chain_.call();
        transaction.type = TransactionType::SetCode;
        transaction.to = target;
        transaction.authorization_list = std::move(authorizations);
        return chain_.run(transaction);
    }

    SmallChain chain_;
};

TEST_F(Delegation, runs_code_elsewhere_on_the_authoritys_storage) {
    chain_.deploy(kOther, "30600055");  // SSTORE(0, ADDRESS)
    const TxResult result = run({to(kOther)}, kAuthority);
    ASSERT_EQ(result.status, TransitionStatus::Success);
    ASSERT_EQ(result.writes.slots.size(), 1U);
    EXPECT_EQ(result.writes.slots[0].key, (SlotKey{kAuthority, U256{}}));
    EXPECT_EQ(result.writes.slots[0].value, U256::from_address(kAuthority));
    const auto* write = find_write(result, kAuthority);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(write->value.nonce, 1U);
    ASSERT_NE(write->value.code, nullptr);
    EXPECT_EQ(write->value.code->delegate(), kOther);
}

// A delegation is followed once: what stands there is executed, and 0xef is no instruction.
TEST_F(Delegation, to_itself_fails) {
    const TxResult result = run({to(kAuthority)}, kAuthority);
    EXPECT_EQ(result.status, TransitionStatus::Failed);
    EXPECT_EQ(result.gas_used, 1'000'000_gas);
}

TEST_F(Delegation, to_a_delegation_fails) {
    chain_.deploy(kOther, "00");
    delegate(kContract, kOther);
    EXPECT_EQ(run({to(kContract)}, kAuthority).status, TransitionStatus::Failed);
    EXPECT_EQ(run({to(kContract)}, kContract).status, TransitionStatus::Success);
}

TEST_F(Delegation, to_a_precompile_runs_nothing) {
    const TxResult result = run({to(kIdentity)}, kAuthority);
    EXPECT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(result.gas_used.units(), kIntrinsic);
    EXPECT_EQ(result.work.precompile_gas(), 0U);
    // With data, which the precompile would return.
    chain_.deploy(kContract,
                  "602a600052"
                  "60206020602060006000" +
                      push(kAuthority) +
                      "62010000f1"
                      "60206020f3");
    delegate(kAuthority, kIdentity);
    EXPECT_EQ(U256::from_big_endian(chain_.run(chain_.call()).output), U256{});
}

TEST_F(Delegation, stays_if_the_transaction_fails) {
    chain_.deploy(kContract, "fe");
    const TxResult result = run({to(kOther)});
    ASSERT_EQ(result.status, TransitionStatus::Failed);
    const auto* write = find_write(result, kAuthority);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(write->fields, AccountFields::Nonce | AccountFields::Code);
}

TEST_F(Delegation, to_the_zero_address_resets) {
    delegate(kAuthority, kOther);
    chain_.accounts[kAuthority].nonce = 7;
    const TxResult result = run({to(Address{}, 7)});
    const auto* write = find_write(result, kAuthority);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(write->fields, AccountFields::Nonce | AccountFields::Code);
    EXPECT_EQ(write->value.code, nullptr);
    EXPECT_EQ(write->value.nonce, 8U);
}

TEST_F(Delegation, last_authorization_of_an_account_holds) {
    const TxResult result = run({to(kOther, 0), to(kContract, 0), to(kIdentity, 1)});
    const auto* write = find_write(result, kAuthority);
    ASSERT_NE(write, nullptr);
    EXPECT_EQ(write->value.nonce, 2U);
    EXPECT_EQ(write->value.code->delegate(), kIdentity);
}

TEST_F(Delegation, takes_this_chain_and_any) {
    for (const std::uint64_t id : {0U, 1U}) {
        Authorization authorization = to(kOther);
        authorization.chain_id = id;
        EXPECT_NE(find_write(run({authorization}), kAuthority), nullptr) << id;
    }
}

TEST_F(Delegation, skips_what_does_not_hold_and_runs_on) {
    chain_.accounts[kAuthority] = {.nonce = 5, .balance = 1};
    const auto expect_skipped = [&](const Authorization& authorization, const char* what) {
        const TxResult result = run({authorization});
        EXPECT_EQ(result.status, TransitionStatus::Success) << what;
        EXPECT_EQ(find_write(result, kAuthority), nullptr) << what;
        EXPECT_EQ(result.gas_used.units(), kIntrinsic) << what;
        EXPECT_EQ(result.gas_refund, 0_gas) << what;
    };
    Authorization authorization = to(kOther, 5);
    EXPECT_NE(find_write(run({authorization}), kAuthority), nullptr);
    expect_skipped(to(kOther, 4), "nonce too low");
    expect_skipped(to(kOther, 6), "nonce too high");
    authorization.chain_id = 2;
    expect_skipped(authorization, "another chain");
    authorization.chain_id = U256{1, 0, 0, 1};
    expect_skipped(authorization, "another chain, of the same low bits");
    authorization = to(kOther, 5);
    authorization.authority.reset();
    expect_skipped(authorization, "nobody signed");
    chain_.accounts[kAuthority].nonce = UINT64_MAX;
    expect_skipped(to(kOther, UINT64_MAX), "nonce at its maximum");
    chain_.accounts[kAuthority].nonce = 5;
    chain_.deploy(kAuthority, "00");
    expect_skipped(to(kOther, 5), "a contract");
}

TEST_F(Delegation, refunds_12500_if_the_authority_exists) {
    Transaction transaction = chain_.call();
    transaction.type = TransactionType::SetCode;
    transaction.authorization_list = {to(kOther)};
    for (std::uint8_t i = 0; i < 10; ++i) transaction.access_list.push_back({test_address(100 + i), {}});
    const std::int64_t intrinsic = kIntrinsic + 24'000;  // Enough that a fifth of it is no limit.
    EXPECT_EQ(chain_.run(transaction).gas_used.units(), intrinsic);
    chain_.accounts[kAuthority].balance = 1;
    EXPECT_EQ(chain_.run(transaction).gas_used.units(), intrinsic - 12'500);
    // What execution does cannot take it back.
    chain_.deploy(kContract, "60006000fd");
    const TxResult reverted = chain_.run(transaction);
    EXPECT_EQ(reverted.status, TransitionStatus::Reverted);
    EXPECT_EQ(reverted.gas_refund, 12'500_gas);
}

TEST_F(Delegation, a_delegating_account_may_send) {
    delegate(kSender, kOther);
    const Transaction transaction = chain_.legacy_call();
    EXPECT_EQ(chain_.run(transaction).status, TransitionStatus::Success);
    chain_.block.revision = Revision::Cancun;
    EXPECT_EQ(chain_.run(transaction).invalid, InvalidReason::SenderNotExternallyOwned);
}

TEST_F(Delegation, a_sender_authorizes_with_its_next_nonce) {
    chain_.accounts[kSender].nonce = 3;
    Authorization authorization = to(kOther, 3);
    authorization.authority = kSender;
    EXPECT_EQ(find_write(run({authorization}), kSender)->value.nonce, 4U);
    authorization.nonce = 4;
    const TxResult result = run({authorization});
    EXPECT_EQ(find_write(result, kSender)->value.nonce, 5U);
    EXPECT_EQ(find_write(result, kSender)->value.code->delegate(), kOther);
}

TEST_F(Delegation, a_call_pays_for_both_accounts) {
    delegate(kAuthority, kOther);
    chain_.deploy(kContract, call_code(kAuthority));
    constexpr std::int64_t kFirst = 21'000 + kCallOperandsGas + 2600 + 2600;
    EXPECT_EQ(chain_.run(chain_.call()).gas_used.units(), kFirst);
    chain_.deploy(kContract, call_code(kAuthority) + call_code(kAuthority));
    EXPECT_EQ(chain_.run(chain_.call()).gas_used.units(), kFirst + 21 + 100 + 100);
    delegate(kAuthority, kIdentity);  // Precompiles are warm.
    chain_.deploy(kContract, call_code(kAuthority));
    EXPECT_EQ(chain_.run(chain_.call()).gas_used.units(), kFirst - 2500);
    chain_.block.revision = Revision::Cancun;  // Code like any other: all the gas passed is gone with 0xef.
    EXPECT_EQ(chain_.run(chain_.call()).gas_used.units(), kFirst - 2600 + 100'000);
}

TEST_F(Delegation, authorities_are_warm_if_the_chain_is_right) {
    chain_.deploy(kContract, push(kAuthority) + "31");  // BALANCE
    Authorization authorization = to(kOther, 77);
    EXPECT_EQ(run({authorization}).gas_used.units(), kIntrinsic + 3 + 100);
    authorization.chain_id = 2;
    EXPECT_EQ(run({authorization}).gas_used.units(), kIntrinsic + 3 + 2600);
}

TEST_F(Delegation, shows_itself_as_code_of_23_bytes) {
    delegate(kAuthority, kOther);
    chain_.deploy(kOther, "00");
    const auto word = [&](const std::string& code) { return chain_.evaluate(code + "600052" + kReturnWord); };
    EXPECT_EQ(word(push(kAuthority) + "3b"), U256{23});
    EXPECT_EQ(word(push(kAuthority) + "3f"), U256::from_hash(keccak256(delegation_to(kOther))));
}

}  // namespace
}  // namespace models
