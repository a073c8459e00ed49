// SPDX-License-Identifier: MIT
#pragma once

#include "models/executor/block_firsts.h"
#include "models/executor/executed_block.h"

namespace models {

/// Puts together an ExecutedBlock from the results of its transactions, given in order. The one way to do so for every
/// executor, so that the results are the same whoever made them.
class BlockAssembly {
  public:
    /// `pre` must outlive this. `count`: how many transactions will come.
    BlockAssembly(const State& pre, std::size_t count);

    /// The state after everything committed so far.
    [[nodiscard]] BlockOverlay& overlay() { return overlay_; }

    /// What everything appended so far was the first to do.
    [[nodiscard]] const BlockFirsts& firsts() const { return firsts_; }

    /// Takes the result of the next transaction, which must not be Blocked, but for what it wrote.
    void append(TransactionType type, TxResult&& result) {
        firsts_.count(result);
        take(type, std::move(result));
    }

    /// Executes transaction after transaction in order, until `leaves(result)` says after one of them that it is time
    /// to go. Returns how many were executed.
    template <class Leaves>
    std::size_t execute(Transition& transition, const BlockContext& block, std::span<const Transaction> transactions,
                        Leaves&& leaves) {
        for (std::size_t i = 0; i < transactions.size();) {
            TxResult result = transition.execute(overlay_, block, transactions[i]);
            overlay_.commit(result.writes);
            overlay_.add_balance(block.beneficiary, result.fee);
            firsts_.count(result);
            const bool left = leaves(transactions[i], result);
            take(transactions[i].type, std::move(result));
            ++i;
            if (left) return i;
        }
        return transactions.size();
    }

    /// What became of the transactions so far.
    [[nodiscard]] const std::vector<ExecutedBlock::Outcome>& outcomes() const { return block_.outcomes; }

    /// Diff, post state and sums; call once, last.
    [[nodiscard]] ExecutedBlock finish();

  private:
    void take(TransactionType type, TxResult&& result);

    const State& pre_;
    BlockOverlay overlay_;
    BlockFirsts firsts_;
    ExecutedBlock block_;
};

}  // namespace models
