// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "models/executor/executed_block.h"
#include "models/replay/block_file.h"

namespace models {

/// A figure that execution did not give as it is claimed.
struct FieldDifference {
    std::string field;
    std::string expected;
    std::string got;
};

/// What can be held against a block's execution.
struct BlockChecks {
    bool receipts_root = false;  ///< Not before Byzantium: receipts held state roots then, which need the whole state.
    bool receipts = false;       ///< One by one: receipts.json is there.
    bool post_state = false;     ///< post_state.json is there.
    bool state_root = false;     ///< The pre-state is a whole one, which has to be said; not with uncles.
};
[[nodiscard]] BlockChecks checks_of(const ReplayBlock& block, bool whole_state = false);

/// In what `executed` differs from what the header, the receipts and the post state of `block` say: each transaction
/// that is not valid or has another receipt (the first ten), then field by field. Empty if all is as claimed.
[[nodiscard]] std::vector<FieldDifference> differences(const ReplayBlock& block, const ExecutedBlock& executed,
                                                       bool whole_state = false);

}  // namespace models
