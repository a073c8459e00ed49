// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <variant>

#include "models/conformance/rejection.h"
#include "models/evm/block_context.h"
#include "models/json/json_fields.h"
#include "models/state/state.h"

namespace models {

/// The state that a fixture's accounts (`pre`, or `state` of a post state) describe.
[[nodiscard]] State read_state(const Json& accounts, CodeStore& codes);

/// The block of a state test under one fork. `test` has `env` and perhaps `config`.
[[nodiscard]] BlockContext read_block(const Json& test, const std::string& fork, Revision revision);

/// The transaction of one entry of `post` with its sender and authorities, or why it is none: decoded from `txbytes` if
/// the entry has them, otherwise put together from the parts that its `indexes` choose, for the block's chain.
[[nodiscard]] std::variant<Transaction, Rejection> read_transaction(const Json& test, const Json& entry,
                                                                    const BlockContext& block);

}  // namespace models
