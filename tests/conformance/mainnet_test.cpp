// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "models/executor/parallel_executor.h"
#include "models/state/ordered_trie.h"
#include "tests/conformance/mainnet_block.h"
#include "tests/fixtures.h"

namespace models {
namespace {

Bloom bloom_of(const std::vector<Receipt>& receipts) {
    Bloom all{};
    for (const Receipt& receipt : receipts) {
        const Bloom bloom = logs_bloom(receipt.logs);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(all[i] | bloom[i]);
    }
    return all;
}

void expect_header(const MainnetBlock& block, const ExecutedBlock& executed) {
    EXPECT_EQ(executed.receipts.size(), block.transactions.size());
    EXPECT_EQ(executed.gas_used, block.gas_used);
    EXPECT_EQ(bloom_of(executed.receipts), block.logs_bloom);
    // Before Byzantium receipts hold intermediate state roots, which need the whole state (EIP-658).
    if (block.context.revision < Revision::Byzantium) return;
    EXPECT_EQ(receipts_root(executed.receipts), block.receipts_root);
}

void expect_same(const ExecutedBlock& executed, const ExecutedBlock& serial) {
    EXPECT_EQ(executed.outcomes, serial.outcomes);
    EXPECT_EQ(executed.receipts, serial.receipts);
    EXPECT_EQ(executed.diff, serial.diff);
    EXPECT_EQ(executed.post.id(), serial.post.id());
    EXPECT_EQ(executed.gas_used, serial.gas_used);
}

TEST(MainnetBlocks, give_what_their_headers_say_serially_and_in_parallel) {
    const auto folder = fixtures_folder() / "mainnet";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    CodeStore codes;
    const MainnetBlocks blocks(folder, codes);
    ParallelExecutor two_threads(codes, 2);
    ASSERT_FALSE(blocks.numbers().empty());
    for (const std::uint64_t number : blocks.numbers()) {
        SCOPED_TRACE("block " + std::to_string(number));
        const MainnetBlock block = blocks.load(number);
        EXPECT_EQ(transactions_root(block.transactions), block.transactions_root);
        const ExecutedBlock serial = execute_serial(block.pre, block.context, block.transactions, codes);
        expect_header(block, serial);
        expect_same(two_threads.execute(block.pre, block.context, block.transactions), serial);
    }
}

}  // namespace
}  // namespace models
