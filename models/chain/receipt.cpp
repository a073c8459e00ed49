// SPDX-License-Identifier: MIT
#include "models/chain/receipt.h"

#include "models/chain/keccak_lanes.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

/// Sets three bits: the low 11 bits of each of the first three pairs of bytes of the hash.
void add_to_bloom(Bloom& bloom, const Hash& hash) {
    for (std::size_t i = 0; i < 6; i += 2) {
        const unsigned bit = (static_cast<unsigned>(hash.bytes[i]) << 8 | hash.bytes[i + 1]) & 2047U;
        std::uint8_t& byte = bloom[bloom.size() - 1 - bit / 8];
        byte = static_cast<std::uint8_t>(byte | 1U << (bit % 8));
    }
}

ByteString encode_with(const Receipt& receipt, Gas cumulative_gas, const Bloom* bloom) {
    RlpWriter writer;
    const auto type = static_cast<std::uint8_t>(receipt.type);
    if (receipt.type != TransactionType::Legacy) writer.add_raw({&type, 1});
    const auto fields = writer.open_list();
    writer.add(std::uint64_t{receipt.success ? 1U : 0U});
    writer.add(static_cast<std::uint64_t>(cumulative_gas.units()));
    if (bloom != nullptr) writer.add(ByteView(*bloom));
    const auto logs = writer.open_list();
    for (const Log& log : receipt.logs) add_log(writer, log);
    writer.close_list(logs);
    writer.close_list(fields);
    return writer.take();
}

/// What goes into the filter of these logs.
void append_entries(std::vector<ByteView>& entries, const std::vector<Log>& logs) {
    for (const Log& log : logs) {
        entries.emplace_back(log.address.bytes);
        for (const Hash& topic : log.topics) entries.emplace_back(topic.bytes);
    }
}

}  // namespace

void add_log(RlpWriter& writer, const Log& log) {
    const auto fields = writer.open_list();
    writer.add(log.address);
    const auto topics = writer.open_list();
    for (const Hash& topic : log.topics) writer.add(topic);
    writer.close_list(topics);
    writer.add(ByteView(log.data));
    writer.close_list(fields);
}

Bloom logs_bloom(const std::vector<Log>& logs) {
    std::vector<ByteView> entries;
    append_entries(entries, logs);
    std::vector<Hash> hashes(entries.size());
    keccak256_each(entries, hashes);
    Bloom bloom{};
    for (const Hash& hash : hashes) add_to_bloom(bloom, hash);
    return bloom;
}

std::vector<Bloom> logs_blooms(std::span<const Receipt> receipts) {
    std::vector<ByteView> entries;
    std::vector<std::size_t> ends;
    for (const Receipt& receipt : receipts) {
        append_entries(entries, receipt.logs);
        ends.push_back(entries.size());
    }
    std::vector<Hash> hashes(entries.size());
    keccak256_each(entries, hashes);
    std::vector<Bloom> blooms(receipts.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < blooms.size(); ++i)
        for (; at != ends[i]; ++at) add_to_bloom(blooms[i], hashes[at]);
    return blooms;
}

void add_to_bloom(Bloom& bloom, const Bloom& other) {
    for (std::size_t i = 0; i < bloom.size(); ++i) bloom[i] = static_cast<std::uint8_t>(bloom[i] | other[i]);
}

EncodedReceipts encode_all(std::span<const Receipt> receipts, Gas gas_before) {
    const std::vector<Bloom> blooms = logs_blooms(receipts);
    EncodedReceipts encoded;
    encoded.items.reserve(receipts.size());
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        encoded.items.push_back(encode_with(receipts[i], receipts[i].cumulative_gas_used + gas_before, &blooms[i]));
        add_to_bloom(encoded.bloom, blooms[i]);
    }
    return encoded;
}

ByteString encode(const Receipt& receipt) {
    const Bloom bloom = logs_bloom(receipt.logs);
    return encode_with(receipt, receipt.cumulative_gas_used, &bloom);
}

ByteString encode_compact(const Receipt& receipt) {
    return encode_with(receipt, receipt.cumulative_gas_used, nullptr);
}

}  // namespace models
