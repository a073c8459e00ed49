// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "models/chain/bytes.h"

namespace models {

/// `value` in so many bytes, as hex.
inline std::string hex_number(std::uint64_t value, int bytes) {
    std::string hex;
    for (int digit = 2 * bytes - 1; digit >= 0; --digit) hex += "0123456789abcdef"[(value >> (4 * digit)) & 0xf];
    return hex;
}
/// PUSH20 of the address.
inline std::string push(const Address& address) {
    return "73" + to_hex(address.bytes).substr(2);
}
/// CALL(gas, to, value) without input, its output of 32 bytes in memory at 0: eight instructions that every revision
/// has, seven of which cost 3 gas.
inline std::string call_code(const Address& to, std::uint64_t gas = 100'000, std::uint8_t value = 0) {
    return "6020600060006000"
           "60" +
           hex_number(value, 1) + push(to) + "62" + hex_number(gas, 3) + "f1";
}

/// What the pushes of call_code cost, and the word of memory that it reaches first.
inline constexpr std::int64_t kCallOperandsGas = 7 * 3 + 3;

/// Returns the word in memory at 0.
inline constexpr const char* kReturnWord = "60206000f3";

}  // namespace models
