// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/block.h"
#include "models/evm/opcode.h"

namespace models {

/// Where an operand lies.
enum class From : std::uint8_t { Stack, Constant };

// The operations of translated blocks (block.h says how they name operands). nullptr: there is none for it.

/// out = op(a, b), of one result and two operands.
[[nodiscard]] Step binary_step(Opcode op, From a, From b);
/// out = op(a), or op(a) that may leave the block because of memory: MLOAD.
[[nodiscard]] Step unary_step(Opcode op, From a);
/// out = op(): what frame, transaction or block are about; GAS adds `immediate` to the gas left.
[[nodiscard]] Step environment_step(Opcode op);
/// out = a shifted by the `immediate` bits, 0 to 255.
[[nodiscard]] Step shift_step(Opcode op, unsigned bits);
/// out = a & immediate
[[nodiscard]] Step mask_step();
/// MSTORE, MSTORE8: `b` to memory at `a`.
[[nodiscard]] Step store_step(Opcode op, From a, From b);
/// ADDMOD, MULMOD: of `a` and `b`, both on the stack, and the modulus, which is where `exit` says.
[[nodiscard]] Step modular_step(Opcode op, From modulus);

/// out = a
[[nodiscard]] Step copy_step(From a);
/// out = immediate
[[nodiscard]] Step small_constant_step();
/// Exchanges out and a.
[[nodiscard]] Step exchange_step();

/// When a conditional jump is taken: on what two items, or one and nothing.
enum class Condition : std::uint8_t { NotZero, Zero, Less, NotLess, SignedLess, NotSignedLess, Equal, NotEqual };
/// Leaves by `exit` if the condition holds.
[[nodiscard]] Step conditional_step(Condition condition, From a, From b);

/// Goes on with the block of the slot `immediate`; a: the offset there, b: gas to give back, out: change of the stack.
[[nodiscard]] Step chain_step();
/// The same, where no block may start.
[[nodiscard]] Step leave_step();
/// Like `leave`, and executes the instruction `immediate` there in any case.
[[nodiscard]] Step leave_to_instruction_step();
/// Jumps to the topmost item of the stack changed by `out`.
[[nodiscard]] Step jump_to_item_step();

/// Executes what stands at kBlockMark: the block, or as yet the instruction.
void block_mark_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                     const StepTable* steps);

}  // namespace models
