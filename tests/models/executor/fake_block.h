// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <random>
#include <vector>

#include "models/executor/block_stm.h"
#include "models/state/state.h"

namespace models {

/// A transaction of a few steps over slots of one account and over balances, with an accumulator that takes in every
/// value read, so that whatever is read wrongly shows in its output, writes and fee.
struct FakeTransaction {
    enum class Action : std::uint8_t {
        ReadSlot,       ///< accumulator <- mix(accumulator, slot)
        WriteSlot,      ///< slot <- accumulator + amount
        WriteOneOfTwo,  ///< writes slot or slot + 1, as the accumulator is even or odd
        ReadBalance,    ///< accumulator <- mix(accumulator, balance of account number `where`)
        AddBalance,     ///< balance <- balance + amount, which does not depend on the balance
        TakeBalance,    ///< balance <- balance - 100 * amount, if there is so much; else it mixes in that there is not
        WriteNonce,     ///< nonce <- accumulator
    };
    struct Step {
        Action action = Action::ReadSlot;
        std::uint64_t where = 0;
        std::uint64_t amount = 0;
    };
    std::vector<Step> steps = {};
    std::uint64_t fee = 0;
    bool fee_depends_on_reads = false;
};

inline Address fake_address(std::uint64_t number) {
    return U256(number + 0x1000).to_address();
}
inline SlotKey fake_slot(std::uint64_t number) {
    return {fake_address(99), U256(number)};
}

/// The account that earns the fees.
inline const Address kFakeBeneficiary = fake_address(0);

/// Runs a fake transaction as a Transition would: asks for each value once, keeps its own writes, sorts them.
class FakeRun {
  public:
    explicit FakeRun(StateView& view) : view_(view) {}

    TxResult run(const FakeTransaction& transaction) {
        for (const FakeTransaction::Step& step : transaction.steps) {
            take(step);
            if (view_.blocked()) return {};
        }
        TxResult result;
        result.status = TransitionStatus::Success;
        result.fee = transaction.fee + (transaction.fee_depends_on_reads ? accumulator_ % 1000 : 0);
        const auto bytes = U256(accumulator_).to_big_endian();
        result.output.assign(bytes.begin(), bytes.end());
        for (const auto& [address, write] : accounts_)
            if (write.fields != AccountFields::None)
                result.writes.accounts.push_back({.address = address,
                                                  .fields = write.fields,
                                                  .value = write.value,
                                                  .adds_to_balance = !write.knows_balance,
                                                  .least_balance = write.least_balance});
        for (const auto& [key, slot] : slots_)
            if (slot.written) result.writes.slots.push_back({key, slot.value});
        result.work.transactions = 1;
        result.work.account_writes = result.writes.accounts.size();
        result.work.slot_reads = slots_.size();
        return result;
    }

  private:
    using Action = FakeTransaction::Action;
    struct SlotValue {
        U256 value;
        bool written = false;
    };
    struct AccountValue {
        Account value;
        AccountFields known = AccountFields::None;
        AccountFields fields = AccountFields::None;
        U256 seen_balance = {};
        U256 least_balance = {};
        bool knows_balance = false;
    };

    void mix(const U256& value) { accumulator_ = accumulator_ * 6364136223846793005U + value.low_u64() + 1; }

    void take(const FakeTransaction::Step& step) {
        switch (step.action) {
            case Action::ReadSlot:
                mix(slot(step.where).value);
                break;
            case Action::WriteSlot:
                write_slot(step.where, accumulator_ + step.amount);
                break;
            case Action::WriteOneOfTwo:
                write_slot(step.where + accumulator_ % 2, accumulator_ + step.amount);
                break;
            case Action::ReadBalance:
                account(step.where, AccountFields::Balance).knows_balance = true;
                mix(account(step.where, AccountFields::Balance).value.balance);
                break;
            case Action::AddBalance: {
                AccountValue& entry = account(step.where, AccountFields::Balance);
                entry.value.balance += step.amount;
                entry.fields = entry.fields | AccountFields::Balance;
                break;
            }
            case Action::TakeBalance:
                take_balance(account(step.where, AccountFields::Balance), 100 * step.amount);
                break;
            case Action::WriteNonce: {
                AccountValue& entry = account(step.where, AccountFields::Nonce);
                entry.value.nonce = accumulator_ + step.amount;
                entry.fields = entry.fields | AccountFields::Nonce;
                break;
            }
        }
    }

    void take_balance(AccountValue& entry, std::uint64_t amount) {
        if (entry.value.balance < U256(amount)) {
            entry.knows_balance = true;
            mix(1);
            return;
        }
        const U256 spare = entry.value.balance - amount;
        if (entry.seen_balance > spare) entry.least_balance = std::max(entry.least_balance, entry.seen_balance - spare);
        entry.value.balance -= amount;
        entry.fields = entry.fields | AccountFields::Balance;
    }

    void write_slot(std::uint64_t where, std::uint64_t value) { slots_[fake_slot(where)] = {value, true}; }

    SlotValue& slot(std::uint64_t where) {
        const auto [it, added] = slots_.try_emplace(fake_slot(where));
        if (added) it->second.value = view_.storage(it->first);
        return it->second;
    }

