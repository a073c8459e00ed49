// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// MegaETH for the catalogue: what it is, its parameters and metrics, and how to run a scenario of it.
[[nodiscard]] sim::Model megaeth_model();

/// All models of the program.
[[nodiscard]] sim::Catalogue catalogue();

}  // namespace models
