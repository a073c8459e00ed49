// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// `headway replay FILE|DIR...`: executes real blocks.
[[nodiscard]] sim::Verb replay_verb();

}  // namespace models
