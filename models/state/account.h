// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/chain/uint256.h"
#include "models/state/code.h"

namespace models {

/// An account as the EVM sees it (Yellow Paper, 4.1); storage is kept apart.
struct Account {
    std::uint64_t nonce = 0;
    U256 balance = {};
    const Code* code = nullptr;  ///< nullptr: no code. Owned by the world's CodeStore.
    /// The account is empty and exists all the same, as it could before EIP-161; never set on one that is not empty.
    bool exists_empty = false;

    [[nodiscard]] bool empty() const { return nonce == 0 && code == nullptr && balance == U256{}; }
    [[nodiscard]] bool exists() const { return exists_empty || !empty(); }
    bool operator==(const Account&) const = default;
};

/// A set of account fields. Conflicts are found per field: a caller of a contract does not depend on its balance.
/// All are those that every account has; Presence (Account::exists_empty) means something before Paris only.
enum class AccountFields : std::uint8_t { None = 0, Nonce = 1, Balance = 2, Code = 4, All = 7, Presence = 8 };
constexpr AccountFields operator|(AccountFields a, AccountFields b) {
    return static_cast<AccountFields>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr AccountFields operator&(AccountFields a, AccountFields b) {
    return static_cast<AccountFields>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
constexpr AccountFields without(AccountFields a, AccountFields b) {
    return static_cast<AccountFields>(static_cast<unsigned>(a) & ~static_cast<unsigned>(b));
}
constexpr bool contains(AccountFields a, AccountFields b) {
    return (a & b) == b;
}

/// One storage slot of one account.
struct SlotKey {
    Address address;
    U256 slot;
    auto operator<=>(const SlotKey&) const = default;
};

/// For hash tables: a 64-bit mix of the whole key.
struct SlotKeyHasher {
    std::size_t operator()(const SlotKey& key) const noexcept;
};

}  // namespace models
