// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

#include "models/evm/memory_arena.h"
#include "models/state/journal.h"

namespace models {

struct Engine;
struct Frame;
struct StepTable;
class Translation;

/// Executes the instruction at `pc` and goes on to the next. The six are the interpreter's registers, handed from step
/// to step: six is what the calling convention passes in registers, so they never touch memory between instructions.
/// `top` is the topmost stack item (`bottom` when the stack is empty), `gas` what is left before the instruction.
using Step = void (*)(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                      const StepTable* steps);
struct StepTable {
    Step at[256];
};

/// One call or create being executed. Lives in Engine's array of frames, at its depth, and is used again.
struct Frame {
    Engine* engine = nullptr;
    const Code* code = nullptr;
    Translation* translation = nullptr;   ///< Of `code`; nullptr: executed as it is.
    const std::uint8_t* begin = nullptr;  ///< Of the code that `pc` goes through.
    FrameMemory memory;
    ByteView input;
    AccountRef account{};  ///< Whose storage and balance the code works on.
    bool is_static = false;
    bool is_create = false;
    int depth = 0;
    Address address;  ///< Of `account`.
    Address caller;
    U256 value;

    // The registers, saved while the frame waits for one that it called. `top` is where the result goes.
    const std::uint8_t* pc = nullptr;
    U256* top = nullptr;
    std::int64_t gas = 0;
    U256* bottom = nullptr;

    // Where in its memory it wants the output of the frame that it called.
    std::uint64_t output_offset = 0;
    std::uint64_t output_size = 0;

    Journal::Checkpoint checkpoint;         ///< To undo what the frame did.
    std::unique_ptr<const Code> init_code;  ///< Of a create: lives as long as the frame.
};

}  // namespace models
