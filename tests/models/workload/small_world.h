// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "models/state/code.h"
#include "models/workload/workload.h"

namespace models {

/// A genesis of few accounts with what a test needs around it.
struct SmallWorld {
    struct Choice {
        AccountDraw draw = AccountDraw::Uniform;
        TransactionMix mix = {};
        Signatures signatures = Signatures::Modelled;
    };

    explicit SmallWorld(const Choice& choice, std::uint64_t world_seed = 1)
        : seed(world_seed), params(params_of(choice)), genesis(build_genesis(params, block, seed, *codes)) {}

    [[nodiscard]] TransactionSource source(std::uint32_t regions) const {
        return TransactionSource(params, genesis, block, seed, regions);
    }

    std::unique_ptr<CodeStore> codes = std::make_unique<CodeStore>();
    std::uint64_t seed;
    BlockContext block = block_context();
    WorkloadParams params;
    Genesis genesis;

  private:
    static BlockContext block_context() {
        BlockContext block;
        block.chain_id = 4326;
        block.timestamp = 1'767'225'600;
        block.base_fee = 1'000'000;
        block.beneficiary.bytes.fill(0xfe);
        return block;
    }
    static WorkloadParams params_of(const Choice& choice) {
        WorkloadParams params;
        params.accounts = 50;
        params.account_draw = choice.draw;
        params.mix = choice.mix;
        params.tokens = 3;
        params.pairs = 2;
        params.signatures = choice.signatures;
        return params;
    }
};

}  // namespace models
