// SPDX-License-Identifier: MIT
#pragma once

#include "sim/cli/catalogue.h"

namespace models {

/// `headway import BLOCK TRACE`: turns a node's answers into a block to replay.
[[nodiscard]] sim::Verb import_verb();

}  // namespace models
