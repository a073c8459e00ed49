// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "models/executor/block_assembly.h"
#include "models/executor/block_stm.h"

namespace models {

/// Decides when a block is worth sharing among several workers; until then one executes it in order. What is left must
/// promise enough gas and time, and for two workers more time, at the rate at which the transactions so far have used
/// up their limits.
class BlockSharing {
  public:
    BlockSharing(std::span<const Transaction> transactions, WorkerIndex workers, Sharing sharing);

    /// False if whatever the transactions turn out to be, they will not be worth sharing.
    [[nodiscard]] bool may_come() const;

    /// Executes in order what is not worth sharing. Returns how many transactions that were.
    template <class Executed>
    std::size_t execute_alone(BlockAssembly& assembly, Transition& transition, const BlockContext& block,
                              std::span<const Transaction> transactions, Executed&& executed_one) {
        if (sharing_ == Sharing::Always) return 0;
        return assembly.execute(transition, block, transactions,
                                [&](const Transaction& transaction, const TxResult& result) {
                                    executed_one(result);
                                    return executed(transaction, result);
                                });
    }

    /// What turns out to be one chain shall go on in order after so much gas. Not given: shall not.
    [[nodiscard]] std::optional<std::uint64_t> patience() const;

    /// The most gas that the transaction counts for: a payment takes less time than its gas says, and one that is cheap
    /// counts for nothing.
    [[nodiscard]] std::uint64_t weight(const Transaction& transaction) const;

    /// `transaction` has been executed. True if the rest is worth sharing.
    [[nodiscard]] bool executed(const Transaction& transaction, const TxResult& result);

  private:
    /// Whether it costs more to hand the transaction to another worker than to execute it: a payment takes a third of a
    /// microsecond, and a cache line on its way from core to core a third of that.
    [[nodiscard]] bool is_cheap(const Transaction& transaction) const;

    WorkerIndex workers_;
    Sharing sharing_;
    std::uint64_t ahead_ = 0;        ///< Transactions that are left, without what is cheap, ...
    std::uint64_t limit_ahead_ = 0;  ///< ... their gas limits, ...
    std::uint64_t limit_ = 0;        ///< ... of what was executed, ...
    std::uint64_t used_ = 0;         ///< ... and the gas that this used, without what is cheap.
    std::uint64_t time_ = 0;         ///< And its time in nanoseconds, roughly.
};

/// Whether so many workers and so many others share every block alike.
[[nodiscard]] bool share_alike(WorkerIndex a, WorkerIndex b);

/// What BlockStm needs to know of `transactions` in order to execute them on `base` with `run`. All must outlive it.
[[nodiscard]] BlockStm::Block stm_block(StateView& base, const BlockContext& block,
                                        std::span<const Transaction> transactions, const BlockSharing& sharing,
                                        WorkerIndex workers, RunTransaction run);

/// Takes the results out of `stm`, which is done: those of the first stm.settled() of `transactions`.
void append(BlockStm& stm, std::span<const Transaction> transactions, BlockAssembly& assembly);

}  // namespace models
