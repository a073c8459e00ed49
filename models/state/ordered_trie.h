// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "models/chain/receipt.h"
#include "models/chain/transaction.h"
#include "models/state/trie_hashing.h"

namespace models {

/// Root of the trie that has item i at the key rlp(i): how a header names lists (Yellow Paper, 4.3; withdrawals:
/// EIP-4895). Items must not be empty. Adds what that took to `work`, if given.
[[nodiscard]] Hash ordered_trie_root(std::span<const ByteString> items, TrieWork* work = nullptr);

/// What a header's transactions_root and receipts_root must be.
[[nodiscard]] Hash transactions_root(std::span<const Transaction> transactions);
[[nodiscard]] Hash receipts_root(std::span<const Receipt> receipts);

}  // namespace models
