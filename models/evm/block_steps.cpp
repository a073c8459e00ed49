// SPDX-License-Identifier: MIT
#include "models/evm/block_steps.h"

#include <array>

#include "models/evm/block_operations.h"
#include "models/evm/dispatch.h"
#include "models/evm/instructions_control.h"
#include "models/evm/instructions_environment.h"
#include "models/evm/instructions_memory.h"
#include "models/evm/translation.h"

namespace models {
namespace {

/// The operation in hand.
[[gnu::always_inline]] inline const BlockOp* op_at(const std::uint8_t* pc) {
    return reinterpret_cast<const BlockOp*>(pc);
}
template <From Place>
[[gnu::always_inline]] inline const U256& operand(const std::uint8_t* pc, const U256* top, std::int32_t distance) {
    if constexpr (Place == From::Stack)
        return *reinterpret_cast<const U256*>(reinterpret_cast<const std::byte*>(top) + distance);
    else
        return *reinterpret_cast<const U256*>(pc + distance);
}
[[gnu::always_inline]] inline U256& result(const std::uint8_t* pc, U256* top) {
    return *reinterpret_cast<U256*>(reinterpret_cast<std::byte*>(top) + op_at(pc)->out);
}
/// Goes on with the operation `distance` bytes further.
[[gnu::always_inline]] inline void run_op(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas,
                                          std::int32_t distance = sizeof(BlockOp)) {
    return op_at(pc + distance)->run(frame, pc + distance, top, gas);
}

template <auto Function, From A, From B>
void binary(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    Function(result(pc, top), operand<A>(pc, top, op_at(pc)->a), operand<B>(pc, top, op_at(pc)->b));
    return run_op(frame, pc, top, gas);
}
template <auto Function>
void unary(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    Function(result(pc, top), operand<From::Stack>(pc, top, op_at(pc)->a));
    return run_op(frame, pc, top, gas);
}
template <auto Function, From C>
void modular(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const BlockOp& op = *op_at(pc);
    Function(*frame, result(pc, top), operand<From::Stack>(pc, top, op.a), operand<From::Stack>(pc, top, op.b),
             operand<C>(pc, top, op.exit));
    return run_op(frame, pc, top, gas);
}
/// `Body` is one of instructions_environment.h, and pushes.
template <auto Body>
void environment(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    Body(*frame, &result(pc, top) - 1);
    return run_op(frame, pc, top, gas);
}
void gas_left(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    set_small(result(pc, top), static_cast<std::uint64_t>(gas) + op_at(pc)->immediate);
    return run_op(frame, pc, top, gas);
}
template <From A>
void calldata_load(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    U256& out = result(pc, top);
    copy_limbs(operand<A>(pc, top, op_at(pc)->a), out);
    op_calldataload(*frame, &out);
    return run_op(frame, pc, top, gas);
}
void and_mask(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    set_small(result(pc, top), operand<From::Stack>(pc, top, op_at(pc)->a).limbs[0] & op_at(pc)->immediate);
    return run_op(frame, pc, top, gas);
}
/// Shifts by Limbs whole limbs and `immediate` % 64 bits.
template <int Limbs>
void left_by(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const U256& from = operand<From::Stack>(pc, top, op_at(pc)->a);
    U256& out = result(pc, top);
    const auto bits = static_cast<unsigned>(op_at(pc)->immediate % 64);
    for (int i = 3; i >= 0; --i) {
        const std::uint64_t low = i > Limbs ? from.limbs[static_cast<std::size_t>(i - Limbs - 1)] : 0;
        const std::uint64_t high = i >= Limbs ? from.limbs[static_cast<std::size_t>(i - Limbs)] : 0;
        out.limbs[static_cast<std::size_t>(i)] = (high << bits) | ((low >> 1) >> (63 - bits));
    }
    return run_op(frame, pc, top, gas);
}
template <int Limbs>
void right_by(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const U256& from = operand<From::Stack>(pc, top, op_at(pc)->a);
    U256& out = result(pc, top);
    const auto bits = static_cast<unsigned>(op_at(pc)->immediate % 64);
    for (int i = 0; i < 4; ++i) {
        const std::uint64_t high = i + Limbs < 3 ? from.limbs[static_cast<std::size_t>(i + Limbs + 1)] : 0;
        const std::uint64_t low = i + Limbs < 4 ? from.limbs[static_cast<std::size_t>(i + Limbs)] : 0;
        out.limbs[static_cast<std::size_t>(i)] = (low >> bits) | ((high << 1) << (63 - bits));
    }
    return run_op(frame, pc, top, gas);
}

/// Grows the memory as the operation needs and runs it again; leaves the block if the gas there is without what is
/// charged ahead does not reach for it.
template <std::uint64_t Size, From A>
[[gnu::noinline]] void grow_or_leave(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const std::int64_t left = reach_memory<Size>(*frame, operand<A>(pc, top, op_at(pc)->a), gas);
    if (left < 0) return run_op(frame, pc, top, gas, op_at(pc)->exit);
    return op_at(pc)->run(frame, pc, top, left);
}
template <From A>
void memory_load(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const U256& offset = operand<A>(pc, top, op_at(pc)->a);
    if (!memory_reaches<32>(frame, offset)) [[unlikely]]
        return grow_or_leave<32, A>(frame, pc, top, gas);
    set_big_endian(result(pc, top), frame->memory.data + offset.low_u64());
    return run_op(frame, pc, top, gas);
}
template <From A, From B>
void memory_store(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const U256& offset = operand<A>(pc, top, op_at(pc)->a);
    if (!memory_reaches<32>(frame, offset)) [[unlikely]]
        return grow_or_leave<32, A>(frame, pc, top, gas);
    get_big_endian(operand<B>(pc, top, op_at(pc)->b), frame->memory.data + offset.low_u64());
    return run_op(frame, pc, top, gas);
}
template <From A, From B>
void memory_store_byte(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const U256& offset = operand<A>(pc, top, op_at(pc)->a);
    if (!memory_reaches<1>(frame, offset)) [[unlikely]]
        return grow_or_leave<1, A>(frame, pc, top, gas);
    frame->memory.data[offset.low_u64()] = static_cast<std::uint8_t>(operand<B>(pc, top, op_at(pc)->b).low_u64());
    return run_op(frame, pc, top, gas);
}

template <From A>
void copy(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    copy_limbs(operand<A>(pc, top, op_at(pc)->a), result(pc, top));
    return run_op(frame, pc, top, gas);
}
void small_constant(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    set_small(result(pc, top), op_at(pc)->immediate);
    return run_op(frame, pc, top, gas);
}
void exchange(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    swap_limbs(result(pc, top), *reinterpret_cast<U256*>(reinterpret_cast<std::byte*>(top) + op_at(pc)->a));
    return run_op(frame, pc, top, gas);
}

template <Condition When>
[[gnu::always_inline]] inline bool holds(const U256& a, const U256& b) {
    switch (When) {
        case Condition::NotZero:
            return !a.is_zero();
        case Condition::Zero:
            return a.is_zero();
        case Condition::Less:
            return is_less(a, b);
        case Condition::NotLess:
            return !is_less(a, b);
        case Condition::SignedLess:
            return signed_less(a, b);
        case Condition::NotSignedLess:
            return !signed_less(a, b);
        case Condition::Equal:
            return a == b;
        case Condition::NotEqual:
            return !(a == b);
    }
}
template <Condition When, From A, From B>
void conditional(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const BlockOp& op = *op_at(pc);
    if (holds<When>(operand<A>(pc, top, op.a), operand<B>(pc, top, op.b))) return run_op(frame, pc, top, gas, op.exit);
    return run_op(frame, pc, top, gas);
}

[[gnu::always_inline]] inline U256* changed_top(const std::uint8_t* pc, U256* top) {
    return &result(pc, top);
}
// Where a block ends, the interpreter's other registers are taken from the frame and its engine again.

[[gnu::always_inline]] inline void leave_to(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    return go_on(frame, pc, top, gas, frame->bottom, frame->engine->steps);
}
/// Executes `opcode`, whatever stands at `pc`.
[[gnu::always_inline]] inline void leave_to_opcode(std::uint8_t opcode, Frame* frame, const std::uint8_t* pc, U256* top,
                                                   std::int64_t gas) {
    const StepTable* steps = frame->engine->steps;
    return steps->at[opcode](frame, pc, top, gas, frame->bottom, steps);
}
[[gnu::always_inline]] inline void enter(const Block* block, Frame* frame, U256* top, std::int64_t gas) {
    const std::uint64_t height = static_cast<std::uint64_t>(reinterpret_cast<const std::byte*>(top) -
                                                            reinterpret_cast<const std::byte*>(frame->bottom));
    if (gas < block->gas || height - block->required > block->room) [[unlikely]]
        return leave_to_opcode(block->opcode, frame, frame->begin + block->offset, top, gas);
    gas -= block->gas;
    const auto* pc = reinterpret_cast<const std::uint8_t*>(block->cells.get());
    return op_at(pc)->run(frame, pc, top, gas);
}

void leave(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    return leave_to(frame, frame->begin + op_at(pc)->a, changed_top(pc, top), gas + op_at(pc)->b);
}
void leave_to_instruction(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    const BlockOp& op = *op_at(pc);
    return leave_to_opcode(static_cast<std::uint8_t>(op.immediate), frame, frame->begin + op.a, changed_top(pc, top),
                           gas + op.b);
}
[[maybe_unused, gnu::noinline]] void cold_chain(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    BlockSlot& slot = *reinterpret_cast<BlockSlot*>(op_at(pc)->immediate);
    top = changed_top(pc, top);
    gas += op_at(pc)->b;
    frame->translation->reached(slot, frame->engine->codes.hot());
    if (const Block* block = slot.block()) return enter(block, frame, top, gas);
    return leave_to_opcode(slot.opcode, frame, frame->begin + slot.offset, top, gas);
}
void chain(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    if constexpr (kTailCalls) {
        if (const Block* block = reinterpret_cast<const BlockSlot*>(op_at(pc)->immediate)->block()) [[likely]]
            return enter(block, frame, changed_top(pc, top), gas + op_at(pc)->b);
        return cold_chain(frame, pc, top, gas);
    }
    return leave(frame, pc, top, gas);
}
void jump_to_item(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    top = changed_top(pc, top);
    const U256& target = top[0];
    if (!target.fits_u64() || !frame->code->is_jump_destination(target.low_u64())) [[unlikely]]
        return halt_step<Halt::InvalidJump>(frame, pc, top, gas, frame->bottom, frame->engine->steps);
    return leave_to(frame, frame->begin + target.low_u64(), top - 1, gas);
}

[[gnu::noinline]] void cold_mark_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas) {
    BlockSlot& slot = *frame->translation->slot_at(static_cast<std::uint64_t>(pc - frame->begin));
    frame->translation->reached(slot, frame->engine->codes.hot());
    if (const Block* block = slot.block()) return enter(block, frame, top, gas);
    return leave_to_opcode(slot.opcode, frame, pc, top, gas);
}

/// Indexed by whether each operand is a constant.
using BinarySteps = std::array<BlockStep, 4>;
template <auto Function>
constexpr BinarySteps kBinary = {
    binary<Function, From::Stack, From::Stack>, binary<Function, From::Stack, From::Constant>,
    binary<Function, From::Constant, From::Stack>, binary<Function, From::Constant, From::Constant>};
constexpr std::size_t index_of(From a, From b) {
    return static_cast<std::size_t>(a) * 2 + static_cast<std::size_t>(b);
}
template <Condition When>
constexpr BinarySteps kConditional = {
    conditional<When, From::Stack, From::Stack>, conditional<When, From::Stack, From::Constant>,
    conditional<When, From::Constant, From::Stack>, conditional<When, From::Constant, From::Constant>};

const BinarySteps* binary_steps(Opcode op) {
    switch (op) {
        case OP_ADD:
            return &kBinary<add>;
        case OP_MUL:
            return &kBinary<multiply>;
        case OP_SUB:
            return &kBinary<subtract>;
        case OP_DIV:
            return &kBinary<divide>;
        case OP_SDIV:
            return &kBinary<divide_signed>;
        case OP_MOD:
            return &kBinary<remainder>;
        case OP_SMOD:
            return &kBinary<remainder_signed>;
        case OP_SIGNEXTEND:
            return &kBinary<extend_sign>;
        case OP_LT:
            return &kBinary<less>;
        case OP_GT:
            return &kBinary<greater>;
        case OP_SLT:
            return &kBinary<less_signed>;
        case OP_SGT:
            return &kBinary<greater_signed>;
        case OP_EQ:
            return &kBinary<equal>;
        case OP_AND:
            return &kBinary<bit_and>;
        case OP_OR:
            return &kBinary<bit_or>;
        case OP_XOR:
            return &kBinary<bit_xor>;
        case OP_BYTE:
            return &kBinary<byte_of>;
        case OP_SHL:
            return &kBinary<shift_left>;
        case OP_SHR:
            return &kBinary<shift_right>;
        case OP_SAR:
            return &kBinary<shift_right_signed>;
        default:
            return nullptr;
    }
}

}  // namespace

