// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstring>

#include "models/evm/dispatch.h"
#include "models/evm/instructions_call.h"
#include "models/evm/instructions_memory.h"
#include "models/evm/instructions_state.h"
#include "models/evm/limbs_in_place.h"

namespace models {

// Steps that decide themselves where to go on. The others are made by `step` in dispatch.cpp.

/// Ends the frame exceptionally. Out of the way of the instructions, which only jump here.
template <Halt Reason>
[[gnu::cold, gnu::noinline]] void halt_step(Frame* frame, const std::uint8_t*, U256*, std::int64_t gas, U256*,
                                            const StepTable* steps) {
    return resume(frame->engine->leave(*frame, Reason, {}, gas), steps);
}
/// The same, for the reason that negative gas tells; `frame->gas` is what the frame had before.
[[gnu::cold, gnu::noinline]] inline void failed_step(Frame* frame, const std::uint8_t*, U256*, std::int64_t gas, U256*,
                                                     const StepTable* steps) {
    return resume(frame->engine->leave(*frame, halt_of(gas), {}, frame->gas), steps);
}

/// Charges the constant cost and checks the stack: every step begins with this. Gives the step to go to instead of
/// executing, nullptr if all is well.
template <Opcode Op>
[[gnu::always_inline]] inline Step requirements(const Frame* frame, const U256* top, std::int64_t& gas,
                                                const U256* bottom) {
    constexpr const Instruction& instruction = kInstructions[Op];
    if constexpr (instruction.required > 0)
        if (top - bottom < instruction.required) [[unlikely]]
            return halt_step<Halt::StackUnderflow>;
    if constexpr (instruction.stack_change() > 0)
        if (top - bottom > kMaxStackItems - instruction.stack_change()) [[unlikely]]
            return halt_step<Halt::StackOverflow>;
    constexpr std::int64_t unchanging = instruction.unchanging_cost();
    gas -= unchanging != Instruction::kUndefined ? unchanging : frame->engine->costs->at(Op);
    return gas < 0 ? Step{halt_step<Halt::OutOfGas>} : nullptr;
}

/// The position of a JUMPDEST; nullptr if there is none.
[[gnu::always_inline]] inline const std::uint8_t* jump_destination(const Frame* frame, const U256& target) {
    if (!target.fits_u64() || !frame->code->is_jump_destination(target.low_u64())) return nullptr;
    return frame->begin + target.low_u64();
}

inline void jump_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                      const StepTable* steps) {
    if (const Step failed = requirements<OP_JUMP>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    pc = jump_destination(frame, top[0]);
    if (pc == nullptr) [[unlikely]]
        return halt_step<Halt::InvalidJump>(frame, pc, top, gas, bottom, steps);
    return go_on(frame, pc, top - 1, gas, bottom, steps);
}

inline void jumpi_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                       const StepTable* steps) {
    if (const Step failed = requirements<OP_JUMPI>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    if (top[-1].is_zero()) return go_on(frame, pc + 1, top - 2, gas, bottom, steps);
    pc = jump_destination(frame, top[0]);
    if (pc == nullptr) [[unlikely]]
        return halt_step<Halt::InvalidJump>(frame, pc, top, gas, bottom, steps);
    return go_on(frame, pc, top - 2, gas, bottom, steps);
}

/// Sets `out` to the `Size` big-endian bytes at `from`; code is padded, so that whole limbs may be read from inside it.
template <unsigned Size>
[[gnu::always_inline]] inline void set_immediate(U256& out, const std::uint8_t* from) {
    for (unsigned limb = 0; limb < 4; ++limb) {
        if (8 * limb >= Size) {
            out.limbs[limb] = 0;
            continue;
        }
        const unsigned end = Size - 8 * limb;
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, end >= 8 ? from + end - 8 : from, sizeof bytes);
        out.limbs[limb] = __builtin_bswap64(bytes) >> (end >= 8 ? 0 : 64 - 8 * end);
    }
}
template <unsigned Size>
void push_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
               const StepTable* steps) {
    if (const Step failed = requirements<static_cast<Opcode>(OP_PUSH1 + Size - 1)>(frame, top, gas, bottom))
        [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    set_immediate<Size>(top[1], pc + 1);
    return go_on(frame, pc + 1 + Size, top + 1, gas, bottom, steps);
}

inline void pc_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                    const StepTable* steps) {
    if (const Step failed = requirements<OP_PC>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    set_small(top[1], static_cast<std::uint64_t>(pc - frame->begin));
    return go_on(frame, pc + 1, top + 1, gas, bottom, steps);
}

inline void gas_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                     const StepTable* steps) {
    if (const Step failed = requirements<OP_GAS>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    set_small(top[1], static_cast<std::uint64_t>(gas));
    return go_on(frame, pc + 1, top + 1, gas, bottom, steps);
}

/// Grows the memory to reach the `Size` bytes at top[0] and executes the instruction anew: so the fast path of the
/// three steps below calls nothing and needs no stack frame.
template <std::uint64_t Size>
[[gnu::noinline]] void grow_memory_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                                        const StepTable* steps) {
    frame->gas = gas;
    gas = reach_memory<Size>(*frame, top[0], gas);
    if (gas < 0) return failed_step(frame, pc, top, gas, bottom, steps);
    return go_on(frame, pc, top, gas, bottom, steps);
}

