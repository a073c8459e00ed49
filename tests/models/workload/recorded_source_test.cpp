// SPDX-License-Identifier: MIT
#include "models/workload/recorded_source.h"

#include <gtest/gtest.h>

#include <map>

namespace models {
namespace {

Transaction from(std::uint8_t sender, std::uint64_t nonce) {
    Transaction transaction;
    transaction.sender.bytes[19] = sender;
    transaction.nonce = nonce;
    return transaction;
}

TEST(RecordedSource, keeps_each_sender_in_one_region_and_in_order) {
    std::vector<Transaction> transactions;
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce)
        for (std::uint8_t sender = 1; sender <= 7; ++sender) transactions.push_back(from(sender, nonce));
    RecordedSource source(transactions, 3);
    std::map<Address, std::uint32_t> home;
    std::map<Address, std::uint64_t> next_nonce;
    std::size_t count = 0;
    for (std::uint32_t region = 0; region < 3; ++region) {
        for (std::uint64_t number = 0;; ++number) {
            const auto sourced = source.next(region, number);
            if (!sourced) break;
            ++count;
            const Address& sender = sourced->transaction.sender;
            EXPECT_EQ(home.try_emplace(sender, region).first->second, region);
            EXPECT_EQ(sourced->transaction.nonce, next_nonce[sender]++);
            EXPECT_EQ(sourced->sender_account % 3, region);
            EXPECT_EQ(sourced->kind, TransactionKind::Replayed);
            EXPECT_EQ(sourced->encoded, encode(sourced->transaction));
        }
    }
    EXPECT_EQ(count, transactions.size());
}

TEST(RecordedSource, shares_transactions_among_regions) {
    std::vector<Transaction> transactions;
    for (std::uint8_t sender = 0; sender < 40; ++sender) transactions.push_back(from(sender, 0));
    RecordedSource source(transactions, 4);
    for (std::uint32_t region = 0; region < 4; ++region) {
        EXPECT_TRUE(source.next(region, 9).has_value());
        EXPECT_FALSE(source.next(region, 10).has_value());
    }
}

}  // namespace
}  // namespace models
