// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "models/evm/transition.h"
#include "models/state/state.h"
#include "random_contracts.h"

namespace models {

/// A small world of hand-written contracts and random blocks on it, for comparing executors.
class RandomWorld {
  public:
    /// Who earns the fees: someone who also sends and receives, or the address where a factory has a child made and
    /// destroyed at once.
    enum class Beneficiary : std::uint8_t { User, Child };
    struct Kind {
        Revision revision = Revision::Cancun;
        Beneficiary beneficiary = Beneficiary::User;
    };

    explicit RandomWorld(CodeStore& codes) : RandomWorld(codes, Kind{}) {}
    RandomWorld(CodeStore& codes, Kind kind) : contracts_(kind.revision) {
        block_.revision = kind.revision;
        block_.number = 100;
        block_.timestamp = 1'700'000'000;
        block_.base_fee = 10;
        const bool child_earns = kind.beneficiary == Beneficiary::Child;
        block_.beneficiary = child_earns ? RandomContracts::child(RandomContracts::kBriefFactory) : user(kUsers);
        for (std::uint64_t i = 0; i <= kUsers; ++i)
            state_.set_account(user(i), {.nonce = i % 3, .balance = U256(1'000'000'000'000U), .code = nullptr});
        for (std::uint64_t i = 0; i < RandomContracts::kCount; ++i) {
            const Code* code = codes.insert(contracts_.code(i));
            state_.set_account(RandomContracts::address(i), {.nonce = 1, .balance = U256(1000), .code = code});
            state_.set_storage({RandomContracts::address(i), U256(0)}, U256(5));
        }
        const Address child = RandomContracts::child(RandomContracts::kFactory);
        state_.set_account(child, {.nonce = 1, .code = codes.insert(RandomContracts::child_code())});
        for (const std::uint64_t slot : {0U, 7U, 9U})
            state_.set_storage({child, U256(slot)}, U256(slot == 0 ? 2 : slot));
        if (kind.revision >= Revision::Paris) return;  // EIP-7523
        for (std::uint64_t i = 0; i < kEmptyAccounts; i += 2) state_.set_account(empty(i), {.exists_empty = true});
        if (child_earns) state_.set_account(block_.beneficiary, {.exists_empty = true});
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
            // One in twelve is sent by the last user, the beneficiary in most worlds.
            const std::uint64_t sender = random() % 12 == 0 ? kUsers : random() % users;
            made.push_back(transaction(random, sender, users, nonces));
        }
        return made;
    }

