// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "models/messages/settlement.h"
#include "sim/base/schema.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/metrics.h"
#include "sim/network/port.h"

namespace models {

using namespace sim::literals;

/// When the batcher closes a batch, and what compressing it costs.
struct BatcherParams {
    sim::Duration max_batch_age = 60_s;
    sim::Bytes max_batch_size = 4_MiB;
    sim::UnitCost compression_cost = 2000_ps;

    static constexpr auto schema() {
        using P = BatcherParams;
        return std::tuple{
            sim::Field{"max_batch_age", &P::max_batch_age,
                       "A batch is closed this long after its first EVM block. assumption: MegaETH's is not published.",
                       sim::Bounds<sim::Duration>{.low = 0_s}},
            sim::Field{"max_batch_size", &P::max_batch_size,
                       "Uncompressed size that closes a batch early. assumption; EigenDA takes blobs up to 16 MiB.",
                       sim::Bounds<sim::Bytes>{.low = 1_KiB}},
            sim::Field{"compression_cost", &P::compression_cost,
                       "Time to compress one byte: zstd level 1 at about 500 MB/s."},
        };
    }
};
static_assert(sim::schema_is_complete<BatcherParams>());

struct BatcherMetrics {
    sim::Counter batches;
    sim::Counter uncompressed_bytes;
    sim::Counter compressed_bytes;

    static constexpr auto schema() {
        using M = BatcherMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"batches", &M::batches, Unit::Count, Better::None, "Batches closed."},
            sim::MetricField{"uncompressed_bytes", &M::uncompressed_bytes, Unit::Bytes, Better::None,
                             "Batches before compression."},
            sim::MetricField{"compressed_bytes", &M::compressed_bytes, Unit::Bytes, Better::Lower,
                             "Batches as dispersed to the data availability layer."},
        };
    }
};

/// Settles EVM blocks: packs them into compressed batches, has each batch certified by the data availability layer, and
/// only then posts the certificate to L1 (megaeth-labs/documentation, docs/architecture.md). Certificates may come in
/// any order; they are posted in the order of the batches, since the chain is derived from L1 in the order of posting.
class Batcher {
  public:
    Batcher(sim::Simulation& simulation, sim::ActorId actor, const BatcherParams& params);
    Batcher(const Batcher&) = delete;
    Batcher& operator=(const Batcher&) = delete;

    void on(const std::shared_ptr<const EvmBlockForSettlement>& message);
    void on(const std::shared_ptr<const AvailabilityCertificate>& message);

    sim::Out<DisperseBatch> to_availability;
    sim::Out<PostBatch> to_l1;

    [[nodiscard]] const BatcherMetrics& metrics() const { return metrics_; }
    [[nodiscard]] std::size_t open_blocks() const { return open_.size(); }

  private:
    void on_batch_age(std::uint64_t batch);
    void close_batch();

    sim::Simulation& simulation_;
    const BatcherParams params_;
    sim::Resource compressor_;
    sim::HandlerId batch_age_handler_;
    std::uint64_t next_batch_ = 1;
    std::vector<SharedEvmBlock> open_;
    sim::Bytes open_size_;
    std::uint64_t next_to_post_ = 1;
    std::map<std::uint64_t, SharedBatch> certified_;  ///< By number; wait for the ones before them.
    BatcherMetrics metrics_;
};

/// The batch's content: an RLP list with, for each EVM block, its header and the list of its encoded transactions.
[[nodiscard]] ByteString encode_batch(const std::vector<SharedEvmBlock>& blocks);

/// Hashes of the transactions in a compressed batch, in order; nothing if it cannot be read. Used by checkers: it sees
/// only what was posted.
[[nodiscard]] std::optional<std::vector<Hash>> transaction_hashes_of(const Batch& batch);

}  // namespace models