/// Whether the `Size` bytes at `offset` are part of the memory already.
template <std::uint64_t Size>
[[gnu::always_inline]] inline bool memory_reaches(const Frame* frame, const U256& offset) {
    return offset.fits_u64() && offset.low_u64() <= kMaxMemory && offset.low_u64() + Size <= frame->memory.size;
}

inline void mload_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                       const StepTable* steps) {
    const std::int64_t gas_before = gas;
    if (const Step failed = requirements<OP_MLOAD>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    if (!memory_reaches<32>(frame, top[0])) [[unlikely]]
        return grow_memory_step<32>(frame, pc, top, gas_before, bottom, steps);
    set_big_endian(top[0], frame->memory.data + top[0].low_u64());
    return go_on(frame, pc + 1, top, gas, bottom, steps);
}

inline void mstore_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                        const StepTable* steps) {
    const std::int64_t gas_before = gas;
    if (const Step failed = requirements<OP_MSTORE>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    if (!memory_reaches<32>(frame, top[0])) [[unlikely]]
        return grow_memory_step<32>(frame, pc, top, gas_before, bottom, steps);
    get_big_endian(top[-1], frame->memory.data + top[0].low_u64());
    return go_on(frame, pc + 1, top - 2, gas, bottom, steps);
}

inline void mstore8_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                         const StepTable* steps) {
    const std::int64_t gas_before = gas;
    if (const Step failed = requirements<OP_MSTORE8>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    if (!memory_reaches<1>(frame, top[0])) [[unlikely]]
        return grow_memory_step<1>(frame, pc, top, gas_before, bottom, steps);
    frame->memory.data[top[0].low_u64()] = static_cast<std::uint8_t>(top[-1].low_u64());
    return go_on(frame, pc + 1, top - 2, gas, bottom, steps);
}

inline void stop_step(Frame* frame, const std::uint8_t*, U256*, std::int64_t gas, U256*, const StepTable* steps) {
    return resume(frame->engine->leave(*frame, Halt::Success, {}, gas), steps);
}

/// RETURN and REVERT.
template <Opcode Op, Halt Kind>
void return_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                 const StepTable* steps) {
    if (const Step failed = requirements<Op>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    frame->gas = gas;
    gas = reach_memory(*frame, top[0], top[-1], gas);
    if (gas < 0) [[unlikely]]
        return failed_step(frame, pc, top, gas, bottom, steps);
    return resume(frame->engine->leave(*frame, Kind, memory_view(*frame, top[0], top[-1]), gas), steps);
}

inline void selfdestruct_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                              const StepTable* steps) {
    if (const Step failed = requirements<OP_SELFDESTRUCT>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    frame->gas = gas;
    gas = selfdestruct(*frame, top, gas);
    if (gas < 0) [[unlikely]]
        return failed_step(frame, pc, top, gas, bottom, steps);
    return resume(frame->engine->leave(*frame, Halt::Success, {}, gas), steps);
}

/// The calls and creates: `Into` is step_into_call or step_into_create.
template <Opcode Op, CallStep (*Into)(Frame&, Opcode)>
void call_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
               const StepTable* steps) {
    if (const Step failed = requirements<Op>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    frame->engine->gas_priced_elsewhere += frame->engine->costs->at(Op);
    frame->pc = pc + 1;
    frame->top = top;
    frame->gas = gas;
    frame->bottom = bottom;
    const CallStep called = Into(*frame, Op);
    if (called.halt != Halt::Success) [[unlikely]]
        return resume(frame->engine->leave(*frame, called.halt, {}, frame->gas), steps);
    return resume(called.next, steps);
}

}  // namespace models
