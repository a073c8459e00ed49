// SPDX-License-Identifier: MIT
#include "models/messages/block_body.h"

#include <utility>

#include "models/chain/keccak.h"

namespace models {

namespace {

/// Bytes in front of an RLP list or long string of `size` bytes (Yellow Paper, appendix B).
std::int64_t prefix_size(std::int64_t size) {
    if (size < 56) return 1;
    std::int64_t bytes = 1;
    for (std::int64_t rest = size; rest > 0; rest >>= 8) ++bytes;
    return bytes;
}

}  // namespace

SharedBlockBody make_body(std::vector<SharedTransaction> transactions) {
    auto body = std::make_shared<BlockBody>();
    ByteString hashes;
    hashes.reserve(transactions.size() * sizeof(Hash));
    std::int64_t size = 0;
    for (const SharedTransaction& pending : transactions) {
        hashes.insert(hashes.end(), pending->hash.bytes.begin(), pending->hash.bytes.end());
        const auto encoded = static_cast<std::int64_t>(pending->encoded.size());
        size += encoded + prefix_size(encoded);
        body->gas_limit += Gas::saturated(pending->transaction.gas_limit);
    }
    body->hash = keccak256(hashes);
    body->size = sim::Bytes::from_count(size + prefix_size(size));
    body->transactions = std::move(transactions);
    return body;
}

}  // namespace models
