// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/transition.h"
#include "models/state/journal.h"

namespace models {

/// Gas that a transaction costs before anything runs: base, data, access list, creation, authorizations (Yellow Paper,
/// equation 64; EIP-2, EIP-2028, EIP-2930, EIP-3860, EIP-7702).
[[nodiscard]] Gas intrinsic_gas(const Transaction& transaction, Revision revision);

/// The least gas that a transaction is charged, whatever it does (EIP-7623); zero before Prague.
[[nodiscard]] Gas floor_gas(const Transaction& transaction, Revision revision);

/// Gas of the transaction's blobs, which are paid for apart (EIP-4844).
[[nodiscard]] std::uint64_t blob_gas(const Transaction& transaction);

/// EIP-4844: what a unit of blob gas costs in a block with this excess blob gas.
[[nodiscard]] U256 blob_base_fee(std::uint64_t excess_blob_gas, std::uint64_t update_fraction);

/// What the transaction pays per unit of gas in this block (EIP-1559); it must not be below the base fee.
[[nodiscard]] U256 effective_gas_price(const Transaction& transaction, const U256& base_fee);

/// What is wrong with the transaction by itself under these rules, in any block.
[[nodiscard]] InvalidReason check_alone(const Transaction& transaction, Revision revision);

/// What is wrong with the transaction in this block whatever the state, check_alone included. Gas and blobs are held to
/// what a whole block may have: that all its transactions together keep to it is for whoever orders them.
[[nodiscard]] InvalidReason check_against_block(const Transaction& transaction, const BlockContext& block);

/// What is wrong with it for its sender: nonce, balance for the dearest case, code (EIP-3607, EIP-7702). Reads the
/// sender.
[[nodiscard]] InvalidReason check_against_sender(const Transaction& transaction, const BlockContext& block,
                                                 Journal& journal, AccountRef sender);

}  // namespace models
