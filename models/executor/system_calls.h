// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/block_context.h"
#include "models/state/state.h"

namespace models {

/// Where the protocol keeps the roots of recent beacon blocks (EIP-4788, since Cancun).
inline constexpr Address kBeaconRootsContract{{0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31,
                                               0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac, 0x02}};
/// Where it keeps the hashes of the last 8,191 blocks (EIP-2935, since Prague).
inline constexpr Address kBlockHashesContract{{0x00, 0x00, 0xf9, 0x08, 0x27, 0xf1, 0xc5, 0x3a, 0x10, 0xcb,
                                               0x7a, 0x02, 0x33, 0x5b, 0x17, 0x53, 0x20, 0x00, 0x29, 0x35}};

/// What the protocol itself changes before a block's first transaction: it gives `parent_beacon_root` and the hash of
/// the parent block (BlockContext::recent_block_hashes) to the two contracts above, as far as the revision has them and
/// the state holds their code. To be applied to `pre` before the transactions are executed.
[[nodiscard]] StateDiff execute_block_start(const State& pre, const BlockContext& block, const Hash& parent_beacon_root,
                                            CodeStore& codes);

}  // namespace models
