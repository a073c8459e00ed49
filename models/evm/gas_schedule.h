// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// Gas that depends on operands or state, and limits, as they stand in Cancun. Constant costs: instruction_table.h.

// EIP-2929: what the first access in a transaction costs more than the 100 of a warm one.
inline constexpr std::int64_t kWarmAccess = 100;
inline constexpr std::int64_t kColdAccount = 2600;
inline constexpr std::int64_t kColdAccountSurcharge = kColdAccount - kWarmAccess;
inline constexpr std::int64_t kColdSlot = 2100;
inline constexpr std::int64_t kColdSlotSurcharge = kColdSlot - kWarmAccess;

// EIP-2200 and EIP-3529: writing a slot, from the value that it had when the transaction began.
inline constexpr std::int64_t kStorageSentry = 2300;  ///< SSTORE fails with this much gas or less.
inline constexpr std::int64_t kStorageSet = 20000;    ///< Zero to another value.
inline constexpr std::int64_t kStorageReset = 5000 - kColdSlot;
inline constexpr std::int64_t kStorageClearRefund = 4800;

// Yellow Paper, appendix G.
inline constexpr std::uint64_t kMemoryWord = 3;
inline constexpr std::uint64_t kMemoryQuadraticDivisor = 512;
inline constexpr std::int64_t kCopyWord = 3;
inline constexpr std::int64_t kKeccakWord = 6;
inline constexpr std::int64_t kLogByte = 8;
inline constexpr std::int64_t kExponentByte = 50;  // EIP-160
inline constexpr std::int64_t kCallValue = 9000;
inline constexpr std::int64_t kCallStipend = 2300;
inline constexpr std::int64_t kNewAccount = 25000;
inline constexpr std::int64_t kCodeDepositByte = 200;

inline constexpr int kMaxCallDepth = 1024;
inline constexpr int kMaxStackItems = 1024;
inline constexpr std::uint64_t kMaxCodeSize = 24576;                 // EIP-170
inline constexpr std::uint64_t kMaxInitCodeSize = 2 * kMaxCodeSize;  // EIP-3860
inline constexpr std::int64_t kInitCodeWord = 2;                     // EIP-3860
inline constexpr std::uint8_t kReservedCodePrefix = 0xef;            // EIP-3541
inline constexpr std::int64_t kMaxRefundQuotient = 5;                // EIP-3529

// Intrinsic gas: EIP-2028, EIP-2930.
inline constexpr std::int64_t kTransactionBase = 21000;
inline constexpr std::int64_t kTransactionCreate = 32000;
inline constexpr std::int64_t kTransactionDataZeroByte = 4;
inline constexpr std::int64_t kTransactionDataByte = 16;
inline constexpr std::int64_t kAccessListAddress = 2400;
inline constexpr std::int64_t kAccessListSlot = 1900;

constexpr std::uint64_t word_count(std::uint64_t bytes) {
    return (bytes + 31) / 32;
}
constexpr std::int64_t per_word(std::int64_t cost, std::uint64_t bytes) {
    return cost * static_cast<std::int64_t>(word_count(bytes));
}

/// What `bytes` of memory cost in all (Yellow Paper, equation 328); `bytes` at most 2^40.
constexpr std::int64_t memory_cost(std::uint64_t bytes) {
    const std::uint64_t words = word_count(bytes);
    return static_cast<std::int64_t>(kMemoryWord * words + words * words / kMemoryQuadraticDivisor);
}
/// EIP-150: what a frame may hand down keeps a 64th back.
constexpr std::int64_t all_but_one_64th(std::int64_t gas) {
    return gas - gas / 64;
}

}  // namespace models
