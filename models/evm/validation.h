// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/transition.h"
#include "models/state/journal.h"

namespace models {

/// Gas that a transaction costs before anything runs: base, data, access list, creation (Yellow Paper, equation 64;
/// EIP-2028, EIP-2930, EIP-3860).
[[nodiscard]] Gas intrinsic_gas(const Transaction& transaction);

/// What the transaction pays per unit of gas in this block (EIP-1559); it must not be below the base fee.
[[nodiscard]] U256 effective_gas_price(const Transaction& transaction, const U256& base_fee);

/// What is wrong with the transaction in this block whatever the state.
[[nodiscard]] InvalidReason check_against_block(const Transaction& transaction, const BlockContext& block);

/// What is wrong with it for its sender: nonce, code (EIP-3607), balance for the dearest case. Reads the sender.
[[nodiscard]] InvalidReason check_against_sender(const Transaction& transaction, Journal& journal, AccountRef sender);

}  // namespace models
