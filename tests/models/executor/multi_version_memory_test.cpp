// SPDX-License-Identifier: MIT
#include "models/executor/multi_version_memory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/state/state.h"

namespace models {
namespace {

const Address kHolder = U256(0x1000).to_address();
const Address kEmpty = U256(0x2000).to_address();
const Address kBeneficiary = U256(0x3000).to_address();
const SlotKey kSlot{kHolder, U256(1)};

WriteSet slot_write(const U256& value) {
    WriteSet writes;
    writes.slots.push_back({kSlot, value});
    return writes;
}
WriteSet wipe() {
    WriteSet writes;
    writes.accounts.push_back({kHolder, AccountFields::Nonce, {}, true});
    return writes;
}
WriteSet presence(const Address& address, bool exists_empty) {
    WriteSet writes;
    writes.accounts.push_back({address, AccountFields::Presence, {.exists_empty = exists_empty}});
    return writes;
}

/// What a transaction read, and what its validation will ask of it.
template <class T>
struct Seen {
    TxIndex tx = 0;
    T value = {};
    std::optional<TxIndex> blocked_on = {};
    std::vector<Read> reads = {};
};

/// kHolder has 7 in kSlot, kEmpty exists empty, and there are ten transactions.
class MultiVersionMemoryTest : public testing::Test {
  protected:
    static constexpr TxIndex kCount = 10;

    MultiVersionMemoryTest() {
        base_.set_account(kHolder, {.nonce = 1, .balance = U256(100)});
        base_.set_account(kEmpty, {.exists_empty = true});
        base_.set_storage(kSlot, U256(7));
        memory_.begin(view_, kBeneficiary, true);
    }

    /// True if who has read must be validated again.
    bool publish(TxIndex tx, const WriteSet& writes, std::vector<Read> reads = {}) {
        std::vector<Write> resolved;
        std::vector<Location*> expected;
        memory_.resolve(tx, writes, reads, resolved);
        memory_.note_balance_readers(tx, reads);
        const bool outdated{memory_.publish(tx, resolved, written_.at(tx), expected)};
        written_.at(tx) = resolved;
        return outdated;
    }
    bool abort(TxIndex tx) { return bool{memory_.mark_estimates(tx, written_.at(tx))}; }
    void settle(TxIndex tx, const U256& fee = {}) { memory_.settle(tx, written_.at(tx), fee); }

    Seen<U256> slot(TxIndex tx) {
        Seen<U256> seen{.tx = tx};
        if (const auto blocked = memory_.read_slot(tx, kSlot, seen.value, &seen.reads)) seen.blocked_on = blocked->tx;
        return seen;
    }
    Seen<bool> exists_empty(TxIndex tx, const Address& address) {
        Seen<bool> seen{.tx = tx};
        Account account;
        const auto blocked = memory_.read_account(tx, address, AccountFields::Presence, account, &seen.reads);
        if (blocked) seen.blocked_on = blocked->tx;
        seen.value = account.exists_empty;
        return seen;
    }
    Seen<bool> has_storage(TxIndex tx, const Address& address) {
        Seen<bool> seen{.tx = tx};
        const auto blocked = memory_.read_has_storage(tx, address, seen.value, &seen.reads);
        if (blocked) seen.blocked_on = blocked->tx;
        return seen;
    }
    Seen<U256> balance(TxIndex tx, const Address& address = kHolder) {
        Seen<U256> seen{.tx = tx};
        Account account;
        const auto blocked = memory_.read_account(tx, address, AccountFields::Balance, account, &seen.reads);
        if (blocked) seen.blocked_on = blocked->tx;
        seen.value = account.balance;
        return seen;
    }
    template <class T>
    bool valid(const Seen<T>& seen) {
        return std::all_of(seen.reads.begin(), seen.reads.end(),
                           [&](const Read& read) { return memory_.still_valid(seen.tx, read); });
    }

