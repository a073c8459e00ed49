// SPDX-License-Identifier: MIT
#pragma once

#include "models/conformance/case_result.h"
#include "models/json/json_fields.h"

namespace models {

/// Runs one RLP test: `in` is a value that encodes to `out` and back, or says that `out` is "VALID" or "INVALID" RLP.
/// Throws JsonError.
void run_rlp_test(const Json& test, CaseLog& log);

}  // namespace models
