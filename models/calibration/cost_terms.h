// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "models/hardware/virtual_cores.h"

namespace models {

/// A term of the cost model: a unit cost of the profile and its key.
struct CostTerm {
    std::string key;
    sim::UnitCost WorkCosts::* cost;
};

/// All of WorkCosts, in the order of its schema.
[[nodiscard]] std::vector<CostTerm> cost_terms();

/// How often the cost model charges each term of `terms` for executing a block serially. Found out by asking it for the
/// time on a machine where nothing else costs anything, so that what is fitted is what is charged.
[[nodiscard]] std::vector<double> serial_counts(const std::vector<CostTerm>& terms, const ExecutedBlock& block);

/// A block to be executed.
struct BlockInput {
    const State& pre;
    const BlockContext& block;
    const std::vector<Transaction>& transactions;
    CodeStore& codes;
};

/// The same for executing it with Block-STM on one core, which gives `known`.
[[nodiscard]] std::vector<double> parallel_counts(const std::vector<CostTerm>& terms, const BlockInput& input,
                                                  const std::shared_ptr<const ExecutedBlock>& known);

}  // namespace models
