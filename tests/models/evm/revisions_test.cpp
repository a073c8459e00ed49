// SPDX-License-Identifier: MIT
// What an upgrade changed for accounts, creation, calls and transactions.
#include <gtest/gtest.h>

#include "models/evm/instructions_call.h"
#include "models/evm/validation.h"
#include "tests/models/evm/call_code.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

constexpr std::int64_t kBase = 21'000;
constexpr std::int64_t kBalanceOfColdAccount = 2600;
const Address kRipemd = U256{3}.to_address();

/// What the gas was before the refund, without the base of every transaction.
std::int64_t gross_gas(const TxResult& result) {
    return (result.gas_used + result.gas_refund).units() - kBase;
}
/// A chain of that revision with this code at kContract.
struct RevisionChain {
    RevisionChain(Revision revision, std::string_view code) {
        chain.block.revision = revision;
        chain.deploy(kContract, code);
    }
    TxResult call(std::uint64_t gas_limit = 1'000'000) { return chain.run(chain.legacy_call(gas_limit)); }
    /// A transaction that creates a contract.
    [[nodiscard]] Transaction creation(const ByteString& init_code, std::uint64_t gas_limit = 1'000'000) const {
        Transaction transaction = chain.legacy_call(gas_limit);
        transaction.to.reset();
        transaction.data = init_code;
        return transaction;
    }
    SmallChain chain;
};

/// Every revision from `first` to before `end`.
std::vector<Revision> revisions(Revision first, Revision end) {
    std::vector<Revision> all;
    for (auto each = static_cast<int>(first); each < static_cast<int>(end); ++each)
        all.push_back(static_cast<Revision>(each));
    return all;
}
std::string name(Revision revision) {
    return "revision " + std::to_string(static_cast<int>(revision));
}

TEST(SelfDestruct, wipes_the_account_and_its_storage_before_cancun) {
    for (const Revision revision : revisions(Revision::Frontier, Revision::Cancun)) {
        SCOPED_TRACE(name(revision));
        RevisionChain test(revision, push(kOther) + "ff");
        test.chain.accounts[kContract].balance = 5;
        test.chain.accounts[kContract].nonce = 1;
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        const auto* destroyed = find_write(result, kContract);
        ASSERT_NE(destroyed, nullptr);
        EXPECT_TRUE(destroyed->wipes_storage);
        EXPECT_TRUE(contains(destroyed->fields, AccountFields::All));
        EXPECT_EQ(destroyed->value, Account{});
        EXPECT_EQ(find_write(result, kOther)->value.balance, U256{5});
        EXPECT_FALSE(find_write(result, kOther)->wipes_storage);
    }
}

TEST(SelfDestruct, only_moves_the_balance_since_cancun) {
    RevisionChain test(Revision::Cancun, push(kOther) + "ff");
    test.chain.accounts[kContract].balance = 5;
    const TxResult result = test.call();
    EXPECT_EQ(find_write(result, kContract)->fields, AccountFields::Balance);
    EXPECT_FALSE(find_write(result, kContract)->wipes_storage);
    EXPECT_EQ(find_write(result, kOther)->value.balance, U256{5});
}

TEST(SelfDestruct, to_itself_burns_the_balance_before_cancun) {
    RevisionChain london(Revision::London, "30ff");
    london.chain.accounts[kContract].balance = 5;
    const TxResult burnt = london.call();
    EXPECT_EQ(find_write(burnt, kContract)->value, Account{});
    RevisionChain cancun(Revision::Cancun, "30ff");
    cancun.chain.accounts[kContract].balance = 5;
    EXPECT_EQ(find_write(cancun.call(), kContract), nullptr);
}

TEST(SelfDestruct, leaves_nothing_of_slots_written_before_it) {
    RevisionChain test(Revision::Berlin, "6007600055" + push(kOther) + "ff");
    test.chain.slots[{kContract, U256{}}] = 1;
    const TxResult result = test.call();
    EXPECT_TRUE(result.writes.slots.empty());
    EXPECT_TRUE(find_write(result, kContract)->wipes_storage);
}

