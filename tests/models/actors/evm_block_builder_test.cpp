// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/evm_block_builder.h"

#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "models/state/ordered_trie.h"

namespace models {
namespace {

Address address(std::uint8_t number) {
    Address result;
    result.bytes[19] = number;
    return result;
}

/// A chain whose mini-blocks hold calls of a contract that counts and logs its calls.
class Building : public testing::Test {
  protected:
    Building() {
        // SSTORE(0, SLOAD(0) + 1), LOG1 with the topic 7.
        const ByteString code = from_hex("0x60005460010180600055600052600760206000a100").value();
        state.set_account(address(99), {.nonce = 1, .code = codes.insert(code)});
        state.set_account(address(1), {.balance = U256{1} << 100});
    }

    SharedMiniBlock run_mini_block(std::size_t calls) {
        auto block = std::make_shared<MiniBlock>();
        std::vector<Transaction> plain;
        for (std::size_t i = 0; i < calls; ++i) {
            auto pending = std::make_shared<PendingTransaction>();
            pending->transaction.nonce = nonce++;
            pending->transaction.max_fee_per_gas = 100;
            pending->transaction.gas_limit = 100'000;
            pending->transaction.to = address(99);
            pending->transaction.chain_id = 1;
            pending->transaction.sender = address(1);
            pending->encoded = encode(pending->transaction);
            plain.push_back(pending->transaction);
            transactions.push_back(pending->transaction);
            block->transactions.push_back(pending);
        }
        executed = std::make_shared<const ExecutedBlock>(execute_serial(state, context, plain, codes));
        state = executed->post;
        for (Receipt receipt : executed->receipts) {
            receipt.cumulative_gas_used += gas;
            receipts.push_back(receipt);
        }
        gas += executed->gas_used;
        return block;
    }

    static BlockHeader fifth() {
        BlockHeader header;
        header.number = 5;
        return header;
    }
    /// Worked out from nothing but the lists and the state at the end.
    BlockHeader expected_header() const {
        BlockHeader header = fifth();
        header.state_root = StateTrie(state).root();
        header.transactions_root = transactions_root(transactions);
        header.receipts_root = receipts_root(receipts);
        for (const Receipt& receipt : receipts) add_to_bloom(header.logs_bloom, logs_bloom(receipt.logs));
        header.gas_used = gas;
        return header;
    }

    CodeStore codes;
    State state;
    BlockContext context;
    std::uint64_t nonce = 0;
    std::shared_ptr<const ExecutedBlock> executed;
    std::vector<Transaction> transactions;
    std::vector<Receipt> receipts;
    Gas gas;
};

TEST_F(Building, header_has_the_roots_of_all_mini_blocks_together) {
    EvmBlockBuilder builder(state);
    for (const std::size_t calls : {3U, 1U, 5U}) {
        const SharedMiniBlock block = run_mini_block(calls);
        builder.add(block, executed);
    }
    ASSERT_EQ(receipts.size(), 9U);
    ASSERT_TRUE(receipts.back().success);
    ASSERT_FALSE(receipts.back().logs.empty());
    const EvmBlockBuilder::Built built = builder.build(fifth());
    EXPECT_EQ(built.block->header, encode(expected_header()));
    EXPECT_EQ(built.block->hash, keccak256(built.block->header));
    EXPECT_EQ(built.block->mini_blocks.size(), 3U);
    EXPECT_GT(built.work.trie_nodes, 9U);
    EXPECT_GT(built.work.trie_permutations, built.work.trie_nodes / 2);
    EXPECT_TRUE(builder.empty());

    // The next one starts anew, on top of it.
    transactions.clear();
    receipts.clear();
    gas = {};
    builder.add(run_mini_block(2), executed);
    BlockHeader next = expected_header();
    next.parent_hash = built.block->hash;
    EXPECT_EQ(builder.build(fifth()).block->header, encode(next));
}

}  // namespace
}  // namespace models
