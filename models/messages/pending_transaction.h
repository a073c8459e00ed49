// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "models/chain/transaction.h"
#include "sim/base/ids.h"
#include "sim/base/quantity.h"

namespace models {

/// A transaction on its way: what travels is `encoded`; the rest is known to whoever decoded it.
struct PendingTransaction {
    std::uint64_t item = 0;  ///< Its row in the run's lifecycle: how results name it, invisible to the protocol.
    sim::NodeId rpc_node;    ///< Where its client submitted it and will look for the receipt.
    Transaction transaction;
    ByteString encoded;  ///< EIP-2718 bytes.
    Hash hash;
};
using SharedTransaction = std::shared_ptr<const PendingTransaction>;

/// Client to RPC node: JSON-RPC `eth_sendRawTransaction` over a kept connection.
struct SubmitTransaction {
    SharedTransaction transaction;
};

/// RPC node to sequencer: the encoded transaction with its length in front.
struct ForwardTransaction {
    SharedTransaction transaction;
};

/// Bytes of the JSON-RPC body: {"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x<hex>"]}.
[[nodiscard]] sim::Bytes wire_size(const SubmitTransaction& message);
[[nodiscard]] sim::Bytes wire_size(const ForwardTransaction& message);
[[nodiscard]] std::uint64_t digest(const SubmitTransaction& message);
[[nodiscard]] std::uint64_t digest(const ForwardTransaction& message);

}  // namespace models
