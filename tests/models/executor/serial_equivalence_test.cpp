// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>

#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
#include "random_block.h"

namespace models {
namespace {

constexpr WorkerIndex kWorkers[] = {1, 2, 3, 8, 16, 64};
void expect_same(const ExecutedBlock& got, const ExecutedBlock& want) {
    ASSERT_EQ(got.outcomes, want.outcomes);
    ASSERT_EQ(got.receipts, want.receipts);
    ASSERT_EQ(got.gas_used, want.gas_used);
    ASSERT_EQ(got.diff, want.diff);
    ASSERT_EQ(encode(got.diff), encode(want.diff));
    ASSERT_EQ(got.post.id(), want.post.id());
    ASSERT_EQ(got.work, want.work);
}

TEST(ParallelExecutor, equals_serial_on_random_blocks) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::vector<std::unique_ptr<ParallelExecutor>> executors;
    for (const WorkerIndex workers : kWorkers) executors.push_back(std::make_unique<ParallelExecutor>(codes, workers));
    for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
        const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
        for (const auto& executor : executors)
            expect_same(executor->execute(world.state(), world.block(), transactions), serial);
    });
}

TEST(VirtualCores, equals_serial_on_random_blocks) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::vector<VirtualCores> machines;
    for (const WorkerIndex workers : kWorkers) machines.emplace_back(HardwareProfile{}, workers);
    for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
        const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
        for (const VirtualCores& cores : machines) {
            const VirtualExecution first = cores.execute(world.state(), world.block(), transactions, codes);
            expect_same(*first.block, serial);
            const VirtualExecution second = cores.execute(world.state(), world.block(), transactions, codes);
            ASSERT_EQ(second.makespan, first.makespan);
            ASSERT_EQ(second.busy, first.busy);
            ASSERT_EQ(second.concurrency, first.concurrency);
        }
    });
}

// Found by tests/fuzz: the second transaction wrote that the beneficiary no longer existed empty, which the first one's
// fee had seen to already.
TEST(ParallelExecutor, leaves_a_beneficiary_alone_that_a_fee_has_filled) {
    CodeStore codes;
    BlockContext block;
    block.revision = Revision::Byzantium;
    block.beneficiary = U256(3).to_address();
    block.beneficiary.bytes[0] = 0xbb;
    State state;
    state.set_account(block.beneficiary, {.exists_empty = true});
    std::vector<Transaction> transactions(2);
    for (std::uint64_t i = 0; i < transactions.size(); ++i) {
        Transaction& tx = transactions[i];
        tx.type = TransactionType::Legacy;
        tx.sender = U256(0xabc000 + i).to_address();
        tx.to = tx.sender;
        tx.gas_limit = 21'000;
        state.set_account(tx.sender, {.balance = U256(1'000'000)});
    }
    transactions[0].max_fee_per_gas = transactions[0].max_priority_fee_per_gas = 1;
    const ExecutedBlock serial = execute_serial(state, block, transactions, codes);
    ASSERT_EQ(serial.gas_used, 42'000_gas);
    expect_same(ParallelExecutor(codes, 1).execute(state, block, transactions), serial);
    expect_same(ParallelExecutor(codes, 2).execute(state, block, transactions), serial);
}

TEST(RandomWorld, meets_every_outcome_often) {
    CodeStore codes;
    const RandomWorld world(codes);
    std::array<std::size_t, 5> counts{};
    std::size_t created = 0;
    std::size_t transactions_made = 0;
    for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
        const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
        for (const ExecutedBlock::Outcome& outcome : serial.outcomes) {
            ++counts.at(static_cast<std::size_t>(outcome.status));
            created += outcome.created ? 1 : 0;
        }
        transactions_made += transactions.size();
    });
    EXPECT_GT(counts[static_cast<std::size_t>(TransitionStatus::Success)], transactions_made / 2);
    EXPECT_GT(counts[static_cast<std::size_t>(TransitionStatus::Reverted)], transactions_made / 100);
    EXPECT_GT(counts[static_cast<std::size_t>(TransitionStatus::Failed)], transactions_made / 100);
    EXPECT_GT(counts[static_cast<std::size_t>(TransitionStatus::Invalid)], transactions_made / 20);
    EXPECT_GT(created, transactions_made / 20);
}

}  // namespace
}  // namespace models
