// SPDX-License-Identifier: MIT
#include "models/executor/block_assembly.h"

#include <utility>

#include "sim/base/check.h"

namespace models {

BlockAssembly::BlockAssembly(const State& pre, std::size_t count) : pre_(pre), overlay_(pre), firsts_(count) {
    block_.outcomes.reserve(count);
    block_.receipts.reserve(count);
}

void BlockAssembly::take(TransactionType type, TxResult&& result) {
    CHECK(result.status != TransitionStatus::Blocked);
    block_.outcomes.push_back({result.status, result.invalid, result.gas_used, result.created});
    block_.work += result.work;
    if (result.status == TransitionStatus::Invalid) return;
    block_.gas_used += result.gas_used;
    block_.receipts.push_back(
        {type, result.status == TransitionStatus::Success, block_.gas_used, std::move(result.logs)});
}

ExecutedBlock BlockAssembly::finish() {
    const StateUpdate update = overlay_.update();
    block_.diff = to_diff(update);
    block_.post = pre_;
    block_.post.apply(update);
    return std::move(block_);
}

}  // namespace models
