// SPDX-License-Identifier: MIT
// What a message takes on the wire is what its encoding takes.
#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/messages/block_body.h"
#include "models/messages/settlement.h"

namespace models {
namespace {

SharedTransaction transaction(std::size_t data_bytes) {
    auto pending = std::make_shared<PendingTransaction>();
    pending->transaction.chain_id = 1;
    pending->transaction.nonce = data_bytes;
    pending->transaction.data.assign(data_bytes, 0xab);
    pending->encoded = encode(pending->transaction);
    pending->hash = keccak256(pending->encoded);
    return pending;
}

std::int64_t size(const ByteString& bytes) {
    return static_cast<std::int64_t>(bytes.size());
}

TEST(SubmitTransaction, takes_its_hexadecimal_json_body) {
    const SharedTransaction pending = transaction(10);
    const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":[")" +
                             to_hex(pending->encoded) + R"("]})";
    EXPECT_EQ(wire_size(SubmitTransaction{pending}).count(), static_cast<std::int64_t>(body.size()));
}

TEST(ForwardTransaction, takes_its_bytes_and_a_length) {
    const SharedTransaction pending = transaction(10);
    EXPECT_EQ(wire_size(ForwardTransaction{pending}).count(), size(pending->encoded) + 4);
}

TEST(MiniBlock, takes_header_transactions_receipts_and_diff) {
    MiniBlock block;
    ByteString transactions;
    for (const std::size_t data_bytes : {0U, 10U, 100U, 300U}) {  // with string prefixes of 1, 2 and 3 bytes
        block.transactions.push_back(transaction(data_bytes));
        RlpWriter writer;
        writer.add(ByteView(block.transactions.back()->encoded));
        transactions.insert(transactions.end(), writer.bytes().begin(), writer.bytes().end());
    }
    block.receipts = ByteString(77, 1);
    block.state_diff = ByteString(55, 2);
    seal(block);
    EXPECT_EQ(block.transaction_bytes.count(), size(transactions));
    EXPECT_EQ(replica_update_size(block).count(), block.header_bytes.count() + size(transactions) + 77 + 55);
    const auto shared = std::make_shared<const MiniBlock>(block);
    EXPECT_EQ(wire_size(FullNodeUpdate{shared}).count(), block.header_bytes.count() + size(transactions));
    EXPECT_GT(block.header_bytes.count(), 96);  // Three hashes and more.
    EXPECT_LT(block.header_bytes.count(), 140);
}

TEST(MiniBlock, has_a_hash_of_all_that_matters) {
    MiniBlock block;
    block.transactions = {transaction(1), transaction(2)};
    block.receipts = ByteString(7, 1);
    seal(block);
    const auto changed = [&](auto change) {
        MiniBlock other = block;
        change(other);
        seal(other);
        return other.hash != block.hash;
    };
    EXPECT_FALSE(changed([](MiniBlock&) {}));
    EXPECT_TRUE(changed([](MiniBlock& b) { ++b.header.number; }));
    EXPECT_TRUE(changed([](MiniBlock& b) { b.header.state_id.sum += 1; }));
    EXPECT_TRUE(changed([](MiniBlock& b) { b.header.parent_hash.bytes[31] ^= 1U; }));
    EXPECT_TRUE(changed([](MiniBlock& b) { b.receipts[3] ^= 1U; }));
    EXPECT_TRUE(changed([](MiniBlock& b) { std::swap(b.transactions[0], b.transactions[1]); }));
}

TEST(EvmBlock, takes_header_and_transactions_for_settlement) {
    auto mini_block = std::make_shared<MiniBlock>();
    mini_block->transactions = {transaction(5)};
    mini_block->receipts = ByteString(1000, 1);
    seal(*mini_block);
    auto block = std::make_shared<EvmBlock>();
    block->header = ByteString(550, 3);
    block->mini_blocks = {mini_block, mini_block};
    EXPECT_EQ(wire_size(EvmBlockForSettlement{block}).count(), 550 + 2 * mini_block->transaction_bytes.count());
    EXPECT_EQ(wire_size(EvmBlockHeaderAnnouncement{block}).count(), 550 + 16);
}

TEST(BlockBody, takes_an_rlp_list_of_its_transactions) {
    // Lists and strings whose lengths take no byte, one and two of their own.
    for (const std::vector<std::size_t>& data :
         {std::vector<std::size_t>{}, {0}, {0, 10}, {100, 300}, {70'000}, std::vector<std::size_t>(80, 5)}) {
        std::vector<SharedTransaction> transactions;
        RlpWriter writer;
        ByteString hashes;
        Gas gas;
        const std::size_t list = writer.open_list();
        for (const std::size_t data_bytes : data) {
            auto pending = std::make_shared<PendingTransaction>(*transaction(data_bytes));
            pending->transaction.gas_limit = 21'000 + data_bytes;
            gas += Gas::from_units(static_cast<std::int64_t>(21'000 + data_bytes));
            writer.add(ByteView(pending->encoded));
            hashes.insert(hashes.end(), pending->hash.bytes.begin(), pending->hash.bytes.end());
            transactions.push_back(std::move(pending));
        }
        writer.close_list(list);
        const SharedBlockBody body = make_body(transactions);
        EXPECT_EQ(body->size.count(), size(writer.bytes()));
        EXPECT_EQ(body->hash, keccak256(hashes));
        EXPECT_EQ(body->gas_limit, gas);
        EXPECT_EQ(body->transactions, transactions);
    }
}

}  // namespace
}  // namespace models
