// SPDX-License-Identifier: MIT
#include "models/messages/settlement.h"

#include "models/messages/digest.h"

namespace models {

namespace {

sim::Bytes size_of(const ByteString& bytes) {
    return sim::Bytes::from_count(static_cast<std::int64_t>(bytes.size()));
}

}  // namespace

sim::Bytes wire_size(const EvmBlockHeaderAnnouncement& message) {
    constexpr std::int64_t kMiniBlockRange = 16;  // First and last mini-block number, 8 bytes each.
    return size_of(message.block->header) + sim::Bytes::from_count(kMiniBlockRange);
}

sim::Bytes wire_size(const EvmBlockForSettlement& message) {
    sim::Bytes size = size_of(message.block->header);
    for (const SharedMiniBlock& block : message.block->mini_blocks) size += block->transaction_bytes;
    return size;
}

sim::Bytes wire_size(const DisperseBatch& message) {
    return size_of(message.batch->compressed);
}

sim::Bytes wire_size(const AvailabilityCertificate&) {
    return sim::Bytes::from_count(kCertificateBytes);
}

sim::Bytes wire_size(const PostBatch& message) {
    return size_of(message.transaction);
}

std::uint64_t digest(const EvmBlockHeaderAnnouncement& message) {
    return digest_of(message.block->hash);
}
std::uint64_t digest(const EvmBlockForSettlement& message) {
    return digest_of(message.block->hash) ^ 1U;
}
std::uint64_t digest(const DisperseBatch& message) {
    return digest_of(message.batch->commitment);
}
std::uint64_t digest(const AvailabilityCertificate& message) {
    return digest_of(message.batch->commitment) ^ 1U;
}
std::uint64_t digest(const PostBatch& message) {
    return digest_of(message.batch->commitment) ^ 2U;
}

}  // namespace models
