// SPDX-License-Identifier: MIT
#pragma once

#include <compare>

#include "models/state/account.h"

namespace models {

/// Identity of a state: the sum modulo 2^256 of a 256-bit hash of each of its entries (an account without its storage
/// is one entry, a slot is one), so that it follows from the changed entries alone (an additive multiset hash: Clarke
/// et al., ASIACRYPT 2003). The hash is XXH3-128 under two seeds: it tells equal states from different ones (a random
/// collision has probability 2^-256), at about a seventh of the cost of Keccak, and is no commitment against an
/// adversary.
struct StateId {
    U256 sum = {};
    auto operator<=>(const StateId&) const = default;
};

/// What one account adds to the StateId: a hash of address, nonce, balance and code hash.
[[nodiscard]] U256 entry_hash(const Address& address, const Account& account);
/// What one storage slot adds to the StateId: a hash of address, slot and value.
[[nodiscard]] U256 entry_hash(const SlotKey& key, const U256& value);

}  // namespace models
