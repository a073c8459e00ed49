// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstring>

#include "models/state/state_diff.h"

/// The parts of the diff format that encoder and decoder share; described in models/state/README.md.
namespace models {

/// Bits of the byte that every account change begins with.
enum DiffAccountFlags : std::uint8_t {
    kDiffNonce = 0x01,
    kDiffBalance = 0x02,
    kDiffCode = 0x04,
    kDiffSlots = 0x08,
    kDiffFields = 0xcf,
    kDiffSharedShift = 4,     ///< Two bits: how many leading bytes of the previous account's address are left out.
    kDiffExistsEmpty = 0x40,  ///< The account is empty and exists from now on, as it could before EIP-161.
    kDiffCeases = 0x80,       ///< One that did so exists no longer.
};

/// How a slot's number is written: the slot's first byte is form x kSlotForms + length of the value.
enum class SlotForm : std::uint8_t {
    Byte,     ///< One byte: a number below 256.
    Trimmed,  ///< Length, 2 to 31, and as many bytes: no leading zero.
    Shares0,  ///< 32 bytes, the first not zero.
    Shares1,  ///< 31 bytes after the first byte of the slot before.
    Shares2,
    Shares3,
    Successor,  ///< Nothing: the slot before plus one.
};
constexpr std::uint8_t kValueLengths = 33;  ///< A value has 0 to 32 bytes.
constexpr std::uint8_t kSlotForms = 7;

constexpr unsigned kMaxShared = 3;

/// Shortest encoding of an account change: flags, an address that shares three bytes, a one-byte nonce.
constexpr std::size_t kMinAccountBytes = 1 + 17 + 1;

/// Leading bytes that `address` has in common with `previous`, at most kMaxShared; none if there is no previous one.
inline unsigned shared_bytes(const Address* previous, const Address& address) {
    unsigned shared = 0;
    if (previous != nullptr)
        while (shared < kMaxShared && previous->bytes[shared] == address.bytes[shared]) ++shared;
    return shared;
}

/// The one form in which `slot` may follow `previous` (nullptr: it is the first of its account).
inline SlotForm slot_form(const U256* previous, const U256& slot) {
    if (previous != nullptr && slot == *previous + U256{1}) return SlotForm::Successor;
    const unsigned length = slot.byte_length();
    if (length <= 1) return SlotForm::Byte;
    if (length < 32) return SlotForm::Trimmed;
    if (previous == nullptr) return SlotForm::Shares0;
    const auto shared = static_cast<unsigned>(std::countl_zero(slot.limbs[3] ^ previous->limbs[3])) / 8;
    return static_cast<SlotForm>(static_cast<unsigned>(SlotForm::Shares0) + std::min(shared, kMaxShared));
}

/// Of a slot written in a sharing form.
constexpr unsigned shared_bytes(SlotForm form) {
    return static_cast<unsigned>(form) - static_cast<unsigned>(SlotForm::Shares0);
}

}  // namespace models
