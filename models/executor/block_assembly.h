// SPDX-License-Identifier: MIT
#pragma once

#include "models/executor/executed_block.h"

namespace models {

/// Puts together an ExecutedBlock from the results of its transactions, given in order. The one way to do so for every
/// executor, so that the results are the same whoever made them.
class BlockAssembly {
  public:
    /// `pre` must outlive this. `count`: how many transactions will come.
    BlockAssembly(const State& pre, const Address& beneficiary, std::size_t count);

    /// The state after all transactions appended so far, fees paid.
    [[nodiscard]] StateView& view() { return overlay_; }

    /// Takes the result of the next transaction, which must not be Blocked.
    void append(TransactionType type, TxResult&& result);

    /// Diff, post state and sums; call once, last.
    [[nodiscard]] ExecutedBlock finish();

  private:
    const State& pre_;
    Address beneficiary_;
    BlockOverlay overlay_;
    ExecutedBlock block_;
};

}  // namespace models