void block_mark_step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                     const StepTable* steps) {
    Translation* translation = frame->translation;
    if (translation == nullptr) [[unlikely]]  // Code executed as it is, which has this byte.
        return halt_step<Halt::UndefinedInstruction>(frame, pc, top, gas, bottom, steps);
    if (const Block* block = translation->slot_at(static_cast<std::uint64_t>(pc - frame->begin))->block()) [[likely]]
        return enter(block, frame, top, gas);
    return cold_mark_step(frame, pc, top, gas);
}

BlockStep binary_step(Opcode op, From a, From b) {
    const BinarySteps* steps = binary_steps(op);
    return steps == nullptr ? nullptr : (*steps)[index_of(a, b)];
}

BlockStep unary_step(Opcode op, From a) {
    switch (op) {
        case OP_ISZERO:
            return a == From::Stack ? unary<is_zero> : nullptr;
        case OP_NOT:
            return a == From::Stack ? unary<bit_not> : nullptr;
        case OP_CLZ:
            return a == From::Stack ? unary<leading_zeros> : nullptr;
        case OP_CALLDATALOAD:
            return a == From::Stack ? calldata_load<From::Stack> : calldata_load<From::Constant>;
        case OP_MLOAD:
            return a == From::Stack ? memory_load<From::Stack> : memory_load<From::Constant>;
        default:
            return nullptr;
    }
}

