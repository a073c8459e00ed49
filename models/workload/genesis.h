// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "models/chain/signature.h"
#include "models/evm/block_context.h"
#include "models/state/state.h"
#include "models/workload/workload_params.h"

namespace models {

/// The state that a run starts from, and what is in it. Balances are so large that no run uses them up.
struct Genesis {
    /// A constant-product exchange of two tokens.
    struct Pair {
        Address address;
        std::uint32_t first_token = 0;  ///< Index into `tokens`.
        std::uint32_t second_token = 0;
    };

    State state;
    std::vector<KeyPair> accounts;           ///< Secrets are zero with modelled signatures.
    std::vector<std::uint64_t> next_nonces;  ///< Of each account: approvals have used some.
    std::vector<Address> tokens;
    std::vector<Pair> pairs;
    Address counter;

    std::uint64_t transactions = 0;  ///< Executed to get here.
    Gas gas_used;                    ///< By them.
};

/// Funds the accounts, then really runs, on `block` but with gas at no price: the deployment of tokens, pairs and
/// counter, the minting of every token to every account, every account's approval of every pair, and the first
/// liquidity of each pair. Follows from the arguments alone. Code goes into `codes`.
[[nodiscard]] Genesis build_genesis(const WorkloadParams& params, const BlockContext& block, std::uint64_t seed,
                                    CodeStore& codes);

}  // namespace models
