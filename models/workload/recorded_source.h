// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "models/state/state.h"
#include "models/workload/workload.h"

namespace models {

/// Transactions of real blocks, and the state that they begin on.
struct RecordedTransactions {
    State state;
    std::vector<Transaction> transactions;  ///< In the order of the blocks.
    std::uint64_t chain_id = 1;
};

/// Hands out recorded transactions in their order. Each sender is at home in one region, so that its transactions stay
/// in order: a new one goes where the fewest transactions have come up to then.
class RecordedSource final : public TransactionFeed {
  public:
    RecordedSource(std::vector<Transaction> transactions, std::uint32_t regions);

    [[nodiscard]] std::optional<SourcedTransaction> next(std::uint32_t region, std::uint64_t number) override;

  private:
    struct Entry {
        std::size_t transaction = 0;
        std::uint64_t sender_account = 0;
    };
    std::vector<Transaction> transactions_;
    std::vector<std::vector<Entry>> regions_;  ///< What each region sends.
};

}  // namespace models
