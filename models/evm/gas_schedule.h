// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// Gas and limits that no revision changed. What one did change: rules.h; constant costs: instruction_table.h.

/// EIP-2929: the constant cost of reaching an account or slot that the transaction has met before.
inline constexpr std::int64_t kWarmAccess = 100;

// Yellow Paper, appendix G.
inline constexpr std::uint64_t kMemoryWord = 3;
inline constexpr std::uint64_t kMemoryQuadraticDivisor = 512;
inline constexpr std::int64_t kCopyWord = 3;
inline constexpr std::int64_t kKeccakWord = 6;
inline constexpr std::int64_t kLogByte = 8;
inline constexpr std::int64_t kCallValue = 9000;
inline constexpr std::int64_t kCallStipend = 2300;
inline constexpr std::int64_t kNewAccount = 25000;
inline constexpr std::int64_t kCodeDepositByte = 200;

inline constexpr int kMaxCallDepth = 1024;
inline constexpr int kMaxStackItems = 1024;
inline constexpr std::uint8_t kReservedCodePrefix = 0xef;  // EIP-3541

// Intrinsic gas: EIP-2930, EIP-7702.
inline constexpr std::int64_t kTransactionBase = 21000;
inline constexpr std::int64_t kTransactionDataZeroByte = 4;
inline constexpr std::int64_t kAccessListAddress = 2400;
inline constexpr std::int64_t kAccessListSlot = 1900;
inline constexpr std::int64_t kAuthorization = 25000;        ///< As if the authority did not exist.
inline constexpr std::int64_t kAuthorizationRefund = 12500;  ///< It did.
inline constexpr std::int64_t kBlobGas = 131072;             ///< Of one blob (EIP-4844).
inline constexpr std::uint8_t kBlobHashVersion = 1;          ///< First byte of a blob's versioned hash (EIP-4844).

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