    State base_;
    PlainStateView view_{base_};
    MultiVersionMemory memory_;
    std::array<std::vector<Write>, kCount> written_;
};

TEST_F(MultiVersionMemoryTest, wiped_storage_is_zero_for_higher_transactions_only) {
    EXPECT_FALSE(publish(5, wipe()));
    EXPECT_EQ(slot(4).value, U256(7));
    EXPECT_EQ(slot(5).value, U256(7));
    const auto after = slot(6);
    EXPECT_EQ(after.value, U256{});
    EXPECT_TRUE(valid(after));
}

TEST_F(MultiVersionMemoryTest, a_wipe_takes_what_lower_transactions_wrote) {
    publish(3, slot_write(30));
    publish(5, wipe());
    publish(7, slot_write(70));
    EXPECT_EQ(slot(4).value, U256(30));
    EXPECT_EQ(slot(6).value, U256{});
    EXPECT_EQ(slot(8).value, U256(70));
    publish(8, wipe());
    EXPECT_EQ(slot(8).value, U256(70));
    EXPECT_EQ(slot(9).value, U256{});
}

TEST_F(MultiVersionMemoryTest, what_the_wiping_transaction_wrote_comes_after_the_wipe) {
    WriteSet writes = wipe();
    writes.slots = slot_write(50).slots;
    publish(5, writes);
    EXPECT_EQ(slot(6).value, U256(50));
}

TEST_F(MultiVersionMemoryTest, a_read_is_invalid_once_a_lower_transaction_wipes) {
    const auto seen = slot(8);
    EXPECT_EQ(seen.value, U256(7));
    EXPECT_TRUE(valid(seen));
    EXPECT_TRUE(publish(5, wipe()));
    EXPECT_FALSE(valid(seen));
    EXPECT_FALSE(publish(9, wipe()));  // Nobody above has read.
}

TEST_F(MultiVersionMemoryTest, a_read_is_invalid_once_the_wipe_is_gone) {
    publish(5, wipe());
    const auto seen = slot(8);
    EXPECT_TRUE(abort(5));
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(slot(8).blocked_on, 5U);
    EXPECT_EQ(slot(5).value, U256(7));
    publish(5, WriteSet{});
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(slot(8).value, U256(7));
}

TEST_F(MultiVersionMemoryTest, a_read_outlives_the_wiping_transactions_next_incarnation) {
    publish(5, wipe());
    const auto seen = slot(8);
    EXPECT_TRUE(abort(5));
    publish(5, wipe());
    EXPECT_TRUE(valid(seen));
}

// The slot's location held 7 when the wipe hid it, and holds 7 again, which now counts.
TEST_F(MultiVersionMemoryTest, zero_of_a_wipe_is_invalid_once_the_old_value_is_written_again) {
    publish(5, wipe());
    const auto seen = slot(8);
    EXPECT_EQ(seen.value, U256{});
    EXPECT_TRUE(publish(7, slot_write(7)));
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(slot(8).value, U256(7));
}

// The other way round: an equal value from below the wipe does not stand for the one from above it.
TEST_F(MultiVersionMemoryTest, a_value_of_after_a_wipe_is_invalid_once_only_one_of_before_it_is_left) {
    publish(3, slot_write(9));
    publish(5, wipe());
    publish(7, slot_write(9));
    const auto seen = slot(8);
    EXPECT_EQ(seen.value, U256(9));
    EXPECT_TRUE(abort(7));
    publish(7, WriteSet{});
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(slot(8).value, U256{});
}

TEST_F(MultiVersionMemoryTest, a_higher_wipe_makes_a_read_invalid) {
    publish(3, wipe());
    publish(4, slot_write(40));
    const auto seen = slot(8);
    EXPECT_EQ(seen.value, U256(40));
    EXPECT_TRUE(publish(6, wipe()));
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(slot(8).value, U256{});
}

TEST_F(MultiVersionMemoryTest, wipes_of_other_accounts_do_not_matter) {
    const auto seen = slot(8);
    WriteSet writes = wipe();
    writes.accounts[0].address = kEmpty;
    publish(5, writes);
    EXPECT_TRUE(valid(seen));
    EXPECT_EQ(slot(8).value, U256(7));
}

TEST_F(MultiVersionMemoryTest, a_slot_is_one_read_where_nothing_can_be_wiped) {
    EXPECT_EQ(slot(8).reads.size(), 2U);
    memory_.begin(view_, kBeneficiary, false);
    const auto seen = slot(8);
    EXPECT_EQ(seen.reads.size(), 1U);
    EXPECT_EQ(seen.value, U256(7));
    EXPECT_TRUE(has_storage(8, kHolder).value);
    EXPECT_TRUE(has_storage(8, kHolder).reads.empty());
}

TEST_F(MultiVersionMemoryTest, forgets_wipes_when_a_block_begins) {
    publish(5, wipe());
    publish(4, presence(kEmpty, false));
    memory_.begin(view_, kBeneficiary, true);
    EXPECT_EQ(slot(8).value, U256(7));
    EXPECT_TRUE(exists_empty(8, kEmpty).value);
}

TEST_F(MultiVersionMemoryTest, storage_is_there_until_it_is_wiped) {
    const auto seen = has_storage(8, kHolder);
    EXPECT_TRUE(seen.value);
    EXPECT_FALSE(has_storage(8, kEmpty).value);
    EXPECT_TRUE(publish(5, wipe()));
    EXPECT_FALSE(valid(seen));
    EXPECT_TRUE(has_storage(5, kHolder).value);
    const auto after = has_storage(8, kHolder);
    EXPECT_FALSE(after.value);
    EXPECT_TRUE(valid(after));
    EXPECT_TRUE(abort(5));
    EXPECT_EQ(has_storage(8, kHolder).blocked_on, 5U);
    publish(5, WriteSet{});
    EXPECT_FALSE(valid(after));
    EXPECT_TRUE(has_storage(8, kHolder).value);
}

TEST_F(MultiVersionMemoryTest, presence_is_read_like_any_field) {
    EXPECT_TRUE(exists_empty(8, kEmpty).value);
    EXPECT_FALSE(exists_empty(8, kHolder).value);
    const auto seen = exists_empty(8, kEmpty);
    const auto missing = exists_empty(8, kBeneficiary);
    EXPECT_FALSE(missing.value);
    EXPECT_TRUE(publish(3, presence(kEmpty, false)));
    EXPECT_TRUE(publish(4, presence(kBeneficiary, true)));
    EXPECT_FALSE(valid(seen));
    EXPECT_FALSE(valid(missing));
    EXPECT_TRUE(exists_empty(3, kEmpty).value);
    EXPECT_FALSE(exists_empty(4, kEmpty).value);
    EXPECT_TRUE(exists_empty(5, kBeneficiary).value);
}

TEST_F(MultiVersionMemoryTest, presence_that_comes_back_is_valid_again) {
    const auto seen = exists_empty(8, kEmpty);
    publish(3, presence(kEmpty, false));
    EXPECT_FALSE(valid(seen));
    publish(6, presence(kEmpty, true));
    EXPECT_TRUE(valid(seen));
    EXPECT_TRUE(abort(6));
    EXPECT_FALSE(valid(seen));
    EXPECT_EQ(exists_empty(8, kEmpty).blocked_on, 6U);
}

TEST_F(MultiVersionMemoryTest, presence_is_apart_from_the_other_fields) {
    std::vector<Read> reads;
    Account account;
    EXPECT_FALSE(memory_.read_account(8, kEmpty, AccountFields::All, account, &reads));
    EXPECT_EQ(reads.size(), 3U);
    EXPECT_FALSE(publish(3, presence(kEmpty, false)));
}

/// Takes `amount` from kHolder's balance without looking at it.
WriteSet payment(const U256& seen, const U256& amount) {
    WriteSet writes;
    WriteSet::AccountWrite& write = writes.accounts.emplace_back();
    write.address = kHolder;
    write.fields = AccountFields::Balance;
    write.value.balance = seen - amount;
    write.adds_to_balance = true;
    write.least_balance = amount;
    return writes;
}

TEST_F(MultiVersionMemoryTest, payments_add_up_whatever_their_order) {
    const auto first = balance(3);
    const auto second = balance(5);
    EXPECT_FALSE(publish(5, payment(second.value, 30), second.reads));
    EXPECT_FALSE(publish(3, payment(first.value, 20), first.reads));
    EXPECT_EQ(balance(4).value, U256(80));
    EXPECT_EQ(balance(6).value, U256(50));
    settle(3);
    settle(5);
    EXPECT_EQ(memory_.writes().accounts.at(0).value.balance, U256(50));
}

TEST_F(MultiVersionMemoryTest, a_payment_stands_as_long_as_the_balance_covers_it) {
    auto seen = balance(5);
    std::vector<Write> resolved;
    memory_.resolve(5, payment(seen.value, 30), seen.reads, resolved);
    EXPECT_TRUE(valid(seen));
    const auto below = balance(3);
    publish(3, payment(below.value, 70), below.reads);
    EXPECT_TRUE(valid(seen));
    publish(3, payment(below.value, 71), below.reads);
    EXPECT_FALSE(valid(seen));
}

TEST_F(MultiVersionMemoryTest, who_looks_at_a_balance_depends_on_every_payment) {
    const auto looks = balance(5);
    EXPECT_FALSE(publish(5, slot_write(1), looks.reads));
    const auto pays = balance(3);
    EXPECT_TRUE(publish(3, payment(pays.value, 1), pays.reads));
    EXPECT_FALSE(valid(looks));
}

TEST_F(MultiVersionMemoryTest, fees_are_seen_when_they_are_settled) {
    settle(0, U256(9));
    EXPECT_EQ(balance(1, kBeneficiary).value, U256(9));
    EXPECT_EQ(memory_.writes().accounts.at(0).value.balance, U256(9));
    memory_.rewind();
    EXPECT_EQ(balance(1, kBeneficiary).value, U256(0));
    EXPECT_TRUE(memory_.writes().accounts.empty());
}

constexpr AccountFields kEveryField = AccountFields::All | AccountFields::Presence;

TEST_F(MultiVersionMemoryTest, the_frontier_reads_what_has_settled) {
    EXPECT_EQ(memory_.settled_slot(0, kSlot), U256(7));
    EXPECT_TRUE(memory_.settled_account(kEmpty, kEveryField).exists_empty);
    EXPECT_EQ(memory_.settled_account(kHolder, kEveryField), (Account{.nonce = 1, .balance = U256(100)}));
    EXPECT_EQ(memory_.settled_account(kHolder, AccountFields::Nonce), Account{.nonce = 1});
    publish(0, slot_write(30));
    publish(1, presence(kEmpty, false));
    EXPECT_EQ(memory_.settled_slot(0, kSlot), U256(7));  // None of it has settled.
    EXPECT_TRUE(memory_.settled_account(kEmpty, kEveryField).exists_empty);
    settle(0, U256(9));
    settle(1);
    EXPECT_EQ(memory_.settled_slot(2, kSlot), U256(30));
    EXPECT_FALSE(memory_.settled_account(kEmpty, kEveryField).exists_empty);
    EXPECT_EQ(memory_.settled_account(kBeneficiary, kEveryField).balance, U256(9));
}

TEST_F(MultiVersionMemoryTest, the_frontier_sees_a_wipe_once_it_has_settled) {
    publish(1, wipe());
    EXPECT_EQ(memory_.settled_slot(0, kSlot), U256(7));
    EXPECT_EQ(memory_.settled_slot(1, kSlot), U256(7));
    settle(0);
    settle(1);
    EXPECT_EQ(memory_.settled_slot(2, kSlot), U256{});
    publish(2, slot_write(50));
    settle(2);
    EXPECT_EQ(memory_.settled_slot(3, kSlot), U256(50));
}

TEST_F(MultiVersionMemoryTest, is_as_before_the_block_once_rewound) {
    EXPECT_TRUE(exists_empty(9, kEmpty).value);
    publish(0, wipe());
    publish(1, presence(kEmpty, false));
    publish(3, slot_write(30));
    for (TxIndex tx = 0; tx < kCount; ++tx) settle(tx);
    EXPECT_EQ(slot(9).value, U256(30));
    memory_.rewind();
    EXPECT_EQ(slot(9).value, U256(7));
    EXPECT_TRUE(exists_empty(9, kEmpty).value);
    EXPECT_TRUE(memory_.settled_account(kEmpty, kEveryField).exists_empty);
    EXPECT_EQ(memory_.settled_slot(9, kSlot), U256(7));
    EXPECT_TRUE(memory_.writes().accounts.empty() && memory_.writes().slots.empty());
}

/// Rooms for entries grow, empty at the front, and are there again in the next run of a block.
TEST_F(MultiVersionMemoryTest, keeps_entries_apart_however_they_come_and_go) {
    for (TxIndex run = 0; run < 3; ++run) {
        TxIndex settled = 0;
        for (TxIndex tx = 0; tx < kCount; ++tx) {
            publish(tx, slot_write(U256(100U * run + tx)));
            for (TxIndex reader = settled + 1; reader <= tx + 1; ++reader)
                EXPECT_EQ(slot(reader).value, U256(100U * run + reader - 1)) << run << " " << tx;
            if (tx % 3 != 0) settle(settled++);
        }
        while (settled < kCount) settle(settled++);
        EXPECT_EQ(slot(kCount).value, U256(100U * run + kCount - 1));
        memory_.rewind();
        written_ = {};
    }
}

}  // namespace
}  // namespace models
