// SPDX-License-Identifier: MIT
#include "models/chain/receipt.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

/// Sets three bits: the low 11 bits of each of the first three pairs of bytes of the hash.
void add_to_bloom(Bloom& bloom, ByteView entry) {
    const Hash hash = keccak256(entry);
    for (std::size_t i = 0; i < 6; i += 2) {
        const unsigned bit = (static_cast<unsigned>(hash.bytes[i]) << 8 | hash.bytes[i + 1]) & 2047U;
        std::uint8_t& byte = bloom[bloom.size() - 1 - bit / 8];
        byte = static_cast<std::uint8_t>(byte | 1U << (bit % 8));
    }
}

void add(RlpWriter& writer, const Log& log) {
    const auto fields = writer.open_list();
    writer.add(log.address);
    const auto topics = writer.open_list();
    for (const Hash& topic : log.topics) writer.add(topic);
    writer.close_list(topics);
    writer.add(ByteView(log.data));
    writer.close_list(fields);
}

ByteString encode_with(const Receipt& receipt, const Bloom* bloom) {
    RlpWriter writer;
    const auto type = static_cast<std::uint8_t>(receipt.type);
    if (receipt.type != TransactionType::Legacy) writer.add_raw({&type, 1});
    const auto fields = writer.open_list();
    writer.add(std::uint64_t{receipt.success ? 1U : 0U});
    writer.add(static_cast<std::uint64_t>(receipt.cumulative_gas_used.units()));
    if (bloom != nullptr) writer.add(ByteView(*bloom));
    const auto logs = writer.open_list();
    for (const Log& log : receipt.logs) add(writer, log);
    writer.close_list(logs);
    writer.close_list(fields);
    return writer.take();
}

}  // namespace

Bloom logs_bloom(const std::vector<Log>& logs) {
    Bloom bloom{};
    for (const Log& log : logs) {
        add_to_bloom(bloom, log.address.bytes);
        for (const Hash& topic : log.topics) add_to_bloom(bloom, topic.bytes);
    }
    return bloom;
}

ByteString encode(const Receipt& receipt) {
    const Bloom bloom = logs_bloom(receipt.logs);
    return encode_with(receipt, &bloom);
}

ByteString encode_compact(const Receipt& receipt) {
    return encode_with(receipt, nullptr);
}

}  // namespace models
