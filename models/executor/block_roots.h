// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "models/evm/work.h"
#include "models/state/ordered_trie.h"
#include "models/state/state_trie.h"

namespace models {

/// The roots in a block's header (Yellow Paper, 4.3), and the work it took to find out.
struct BlockRoots {
    Hash state;
    Hash transactions;
    Hash receipts;
    Work work;
};

/// Takes `trie` to the state after `diff` and works out the roots. `transactions` and `receipts` are encoded
/// (EIP-2718).
[[nodiscard]] BlockRoots compute_roots(StateTrie& trie, const StateDiff& diff, std::span<const ByteString> transactions,
                                       std::span<const ByteString> receipts);

}  // namespace models
