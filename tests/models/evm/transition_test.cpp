// SPDX-License-Identifier: MIT
#include "models/evm/transition.h"

#include <gtest/gtest.h>

#include "models/evm/validation.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

TEST(Transition, transfers_value_and_charges_21000_gas) {
    SmallChain chain;
    Transaction transaction = chain.call();
    transaction.to = kOther;
    transaction.value = 5;
    const TxResult result = chain.run(transaction);
    ASSERT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(result.gas_used, 21000_gas);
    ASSERT_EQ(result.writes.accounts.size(), 2U);
    EXPECT_EQ(find_write(result, kOther)->value.balance, U256{5});
    EXPECT_EQ(find_write(result, kOther)->fields, AccountFields::Balance);
    const auto* sender = find_write(result, kSender);
    EXPECT_EQ(sender->value.nonce, 1U);
    EXPECT_EQ(chain.accounts[kSender].balance - sender->value.balance, U256{21000 * 12 + 5});
}

TEST(Transition, keeps_the_fee_out_of_the_writes) {
    SmallChain chain;
    const TxResult result = chain.run(chain.call());
    EXPECT_EQ(result.fee, U256{21000 * 2});
    EXPECT_EQ(find_write(result, kBeneficiary), nullptr);
    EXPECT_FALSE(chain.asked.contains(kBeneficiary));
}

TEST(Transition, reads_the_beneficiarys_balance_through_the_view) {
    SmallChain chain;
    chain.accounts[kBeneficiary].balance = 77;
    // COINBASE BALANCE, returned as a word.
    EXPECT_EQ(chain.evaluate("413160005260206000f3"), U256{77});
    EXPECT_EQ(chain.asked.at(kBeneficiary), AccountFields::Balance);
}

TEST(Transition, call_without_value_depends_on_code_alone) {
    SmallChain chain;
    chain.deploy(kOther, "00");
    // CALL(gas, 0xbb..04, 0, 0, 0, 0, 0)
    chain.deploy(kContract, "6000600060006000600073bb000000000000000000000000000000000000045af100");
    ASSERT_EQ(chain.run(chain.call()).status, TransitionStatus::Success);
    EXPECT_EQ(chain.asked.at(kOther), AccountFields::Code);
    EXPECT_EQ(chain.asked.at(kContract), AccountFields::Code);
    EXPECT_EQ(chain.asked.at(kSender), AccountFields::All);
}

TEST(Transition, sload_without_gas_reads_nothing) {
    SmallChain chain;
    chain.deploy(kContract, "60005400");
    const TxResult result = chain.run(chain.call(22000));
    EXPECT_EQ(result.status, TransitionStatus::Failed);
    EXPECT_EQ(result.gas_used, 22000_gas);
    EXPECT_TRUE(chain.slots_asked.empty());
}

TEST(Transition, leaves_at_once_when_blocked) {
    for (const Address& blocked : {kSender, kContract, kOther}) {
        SmallChain chain;
        chain.deploy(kContract, "73bb000000000000000000000000000000000000043160015500");  // SSTORE(1, BALANCE(other))
        chain.blocked_at = blocked;
        const TxResult result = chain.run(chain.call());
        EXPECT_EQ(result.status, TransitionStatus::Blocked);
        EXPECT_TRUE(result.writes.accounts.empty());
        EXPECT_TRUE(chain.slots_asked.empty());
        chain.blocked_at.reset();
    }
}

TEST(Transition, blocked_deep_in_a_call_gives_up_the_whole_transaction) {
    SmallChain chain;
    // kContract calls itself while call data is empty; the inner frame asks for the balance of kOther.
    chain.deploy(kContract,
                 "36601b5760006000600160006000305af150005b5b5b5b5b5b5b5b5b73bb0000000000000000000000000000000000000431"
                 "00");
    chain.blocked_at = kOther;
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Blocked);
}

