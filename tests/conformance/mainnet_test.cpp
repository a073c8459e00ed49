// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/executor/difference.h"
#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
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

/// A way to execute blocks in parallel.
struct Execution {
    std::string name;
    std::function<ExecutedBlock(const ReplayBlock&)> execute;
};

std::string name_of(const char* what, WorkerIndex workers, Sharing sharing) {
    return std::to_string(workers) + what + (sharing == Sharing::Always ? ", always shared" : ", shared when worth it");
}

/// On several numbers of threads and of virtual cores, under both ways to share.
std::vector<Execution> executions(CodeStore& codes) {
    std::vector<Execution> all;
    for (const auto& [workers, sharing] : {std::pair{1U, Sharing::WhenWorthIt}, std::pair{2U, Sharing::Always},
                                           std::pair{4U, Sharing::WhenWorthIt}, std::pair{8U, Sharing::Always}}) {
        const auto threads = std::make_shared<ParallelExecutor>(codes, workers, sharing);
        all.push_back({name_of(" threads", workers, sharing), [threads](const ReplayBlock& block) {
                           return threads->execute(block.pre, block.context, block.transactions);
                       }});
    }
    for (const auto& [workers, sharing] : {std::pair{1U, Sharing::Always}, std::pair{3U, Sharing::Always},
                                           std::pair{16U, Sharing::WhenWorthIt}, std::pair{64U, Sharing::Always}}) {
        const auto cores = std::make_shared<VirtualCores>(HardwareProfile{}, workers, sharing);
        all.push_back({name_of(" virtual cores", workers, sharing), [cores, &codes](const ReplayBlock& block) {
                           return *cores->execute(block.pre, block.context, block.transactions, codes).block;
                       }});
    }
    return all;
}

/// All blocks, with code that is translated when it has run `hot` times.
void expect_headers(std::uint32_t hot) {
    const auto folder = fixtures_folder() / "mainnet";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    CodeStore codes;
    codes.set_hot(hot);
    BlockReader reader(codes);
    const std::vector<Execution> parallel = executions(codes);
    for (const auto& file : find_blocks(folder)) {
        const ReplayBlock block = reader.read(file);
        SCOPED_TRACE("block " + block.name);
        const ExecutedBlock serial = execute_serial(block.pre, block.context, block.transactions, codes);
        EXPECT_EQ(serial.receipts.size(), block.transactions.size());
        EXPECT_THAT(fields_of(differences(block, serial)), testing::IsEmpty());
        for (const Execution& each : parallel)
            EXPECT_EQ(executor_difference(serial, each.execute(block)), "") << each.name;
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
