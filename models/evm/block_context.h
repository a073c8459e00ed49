// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/gas.h"
#include "models/chain/uint256.h"
#include "models/evm/revision.h"

namespace models {

/// What the EVM may know of the block that it runs in.
struct BlockContext {
    Revision revision = Revision::Cancun;
    std::uint64_t chain_id = 1;
    std::uint64_t number = 0;
    std::uint64_t timestamp = 0;  ///< Unix seconds.
    Gas gas_limit = 30'000'000_gas;
    Address beneficiary;
    Hash prev_randao;
    U256 base_fee;
    U256 blob_base_fee = 1;
    /// Hashes of the last 256 blocks: [0] is the parent's. Missing ones read as zero.
    std::vector<Hash> recent_block_hashes;
};

}  // namespace models
