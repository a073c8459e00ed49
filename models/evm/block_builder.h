// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "models/evm/block_graph.h"

namespace models {

/// The block that does what `graph` says, for the slot of `translation` that it was read from.
[[nodiscard]] std::unique_ptr<const Block> build_block(Translation& translation, const BlockGraph& graph,
                                                       const BlockSlot& slot);

}  // namespace models
