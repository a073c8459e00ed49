// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <array>
#include <set>

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
    std::vector<std::unique_ptr<ParallelExecutor>> executors;
    for (const WorkerIndex workers : kWorkers)
        executors.push_back(std::make_unique<ParallelExecutor>(codes, workers, Sharing::Always));
    for_random_worlds(codes, [&](const RandomWorld& world) {
        for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
            const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
            for (const auto& executor : executors)
                expect_same(executor->execute(world.state(), world.block(), transactions), serial);
        });
    });
}

/// As blocks are executed unless told otherwise: partly in order, the rest shared, perhaps given up again.
TEST(ParallelExecutor, equals_serial_where_sharing_is_its_own_choice) {
    CodeStore codes;
    std::vector<std::unique_ptr<ParallelExecutor>> executors;
    std::vector<VirtualCores> machines;
    for (const WorkerIndex workers : {2U, 3U, 8U}) {
        executors.push_back(std::make_unique<ParallelExecutor>(codes, workers));
        machines.emplace_back(HardwareProfile{}, workers);
    }
    std::size_t shared = 0;
    for_random_worlds(codes, [&](const RandomWorld& world) {
        for_random_blocks(world, [&](const std::vector<Transaction>& some) {
            std::vector<Transaction> transactions;  // Enough gas to be worth it; most of the repeated ones are invalid.
            for (int i = 0; i < 4; ++i) transactions.insert(transactions.end(), some.begin(), some.end());
            const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
            for (const auto& executor : executors)
                expect_same(executor->execute(world.state(), world.block(), transactions), serial);
            for (const VirtualCores& cores : machines) {
                const VirtualExecution virtually = cores.execute(world.state(), world.block(), transactions, codes);
                expect_same(*virtually.block, serial);
                shared += virtually.concurrency.executions != 0 ? 1 : 0;
            }
        });
    });
    EXPECT_GT(shared, 0U);
}

TEST(VirtualCores, equals_serial_on_random_blocks) {
    CodeStore codes;
    std::vector<VirtualCores> machines;
    for (const WorkerIndex workers : kWorkers) machines.emplace_back(HardwareProfile{}, workers, Sharing::Always);
    for_random_worlds(codes, [&](const RandomWorld& world) {
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
    });
}

TEST(VirtualCores, take_together_what_each_takes_alone) {
    CodeStore codes;
    HardwareProfile slow;
    slow.costs.compute_gas = 5'000_ps;
    slow.costs.schedule = 2'000'000_ps;
    std::vector<VirtualCores> machines;
    for (const WorkerIndex workers : {16U, 1U, 2U, 4U, 64U})
        for (const HardwareProfile& profile : {HardwareProfile{}, slow}) machines.emplace_back(profile, workers);
    // On 3 workers alone; the others share what was executed for the first of them.
    for (const WorkerIndex workers : {3U, 12U, 5U, 40U}) machines.emplace_back(slow, workers, Sharing::Always);
    std::size_t shared = 0;
    for_random_worlds(codes, [&](const RandomWorld& world) {
        for_random_blocks(world, [&](const std::vector<Transaction>& some) {
            std::vector<Transaction> transactions = some;
            transactions.insert(transactions.end(), some.begin(), some.end());
            const auto together =
                VirtualCores::execute_on_each(machines, world.state(), world.block(), transactions, codes);
            ASSERT_EQ(together.size(), machines.size());
            for (std::size_t i = 0; i < machines.size(); ++i) {
                const VirtualExecution alone =
                    machines[i].execute(world.state(), world.block(), transactions, codes, together[i].block);
                ASSERT_EQ(together[i].makespan, alone.makespan) << i;
                ASSERT_EQ(together[i].busy, alone.busy) << i;
                ASSERT_EQ(together[i].concurrency, alone.concurrency) << i;
            }
            shared += together.back().concurrency.aborts != 0 ? 1 : 0;
            expect_same(*together[0].block, execute_serial(world.state(), world.block(), transactions, codes));
        });
    });
    EXPECT_GT(shared, 0U);
}

TEST(ParallelExecutor, equals_serial_on_random_payments) {
    CodeStore codes;
    std::vector<std::unique_ptr<ParallelExecutor>> executors;
    std::vector<VirtualCores> machines;
    for (const WorkerIndex workers : kWorkers) {
        executors.push_back(std::make_unique<ParallelExecutor>(codes, workers, Sharing::Always));
        machines.emplace_back(HardwareProfile{}, workers, Sharing::Always);
    }
    for_random_worlds(codes, [&](const RandomWorld& world) {
        std::size_t invalid = 0;
        std::size_t valid = 0;
        for_random_payments(world, [&](const std::vector<Transaction>& transactions) {
            const ExecutedBlock serial = execute_serial(world.state(), world.block(), transactions, codes);
            valid += serial.receipts.size();
            invalid += transactions.size() - serial.receipts.size();
            for (const auto& executor : executors)
                expect_same(executor->execute(world.state(), world.block(), transactions), serial);
            for (const VirtualCores& cores : machines)
                expect_same(*cores.execute(world.state(), world.block(), transactions, codes).block, serial);
        });
        EXPECT_GT(invalid, valid / 8);
        EXPECT_GT(valid, invalid);
    });
}

