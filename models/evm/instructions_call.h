// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/engine.h"

namespace models {

// Instructions that start another frame. The registers of `frame` have been saved: `frame.top` is the stack before the
// instruction, `frame.gas` what is left after its constant cost, `frame.pc` the next instruction. Each leaves the place
// of its result in `frame.top` and returns the frame to go on with, or a halt of `frame`.

/// Where to go on: at `frame`, unless `halt` says that the calling frame has failed.
struct CallStep {
    Frame* next = nullptr;
    Halt halt = Halt::Success;
};

/// CALL, CALLCODE, DELEGATECALL or STATICCALL.
CallStep step_into_call(Frame& frame, Opcode opcode);
/// CREATE or CREATE2.
CallStep step_into_create(Frame& frame, Opcode opcode);

/// The address of a contract that `creator` creates with its nonce (Yellow Paper, equation 94).
[[nodiscard]] Address created_address(const Address& creator, std::uint64_t nonce);
/// The address that CREATE2 gives (EIP-1014).
[[nodiscard]] Address created_address(const Address& creator, const U256& salt, const Hash& init_code_hash);

}  // namespace models
