// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// `headway conformance DIR`: runs Ethereum's official fixtures.
[[nodiscard]] sim::Verb conformance_verb();

}  // namespace models
