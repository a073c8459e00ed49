// SPDX-License-Identifier: MIT
#include "models/actors/batcher/batcher.h"

#include <gtest/gtest.h>

#include "models/chain/block.h"
#include "models/chain/keccak.h"

namespace models {
namespace {

SharedTransaction transaction(std::uint64_t nonce) {
    auto pending = std::make_shared<PendingTransaction>();
    pending->transaction.chain_id = 1;
    pending->transaction.nonce = nonce;
    pending->encoded = encode(pending->transaction);
    pending->hash = keccak256(pending->encoded);
    return pending;
}

SharedEvmBlock evm_block(std::uint64_t number, std::uint64_t transactions) {
    auto mini_block = std::make_shared<MiniBlock>();
    for (std::uint64_t i = 0; i < transactions; ++i) mini_block->transactions.push_back(transaction(number * 1000 + i));
    seal(*mini_block);
    auto block = std::make_shared<EvmBlock>();
    block->number = number;
    BlockHeader header;
    header.number = number;
    block->header = encode(header);
    block->mini_blocks = {mini_block};
    return block;
}

/// Keeps batches in place of the data availability layer and L1.
struct Store {
    void on(const std::shared_ptr<const DisperseBatch>& message) { batches.push_back(message->batch); }
    void on(const std::shared_ptr<const PostBatch>& message) { posted.push_back(message->batch->number); }
    std::vector<SharedBatch> batches;
    std::vector<std::uint64_t> posted;
};

struct Settlement {
    explicit Settlement(const BatcherParams& params)
        : simulation(1),
          network(simulation, profile()),
          here(add("batcher")),
          there(add("store")),
          batcher(simulation, network.actor(here), params) {
        batcher.to_availability.connect(network, here, there, store);
        batcher.to_l1.connect(network, here, there, store);
    }
    static sim::NetworkProfile profile() {
        sim::NetworkProfile profile;
        profile.source = "made up";
        profile.round_trip = {{"a", {{"b", 2_ms}}}, {"b", {{"a", 2_ms}}}};
        return profile;
    }
    sim::NodeId add(const char* name) { return network.add_node(name, *network.find_site("a"), {1_Gbps, 1_Gbps}); }
    void give(const SharedEvmBlock& block) {
        batcher.on(std::make_shared<const EvmBlockForSettlement>(EvmBlockForSettlement{block}));
    }
    sim::Simulation simulation;
    sim::Network network;
    sim::NodeId here;
    sim::NodeId there;
    Store store;
    Batcher batcher;
};

TEST(Batcher, closes_a_batch_at_its_age) {
    BatcherParams params;
    params.max_batch_age = 5_s;
    Settlement settlement(params);
    settlement.give(evm_block(1, 3));
    EXPECT_FALSE(settlement.simulation.run_until(sim::SimTime() + 4_s));
    settlement.give(evm_block(2, 2));
    EXPECT_TRUE(settlement.store.batches.empty());
    EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    ASSERT_EQ(settlement.store.batches.size(), 1U);
    EXPECT_EQ(settlement.store.batches[0]->blocks.size(), 2U);
    EXPECT_EQ(settlement.batcher.open_blocks(), 0U);
}

TEST(Batcher, closes_a_batch_at_its_size_and_starts_another) {
    BatcherParams params;
    params.max_batch_size = 1_KiB;
    Settlement settlement(params);
    for (std::uint64_t number = 1; number <= 6; ++number) settlement.give(evm_block(number, 10));
    EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    std::uint64_t next = 1;
    for (const SharedBatch& batch : settlement.store.batches) {
        EXPECT_EQ(batch->number, 1 + static_cast<std::uint64_t>(&batch - settlement.store.batches.data()));
        for (const SharedEvmBlock& block : batch->blocks) EXPECT_EQ(block->number, next++);
    }
    EXPECT_EQ(next, 7U);
    EXPECT_GT(settlement.store.batches.size(), 1U);
}

TEST(Batcher, posts_what_can_be_read_back) {
    Settlement settlement({});
    settlement.give(evm_block(1, 5));
    settlement.give(evm_block(2, 0));
    settlement.give(evm_block(3, 7));
    EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    ASSERT_EQ(settlement.store.batches.size(), 1U);
    const Batch& batch = *settlement.store.batches[0];
    const auto hashes = transaction_hashes_of(batch);
    ASSERT_TRUE(hashes.has_value());
    ASSERT_EQ(hashes->size(), 12U);
    EXPECT_EQ(hashes->front(), batch.blocks[0]->mini_blocks[0]->transactions[0]->hash);
    EXPECT_EQ(hashes->back(), batch.blocks[2]->mini_blocks[0]->transactions[6]->hash);
    EXPECT_EQ(batch.commitment, keccak256(batch.compressed));
}

TEST(Batcher, posts_in_order_whatever_the_order_of_certificates) {
    BatcherParams params;
    params.max_batch_size = 1_KiB;
    Settlement settlement(params);
    for (std::uint64_t number = 1; number <= 9; ++number) settlement.give(evm_block(number, 50));
    EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    const auto& batches = settlement.store.batches;
    ASSERT_EQ(batches.size(), 9U);
    const auto certify = [&](std::size_t index) {
        settlement.batcher.on(std::make_shared<const AvailabilityCertificate>(AvailabilityCertificate{batches[index]}));
        EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    };
    certify(2);
    certify(1);
    EXPECT_TRUE(settlement.store.posted.empty());
    certify(0);
    EXPECT_EQ(settlement.store.posted, (std::vector<std::uint64_t>{1, 2, 3}));
    certify(4);
    certify(3);
    EXPECT_EQ(settlement.store.posted, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

TEST(Batcher, does_not_read_back_what_was_damaged) {
    Settlement settlement({});
    settlement.give(evm_block(1, 5));
    EXPECT_TRUE(settlement.simulation.run_until(sim::SimTime::never()));
    Batch damaged = *settlement.store.batches.at(0);
    damaged.compressed.resize(damaged.compressed.size() / 2);
    EXPECT_EQ(transaction_hashes_of(damaged), std::nullopt);
}

}  // namespace
}  // namespace models
