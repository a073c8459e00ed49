// SPDX-License-Identifier: MIT
#pragma once

#include <map>

#include "models/state/state.h"

namespace models {

/// Root of the Merkle Patricia trie (Yellow Paper, appendix D) of these values by hashed key. Builds the whole trie
/// from the sorted keys each time: slow, and with nothing in it that could go stale.
[[nodiscard]] Hash trie_root(const std::map<Hash, ByteString>& entries);

/// Root of all accounts of the state, their storage included.
[[nodiscard]] Hash state_root(const State& state);

}  // namespace models