BlockStep environment_step(Opcode op) {
    switch (op) {
        case OP_ADDRESS:
            return environment<op_address>;
        case OP_ORIGIN:
            return environment<op_origin>;
        case OP_CALLER:
            return environment<op_caller>;
        case OP_CALLVALUE:
            return environment<op_callvalue>;
        case OP_CALLDATASIZE:
            return environment<op_calldatasize>;
        case OP_CODESIZE:
            return environment<op_codesize>;
        case OP_GASPRICE:
            return environment<op_gasprice>;
        case OP_RETURNDATASIZE:
            return environment<op_returndatasize>;
        case OP_COINBASE:
            return environment<op_coinbase>;
        case OP_TIMESTAMP:
            return environment<op_timestamp>;
        case OP_NUMBER:
            return environment<op_number>;
        case OP_PREVRANDAO:
            return environment<op_prevrandao>;
        case OP_GASLIMIT:
            return environment<op_gaslimit>;
        case OP_CHAINID:
            return environment<op_chainid>;
        case OP_BASEFEE:
            return environment<op_basefee>;
        case OP_BLOBBASEFEE:
            return environment<op_blobbasefee>;
        case OP_MSIZE:
            return environment<op_msize>;
        case OP_GAS:
            return gas_left;
        default:
            return nullptr;
    }
}