// What is a payment's worth of parallelism: without it, everything here is one chain.
TEST(VirtualCores, payments_from_and_to_one_account_run_side_by_side) {
    CodeStore codes;
    BlockContext block;
    State state;
    std::vector<Transaction> transactions(64);
    const Address exchange = U256(0xe0c).to_address();
    state.set_account(exchange, {.balance = ~U256{} >> 8});
    for (std::uint64_t i = 0; i < transactions.size(); ++i) {
        const Address customer = U256(0xabc000 + i).to_address();
        state.set_account(customer, {.balance = ~U256{} >> 8});
        Transaction& tx = transactions[i];
        tx.sender = i % 2 == 0 ? exchange : customer;
        tx.to = i % 2 == 0 ? customer : exchange;
        tx.nonce = i % 2 == 0 ? i / 2 : 0;
        tx.gas_limit = 21'000;
        tx.value = 1000 + i;
    }
    // Executing takes so long that settling does not matter.
    HardwareProfile profile;
    profile.costs.transaction = sim::UnitCost::from_ps(1'000'000'000);
    const VirtualExecution one = VirtualCores(profile, 1).execute(state, block, transactions, codes);
    const VirtualExecution many = VirtualCores(profile, 16, Sharing::Always).execute(state, block, transactions, codes);
    expect_same(*many.block, *one.block);
    EXPECT_EQ(many.block->receipts.size(), transactions.size());
    EXPECT_EQ(many.concurrency.executions, transactions.size());
    EXPECT_LT(many.makespan * 15, one.makespan);
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
    expect_same(ParallelExecutor(codes, 1, Sharing::Always).execute(state, block, transactions), serial);
    expect_same(ParallelExecutor(codes, 2, Sharing::Always).execute(state, block, transactions), serial);
}

/// How many transactions of the random blocks on a world ended how, and did what an upgrade changed.
struct Met {
    std::array<std::size_t, 5> by_status{};
    std::size_t transactions = 0;
    std::size_t created = 0;
    std::size_t wiped = 0;      ///< Of an account from before the transaction, all storage.
    std::size_t recreated = 0;  ///< An account that the block had destroyed.
    std::size_t presences = 0;  ///< An empty account began to exist or ceased to.
    std::size_t delegated = 0;

    [[nodiscard]] std::size_t operator[](TransitionStatus status) const {
        return by_status.at(static_cast<std::size_t>(status));
    }
};

void count_writes(const WriteSet& writes, std::set<Address>& destroyed, Met& met) {
    for (const WriteSet::AccountWrite& write : writes.accounts) {
        if (write.wipes_storage) destroyed.insert(write.address);
        met.wiped += write.wipes_storage ? 1 : 0;
        met.presences += contains(write.fields, AccountFields::Presence) ? 1 : 0;
        if (write.value.code == nullptr) continue;
        met.delegated += write.value.code->delegate() ? 1 : 0;
        met.recreated += destroyed.contains(write.address) ? 1 : 0;
    }
}

Met meet(const RandomWorld& world, CodeStore& codes) {
    Met met;
    Transition transition(codes);
    for_random_blocks(world, [&](const std::vector<Transaction>& transactions) {
        BlockOverlay overlay(world.state());
        std::set<Address> destroyed;
        for (const Transaction& transaction : transactions) {
            const TxResult result = transition.execute(overlay, world.block(), transaction);
            ++met.by_status.at(static_cast<std::size_t>(result.status));
            met.created += result.created ? 1 : 0;
            count_writes(result.writes, destroyed, met);
            overlay.commit(result.writes);
            overlay.add_balance(world.block().beneficiary, result.fee);
        }
        met.transactions += transactions.size();
    });
    return met;
}

TEST(RandomWorld, meets_every_outcome_often) {
    CodeStore codes;
    for_random_worlds(codes, [&](const RandomWorld& world) {
        const Met met = meet(world, codes);
        EXPECT_GT(met[TransitionStatus::Success], met.transactions / 2);
        EXPECT_GT(met[TransitionStatus::Failed], met.transactions / 100);
        EXPECT_GT(met[TransitionStatus::Invalid], met.transactions / 20);
        EXPECT_GT(met.created, met.transactions / 40);
        if (world.block().revision >= Revision::Byzantium) {
            EXPECT_GT(met[TransitionStatus::Reverted], met.transactions / 200);
        }
    });
}

TEST(RandomWorld, meets_what_upgrades_changed) {
    CodeStore codes;
    for_random_worlds(codes, [&](const RandomWorld& world) {
        const Revision revision = world.block().revision;
        const Met met = meet(world, codes);
        EXPECT_EQ(met.wiped > met.transactions / 100, revision < Revision::Cancun) << met.wiped;
        EXPECT_EQ(met.presences > met.transactions / 100, revision < Revision::Paris) << met.presences;
        if (revision == Revision::Petersburg || revision == Revision::London) {
            EXPECT_GT(met.recreated, met.transactions / 400);
        }
        EXPECT_EQ(met.delegated > met.transactions / 40, revision >= Revision::Prague) << met.delegated;
    });
}

}  // namespace
}  // namespace models
