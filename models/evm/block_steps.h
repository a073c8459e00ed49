// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/block.h"
#include "models/evm/opcode.h"

namespace models {

/// Where an operand lies.
enum class From : std::uint8_t { Stack, Constant };

// The operations of translated blocks (block.h says how they name operands). nullptr: there is none for it.

/// out = op(a, b), of one result and two operands.
[[nodiscard]] BlockStep binary_step(Opcode op, From a, From b);
/// out = op(a), or op(a) that may leave the block because of memory: MLOAD.
[[nodiscard]] BlockStep unary_step(Opcode op, From a);
/// out = op(): what frame, transaction or block are about; GAS adds `immediate` to the gas left.
[[nodiscard]] BlockStep environment_step(Opcode op);
/// out = a shifted by the `immediate` bits, 0 to 255.
[[nodiscard]] BlockStep shift_step(Opcode op, unsigned bits);
/// out = a & immediate
[[nodiscard]] BlockStep mask_step();
/// MSTORE, MSTORE8: `b` to memory at `a`.
[[nodiscard]] BlockStep store_step(Opcode op, From a, From b);
/// ADDMOD, MULMOD: of `a` and `b`, both on the stack, and the modulus, which is where `exit` says.
[[nodiscard]] BlockStep modular_step(Opcode op, From modulus);

/// out = a
[[nodiscard]] BlockStep copy_step(From a);
/// out = immediate
[[nodiscard]] BlockStep small_constant_step();
/// Exchanges out and a.
[[nodiscard]] BlockStep exchange_step();

/// When a conditional jump is taken: on what two items, or one and nothing.
enum class Condition : std::uint8_t { NotZero, Zero, Less, NotLess, SignedLess, NotSignedLess, Equal, NotEqual };
/// Leaves by `exit` if the condition holds.
[[nodiscard]] BlockStep conditional_step(Condition condition, From a, From b);

/// Goes on with the block of the slot `immediate`; a: the offset there, b: gas to give back, out: change of the stack.
[[nodiscard]] BlockStep chain_step();
/// The same, where no block may start.
[[nodiscard]] BlockStep leave_step();
/// Like `leave`, and executes the instruction `immediate` there in any case.
[[nodiscard]] BlockStep leave_to_instruction_step();
/// Jumps to the topmost item of the stack changed by `out`.
[[nodiscard]] BlockStep jump_to_item_step();

/// Executes what stands at kBlockMark: the block, or as yet the instruction.
void block_mark_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                     const StepTable* steps);

}  // namespace models