TEST(SelfDestruct, undone_by_a_revert_wipes_nothing) {
    RevisionChain test(Revision::Berlin, call_code(kOther, 100'000) + "00");
    test.chain.deploy(kOther, call_code(test_address(7), 50'000) + "fe");
    test.chain.deploy(test_address(7), push(kBeneficiary) + "ff");
    const TxResult result = test.call();
    ASSERT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(find_write(result, test_address(7)), nullptr);
    EXPECT_EQ(result.gas_refund, 0_gas);
}

TEST(SelfDestruct, refunds_24000_until_london) {
    for (const Revision revision : revisions(Revision::Frontier, Revision::Prague)) {
        RevisionChain test(revision, "30ff");
        Transaction transaction = test.chain.legacy_call();
        transaction.data.assign(8000, 1);  // So much gas that the refund is not capped.
        EXPECT_EQ(test.chain.run(transaction).gas_refund.units(), revision < Revision::London ? 24'000 : 0)
            << name(revision);
    }
}

TEST(SelfDestruct, charges_for_the_heir_that_it_makes) {
    enum class Heir : std::uint8_t { Missing, Empty, Funded };
    const auto gas = [](Revision revision, Heir heir, std::uint64_t balance) {
        RevisionChain test(revision, push(kOther) + "ff");
        test.chain.accounts[kContract].balance = balance;
        if (heir == Heir::Empty) test.chain.accounts[kOther].exists_empty = true;
        if (heir == Heir::Funded) test.chain.accounts[kOther].balance = 1;
        return gross_gas(test.call()) - 3;
    };
    EXPECT_EQ(gas(Revision::Frontier, Heir::Missing, 5), 0);
    EXPECT_EQ(gas(Revision::Homestead, Heir::Missing, 5), 0);
    // EIP-150: by existence, with or without a balance.
    EXPECT_EQ(gas(Revision::TangerineWhistle, Heir::Missing, 0), 5000 + 25'000);
    EXPECT_EQ(gas(Revision::TangerineWhistle, Heir::Missing, 5), 5000 + 25'000);
    EXPECT_EQ(gas(Revision::TangerineWhistle, Heir::Empty, 5), 5000);
    EXPECT_EQ(gas(Revision::TangerineWhistle, Heir::Funded, 5), 5000);
    // EIP-161: by emptiness, and only if there is something to inherit.
    EXPECT_EQ(gas(Revision::SpuriousDragon, Heir::Missing, 0), 5000);
    EXPECT_EQ(gas(Revision::SpuriousDragon, Heir::Missing, 5), 5000 + 25'000);
    EXPECT_EQ(gas(Revision::SpuriousDragon, Heir::Empty, 5), 5000 + 25'000);
    EXPECT_EQ(gas(Revision::SpuriousDragon, Heir::Funded, 5), 5000);
    // EIP-2929
    EXPECT_EQ(gas(Revision::Berlin, Heir::Funded, 5), 5000 + 2600);
    EXPECT_EQ(gas(Revision::Berlin, Heir::Missing, 5), 5000 + 2600 + 25'000);
}

// The fee is paid before destroyed accounts are removed.
TEST(SelfDestruct, a_beneficiary_that_destroys_itself_takes_the_fee_with_it) {
    for (const Revision revision : {Revision::Homestead, Revision::London, Revision::Shanghai, Revision::Cancun}) {
        SCOPED_TRACE(name(revision));
        RevisionChain test(revision, push(kOther) + "ff");
        test.chain.block.beneficiary = kContract;
        test.chain.accounts[kContract].balance = 5;
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        EXPECT_EQ(find_write(result, kOther)->value.balance, U256{5});
        const bool destroyed = revision < Revision::Cancun;
        EXPECT_EQ(result.fee.is_zero(), destroyed);
        EXPECT_EQ(find_write(result, kContract)->wipes_storage, destroyed);
        const U256 paid = test.chain.accounts[kSender].balance - find_write(result, kSender)->value.balance;
        EXPECT_EQ(paid, U256{static_cast<std::uint64_t>(result.gas_used.units()) * 100});
    }
}

TEST(EmptyAccount, called_is_removed_since_spurious_dragon) {
    for (const Revision revision : revisions(Revision::Frontier, Revision::Paris)) {
        SCOPED_TRACE(name(revision));
        RevisionChain test(revision, call_code(kOther));
        test.chain.accounts[kOther].exists_empty = true;
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        const auto* write = find_write(result, kOther);
        if (revision < Revision::SpuriousDragon) {
            EXPECT_EQ(write, nullptr);
            continue;
        }
        ASSERT_NE(write, nullptr);
        EXPECT_EQ(write->fields, AccountFields::Presence);
        EXPECT_FALSE(write->value.exists_empty);
    }
}

TEST(EmptyAccount, comes_into_being_by_a_call_before_spurious_dragon) {
    for (const Revision revision : revisions(Revision::Frontier, Revision::Cancun)) {
        SCOPED_TRACE(name(revision));
        RevisionChain test(revision, call_code(kOther));
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        const auto* write = find_write(result, kOther);
        if (revision >= Revision::SpuriousDragon) {
            EXPECT_EQ(write, nullptr);
            continue;
        }
        ASSERT_NE(write, nullptr);
        EXPECT_EQ(write->fields, AccountFields::Presence);
        EXPECT_TRUE(write->value.exists_empty);
    }
}

TEST(EmptyAccount, only_looked_at_stays_as_it_is) {
    for (const Revision revision : {Revision::Homestead, Revision::Istanbul}) {
        RevisionChain test(revision, push(kOther) + "31" + push(test_address(7)) + "3b");  // BALANCE, EXTCODESIZE
        test.chain.accounts[kOther].exists_empty = true;
        const TxResult result = test.call();
        EXPECT_EQ(find_write(result, kOther), nullptr) << name(revision);
        EXPECT_EQ(find_write(result, test_address(7)), nullptr) << name(revision);
    }
}

TEST(EmptyAccount, touched_by_a_failed_call_stays_as_it_is) {
    for (const Revision revision : {Revision::Homestead, Revision::SpuriousDragon, Revision::Istanbul}) {
        RevisionChain test(revision, call_code(test_address(7), 100'000));
        test.chain.deploy(test_address(7), call_code(kOther, 1000) + "fe");
        test.chain.accounts[kOther].exists_empty = true;
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        EXPECT_EQ(find_write(result, kOther), nullptr) << name(revision);
        EXPECT_TRUE(test.chain.asked.contains(kOther)) << name(revision);
    }
}

TEST(EmptyAccount, ripemd_stays_touched_by_a_failed_call_since_spurious_dragon) {
    for (const Revision revision : {Revision::SpuriousDragon, Revision::Byzantium, Revision::London}) {
        SCOPED_TRACE(name(revision));
        for (const Address& address : {kRipemd, U256{2}.to_address(), kOther}) {
            RevisionChain test(revision, call_code(address, 10));  // Less gas than it takes.
            if (address == kOther) test.chain.deploy(kContract, call_code(kOther, 10) + "fe");
            test.chain.accounts[address].exists_empty = true;
            const auto* write = find_write(test.call(), address);
            EXPECT_EQ(write != nullptr, address == kRipemd);
        }
    }
}

TEST(EmptyAccount, ripemd_does_not_come_into_being_by_a_failed_call) {
    for (const Revision revision : revisions(Revision::Frontier, Revision::Paris)) {
        RevisionChain test(revision, call_code(kRipemd, 10));
        const TxResult result = test.call();
        ASSERT_EQ(result.status, TransitionStatus::Success);
        EXPECT_EQ(find_write(result, kRipemd), nullptr) << name(revision);
    }
}

TEST(EmptyAccount, is_charged_for_by_a_call_that_makes_it) {
    const auto gas = [](Revision revision, std::uint8_t value, bool exists) {
        RevisionChain test(revision, call_code(kOther, 1000, value));
        test.chain.accounts[kContract].balance = 1;
        test.chain.accounts[kOther].exists_empty = exists;
        return gross_gas(test.call()) - kCallOperandsGas;
    };
    EXPECT_EQ(gas(Revision::Homestead, 0, false), 40 + 25'000);
    EXPECT_EQ(gas(Revision::Homestead, 0, true), 40);
    EXPECT_EQ(gas(Revision::TangerineWhistle, 0, false), 700 + 25'000);
    EXPECT_EQ(gas(Revision::SpuriousDragon, 0, false), 700);
    EXPECT_EQ(gas(Revision::SpuriousDragon, 0, true), 700);
    EXPECT_EQ(gas(Revision::SpuriousDragon, 1, false), 700 + 9000 + 25'000 - 2300);
    EXPECT_EQ(gas(Revision::SpuriousDragon, 1, true), 700 + 9000 + 25'000 - 2300);
}

TEST(Creation, succeeds_without_code_in_frontier_if_it_cannot_pay_the_deposit) {
    const ByteString init_code = bytes("60206000f3");  // 32 bytes, for 6400 gas; 9 to get there.
    const auto run = [&](Revision revision, std::int64_t spare) {
        RevisionChain test(revision, "");
        Transaction transaction = test.creation(init_code);
        const Gas intrinsic = intrinsic_gas(transaction, revision);
        transaction.gas_limit = static_cast<std::uint64_t>(intrinsic.units() + 9 + spare);
        const TxResult result = test.chain.run(transaction);
        const Address address = created_address(kSender, 0);
        const auto* write = find_write(result, address);
        const bool has_code = write != nullptr && write->value.code != nullptr;
        EXPECT_EQ(result.created, result.status == TransitionStatus::Success ? std::optional(address) : std::nullopt);
        return std::tuple(result.status, has_code, write != nullptr, (result.gas_used - intrinsic).units());
    };
    using enum TransitionStatus;
    EXPECT_EQ(run(Revision::Frontier, 6400), std::tuple(Success, true, true, 6409));
    EXPECT_EQ(run(Revision::Frontier, 6399), std::tuple(Success, false, true, 9));
    EXPECT_EQ(run(Revision::Homestead, 6400), std::tuple(Success, true, true, 6409));
    EXPECT_EQ(run(Revision::Homestead, 6399), std::tuple(Failed, false, false, 6408));
    EXPECT_EQ(run(Revision::Cancun, 6399), std::tuple(Failed, false, false, 6408));
}

TEST(Creation, begins_with_nonce_1_since_spurious_dragon) {
    for (const Revision revision : {Revision::TangerineWhistle, Revision::SpuriousDragon}) {
        RevisionChain test(revision, "");
        const TxResult result = test.chain.run(test.creation(bytes("60016000f3")));
        ASSERT_TRUE(result.created);
        EXPECT_EQ(find_write(result, *result.created)->value.nonce, revision < Revision::SpuriousDragon ? 0U : 1U);
    }
}

TEST(Creation, bounds_code_by_24576_bytes_since_spurious_dragon) {
    const auto status = [](Revision revision, const char* init_code) {
        RevisionChain test(revision, "");
        return test.chain.run(test.creation(bytes(init_code), 10'000'000)).status;
    };
    EXPECT_EQ(status(Revision::TangerineWhistle, "6160016000f3"), TransitionStatus::Success);
    EXPECT_EQ(status(Revision::SpuriousDragon, "6160006000f3"), TransitionStatus::Success);
    EXPECT_EQ(status(Revision::SpuriousDragon, "6160016000f3"), TransitionStatus::Failed);
    // EIP-3541: nor may it begin with 0xef.
    EXPECT_EQ(status(Revision::Berlin, "60ef60005360016000f3"), TransitionStatus::Success);
    EXPECT_EQ(status(Revision::London, "60ef60005360016000f3"), TransitionStatus::Failed);
}

// EIP-3860
TEST(Creation, bounds_init_code_by_49152_bytes_since_shanghai) {
    const auto of_transaction = [](Revision revision, std::size_t size) {
        RevisionChain test(revision, "");
        return test.chain.run(test.creation(ByteString(size, 0)));
    };
    EXPECT_EQ(of_transaction(Revision::Paris, 49'153).gas_used.units(), 53'000 + 4 * 49'153);
    EXPECT_EQ(of_transaction(Revision::Shanghai, 49'152).gas_used.units(), 53'000 + 4 * 49'152 + 2 * 1536);
    EXPECT_EQ(of_transaction(Revision::Shanghai, 49'153).invalid, InvalidReason::InitCodeTooLarge);

    const auto of_create = [](Revision revision, std::uint64_t size) {
        return RevisionChain(revision, "62" + hex_number(size, 3) + "60006000f0").call();
    };
    const TxResult paris = of_create(Revision::Paris, 49'152);
    const TxResult shanghai = of_create(Revision::Shanghai, 49'152);
    EXPECT_EQ(shanghai.status, TransitionStatus::Success);
    EXPECT_EQ((shanghai.gas_used - paris.gas_used).units(), 2 * 1536);
    EXPECT_EQ(of_create(Revision::Paris, 49'153).status, TransitionStatus::Success);
    const TxResult too_large = of_create(Revision::Shanghai, 49'153);
    EXPECT_EQ(too_large.status, TransitionStatus::Failed);
    EXPECT_EQ(too_large.gas_used, 1'000'000_gas);
}

// EIP-684, EIP-7610: storage alone takes the address, in whatever revision.
TEST(Creation, collides_with_nonce_code_or_storage) {
    const Address address = created_address(kSender, 0);
    for (const Revision revision : revisions(Revision::Frontier, Revision::Osaka)) {
        SCOPED_TRACE(name(revision));
        const auto status = [&](auto change) {
            RevisionChain test(revision, "");
            change(test.chain);
            const TxResult result = test.chain.run(test.creation(bytes("00")));
            const bool failed = result.status == TransitionStatus::Failed;
            EXPECT_EQ(result.gas_used == 1'000'000_gas, failed);
            EXPECT_EQ(find_write(result, address) == nullptr, failed);
            return result.status;
        };
        EXPECT_EQ(status([&](SmallChain& c) { c.slots[{address, 1}] = 1; }), TransitionStatus::Failed);
        EXPECT_EQ(status([&](SmallChain& c) { c.accounts[address].nonce = 1; }), TransitionStatus::Failed);
        EXPECT_EQ(status([&](SmallChain& c) { c.deploy(address, "00"); }), TransitionStatus::Failed);
        const auto has_balance = [&](SmallChain& c) { c.accounts[address].balance = 1; };
        if (revision >= Revision::SpuriousDragon) {  // Before, an account without code is none that changes.
            EXPECT_EQ(status(has_balance), TransitionStatus::Success);
        }
    }
}

// EIP-150
TEST(Call, that_asks_for_more_gas_than_there_is_fails_before_tangerine_whistle) {
    const auto callee_gas = [](Revision revision, std::uint64_t wanted) -> std::optional<std::int64_t> {
        RevisionChain test(revision, call_code(kOther, wanted) + kReturnWord);
        test.chain.deploy(kOther, std::string("5a600052") + kReturnWord);  // GAS
        const TxResult result = test.call();
        if (result.status == TransitionStatus::Success)
            return static_cast<std::int64_t>(U256::from_big_endian(result.output).low_u64()) + 2;
        EXPECT_EQ(result.status, TransitionStatus::Failed);
        EXPECT_EQ(result.gas_used, 1'000'000_gas);
        return std::nullopt;
    };
    constexpr std::int64_t kThere = 1'000'000 - kBase - kCallOperandsGas;
    EXPECT_EQ(callee_gas(Revision::Homestead, 50'000), 50'000);
    EXPECT_EQ(callee_gas(Revision::Homestead, kThere - 40 + 1), std::nullopt);
    EXPECT_EQ(callee_gas(Revision::Homestead, 0xffffff), std::nullopt);
    constexpr std::int64_t kMost = (kThere - 700) - (kThere - 700) / 64;
    EXPECT_EQ(callee_gas(Revision::TangerineWhistle, 50'000), 50'000);
    EXPECT_EQ(callee_gas(Revision::TangerineWhistle, kMost - 1), kMost - 1);
    EXPECT_EQ(callee_gas(Revision::TangerineWhistle, kMost + 1), kMost);
    EXPECT_EQ(callee_gas(Revision::TangerineWhistle, 0xffffff), kMost);
}

TEST(Call, may_hand_down_all_its_gas_before_tangerine_whistle) {
    // What is asked for is all that there is; nothing is left to go on with, but the code ends there.
    constexpr std::uint64_t kAll = 1'000'000 - kBase - kCallOperandsGas - 40;
    RevisionChain test(Revision::Homestead, call_code(kOther, kAll));
    test.chain.deploy(kOther, "fe");
    const TxResult result = test.call();
    EXPECT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(result.gas_used, 1'000'000_gas);
}

// EIP-3651
TEST(Beneficiary, is_warm_since_shanghai) {
    EXPECT_EQ(gross_gas(RevisionChain(Revision::Paris, "4131").call()), 2 + kBalanceOfColdAccount);
    EXPECT_EQ(gross_gas(RevisionChain(Revision::Shanghai, "4131").call()), 2 + 100);
}

}  // namespace
}  // namespace models
