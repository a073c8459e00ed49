// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// How a frame ended. All but Success, Revert and Blocked are exceptional halts: they use up the frame's gas.
enum class Halt : std::uint8_t {
    Success,
    Revert,
    OutOfGas,
    StackUnderflow,
    StackOverflow,
    InvalidJump,
    UndefinedInstruction,
    StaticViolation,        ///< A change of state inside STATICCALL (EIP-214).
    ReturnDataOutOfBounds,  ///< RETURNDATACOPY past the end (EIP-211).
    InitCodeTooLarge,       ///< EIP-3860
    CodeTooLarge,           ///< EIP-170
    ReservedCode,           ///< Deployed code begins with 0xef (EIP-3541).
    AddressCollision,       ///< A contract to be created exists (EIP-684).
    PrecompileFailed,
    Blocked,  ///< A read met a value not known yet; the whole transaction is given up.
};
[[nodiscard]] const char* to_string(Halt halt);

/// Instructions that may fail return the gas left, and a failure as a negative number: running out of gas needs no
/// test of its own, and the gas stays in a register.
constexpr std::int64_t kFailure = INT64_MIN;
constexpr std::int64_t failure(Halt halt) {
    return kFailure + static_cast<std::int64_t>(halt);
}
/// The halt of a negative amount of gas.
constexpr Halt halt_of(std::int64_t negative_gas) {
    const std::int64_t code = negative_gas - kFailure;
    return code <= static_cast<std::int64_t>(Halt::Blocked) ? static_cast<Halt>(code) : Halt::OutOfGas;
}

}  // namespace models
