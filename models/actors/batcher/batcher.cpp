// SPDX-License-Identifier: MIT
#include "models/actors/batcher/batcher.h"

#include <zstd.h>

#include <algorithm>
#include <utility>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/chain/transaction.h"
#include "sim/base/check.h"

namespace models {

namespace {

constexpr int kCompressionLevel = 1;

ByteString compress(const ByteString& bytes) {
    ByteString compressed(ZSTD_compressBound(bytes.size()));
    const std::size_t size =
        ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), kCompressionLevel);
    CHECK(ZSTD_isError(size) == 0);
    compressed.resize(size);
    return compressed;
}

/// The L1 transaction that carries a certificate to the batch inbox. Who signs it and what it pays do not matter to the
/// model; its size does.
ByteString posting_transaction(const Batch& batch) {
    Transaction transaction;
    transaction.chain_id = 1;
    transaction.nonce = batch.number;
    transaction.gas_limit = 21'000 + 16 * static_cast<std::uint64_t>(kCertificateBytes);
    transaction.max_fee_per_gas = 30'000'000'000;
    transaction.max_priority_fee_per_gas = 1'000'000'000;
    transaction.to = Address{};
    transaction.data.assign(static_cast<std::size_t>(kCertificateBytes), 0xff);
    std::copy(batch.commitment.bytes.begin(), batch.commitment.bytes.end(), transaction.data.begin());
    transaction.r = U256::from_hash(batch.commitment);
    transaction.s = U256::from_hash(batch.commitment);
    return encode(transaction);
}

}  // namespace

ByteString encode_batch(const std::vector<SharedEvmBlock>& blocks) {
    RlpWriter writer;
    const auto list = writer.open_list();
    for (const SharedEvmBlock& block : blocks) {
        const auto item = writer.open_list();
        writer.add_raw(block->header);
        const auto transactions = writer.open_list();
        for (const SharedMiniBlock& mini_block : block->mini_blocks)
            for (const SharedTransaction& pending : mini_block->transactions) writer.add(ByteView(pending->encoded));
        writer.close_list(transactions);
        writer.close_list(item);
    }
    writer.close_list(list);
    return writer.take();
}

std::optional<std::vector<Hash>> transaction_hashes_of(const Batch& batch) {
    ByteString bytes(batch.uncompressed_size);
    const std::size_t size =
        ZSTD_decompress(bytes.data(), bytes.size(), batch.compressed.data(), batch.compressed.size());
    if (ZSTD_isError(size) != 0 || size != bytes.size()) return std::nullopt;

    std::vector<Hash> hashes;
    RlpReader reader{ByteView(bytes)};
    auto blocks = reader.read_list();
    if (!blocks || !reader.at_end()) return std::nullopt;
    while (!blocks->at_end()) {
        auto block = blocks->read_list();
        if (!block || !block->read_item()) return std::nullopt;
        auto transactions = block->read_list();
        if (!transactions) return std::nullopt;
        while (!transactions->at_end()) {
            const auto encoded = transactions->read_string();
            if (!encoded) return std::nullopt;
            hashes.push_back(keccak256(*encoded));
        }
    }
    return hashes;
}

Batcher::Batcher(sim::Simulation& simulation, sim::ActorId actor, const BatcherParams& params)
    : simulation_(simulation),
      params_(params),
      compressor_(simulation, actor, "batcher.compressor", 1),
      batch_age_handler_(simulation.bind<&Batcher::on_batch_age>(actor, "batcher.batch_age", *this)) {}

void Batcher::on(const std::shared_ptr<const EvmBlockForSettlement>& message) {
    if (open_.empty()) simulation_.after(params_.max_batch_age, batch_age_handler_, next_batch_);
    open_.push_back(message->block);
    open_size_ += wire_size(*message);
    if (open_size_ >= params_.max_batch_size) close_batch();
}

void Batcher::on_batch_age(std::uint64_t batch) {
    if (batch == next_batch_ && !open_.empty()) close_batch();  // Otherwise its size has closed it before.
}

void Batcher::close_batch() {
    auto batch = std::make_shared<Batch>();
    batch->number = next_batch_++;
    batch->blocks = std::exchange(open_, {});
    open_size_ = {};
    const ByteString content = encode_batch(batch->blocks);
    batch->uncompressed_size = content.size();
    batch->compressed = compress(content);
    batch->commitment = keccak256(batch->compressed);
    metrics_.batches.add();
    metrics_.uncompressed_bytes.add(content.size());
    metrics_.compressed_bytes.add(batch->compressed.size());

    const std::int64_t picoseconds = static_cast<std::int64_t>(content.size()) * params_.compression_cost.ps();
    const auto cost = sim::Duration::from_ns((picoseconds + 999) / 1000);
    compressor_.run(cost, [this, shared = SharedBatch(std::move(batch))] {
        to_availability.send(std::make_shared<const DisperseBatch>(DisperseBatch{shared}));
    });
}

void Batcher::on(const std::shared_ptr<const AvailabilityCertificate>& message) {
    certified_.emplace(message->batch->number, message->batch);
    for (auto next = certified_.find(next_to_post_); next != certified_.end(); next = certified_.find(next_to_post_)) {
        to_l1.send(std::make_shared<const PostBatch>(PostBatch{next->second, posting_transaction(*next->second)}));
        certified_.erase(next);
        ++next_to_post_;
    }
}

}  // namespace models
