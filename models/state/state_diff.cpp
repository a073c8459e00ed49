// SPDX-License-Identifier: MIT
#include "models/state/state_diff.h"

namespace models {
namespace {

std::optional<DiffError> canonical_error(const StateDiff::AccountChange& change) {
    if (!change.nonce && !change.balance && !change.code && !change.exists_empty && change.slots.empty())
        return DiffError::EmptyChange;
    if (change.exists_empty && change.fills_account()) return DiffError::BadFlags;
    if (change.code && *change.code != nullptr && (*change.code)->size() > kMaxCodeSize) return DiffError::CodeTooLarge;
    for (std::size_t i = 1; i < change.slots.size(); ++i)
        if (change.slots[i].slot <= change.slots[i - 1].slot) return DiffError::UnsortedSlots;
    return std::nullopt;
}

}  // namespace

const char* to_string(DiffError error) {
    switch (error) {
        case DiffError::Truncated:
            return "truncated";
        case DiffError::TrailingBytes:
            return "trailing bytes";
        case DiffError::NonCanonicalInteger:
            return "non-canonical integer";
        case DiffError::UnsortedAccounts:
            return "unsorted accounts";
        case DiffError::UnsortedSlots:
            return "unsorted slots";
        case DiffError::EmptyChange:
            return "empty change";
        case DiffError::BadFlags:
            return "bad flags";
        case DiffError::NoOp:
            return "no-op";
        case DiffError::CodeTooLarge:
            return "code too large";
    }
    return "unknown";
}

std::optional<DiffError> canonical_error(const StateDiff& diff) {
    for (std::size_t i = 0; i < diff.accounts.size(); ++i) {
        if (i > 0 && diff.accounts[i].address <= diff.accounts[i - 1].address) return DiffError::UnsortedAccounts;
        if (const auto error = canonical_error(diff.accounts[i])) return error;
    }
    return std::nullopt;
}

}  // namespace models
