// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include "models/conformance/case_result.h"
#include "models/executor/parallel_executor.h"
#include "models/json/json_fields.h"

namespace models {

/// Runs state tests: a state, a block, a transaction, and what must come of them under each fork. Every case is
/// executed serially and by Block-STM, which must agree in everything; so must they on a block that repeats the
/// transaction.
class StateTestRunner {
  public:
    StateTestRunner();
    ~StateTestRunner();
    StateTestRunner(const StateTestRunner&) = delete;
    StateTestRunner& operator=(const StateTestRunner&) = delete;

    /// What is wrong with one case is that case's failure. Throws JsonError if no case can be told from another.
    void run(const Json& test, CaseLog& log);

  private:
    struct Machine;

    void run_fork(const Json& test, const std::string& fork, const Json& entries, CaseLog& log);
    std::string difference(const Json& test, const std::string& fork, const Json& entry);
    std::string difference(const Json& test, const Json& entry, const BlockContext& block);
    std::string repetition_difference(const Transaction& transaction, const BlockContext& block);
    /// Of `post`, in the light of whether the transaction was refused.
    std::string post_difference(const Json& test, const Json& entry, const State& post, bool refused,
                                const BlockContext& block);

    std::unique_ptr<Machine> machine_;  ///< Made when needed: it has threads.
    std::optional<State> pre_;          ///< Of the test at hand; its code is the machine's.
};

}  // namespace models
