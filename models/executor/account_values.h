// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/chain/uint256.h"
#include "models/state/account.h"

namespace models {

/// The fields of an account as values of locations, in the order of MultiVersionMemory.
enum : std::size_t { kNonce, kBalance, kCode };

inline constexpr AccountFields kFieldOrder[] = {AccountFields::Nonce, AccountFields::Balance, AccountFields::Code};

[[nodiscard]] inline U256 to_value(const Code* code) {
    return U256(reinterpret_cast<std::uintptr_t>(code));
}

[[nodiscard]] inline const Code* to_code(const U256& value) {
    return reinterpret_cast<const Code*>(static_cast<std::uintptr_t>(value.low_u64()));
}

[[nodiscard]] inline U256 field_value(const Account& account, std::size_t field) {
    if (field == kNonce) return account.nonce;
    return field == kBalance ? account.balance : to_value(account.code);
}

inline void set_field(Account& account, std::size_t field, const U256& value) {
    if (field == kNonce)
        account.nonce = value.low_u64();
    else if (field == kBalance)
        account.balance = value;
    else
        account.code = to_code(value);
}

}  // namespace models
