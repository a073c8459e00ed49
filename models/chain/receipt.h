// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/gas.h"
#include "models/chain/rlp.h"
#include "models/chain/transaction.h"

namespace models {

struct Log {
    Address address;
    std::vector<Hash> topics;  ///< At most 4.
    ByteString data;
    bool operator==(const Log&) const = default;
};

/// Appends address, topics and data, as a receipt holds them.
void add_log(RlpWriter& writer, const Log& log);

using Bloom = std::array<std::uint8_t, 256>;

struct Receipt {
    TransactionType type = TransactionType::DynamicFee;
    bool success = false;
    Gas cumulative_gas_used;
    std::vector<Log> logs;
    bool operator==(const Receipt&) const = default;
};

/// The 2048-bit filter of addresses and topics (Yellow Paper, 4.3.1).
[[nodiscard]] Bloom logs_bloom(const std::vector<Log>& logs);
/// That of each receipt's logs. One call for a whole block hashes several entries at once.
[[nodiscard]] std::vector<Bloom> logs_blooms(std::span<const Receipt> receipts);
/// The consensus encoding (EIP-2718) with the bloom filter in it. From Byzantium on (EIP-658): before, the state root
/// after each transaction stood where the status stands, which is not worked out here.
[[nodiscard]] ByteString encode(const Receipt& receipt);
/// Receipts of one block as they are encoded for its receipts root.
struct EncodedReceipts {
    std::vector<ByteString> items;
    Bloom bloom{};  ///< Of all their logs.
};
/// encode() of each, for less; `gas_before` is added to the cumulative gas.
[[nodiscard]] EncodedReceipts encode_all(std::span<const Receipt> receipts, Gas gas_before = {});
/// Adds the entries of `other` to `bloom`.
void add_to_bloom(Bloom& bloom, const Bloom& other);
/// The same fields without the bloom filter: what a mini-block carries.
[[nodiscard]] ByteString encode_compact(const Receipt& receipt);

}  // namespace models
