// SPDX-License-Identifier: MIT
#include "models/replay/dependencies.h"

#include <gtest/gtest.h>

#include "tests/models/replay/small_block.h"

namespace models {
namespace {

Address address(std::uint8_t number) {
    Address address;
    address.bytes[19] = number;
    return address;
}
const Address kMiner = address(99);

TransactionAccess transaction(std::int64_t gas) {
    TransactionAccess tx;
    tx.gas_used = Gas::from_units(gas);
    return tx;
}
TransactionAccess& reads(TransactionAccess& tx, const Address& of, AccountFields fields) {
    tx.reads.accounts.push_back({of, fields});
    return tx;
}
TransactionAccess& writes(TransactionAccess& tx, const Address& of, AccountFields fields) {
    tx.writes.accounts.push_back({of, fields});
    return tx;
}

CriticalPath path_of(const std::vector<TransactionAccess>& block, DependencyRule rule = DependencyRule::Eager) {
    return critical_path(block, kMiner, rule,
                         [](const TransactionAccess& tx) { return static_cast<std::uint64_t>(tx.gas_used.units()); });
}

/// From the sender to the recipient, as plain transfers do it.
TransactionAccess transfer(std::uint8_t from, std::uint8_t to) {
    TransactionAccess tx = transaction(21'000);
    tx.plain_transfer = true;
    tx.pays_fee = true;
    tx.sender = address(from);
    tx.recipient = address(to);
    reads(tx, tx.sender, AccountFields::All);
    reads(tx, tx.recipient, AccountFields::Balance | AccountFields::Code);
    writes(tx, tx.sender, AccountFields::Nonce | AccountFields::Balance);
    writes(tx, tx.recipient, AccountFields::Balance);
    return tx;
}

TEST(CriticalPath, of_independent_transactions_is_the_heaviest) {
    const CriticalPath path = path_of({transfer(1, 2), transaction(50'000), transfer(3, 4)});
    EXPECT_EQ(path.total, 92'000U);
    EXPECT_EQ(path.weight, 50'000U);
    EXPECT_EQ(path.transactions, 1U);
    EXPECT_EQ(path.dependent, 0U);
    EXPECT_DOUBLE_EQ(path.best_speed_up(), 1.84);
}

TEST(CriticalPath, follows_reads_of_slots_to_the_last_writer) {
    const SlotKey slot{address(1), 7};
    TransactionAccess first = transaction(10);
    TransactionAccess second = transaction(20);
    TransactionAccess third = transaction(5);
    TransactionAccess reader = transaction(1);
    first.writes.slots.push_back({slot, 1});
    second.writes.slots.push_back({slot, 2});  // Writes without reading: needs nothing of the first.
    third.reads.slots.push_back({address(1), 8});
    reader.reads.slots.push_back(slot);
    const CriticalPath path = path_of({first, second, third, reader});
    EXPECT_EQ(path.weight, 21U);
    EXPECT_EQ(path.transactions, 2U);
    EXPECT_EQ(path.dependent, 1U);
}

TEST(CriticalPath, tells_the_fields_of_an_account_apart) {
    TransactionAccess payer = transaction(10);
    TransactionAccess caller = transaction(10);
    writes(payer, address(1), AccountFields::Balance);
    reads(caller, address(1), AccountFields::Code | AccountFields::Nonce);
    EXPECT_EQ(path_of({payer, caller}).dependent, 0U);
    reads(caller, address(1), AccountFields::Balance);
    EXPECT_EQ(path_of({payer, caller}).dependent, 1U);
}

TEST(CriticalPath, lets_a_wipe_of_storage_reach_every_slot) {
    TransactionAccess destroyer = transaction(10);
    destroyer.writes.accounts.push_back({address(1), AccountFields::None, {}, true});
    TransactionAccess reader = transaction(10);
    reader.reads.slots.push_back({address(1), 123});
    EXPECT_EQ(path_of({destroyer, reader}).weight, 20U);
}

TEST(CriticalPath, counts_fees_only_for_who_reads_the_beneficiary) {
    TransactionAccess reader = transaction(1'000);
    reads(reader, kMiner, AccountFields::Balance);
    const CriticalPath path = path_of({transfer(1, 2), transfer(3, 4), reader, transfer(5, 6)});
    EXPECT_EQ(path.weight, 22'000U);
    EXPECT_EQ(path.dependent, 1U);
}

TEST(CriticalPath, chains_transfers_that_share_an_account_unless_they_are_lazy) {
    const std::vector<TransactionAccess> block = {transfer(1, 9), transfer(1, 9), transfer(2, 9), transfer(1, 8)};
    EXPECT_EQ(path_of(block).transactions, 3U);  // Two of account 1, and 2's, whose recipient they share, or 1's third.
    EXPECT_EQ(path_of(block, DependencyRule::LazyTransfers).transactions, 1U);
}

TEST(CriticalPath, makes_who_reads_a_lazy_balance_wait_for_all_that_was_added) {
    TransactionAccess reader = transaction(1'000);
    reads(reader, address(9), AccountFields::Balance);
    std::vector<TransactionAccess> block = {transfer(1, 9), transfer(2, 9), reader};
    block[0].gas_used = Gas::from_units(50'000);
    const CriticalPath path = path_of(block, DependencyRule::LazyTransfers);
    EXPECT_EQ(path.weight, 51'000U);
    EXPECT_EQ(path.dependent, 1U);
}

TEST(RecordAccesses, tells_plain_transfers_and_what_each_transaction_read) {
    const sim::TemporaryFolder folder;
    CodeStore codes;
    const ReplayBlock block = BlockReader(codes).read(SmallBlock().write(folder));
    const auto accesses = record_accesses(block, codes);
    ASSERT_EQ(accesses.size(), 4U);
    EXPECT_FALSE(accesses[0].plain_transfer);
    EXPECT_TRUE(accesses[2].plain_transfer);
    EXPECT_FALSE(accesses[3].plain_transfer);
    ASSERT_EQ(accesses[1].reads.slots.size(), 1U);
    ASSERT_EQ(accesses[1].writes.slots.size(), 1U);
    EXPECT_EQ(accesses[1].writes.slots[0].value, U256{43});
    EXPECT_TRUE(accesses[1].pays_fee);
}

}  // namespace
}  // namespace models
