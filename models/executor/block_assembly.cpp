// SPDX-License-Identifier: MIT
#include "models/executor/block_assembly.h"

#include <utility>

#include "sim/base/check.h"

namespace models {

BlockAssembly::BlockAssembly(const State& pre, std::size_t count) : pre_(pre), overlay_(pre) {
    block_.outcomes.reserve(count);
    block_.receipts.reserve(count);
}

void BlockAssembly::append(TransactionType type, TxResult&& result) {
    CHECK(result.status != TransitionStatus::Blocked);
    block_.outcomes.push_back({result.status, result.invalid, result.gas_used, result.created});
    block_.work += result.work;
    if (result.status == TransitionStatus::Invalid) return;
    block_.gas_used += result.gas_used;
    block_.receipts.push_back(
        {type, result.status == TransitionStatus::Success, block_.gas_used, std::move(result.logs)});
}

ExecutedBlock BlockAssembly::finish() {
    block_.diff = overlay_.diff();
    block_.post = pre_;
    const auto error = block_.post.apply(block_.diff);
    CHECK(!error, to_string(*error));
    return std::move(block_);
}

}  // namespace models
