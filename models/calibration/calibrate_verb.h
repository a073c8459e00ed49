// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// `headway calibrate`: measures this machine and writes a hardware profile.
[[nodiscard]] sim::Verb calibrate_verb();

}  // namespace models
