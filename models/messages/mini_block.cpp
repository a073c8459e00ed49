// SPDX-License-Identifier: MIT
#include "models/messages/mini_block.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/messages/digest.h"

namespace models {

namespace {

ByteString encode_header(const MiniBlockHeader& header) {
    RlpWriter writer;
    const auto list = writer.open_list();
    writer.add(header.number);
    writer.add(header.evm_block_number);
    writer.add(header.timestamp_us);
    writer.add(header.evm_block_timestamp);
    writer.add(static_cast<std::uint64_t>(header.gas_used.units()));
    writer.add(header.state_id.sum.to_hash());
    writer.add(header.parent_hash);
    writer.add(header.receipts_hash);
    writer.close_list(list);
    return writer.take();
}

sim::Bytes size_of(const ByteString& bytes) {
    return sim::Bytes::from_count(static_cast<std::int64_t>(bytes.size()));
}

}  // namespace

ByteString encode_compact_receipts(const std::vector<Receipt>& receipts) {
    RlpWriter writer;
    const auto list = writer.open_list();
    for (const Receipt& receipt : receipts) writer.add(encode_compact(receipt));
    writer.close_list(list);
    return writer.take();
}

void seal(MiniBlock& block) {
    block.header.receipts_hash = keccak256(block.receipts);
    block.state_diff_hash = keccak256(block.state_diff);
    const ByteString header = encode_header(block.header);
    block.header_bytes = size_of(header);

    RlpWriter identity;
    identity.add_raw(header);
    block.transaction_bytes = {};
    for (const SharedTransaction& pending : block.transactions) {
        identity.add(pending->hash);
        // A typed transaction travels as an RLP string: its bytes with a prefix of up to three (lengths 56 to 65535: 2
        // or 3).
        const std::size_t size = pending->encoded.size();
        const std::int64_t prefix = size < 56 ? 1 : size < 256 ? 2 : 3;
        block.transaction_bytes += sim::Bytes::from_count(prefix + static_cast<std::int64_t>(size));
    }
    block.hash = keccak256(identity.bytes());
}

sim::Bytes replica_update_size(const MiniBlock& block) {
    return block.header_bytes + block.transaction_bytes + size_of(block.receipts) + size_of(block.state_diff);
}

sim::Bytes wire_size(const ReplicaUpdate& message) {
    return replica_update_size(*message.block);
}

sim::Bytes wire_size(const FullNodeUpdate& message) {
    return message.block->header_bytes + message.block->transaction_bytes;
}

std::uint64_t digest(const ReplicaUpdate& message) {
    return digest_of(message.block->hash);
}
std::uint64_t digest(const FullNodeUpdate& message) {
    return digest_of(message.block->hash) ^ 1U;
}

}  // namespace models
