// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/executor/difference.h"
#include "models/executor/parallel_executor.h"
#include "models/replay/block_check.h"
#include "tests/fixtures.h"

namespace models {
namespace {

std::vector<std::string> fields_of(const std::vector<FieldDifference>& differences) {
    std::vector<std::string> fields;
    for (const FieldDifference& each : differences)
        fields.push_back(each.field + ": expected " + each.expected + ", got " + each.got);
    return fields;
}

/// All blocks, with code that is translated when it has been executed `hot` times.
void expect_headers(std::uint32_t hot) {
    const auto folder = fixtures_folder() / "mainnet";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    CodeStore codes;
    codes.set_hot(hot);
    BlockReader reader(codes);
    ParallelExecutor two_threads(codes, 2);
    for (const auto& file : find_blocks(folder)) {
        const ReplayBlock block = reader.read(file);
        SCOPED_TRACE("block " + block.name);
        const ExecutedBlock serial = execute_serial(block.pre, block.context, block.transactions, codes);
        EXPECT_EQ(serial.receipts.size(), block.transactions.size());
        EXPECT_THAT(fields_of(differences(block, serial)), testing::IsEmpty());
        EXPECT_EQ(executor_difference(serial, two_threads.execute(block.pre, block.context, block.transactions)), "");
    }
}

TEST(MainnetBlocks, give_what_their_headers_say_serially_and_in_parallel) {
    expect_headers(CodeStore::kHot);
}

TEST(MainnetBlocks, give_what_their_headers_say_with_all_code_translated_at_once) {
    expect_headers(1);
}

}  // namespace
}  // namespace models
