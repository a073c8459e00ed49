// SPDX-License-Identifier: MIT
#include "models/replay/whole_state.h"

#include "models/executor/system_calls.h"
#include "models/state/state_trie.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// In wei. Yellow Paper, 11.3; EIP-649, EIP-1234.
U256 block_reward(Revision revision) {
    constexpr U256 kEther = 1'000'000'000'000'000'000U;
    if (revision >= Revision::Paris) return 0;
    return kEther * U256{revision >= Revision::Constantinople ? 2U : revision >= Revision::Byzantium ? 3U : 5U};
}

}  // namespace

void begin_block(ReplayBlock& block, CodeStore& codes) {
    const Hash beacon_root = block.parent_beacon_root.value_or(Hash{});
    const auto error = block.pre.apply(execute_block_start(block.pre, block.context, beacon_root, codes));
    CHECK(!error, to_string(*error));
}

Hash state_root_after(const ReplayBlock& block, const State& post) {
    constexpr U256 kGwei = 1'000'000'000;
    BlockOverlay overlay(post);
    overlay.add_balance(block.context.beneficiary, block_reward(block.context.revision));
    for (const ReplayBlock::Withdrawal& withdrawal : block.withdrawals)
        overlay.add_balance(withdrawal.address, U256{withdrawal.gwei} * kGwei);
    State end = post;
    const auto error = end.apply(overlay.diff());
    CHECK(!error, to_string(*error));
    return StateTrie(end).root();
}

}  // namespace models
