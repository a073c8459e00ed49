// SPDX-License-Identifier: MIT
#pragma once

#include "models/replay/block_file.h"

namespace models {

/// The pre-state of a block that holds the whole state at the end of the block before: what the protocol itself writes
/// at a block's start (EIP-4788, EIP-2935) is added to it.
void begin_block(ReplayBlock& block, CodeStore& codes);

/// The state root after `block`, whose last transaction left `post`, a whole state: adds withdrawals (EIP-4895), before
/// Paris the reward of the beneficiary. Requests of Prague (EIP-7002, EIP-7251) are not executed: a block without any
/// has the same root.
[[nodiscard]] Hash state_root_after(const ReplayBlock& block, const State& post);

}  // namespace models
