// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// A chain of validators for the catalogue: Ethereum, Monad, or a plain BFT chain, in any execution mode.
[[nodiscard]] sim::Model chain_model();

}  // namespace models
