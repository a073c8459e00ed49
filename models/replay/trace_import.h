// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/replay/block_check.h"
#include "models/replay/block_file.h"

namespace models {

/// A block as a node's answers give it.
struct ImportedBlock {
    ReplayBlock block;  ///< Its `pre_entries` in order of address, zero slots and empty accounts left out.
    std::vector<FieldDifference> differences;  ///< In what executing it differs from what is claimed.
};

/// Puts the state before `block` together from `trace`, the answer to debug_traceBlockByNumber with the prestate tracer
/// (not in diff mode): an object of accounts for each transaction, as they were before that transaction. Of each
/// account and slot the first sight counts, unless an earlier transaction of the block made it: the block is executed
/// along the way to know. Throws JsonError about `trace`.
[[nodiscard]] ImportedBlock import_block(ReplayBlock block, const Json& trace, CodeStore& codes);

}  // namespace models
