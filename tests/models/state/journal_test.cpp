// SPDX-License-Identifier: MIT
#include "models/state/journal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

namespace models {
namespace {

Address address_of(std::uint8_t number) {
    Address address;
    address.bytes[0] = 0xaa;
    address.bytes[19] = number;
    return address;
}

/// A view that remembers what it was asked, and may block.
class RecordingView final : public StateView {
  public:
    std::map<Address, Account> accounts;
    std::map<SlotKey, U256> slots;
    std::multiset<std::pair<Address, AccountFields>> fields_asked;
    std::multiset<SlotKey> slots_asked;
    bool blocks = false;

    Account account(const Address& address, AccountFields fields) override {
        for (const AccountFields each : {AccountFields::Nonce, AccountFields::Balance, AccountFields::Code})
            if (contains(fields, each)) fields_asked.insert({address, each});
        const auto found = accounts.find(address);
        return found == accounts.end() ? Account{} : found->second;
    }
    U256 storage(const SlotKey& key) override {
        slots_asked.insert(key);
        const auto found = slots.find(key);
        return found == slots.end() ? U256{} : found->second;
    }
    bool has_storage(const Address& address) override {
        const auto found = slots.lower_bound({address, U256{}});
        return found != slots.end() && found->first.address == address;
    }
    [[nodiscard]] bool blocked() const override { return blocks; }
};

TEST(Journal, asks_for_each_field_and_slot_once) {
    RecordingView view;
    view.accounts[address_of(1)] = {.nonce = 7, .balance = 100};
    view.slots[{address_of(1), 5}] = 55;
    Journal journal;
    journal.begin(view, {});
    const AccountRef account = journal.account(address_of(1));
    EXPECT_TRUE(view.fields_asked.empty());
    EXPECT_EQ(journal.balance(account), U256{100});
    EXPECT_EQ(journal.balance(journal.account(address_of(1))), U256{100});
    EXPECT_EQ(view.fields_asked.size(), 1U);
    journal.require(account, AccountFields::All);
    EXPECT_EQ(journal.nonce(account), 7U);
    EXPECT_EQ(view.fields_asked.size(), 3U);
    EXPECT_EQ(journal.value(journal.slot(account, 5)), U256{55});
    EXPECT_EQ(journal.original_value(journal.slot(account, 5)), U256{55});
    EXPECT_EQ(view.slots_asked.size(), 1U);
    EXPECT_EQ(journal.counts().account_reads, 1U);
    EXPECT_EQ(journal.counts().slot_reads, 1U);
}

TEST(Journal, needs_only_the_code_to_know_that_a_contract_exists) {
    CodeStore codes;
    RecordingView view;
    view.accounts[address_of(1)] = {0, 0, codes.insert(ByteString{1})};
    Journal journal;
    journal.begin(view, {});
    EXPECT_FALSE(journal.empty(journal.account(address_of(1))));
    EXPECT_EQ(view.fields_asked.size(), 1U);
    EXPECT_TRUE(view.fields_asked.contains({address_of(1), AccountFields::Code}));
    EXPECT_TRUE(journal.empty(journal.account(address_of(2))));
}

TEST(Journal, does_not_ask_for_storage_of_a_created_account) {
    RecordingView view;
    Journal journal;
    journal.begin(view, {});
    const AccountRef account = journal.account(address_of(1));
    journal.mark_created(account);
    EXPECT_TRUE(journal.value(journal.slot(account, 1)).is_zero());
    EXPECT_TRUE(view.slots_asked.empty());
}

TEST(Journal, keeps_warmth_apart_from_loading) {
    RecordingView view;
    Journal journal;
    journal.begin(view, {.warm_precompiles = 10});
    Address precompile;
    precompile.bytes[19] = 10;
    EXPECT_FALSE(journal.warm_up(journal.account(precompile)));
    precompile.bytes[19] = 11;
    EXPECT_TRUE(journal.warm_up(journal.account(precompile)));
    const AccountRef account = journal.account(address_of(1));
    const Journal::Checkpoint checkpoint = journal.checkpoint();
    EXPECT_TRUE(journal.warm_up(account));
    EXPECT_FALSE(journal.warm_up(account));
    EXPECT_TRUE(journal.warm_up(journal.slot(account, 1)));
    journal.rollback(checkpoint);
    EXPECT_TRUE(journal.warm_up(account));
    EXPECT_TRUE(journal.warm_up(journal.slot(account, 1)));
    EXPECT_TRUE(view.fields_asked.empty());
    EXPECT_TRUE(view.slots_asked.empty());
}

TEST(Journal, leaves_out_what_was_changed_back) {
    RecordingView view;
    view.accounts[address_of(1)] = {.nonce = 1, .balance = 10};
    view.slots[{address_of(1), 3}] = 9;
    Journal journal;
    journal.begin(view, {});
    const AccountRef account = journal.account(address_of(1));
    journal.set_balance(account, 20);
    journal.set_balance(account, 10);
    journal.set_nonce(account, 2);
    for (const std::uint64_t value : {4U, 9U}) journal.set_value(journal.slot(account, 3), value);
    const WriteSet writes = journal.finish();
    ASSERT_EQ(writes.accounts.size(), 1U);
    EXPECT_EQ(writes.accounts[0].fields, AccountFields::Nonce);
    EXPECT_EQ(writes.accounts[0].value, (Account{2, 0, nullptr}));
    EXPECT_TRUE(writes.slots.empty());
}

TEST(Journal, sorts_writes_by_key) {
    RecordingView view;
    Journal journal;
    journal.begin(view, {});
    for (const std::uint8_t number : std::initializer_list<std::uint8_t>{9, 3, 7}) {
        const AccountRef account = journal.account(address_of(number));
        journal.set_balance(account, number);
        for (const std::uint64_t slot : {8U, 2U}) journal.set_value(journal.slot(account, slot), 1);
    }
    const WriteSet writes = journal.finish();
    ASSERT_EQ(writes.accounts.size(), 3U);
    ASSERT_EQ(writes.slots.size(), 6U);
    EXPECT_EQ(writes.accounts[0].address, address_of(3));
    for (std::size_t i = 1; i < 3; ++i) EXPECT_LT(writes.accounts[i - 1].address, writes.accounts[i].address);
    for (std::size_t i = 1; i < 6; ++i) EXPECT_LT(writes.slots[i - 1].key, writes.slots[i].key);
}

TEST(Journal, destroys_an_account_with_its_storage) {
    RecordingView view;
    view.accounts[address_of(1)] = {.nonce = 0, .balance = 5};
    Journal journal;
    journal.begin(view, {});
    const AccountRef account = journal.account(address_of(1));
    journal.mark_created(account);
    journal.set_nonce(account, 1);
    journal.set_value(journal.slot(account, 1), 1);
    journal.set_balance(account, 0);
    journal.destroy(account);
    const WriteSet writes = journal.finish();
    ASSERT_EQ(writes.accounts.size(), 1U);
    EXPECT_EQ(writes.accounts[0].fields, AccountFields::Balance);
    EXPECT_TRUE(writes.slots.empty());
}

TEST(Journal, reports_a_blocked_view) {
    RecordingView view;
    Journal journal;
    journal.begin(view, {});
    view.blocks = true;
    EXPECT_FALSE(journal.blocked());
    static_cast<void>(journal.nonce(journal.account(address_of(1))));
    EXPECT_TRUE(journal.blocked());
    view.blocks = false;
    journal.begin(view, {});
    EXPECT_FALSE(journal.blocked());
}

/// What can be seen of a journal for a few accounts and slots, as plain values.
struct Picture {
    std::vector<U256> numbers;
    std::size_t logs = 0;
    std::int64_t refund = 0;
    bool operator==(const Picture&) const = default;
};

Picture picture_of(Journal& journal) {
    Picture picture;
    for (std::uint8_t number = 0; number < 3; ++number) {
        const AccountRef account = journal.account(address_of(number));
        picture.numbers.push_back(journal.nonce(account));
        picture.numbers.push_back(journal.balance(account));
        picture.numbers.push_back(journal.created(account) ? 1U : 0U);
        picture.numbers.push_back(journal.destroyed(account) ? 1U : 0U);
        for (std::uint64_t slot = 0; slot < 3; ++slot) {
            picture.numbers.push_back(journal.value(journal.slot(account, slot)));
            picture.numbers.push_back(journal.transient(account, slot));
        }
    }
    picture.logs = journal.checkpoint().logs;
    picture.refund = journal.refund();
    return picture;
}

void change_something(Journal& journal) {
    const AccountRef account = journal.account(address_of(*rc::gen::inRange<std::uint8_t>(0, 3)));
    const std::uint64_t value = *rc::gen::inRange<std::uint64_t>(0, 4);
    const U256 slot = *rc::gen::inRange<std::uint64_t>(0, 3);
    switch (*rc::gen::inRange(0, 8)) {
        case 0:
            return journal.set_nonce(account, value);
        case 1:
            return journal.set_balance(account, value);
        case 2:
            return journal.mark_created(account);
        case 3:
            return journal.destroy(account);
        case 4:
            return journal.set_value(journal.slot(account, slot), value);
        case 5:
            return journal.set_transient(account, slot, value);
        case 6:
            return journal.add_refund(static_cast<std::int64_t>(value));
        default:
            return journal.add_log({});
    }
}

RC_GTEST_PROP(Journal, rollback_restores_the_checkpoint_whatever_happened_since, ()) {
    RecordingView view;
    for (std::uint8_t number = 0; number < 3; ++number) {
        view.accounts[address_of(number)] = {number, number, nullptr};
        for (std::uint64_t slot = 0; slot < 3; ++slot) view.slots[{address_of(number), slot}] = slot;
    }
    Journal journal;
    journal.begin(view, {});
    static_cast<void>(picture_of(journal));  // Loads all, so that creating does not change what a slot loads as.
    std::vector<std::pair<Journal::Checkpoint, Picture>> taken;
    for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
        const int choice = *rc::gen::inRange(0, 6);
        if (choice == 0) {
            taken.emplace_back(journal.checkpoint(), picture_of(journal));
        } else if (choice == 1 && !taken.empty()) {
            const auto at = *rc::gen::inRange<std::size_t>(0, taken.size());
            journal.rollback(taken[at].first);
            RC_ASSERT(picture_of(journal) == taken[at].second);
            taken.resize(at);
        } else {
            change_something(journal);
        }
    }
    journal.rollback({});
    const WriteSet writes = journal.finish();
    RC_ASSERT(writes.accounts.empty());
    RC_ASSERT(writes.slots.empty());
}

}  // namespace
}  // namespace models