    /// `count` payments from the first `users` users to each other, themselves, the beneficiary, contracts and nobody:
    /// often of all that the sender has, or of one wei more.
    [[nodiscard]] std::vector<Transaction> payments(std::mt19937_64& random, std::size_t count,
                                                    std::uint64_t users) const {
        std::vector<std::uint64_t> nonces;
        std::vector<U256> balances;
        for (std::uint64_t i = 0; i <= kUsers; ++i) {
            nonces.push_back(i % 3);
            balances.push_back(state_.find(user(i))->balance);
        }
        std::vector<Transaction> made;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t sender = random() % 12 == 0 ? kUsers : random() % users;
            made.push_back(payment(random, sender, users, nonces, balances));
        }
        return made;
    }

    static constexpr std::uint64_t kUsers = 64;

  private:
    static constexpr std::uint64_t kEmptyAccounts = 5;

    static Address user(std::uint64_t number) { return U256(0xabc000 + number).to_address(); }
    /// Accounts that are empty; the first is RIPEMD-160, of which a failed call is remembered.
    static Address empty(std::uint64_t number) { return U256(number == 0 ? 3 : 0xe000 + number).to_address(); }

    Transaction transaction(std::mt19937_64& random, std::uint64_t sender, std::uint64_t users,
                            std::vector<std::uint64_t>& nonces) const {
        Transaction tx;
        tx.sender = user(sender);
        if (block_.revision >= Revision::SpuriousDragon) tx.chain_id = block_.chain_id;
        const bool legacy = block_.revision < Revision::London || random() % 4 == 0;
        tx.type = legacy ? TransactionType::Legacy : TransactionType::DynamicFee;
        tx.max_fee_per_gas = 10 + random() % 5;
        tx.max_priority_fee_per_gas = legacy ? tx.max_fee_per_gas : U256(random() % 4).low_u64();
        if (tx.max_priority_fee_per_gas > tx.max_fee_per_gas) tx.max_priority_fee_per_gas = 0;
        tx.gas_limit = 60'000 + random() % 100'000;
        tx.nonce = nonces[sender];
        const std::uint64_t kind = random() % 22;
        const bool counts = kind < 3 ? false : true;
        if (counts) ++nonces[sender];
        const auto other = random() % users;
        if (kind < 3)
            make_invalid(random, tx, user(other), kind);
        else if (kind < 9)
            pay_or_create(random, tx, user(other), kind);
        else if (kind < 12)
            concern_child(random, tx);
        else if (kind == 12)
            touch_empty(random, tx);
        else
            call(tx, RandomContracts::address(random() % RandomContracts::kCount), user(other));
        if (block_.revision >= Revision::Prague && kind > 6 && random() % 6 == 0) authorize(random, tx, users, nonces);
        return tx;
    }

    Transaction payment(std::mt19937_64& random, std::uint64_t sender, std::uint64_t users,
                        std::vector<std::uint64_t>& nonces, std::vector<U256>& balances) const {
        Transaction tx;
        tx.sender = user(sender);
        if (block_.revision >= Revision::SpuriousDragon) tx.chain_id = block_.chain_id;
        tx.type = TransactionType::Legacy;
        tx.max_fee_per_gas = tx.max_priority_fee_per_gas = 10 + random() % 3;
        tx.nonce = nonces[sender];
        tx.gas_limit = 21'000;
        const std::uint64_t kind = random() % 16;
        std::uint64_t recipient = kind < 10 ? random() % users : sender;
        if (kind == 10) recipient = kUsers;
        tx.to = user(recipient);
        if (kind == 11) tx.to = empty(random() % kEmptyAccounts);
        if (kind == 12) tx.to = RandomContracts::address(random() % RandomContracts::kCount);
        if (kind == 12) tx.gas_limit = 80'000;
        const U256 fee = U256(tx.gas_limit) * tx.max_fee_per_gas;
        const U256 rest = balances[sender] > fee ? balances[sender] - fee : U256{};
        const std::uint64_t amount = random() % 8;
        tx.value = amount < 2 ? rest + U256(amount) : rest >> static_cast<unsigned>(amount * 4);
        if (kind == 13) tx.nonce += random() % 2 == 0 ? 1 : ~std::uint64_t{0};
        if (amount == 1 || kind == 13 || balances[sender] < fee) return tx;
        ++nonces[sender];
        balances[sender] -= fee + tx.value;
        if (*tx.to == user(recipient)) balances[recipient] += tx.value;
        return tx;
    }

    static void make_invalid(std::mt19937_64& random, Transaction& tx, const Address& other, std::uint64_t kind) {
        tx.to = other;
        if (kind == 0) tx.nonce += 1 + random() % 2;
        if (kind == 1) tx.nonce -= 1;
        if (kind == 2) tx.value = U256(1, 0, 0, 0);
    }

    void pay_or_create(std::mt19937_64& random, Transaction& tx, const Address& other, std::uint64_t kind) const {
        tx.value = random() % 1000;
        if (kind == 3) tx.to = block_.beneficiary;
        if (kind == 4) tx.data = {0x60, 0x2a, 0x60, 0x00, 0x55, 0x60, 0x00, 0x80, 0xf3};  // Creation: slot 0 = 42.
        if (kind == 5) tx.data = {0x41, 0x31, 0x60, 0x00, 0x55, 0x41, 0xff};              // SELFDESTRUCT(COINBASE).
        if (kind == 4 || kind == 5)
            tx.value = 0;
        else if (kind > 5)
            tx.to = other;
    }

    /// Creates, calls or destroys the child that exists before the block.
    static void concern_child(std::mt19937_64& random, Transaction& tx) {
        const Address child = RandomContracts::child(RandomContracts::kFactory);
        const std::uint64_t kind = random() % 5;
        if (kind < 2) tx.to = child;
        if (kind == 2) call(tx, child, child);
        if (kind > 2) call(tx, RandomContracts::address(RandomContracts::kFactory), child);
        if (kind == 4) tx.to = RandomContracts::address(RandomContracts::kToggle);
    }

    /// With nothing, with 1 wei, or in a call that may fail.
    static void touch_empty(std::mt19937_64& random, Transaction& tx) {
        const Address account = empty(random() % kEmptyAccounts);
        const std::uint64_t kind = random() % 6;
        tx.to = account;
        if (kind == 0) tx.value = 1;
        if (kind > 2) call(tx, RandomContracts::address(RandomContracts::kToucher), account);
    }

    static void call(Transaction& tx, const Address& contract, const Address& argument) {
        tx.to = contract;
        const auto word = U256::from_address(argument).to_big_endian();
        tx.data.assign(word.begin(), word.end());
        const bool creates = contract == RandomContracts::address(RandomContracts::kFactory) ||
                             contract == RandomContracts::address(RandomContracts::kBriefFactory);
        if (creates) tx.gas_limit += 120'000;
    }

    /// Makes it a set-code transaction in which users let contracts act for them, mostly with their right nonce.
    void authorize(std::mt19937_64& random, Transaction& tx, std::uint64_t users,
                   std::vector<std::uint64_t>& nonces) const {
        if (!tx.to) return;
        tx.type = TransactionType::SetCode;
        tx.max_priority_fee_per_gas = 0;
        for (std::uint64_t count = 1 + random() % 2; count > 0; --count) {
            const std::uint64_t authority = random() % users;
            Authorization& added = tx.authorization_list.emplace_back();
            added.chain_id = random() % 2;
            added.authority = user(authority);
            // Not to one that creates: a user's nonce would then depend on more than on what it sends.
            if (random() % 4 != 0) added.address = RandomContracts::address(random() % 4);
            const bool wrong = random() % 8 == 0;
            added.nonce = nonces[authority] + (wrong ? 1 : 0);
            if (!wrong) ++nonces[authority];
            tx.gas_limit += 25'000;
        }
    }

    RandomContracts contracts_;
    State state_;
    BlockContext block_;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t kSeeds = 1;
