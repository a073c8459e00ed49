// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/messages/mini_block.h"

namespace models {

/// One EVM block: the mini-blocks of a second under one Ethereum header.
struct EvmBlock {
    std::uint64_t number = 0;
    Hash hash;
    ByteString header;  ///< RLP of the Ethereum block header.
    std::vector<SharedMiniBlock> mini_blocks;
};
using SharedEvmBlock = std::shared_ptr<const EvmBlock>;

/// Sequencer to replicas and full nodes: the header that closes the mini-blocks they have, with their numbers.
struct EvmBlockHeaderAnnouncement {
    SharedEvmBlock block;
};

/// Sequencer to batcher: the whole EVM block for settlement.
struct EvmBlockForSettlement {
    SharedEvmBlock block;
};

/// Batcher to the data availability layer: EVM blocks as an RLP list of headers and transactions, compressed.
struct Batch {
    std::uint64_t number = 0;
    Hash commitment;  ///< keccak256 of `compressed`.
    ByteString compressed;
    std::size_t uncompressed_size = 0;
    std::vector<SharedEvmBlock> blocks;
};
using SharedBatch = std::shared_ptr<const Batch>;

/// Size of an availability certificate: blob header, two BLS12-381 commitments, aggregate signature and key, quorum
/// indices. assumption: 800 bytes; no source gives MegaETH's.
inline constexpr std::int64_t kCertificateBytes = 800;

struct DisperseBatch {
    SharedBatch batch;
};

/// Data availability layer to batcher: the batch is stored and attested.
struct AvailabilityCertificate {
    SharedBatch batch;
};

/// Batcher to L1: a transaction that posts the certificate.
struct PostBatch {
    SharedBatch batch;
    ByteString transaction;  ///< The L1 transaction, EIP-2718 encoded.
};

[[nodiscard]] sim::Bytes wire_size(const EvmBlockHeaderAnnouncement& message);
[[nodiscard]] sim::Bytes wire_size(const EvmBlockForSettlement& message);
[[nodiscard]] sim::Bytes wire_size(const DisperseBatch& message);
[[nodiscard]] sim::Bytes wire_size(const AvailabilityCertificate& message);
[[nodiscard]] sim::Bytes wire_size(const PostBatch& message);
[[nodiscard]] std::uint64_t digest(const EvmBlockHeaderAnnouncement& message);
[[nodiscard]] std::uint64_t digest(const EvmBlockForSettlement& message);
[[nodiscard]] std::uint64_t digest(const DisperseBatch& message);
[[nodiscard]] std::uint64_t digest(const AvailabilityCertificate& message);
[[nodiscard]] std::uint64_t digest(const PostBatch& message);

}  // namespace models
