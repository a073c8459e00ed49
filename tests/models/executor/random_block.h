// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>
#include <vector>

#include "models/evm/transition.h"
#include "models/state/state.h"

namespace models {

/// A small world of hand-written contracts and random blocks on it, for comparing executors.
class RandomWorld {
  public:
    explicit RandomWorld(CodeStore& codes) : codes_(codes) {
        block_.revision = Revision::Cancun;
        block_.number = 100;
        block_.timestamp = 1'700'000'000;
        block_.base_fee = 10;
        block_.beneficiary = user(kUsers);
        for (std::uint64_t i = 0; i <= kUsers; ++i)
            state_.set_account(user(i), {.nonce = i % 3, .balance = U256(1'000'000'000'000U), .code = nullptr});
        for (std::size_t i = 0; i < kContracts; ++i) {
            state_.set_account(contract(i), {.nonce = 1, .balance = U256(1000), .code = codes_.insert(code_of(i))});
            state_.set_storage({contract(i), U256(0)}, U256(5));
        }
    }

    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] const BlockContext& block() const { return block_; }

    /// `count` transactions among the first `users` users; the fewer users, the more they conflict.
    [[nodiscard]] std::vector<Transaction> transactions(std::mt19937_64& random, std::size_t count,
                                                        std::uint64_t users) const {
        std::vector<std::uint64_t> nonces;
        for (std::uint64_t i = 0; i <= kUsers; ++i) nonces.push_back(i % 3);
        std::vector<Transaction> made;
        for (std::size_t i = 0; i < count; ++i) {
            // One in twelve is sent by the beneficiary.
            const std::uint64_t sender = random() % 12 == 0 ? kUsers : random() % users;
            made.push_back(transaction(random, sender, users, nonces));
        }
        return made;
    }

    static constexpr std::uint64_t kUsers = 64;

  private:
    static constexpr std::size_t kContracts = 9;

    static Address user(std::uint64_t number) { return U256(0xabc000 + number).to_address(); }
    static Address contract(std::uint64_t number) { return U256(0xc0de00 + number).to_address(); }

    // Opcodes by their bytes: 54 SLOAD, 55 SSTORE, 01 ADD, 03 SUB, 33 CALLER, 41 COINBASE, 31 BALANCE, 35 CALLDATALOAD.
    static ByteString code_of(std::size_t number) {
        switch (number) {
            case 0:  // Counter: slot 0 += 1; log of 32 bytes.
                return {0x60, 0x01, 0x5f, 0x54, 0x01, 0x80, 0x5f, 0x55, 0x5f, 0x52, 0x60, 0x20, 0x5f, 0xa0, 0x00};
            case 1:  // Token: slot[caller] -= 1, slot[first argument] += 1; log with two topics.
                return {0x60, 0x01, 0x33, 0x54, 0x03, 0x33, 0x55, 0x60, 0x01, 0x5f, 0x35, 0x54,
                        0x01, 0x5f, 0x35, 0x55, 0x5f, 0x35, 0x33, 0x5f, 0x5f, 0xa2, 0x00};
            case 2:  // slot[caller] = BALANCE(COINBASE).
                return {0x41, 0x31, 0x33, 0x55, 0x00};
            case 3:  // slot 0 += BALANCE(COINBASE): hot.
                return {0x41, 0x31, 0x5f, 0x54, 0x01, 0x5f, 0x55, 0x00};
            case 4:  // Writes slot 0, then reverts with 32 bytes.
                return {0x60, 0x07, 0x5f, 0x55, 0x60, 0x20, 0x5f, 0xfd};
            case 5:  // Loops until it is out of gas.
                return {0x5b, 0x5f, 0x56};
            case 6:  // CREATE of an empty contract with 1 wei; slot 1 = its address.
                return {0x5f, 0x5f, 0x60, 0x01, 0xf0, 0x60, 0x01, 0x55, 0x00};
            case 7:  // CALL(gas, COINBASE, 1 wei); slot[caller] = success + EXTCODEHASH(COINBASE).
                return {0x5f, 0x5f, 0x5f, 0x5f, 0x60, 0x01, 0x41, 0x5a, 0xf1, 0x41, 0x3f, 0x01, 0x33, 0x55, 0x00};
            default:  // Writes slot (slot 0 mod 2) + 2 and counts slot 0 up: where it writes depends on what it reads.
                return {0x5f, 0x54, 0x80, 0x60, 0x01, 0x01, 0x5f, 0x55, 0x60,
                        0x02, 0x81, 0x06, 0x60, 0x02, 0x01, 0x55, 0x00};
        }
    }

    Transaction transaction(std::mt19937_64& random, std::uint64_t sender, std::uint64_t users,
                            std::vector<std::uint64_t>& nonces) const {
        Transaction tx;
        tx.sender = user(sender);
        tx.chain_id = block_.chain_id;
        tx.type = random() % 4 == 0 ? TransactionType::Legacy : TransactionType::DynamicFee;
        tx.max_fee_per_gas = 10 + random() % 5;
        tx.max_priority_fee_per_gas =
            tx.type == TransactionType::Legacy ? tx.max_fee_per_gas : U256(random() % 4).low_u64();
        if (tx.max_priority_fee_per_gas > tx.max_fee_per_gas) tx.max_priority_fee_per_gas = 0;
        tx.gas_limit = 60'000 + random() % 100'000;
        tx.nonce = nonces[sender];
        const bool counts = fill_kind(random, tx, users);
        if (counts) ++nonces[sender];
        return tx;
    }

    /// Says what `tx` does. False if it is made invalid and so takes no nonce.
    bool fill_kind(std::mt19937_64& random, Transaction& tx, std::uint64_t users) const {
        const auto other = user(random() % users);
        switch (random() % 16) {
            case 0:
                tx.nonce += 1 + random() % 2;
                return false;
            case 1:
                tx.nonce -= 1;
                return false;
            case 2:
                tx.to = other;
                tx.value = U256(1, 0, 0, 0);
                return false;
            case 3:
                tx.to = block_.beneficiary;
                tx.value = random() % 100;
                return true;
            case 4:
                tx.data = {0x60, 0x2a, 0x5f, 0x55, 0x5f, 0x5f, 0xf3};
                return true;  // Creation: slot 0 = 42.
            case 5:
                tx.data = {0x41, 0x31, 0x5f, 0x55, 0x41, 0xff};
                return true;  // SELFDESTRUCT(COINBASE).
            case 6:
            case 7:
            case 8:
                tx.to = other;
                tx.value = random() % 1000;
                return true;
            default: {
                tx.to = contract(random() % kContracts);
                const auto argument = U256::from_address(other).to_big_endian();
                tx.data.assign(argument.begin(), argument.end());
                return true;
            }
        }
    }

    CodeStore& codes_;
    State state_;
    BlockContext block_;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t kSeeds = 3;
#else
inline constexpr std::uint64_t kSeeds = 40;
#endif

/// From no contention to one hot account.
inline constexpr std::uint64_t kContention[] = {RandomWorld::kUsers, 12, 3, 1};

/// Calls `check(transactions)` for random blocks of all degrees of contention.
template <class Check>
void for_random_blocks(const RandomWorld& world, Check&& check) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        for (const std::uint64_t users : kContention) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", users " + std::to_string(users));
            std::mt19937_64 random(seed);
            const auto transactions = world.transactions(random, 10 + random() % 60, users);
            check(transactions);
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

}  // namespace models