TEST(Transition, revert_undoes_writes_and_keeps_output) {
    SmallChain chain;
    chain.deploy(kContract, "6001600055602a60005260206000fd");  // SSTORE(0, 1), REVERT(42)
    const TxResult result = chain.run(chain.call());
    EXPECT_EQ(result.status, TransitionStatus::Reverted);
    EXPECT_EQ(U256::from_big_endian(result.output), U256{42});
    EXPECT_TRUE(result.writes.slots.empty());
    EXPECT_LT(result.gas_used, 100'000_gas);
}

TEST(Transition, creates_a_contract) {
    SmallChain chain;
    Transaction transaction = chain.call();
    transaction.to.reset();
    transaction.data = bytes(
        "6001600c60003960016000f300"
        "5b");  // Copies the last byte as code.
    transaction.data[3] = 0x0d;
    const TxResult result = chain.run(transaction);
    ASSERT_EQ(result.status, TransitionStatus::Success);
    ASSERT_TRUE(result.created);
    const auto* created = find_write(result, *result.created);
    ASSERT_NE(created, nullptr);
    EXPECT_EQ(created->value.nonce, 1U);
    ASSERT_NE(created->value.code, nullptr);
    EXPECT_EQ(created->value.code->size(), 1U);
    EXPECT_EQ(result.work.code_bytes, 1U);
}

TEST(Transition, caps_the_refund_at_a_fifth) {
    SmallChain chain;
    for (std::uint64_t slot = 0; slot < 4; ++slot) chain.slots[{kContract, slot}] = 1;
    chain.deploy(kContract, "5f5f555f6001555f6002555f60035500");  // Clears slots 0 to 3.
    const TxResult result = chain.run(chain.call());
    ASSERT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(result.gas_refund.units(), (result.gas_used + result.gas_refund).units() / 5);
    EXPECT_EQ(result.writes.slots.size(), 4U);
}

TEST(Transition, tells_why_a_transaction_is_invalid) {
    SmallChain chain;
    const auto reason = [&chain](auto change) {
        Transaction transaction = chain.call();
        change(transaction);
        const TxResult result = chain.run(transaction);
        EXPECT_EQ(result.status, TransitionStatus::Invalid);
        EXPECT_TRUE(result.writes.accounts.empty());
        return result.invalid;
    };
    EXPECT_EQ(reason([](auto& t) { t.type = TransactionType::SetCode; }), InvalidReason::UnsupportedType);
    EXPECT_EQ(reason([](auto& t) { t.type = TransactionType::Blob; }), InvalidReason::NoBlobs);
    EXPECT_EQ(reason([](auto& t) { t.chain_id = 2; }), InvalidReason::WrongChainId);
    EXPECT_EQ(reason([](auto& t) { t.nonce = 1; }), InvalidReason::NonceTooHigh);
    EXPECT_EQ(reason([](auto& t) { t.nonce = UINT64_MAX; }), InvalidReason::NonceAtMaximum);
    EXPECT_EQ(reason([](auto& t) { t.value = U256{1} << 255; }), InvalidReason::InsufficientFunds);
    EXPECT_EQ(reason([](auto& t) { t.gas_limit = 20999; }), InvalidReason::IntrinsicGasTooHigh);
    EXPECT_EQ(reason([](auto& t) { t.max_fee_per_gas = 9; }), InvalidReason::FeeBelowBaseFee);
    EXPECT_EQ(reason([](auto& t) { t.max_priority_fee_per_gas = 101; }), InvalidReason::PriorityFeeAboveMaxFee);
    chain.accounts[kSender].nonce = 1;
    EXPECT_EQ(reason([](auto& t) { t.nonce = 0; }), InvalidReason::NonceTooLow);
    chain.deploy(kSender, "00");
    EXPECT_EQ(reason([](auto&) {}), InvalidReason::SenderNotExternallyOwned);
}

TEST(BlobBaseFee, follows_the_exponential_of_the_eip) {
    constexpr std::uint64_t kCancun = 3'338'477;
    EXPECT_EQ(blob_base_fee(0, kCancun), U256{1});
    EXPECT_EQ(blob_base_fee(2'314'057, kCancun), U256{1});  // The last excess with the least price (EIP-4844).
    EXPECT_EQ(blob_base_fee(2'314'058, kCancun), U256{2});
    EXPECT_EQ(blob_base_fee(10 * 1024 * 1024, kCancun), U256{23});
    EXPECT_EQ(blob_base_fee(UINT64_MAX, kCancun), ~U256{});
}

TEST(Transition, counts_a_hash_of_64_bytes_once) {
    SmallChain chain;
    // KECCAK256 of the same 64 bytes of memory three times.
    chain.deploy(kContract, "60406000205060406000205060406000205000");
    EXPECT_EQ(chain.run(chain.call()).work.keccak_permutations, 1U);
    EXPECT_EQ(chain.run(chain.call()).work.keccak_permutations, 1U);  // Known by now, and counted all the same.
}

TEST(Transition, counts_the_gas_of_loops) {
    SmallChain chain;
    // PUSH2 400, then JUMPDEST, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI (26 gas) 400 times: 13 bytes in all.
    chain.deploy(kContract, "6101905b600190038060035700");
    const Work work = chain.run(chain.call()).work;
    EXPECT_EQ(work.compute_gas, 3U + 400 * 26);
    EXPECT_EQ(work.loop_gas, 3U + 400 * 26 - 4 * 13);
}

TEST(Transition, counts_work) {
    SmallChain chain;
    // KECCAK256 of 200 bytes, SLOAD(0) twice, LOG1 of 32 bytes.
    chain.deploy(kContract,
                 "60c86000205060005450600054506007602060"
                 "00a100");
    const TxResult result = chain.run(chain.call());
    ASSERT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(result.work.transactions, 1U);
    EXPECT_EQ(result.work.frames, 1U);
    EXPECT_EQ(result.work.keccak_permutations, 2U);
    EXPECT_EQ(result.work.slot_reads, 1U);
    EXPECT_EQ(result.work.account_reads, 2U);
    EXPECT_EQ(result.work.log_bytes, 64U);
    // Seven PUSH1 and three POP; the memory that KECCAK256 grew is its own.
    EXPECT_EQ(result.work.compute_gas, 7 * 3 + 3 * 2U);
    EXPECT_EQ(result.work.loop_gas, 0U);
    EXPECT_EQ(result.reads.size(), result.work.account_reads + result.work.slot_reads);
    const TxResult again = chain.run(chain.call());
    EXPECT_EQ(again.work, result.work);
}

}  // namespace
}  // namespace models
