// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/evm/transition.h"
#include "models/replay/access_recorder.h"
#include "models/replay/block_file.h"

namespace models {

/// What one transaction of a block read and wrote, and what it took.
struct TransactionAccess {
    ReadRecord reads;
    WriteSet writes;
    Gas gas_used;
    Work work;
    bool pays_fee = false;        ///< The beneficiary got something, which is not in `writes`.
    bool plain_transfer = false;  ///< Valid, to an account without code: all that it does is to move a balance.
    Address sender;
    Address recipient;  ///< Of a plain transfer.
};

/// Executes the block's transactions one after the other and keeps what each read and wrote.
[[nodiscard]] std::vector<TransactionAccess> record_accesses(const ReplayBlock& block, CodeStore& codes);

/// What counts as a dependency of a transaction on an earlier one of its block (models/replay/README.md).
enum class DependencyRule : std::uint8_t {
    Eager,         ///< It reads what the earlier one wrote last; paying the beneficiary is neither.
    LazyTransfers  ///< The same, but a plain transfer does not read balances and its sender's nonce, only adds to them.
};

/// What bounds the parallel execution of a block by a scheduler that waits for each dependency, however many workers
/// there are. Block-STM waits for fewer (models/replay/README.md).
struct CriticalPath {
    std::uint64_t total = 0;         ///< The weight of all transactions.
    std::uint64_t weight = 0;        ///< Of the chain of dependent transactions that weighs most.
    std::uint64_t transactions = 0;  ///< In that chain.
    std::uint64_t dependent = 0;     ///< Transactions of the block that depend on an earlier one.
    [[nodiscard]] double best_speed_up() const {
        return weight == 0 ? 1.0 : static_cast<double>(total) / static_cast<double>(weight);
    }
};

[[nodiscard]] CriticalPath critical_path(std::span<const TransactionAccess> block, const Address& beneficiary,
                                         DependencyRule rule,
                                         const std::function<std::uint64_t(const TransactionAccess&)>& weight);

}  // namespace models
