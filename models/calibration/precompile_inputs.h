// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "models/chain/bytes.h"

namespace models {

/// A valid call of a precompiled contract, and how many of them make a probe for 1,000 transactions.
struct PrecompileInput {
    std::string name;
    std::uint64_t number;
    std::size_t calls_per_1000;
    ByteString input;
};

/// Calls of each kind of precompile, of Cancun.
[[nodiscard]] std::vector<PrecompileInput> precompile_inputs();

}  // namespace models
