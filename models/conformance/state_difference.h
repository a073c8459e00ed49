// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/conformance/json_fields.h"
#include "models/executor/executed_block.h"

namespace models {

/// What differs first between two executions of one block: the field, and both values; empty if nothing does.
[[nodiscard]] std::string executor_difference(const ExecutedBlock& serial, const ExecutedBlock& parallel);

/// What differs between `post` and the entry of a state test that gives its root (`hash`) and perhaps the accounts
/// (`state`): the first field of the first account, otherwise both roots and what `post` holds; empty if nothing does.
[[nodiscard]] std::string root_difference(const State& post, const Json& entry, CodeStore& codes);

/// The first field in which two states differ, accounts in order: "0x... balance: expected 1, got 2"; empty if none.
[[nodiscard]] std::string state_difference(const State& expected, const State& got);

}  // namespace models
