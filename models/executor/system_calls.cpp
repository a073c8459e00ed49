// SPDX-License-Identifier: MIT
#include "models/executor/system_calls.h"

#include "models/evm/transition.h"

namespace models {

StateDiff execute_block_start(const State& pre, const BlockContext& block, const Hash& parent_beacon_root,
                              CodeStore& codes) {
    Transition transition(codes);
    BlockOverlay overlay(pre);
    const auto call = [&](const Address& contract, const Hash& input) {
        const TxResult result = transition.execute_system_call(overlay, block, contract, input.bytes);
        if (result.status == TransitionStatus::Success) overlay.commit(result.writes);
    };
    if (block.revision >= Revision::Cancun) call(kBeaconRootsContract, parent_beacon_root);
    if (block.revision >= Revision::Prague && !block.recent_block_hashes.empty())
        call(kBlockHashesContract, block.recent_block_hashes.front());
    return overlay.diff();
}

}  // namespace models
