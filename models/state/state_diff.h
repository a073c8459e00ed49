// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "models/state/account.h"

namespace models {

/// What a block changed: new values only, in canonical order, so that equal changes have equal bytes.
/// Invariants: accounts sorted by address, slots sorted by key, no duplicates; every AccountChange changes something;
/// no entry repeats the value that the state already has (checked by apply, which knows it).
struct StateDiff {
    struct SlotChange {
        U256 slot;
        U256 value;  ///< Zero removes the slot.
        bool operator==(const SlotChange&) const = default;
    };
    struct AccountChange {
        Address address;
        std::optional<std::uint64_t> nonce = {};
        std::optional<U256> balance = {};
        std::optional<const Code*> code = {};  ///< A present nullptr removes the code.
        /// Account::exists_empty afterwards: given where it changes and does not follow from the account being empty
        /// no longer.
        std::optional<bool> exists_empty = {};
        std::vector<SlotChange> slots = {};

        /// Whether the account itself changes, not only its slots.
        [[nodiscard]] bool sets_account() const { return nonce || balance || code || exists_empty; }
        /// Whether the change itself says that the account is not empty afterwards.
        [[nodiscard]] bool fills_account() const {
            return nonce.value_or(0) != 0 || !balance.value_or(U256{}).is_zero() || code.value_or(nullptr) != nullptr;
        }
        bool operator==(const AccountChange&) const = default;
    };
    std::vector<AccountChange> accounts;

    [[nodiscard]] bool empty() const { return accounts.empty(); }
    bool operator==(const StateDiff&) const = default;
};

/// Why bytes are not a canonical StateDiff, or a diff does not fit a state.
enum class DiffError : std::uint8_t {
    Truncated,            ///< The input ends inside an item.
    TrailingBytes,        ///< Bytes follow the last item.
    NonCanonicalInteger,  ///< A varint or value is longer than it need be, or too large.
    UnsortedAccounts,
    UnsortedSlots,
    EmptyChange,   ///< An account change that changes nothing.
    BadFlags,      ///< Unknown or contradictory flag bits.
    NoOp,          ///< (apply) An entry repeats the value that the state already has.
    CodeTooLarge,  ///< Code over kMaxCodeSize.
};
[[nodiscard]] const char* to_string(DiffError error);

/// Most bytes of code in a diff. The protocol's own limit depends on the revision (EIP-170, none before).
constexpr std::size_t kMaxCodeSize = std::size_t{1} << 24;

/// Which of StateDiff's invariants `diff` breaks, NoOp aside, which only a state can tell; nothing if none.
[[nodiscard]] std::optional<DiffError> canonical_error(const StateDiff& diff);

/// What `diffs` change in all, applied one after the other; every account and slot that one of them names is in it,
/// even if another changes it back.
[[nodiscard]] StateDiff merged(std::span<const StateDiff* const> diffs);

/// Canonical bytes of `diff`, which must hold its invariants (format: models/state/README.md).
[[nodiscard]] ByteString encode(const StateDiff& diff);

/// The diff of exactly these bytes, or why they are not one. Every accepted input is what encode() makes of its diff.
/// Never reads past the end; allocates at most sizeof(SlotChange) = 64 bytes for each byte of input. The code of an
/// accepted diff goes into `codes`; that of a rejected one does not.
[[nodiscard]] std::variant<StateDiff, DiffError> decode_state_diff(ByteView bytes, CodeStore& codes);

}  // namespace models