BlockStep shift_step(Opcode op, unsigned bits) {
    static constexpr std::array<BlockStep, 4> kLeft = {left_by<0>, left_by<1>, left_by<2>, left_by<3>};
    static constexpr std::array<BlockStep, 4> kRight = {right_by<0>, right_by<1>, right_by<2>, right_by<3>};
    return (op == OP_SHL ? kLeft : kRight)[bits / 64];
}

BlockStep store_step(Opcode op, From a, From b) {
    static constexpr BinarySteps kWord = {
        memory_store<From::Stack, From::Stack>, memory_store<From::Stack, From::Constant>,
        memory_store<From::Constant, From::Stack>, memory_store<From::Constant, From::Constant>};
    static constexpr BinarySteps kByte = {
        memory_store_byte<From::Stack, From::Stack>, memory_store_byte<From::Stack, From::Constant>,
        memory_store_byte<From::Constant, From::Stack>, memory_store_byte<From::Constant, From::Constant>};
    return (op == OP_MSTORE ? kWord : kByte)[index_of(a, b)];
}

BlockStep modular_step(Opcode op, From modulus) {
    if (modulus == From::Stack)
        return op == OP_ADDMOD ? modular<add_mod, From::Stack> : modular<multiply_mod, From::Stack>;
    return op == OP_ADDMOD ? modular<add_mod, From::Constant> : modular<multiply_mod, From::Constant>;
}
BlockStep mask_step() {
    return and_mask;
}
BlockStep copy_step(From a) {
    return a == From::Stack ? copy<From::Stack> : copy<From::Constant>;
}
BlockStep small_constant_step() {
    return small_constant;
}
BlockStep exchange_step() {
    return exchange;
}

BlockStep conditional_step(Condition condition, From a, From b) {
    static constexpr std::array<const BinarySteps*, 8> kSteps = {
        &kConditional<Condition::NotZero>,    &kConditional<Condition::Zero>,
        &kConditional<Condition::Less>,       &kConditional<Condition::NotLess>,
        &kConditional<Condition::SignedLess>, &kConditional<Condition::NotSignedLess>,
        &kConditional<Condition::Equal>,      &kConditional<Condition::NotEqual>};
    return (*kSteps[static_cast<std::size_t>(condition)])[index_of(a, b)];
}

BlockStep chain_step() {
    return chain;
}
BlockStep leave_step() {
    return leave;
}
BlockStep leave_to_instruction_step() {
    return leave_to_instruction;
}
BlockStep jump_to_item_step() {
    return jump_to_item;
}

}  // namespace models
