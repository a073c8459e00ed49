// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "models/replay/replayer.h"

namespace models {

/// What `headway replay` prints: a line a block, totals, what was checked and what not, and what differs.
[[nodiscard]] std::string replay_report(const ReplayPlan& plan, const std::vector<BlockReplay>& blocks);

/// A table of what differs in the block called `name`.
[[nodiscard]] std::string differences_text(const std::string& name, const std::vector<FieldDifference>& differences);

/// All blocks one after the other.
struct ReplayTotals {
    std::uint64_t transactions = 0;
    Gas gas_used;
    sim::Duration serial;
    std::vector<sim::Duration> parallel;  ///< In the order of the plan.
    std::uint64_t conflicts = 0;          ///< Transactions that depend on an earlier one of their block.
    std::uint64_t re_executions = 0;      ///< On the most workers.
    CriticalPath eager_time;
    CriticalPath lazy_time;
};
[[nodiscard]] ReplayTotals totals_of(const std::vector<BlockReplay>& blocks);

/// Executions beyond the first of each transaction, those given up at an estimate included.
[[nodiscard]] std::uint64_t re_executions(const BlockReplay& block, const ParallelReplay& run);

}  // namespace models
