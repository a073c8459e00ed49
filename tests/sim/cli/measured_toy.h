// SPDX-License-Identifier: MIT
#pragma once

#include "tests/sim/cli/toy_catalogue.h"

namespace sim {

/// A toy that writes real results: `steps` items, each done after `interval` and a part that depends on the seed.
/// With the title "fails" the run of seed 2 throws, with "dies" its process is killed.
Catalogue measured_toy();

}  // namespace sim