#else
inline constexpr std::uint64_t kSeeds = 6;
#endif

/// From no contention to one hot account.
inline constexpr std::uint64_t kContention[] = {RandomWorld::kUsers, 12, 3, 1};

inline constexpr RandomWorld::Kind kRandomWorlds[] = {
    {Revision::Homestead, RandomWorld::Beneficiary::User},  {Revision::Homestead, RandomWorld::Beneficiary::Child},
    {Revision::Petersburg, RandomWorld::Beneficiary::User}, {Revision::Petersburg, RandomWorld::Beneficiary::Child},
    {Revision::London, RandomWorld::Beneficiary::User},     {Revision::Cancun, RandomWorld::Beneficiary::User},
    {Revision::Cancun, RandomWorld::Beneficiary::Child},    {Revision::Prague, RandomWorld::Beneficiary::User},
};

/// Calls `check(transactions)` for random blocks on `world` of all degrees of contention.
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

/// Likewise for blocks of payments.
template <class Check>
void for_random_payments(const RandomWorld& world, Check&& check) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        for (const std::uint64_t users : kContention) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", users " + std::to_string(users));
            std::mt19937_64 random(seed);
            check(world.payments(random, 10 + random() % 90, users));
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

/// Calls `check(world)` for worlds of different revisions.
template <class Check>
void for_random_worlds(CodeStore& codes, Check&& check) {
    for (const RandomWorld::Kind& kind : kRandomWorlds) {
        SCOPED_TRACE("revision " + std::to_string(static_cast<int>(kind.revision)) + ", beneficiary " +
                     std::to_string(static_cast<int>(kind.beneficiary)));
        check(RandomWorld(codes, kind));
        if (testing::Test::HasFatalFailure()) return;
    }
}

}  // namespace models
