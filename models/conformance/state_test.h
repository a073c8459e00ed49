// SPDX-License-Identifier: MIT
#pragma once

#include "models/conformance/case_result.h"
#include "models/conformance/json_fields.h"
#include "models/executor/parallel_executor.h"

namespace models {

/// Runs state tests: a state, a block, a transaction, and what must come of them under each fork. Every case is
/// executed serially and by Block-STM, which must agree in everything; so must they on a block that repeats the
/// transaction.
class StateTestRunner {
  public:
    StateTestRunner();

    /// Throws FixtureError.
    void run(const Json& test, CaseLog& log);

  private:
    std::string difference(const Json& test, const Json& entry, const State& pre, const BlockContext& block);
    std::string repetition_difference(const Transaction& transaction, const State& pre, const BlockContext& block);

    CodeStore codes_;
    ParallelExecutor parallel_;
};

}  // namespace models
