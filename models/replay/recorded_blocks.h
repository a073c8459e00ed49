// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "models/replay/block_file.h"
#include "models/workload/recorded_source.h"

namespace models {

/// The transactions of all blocks that `path` means (find_blocks), in order of the blocks' numbers, and a state to
/// begin on: what the blocks' pre-states hold. Of an account or slot that several of them hold the first one's value
/// counts, and what an earlier one of these blocks makes is left to it. Throws sim::InputError, also if the blocks are
/// not of one chain.
[[nodiscard]] RecordedTransactions record_transactions(const std::filesystem::path& path, CodeStore& codes);

}  // namespace models
