// SPDX-License-Identifier: MIT
#include "models/calibration/execution_probes.h"

#include <gtest/gtest.h>

#include "models/calibration/cost_terms.h"
#include "models/calibration/probe_program.h"

namespace models {
namespace {

TEST(ExecutionProbes, run_to_the_end_without_failing) {
    CodeStore codes;
    for (const ExecutionProbe& probe : execution_probes(codes, 20)) {
        const ExecutedBlock executed = execute_serial(probe.pre, probe.block, probe.transactions, codes);
        for (const ExecutedBlock::Outcome& outcome : executed.outcomes)
            EXPECT_EQ(outcome.status, TransitionStatus::Success) << probe.name;
    }
}

TEST(ExecutionProbes, have_work_for_every_term_of_serial_execution) {
    CodeStore codes;
    const std::vector<CostTerm> terms = cost_terms();
    std::vector<double> sums(terms.size(), 0);
    for (const ExecutionProbe& probe : execution_probes(codes, 20)) {
        const auto counts = serial_counts(terms, execute_serial(probe.pre, probe.block, probe.transactions, codes));
        for (std::size_t j = 0; j < terms.size(); ++j) sums[j] += counts[j];
    }
    for (std::size_t j = 0; j < terms.size(); ++j) {
        // Measured alone, or of parallel execution.
        const std::string& key = terms[j].key;
        const bool elsewhere = key == "signature" || key.starts_with("trie") || key == "versioned_access" ||
                               key == "ahead_access" || key == "validated_read" || key == "estimate" ||
                               key == "schedule";
        EXPECT_EQ(sums[j] > 0, !elsewhere) << key;
    }
}

TEST(CostTerms, count_what_the_cost_model_charges) {
    ExecutedBlock block;
    block.work.compute_gas = 1234;
    block.work.log_bytes = 7;
    block.diff.accounts.resize(3);
    block.diff.accounts[0].nonce = 1;
    block.diff.accounts[1].balance = U256{5};
    block.diff.accounts[2].slots = {{U256{1}, U256{2}}};
    const std::vector<CostTerm> terms = cost_terms();
    const std::vector<double> counts = serial_counts(terms, block);
    for (std::size_t j = 0; j < terms.size(); ++j) {
        const std::string& key = terms[j].key;
        const double expected = key == "compute_gas"       ? 1234
                                : key == "log_byte"        ? 7
                                : key == "changed_account" ? 2
                                : key == "changed_slot"    ? 1
                                : key == "block"           ? 1
                                                           : 0;
        EXPECT_EQ(counts[j], expected) << key;
    }
}

TEST(ProbeProgram, compiled_like_code_is_the_same_each_time_and_differs_by_seed) {
    EXPECT_EQ(compiled_like_code(1, 8), compiled_like_code(1, 8));
    EXPECT_NE(compiled_like_code(1, 8), compiled_like_code(2, 8));
}

}  // namespace
}  // namespace models