    AccountValue& account(std::uint64_t where, AccountFields field) {
        AccountValue& entry = accounts_[fake_address(where)];
        if (!contains(entry.known, field)) {
            const Account seen = view_.account(fake_address(where), field);
            if (field == AccountFields::Nonce) entry.value.nonce = seen.nonce;
            if (field == AccountFields::Balance) entry.value.balance = entry.seen_balance = seen.balance;
            entry.known = entry.known | field;
        }
        return entry;
    }

    StateView& view_;
    std::uint64_t accumulator_ = 1;
    std::map<SlotKey, SlotValue> slots_;
    std::map<Address, AccountValue> accounts_;
};

/// What every schedule must give.
struct FakeExpected {
    State base;
    std::vector<TxResult> results;
    State post;
};

/// Serial execution on std::map, sharing nothing with the code under test.
class FakeReference final : public StateView {
  public:
    explicit FakeReference(const State& base) : base_(base) {}

    FakeExpected run(const std::vector<FakeTransaction>& transactions) {
        std::vector<TxResult> results;
        for (const FakeTransaction& transaction : transactions) {
            TxResult result = FakeRun(*this).run(transaction);
            for (const auto& write : result.writes.accounts) {
                Account& account = load(write.address);
                if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
                if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
            }
            for (const auto& write : result.writes.slots) slots_[write.key] = write.value;
            load(kFakeBeneficiary).balance += result.fee;
            results.push_back(std::move(result));
        }
        State post = base_;
        for (const auto& [address, account] : accounts_) post.set_account(address, account);
        for (const auto& [key, value] : slots_) post.set_storage(key, value);
        return {base_, std::move(results), std::move(post)};
    }

    Account account(const Address& address, AccountFields) override { return load(address); }
    U256 storage(const SlotKey& key) override {
        const auto found = slots_.find(key);
        return found == slots_.end() ? base_.storage(key) : found->second;
    }
    bool has_storage(const Address& address) override { return base_.has_storage(address); }

  private:
    Account& load(const Address& address) {
        const auto [it, added] = accounts_.try_emplace(address);
        const Account* const base = base_.find(address);
        if (added && base != nullptr) it->second = *base;
        return it->second;
    }
    const State& base_;
    std::map<Address, Account> accounts_;
    std::map<SlotKey, U256> slots_;
};

/// A base state with something in every place that fake transactions touch.
inline State fake_base() {
    State base;
    for (std::uint64_t i = 0; i < 8; ++i) {
        base.set_account(fake_address(i), {.nonce = i, .balance = U256(1000 * i + 7), .code = nullptr});
        if (i % 2 == 0) base.set_storage(fake_slot(i), U256(i + 100));
    }
    base.set_account(fake_address(99), {.nonce = 1});
    return base;
}

/// `count` random transactions over `places` slots and accounts; few places make many conflicts.
inline std::vector<FakeTransaction> random_fakes(std::mt19937_64& random, std::size_t count, std::uint64_t places) {
    std::vector<FakeTransaction> transactions(count);
    for (FakeTransaction& transaction : transactions) {
        transaction.fee = random() % 4;
        transaction.fee_depends_on_reads = random() % 3 == 0;
        for (std::uint64_t steps = random() % 5; steps > 0; --steps) {
            const auto action = static_cast<FakeTransaction::Action>(random() % 7);
            // Account 0 is the beneficiary.
            transaction.steps.push_back({action, random() % places, random() % 100});
        }
    }
    return transactions;
}

inline BlockStm::Block fake_block(StateView& base, const std::vector<FakeTransaction>& transactions,
                                  WorkerIndex workers) {
    return {.base = base,
            .beneficiary = kFakeBeneficiary,
            .count = static_cast<TxIndex>(transactions.size()),
            .workers = workers,
            .run = [&transactions](WorkerIndex, StateView& view, TxIndex tx) {
                return FakeRun(view).run(transactions[tx]);
            }};
}

/// The first transaction whose result differs from the reference, one more than the last if the state after all of them
/// does, or nothing.
inline std::optional<TxIndex> first_difference(BlockStm& stm, const FakeExpected& expected) {
    for (TxIndex tx = 0; tx < expected.results.size(); ++tx) {
        const TxResult& got = stm.result(tx);
        const TxResult& want = expected.results[tx];
        const auto same_account = [](const WriteSet::AccountWrite& a, const WriteSet::AccountWrite& b) {
            // What was only added to is in the state afterwards.
            return a.address == b.address && a.fields == b.fields && a.value.nonce == b.value.nonce &&
                   (a.adds_to_balance || a.value.balance == b.value.balance);
        };
        const auto same_slot = [](const WriteSet::SlotWrite& a, const WriteSet::SlotWrite& b) {
            return a.key == b.key && a.value == b.value;
        };
        const bool same = got.status == want.status && got.fee == want.fee && got.output == want.output &&
                          got.work == want.work &&
                          std::ranges::equal(got.writes.accounts, want.writes.accounts, same_account) &&
                          std::ranges::equal(got.writes.slots, want.writes.slots, same_slot);
        if (!same) return tx;
    }
    BlockOverlay overlay(expected.base);
    overlay.commit(stm.writes());
    State post = expected.base;
    const bool applies = !post.apply(overlay.diff());
    if (applies && post.id() == expected.post.id()) return std::nullopt;
    return static_cast<TxIndex>(expected.results.size());
}

}  // namespace models
