// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
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
    Hash prev_randao;  ///< Before Paris: the difficulty.
    U256 base_fee;
    U256 blob_base_fee = 1;
    /// Most blobs of a block, where the chain's schedule departs from the revision's (EIP-7892).
    std::optional<std::uint64_t> max_blobs = {};
    /// Hashes of the last 256 blocks: [0] is the parent's. Missing ones read as zero.
    std::vector<Hash> recent_block_hashes;
};

}  // namespace models
