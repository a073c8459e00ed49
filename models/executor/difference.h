// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/executor/executed_block.h"

namespace models {

/// "1234 bytes with hash 0x..."
[[nodiscard]] std::string code_text(const Code* code);

/// The first field in which two states differ, accounts in order: "0x... balance: expected 1, got 2"; empty if none.
[[nodiscard]] std::string state_difference(const State& expected, const State& got);

/// What differs first between two executions of one block: the field, and both values; empty if nothing does.
[[nodiscard]] std::string executor_difference(const ExecutedBlock& serial, const ExecutedBlock& parallel);

}  // namespace models
