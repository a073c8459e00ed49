// SPDX-License-Identifier: MIT
#pragma once

#include "models/conformance/case_result.h"
#include "models/json/json_fields.h"

namespace models {

/// Runs one transaction test: bytes that are, under each fork, a valid transaction with a given sender, hash and
/// intrinsic gas, or are refused for a given reason. Throws JsonError.
void run_transaction_test(const Json& test, CaseLog& log);

/// Whether the test is of the form of before 2019: the bytes in `rlp`, and each fork a member.
[[nodiscard]] bool is_older_transaction_test(const Json& test);

}  // namespace models
