// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace models {

using TxIndex = std::uint32_t;      ///< Position of a transaction in its block.
using Incarnation = std::uint32_t;  ///< How many executions of the transaction were given up before this one.

/// One execution of one transaction.
struct Version {
    TxIndex tx = 0;
    Incarnation incarnation = 0;
    auto operator<=>(const Version&) const = default;
};

/// The origin of a value that no transaction of the block wrote: the state before the block.
inline constexpr TxIndex kBeforeBlock = std::numeric_limits<TxIndex>::max();

}  // namespace models
