// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/executor/difference.h"
#include "models/json/json_fields.h"

namespace models {

/// What differs between `post` and the entry of a state test that gives its root (`hash`) and perhaps the accounts
/// (`state`): the first field of the first account, otherwise both roots and what `post` holds; empty if nothing does.
[[nodiscard]] std::string root_difference(const State& post, const Json& entry, CodeStore& codes);

}  // namespace models
