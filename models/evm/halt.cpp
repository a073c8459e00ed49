// SPDX-License-Identifier: MIT
#include "models/evm/halt.h"

namespace models {

const char* to_string(Halt halt) {
    switch (halt) {
        case Halt::Success:
            return "success";
        case Halt::Revert:
            return "revert";
        case Halt::OutOfGas:
            return "out of gas";
        case Halt::StackUnderflow:
            return "stack underflow";
        case Halt::StackOverflow:
            return "stack overflow";
        case Halt::InvalidJump:
            return "invalid jump destination";
        case Halt::UndefinedInstruction:
            return "undefined instruction";
        case Halt::StaticViolation:
            return "state change in a static call";
        case Halt::ReturnDataOutOfBounds:
            return "return data out of bounds";
        case Halt::InitCodeTooLarge:
            return "init code too large";
        case Halt::CodeTooLarge:
            return "code too large";
        case Halt::ReservedCode:
            return "code begins with 0xef";
        case Halt::AddressCollision:
            return "address collision";
        case Halt::PrecompileFailed:
            return "precompile failed";
        case Halt::Blocked:
            return "blocked";
    }
    return "unknown";
}

}  // namespace models
