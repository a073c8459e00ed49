// SPDX-License-Identifier: MIT
#pragma once

#include "models/replay/block_file.h"
#include "sim/cli/verb.h"

namespace models {

/// Adds --fork and --chain-id, for verbs that read blocks.
void add_chain_options(boost::program_options::options_description& options);
/// What they say. Throws sim::UsageError.
[[nodiscard]] ChainChoice chain_choice_of(const sim::Invocation& call);

}  // namespace models
