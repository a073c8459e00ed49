// SPDX-License-Identifier: MIT
#include "models/evm/dispatch.h"

#include <utility>

#include "models/evm/block_steps.h"
#include "models/evm/instructions_arithmetic.h"
#include "models/evm/instructions_control.h"
#include "models/evm/instructions_environment.h"
#include "models/evm/instructions_memory.h"
#include "models/evm/instructions_state.h"
#include "models/evm/translation.h"

namespace models {
namespace {

/// Whether Work tells what such an instruction does by other counts than compute_gas.
constexpr bool priced_elsewhere(Opcode op) {
    switch (op) {
        case OP_KECCAK256:
        case OP_BALANCE:
        case OP_SELFBALANCE:
        case OP_EXTCODESIZE:
        case OP_EXTCODECOPY:
        case OP_EXTCODEHASH:
        case OP_SLOAD:
        case OP_SSTORE:
        case OP_TLOAD:
        case OP_TSTORE:
            return true;
        default:
            return op >= OP_LOG0 && op <= OP_LOG4;
    }
}

/// The step of an instruction that goes on with the next one. `Body` works on the stack alone, or also on the frame, or
/// also takes and returns gas (negative: the frame fails).
template <Opcode Op, auto Body>
void step(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom, const StepTable* steps) {
    const std::int64_t gas_before = gas;
    if (const Step failed = requirements<Op>(frame, top, gas, bottom)) [[unlikely]]
        return failed(frame, pc, top, gas, bottom, steps);
    if constexpr (std::is_invocable_v<decltype(Body), U256*>) {
        Body(top);
    } else if constexpr (std::is_invocable_v<decltype(Body), Frame&, U256*>) {
        Body(*frame, top);
    } else {
        gas = Body(*frame, top, gas);
        if (gas < 0) [[unlikely]] {
            frame->gas = gas_before;
            return failed_step(frame, pc, top, gas, bottom, steps);
        }
        if constexpr (priced_elsewhere(Op)) frame->engine->gas_priced_elsewhere += gas_before - gas;
    }
    return go_on(frame, pc + 1, top + kInstructions[Op].stack_change(), gas, bottom, steps);
}

inline void op_nothing(U256*) {}
inline void op_push0(U256* top) {
    set_small(top[1], 0);
}
template <unsigned N>
void op_dup(U256* top) {
    copy_limbs(top[1 - static_cast<int>(N)], top[1]);
}
template <unsigned N>
void op_swap(U256* top) {
    swap_limbs(top[0], top[-static_cast<int>(N)]);
}

constexpr void set_arithmetic(StepTable& t) {
    t.at[OP_ADD] = step<OP_ADD, op_add>;
    t.at[OP_MUL] = step<OP_MUL, op_mul>;
    t.at[OP_SUB] = step<OP_SUB, op_sub>;
    t.at[OP_DIV] = step<OP_DIV, op_div>;
    t.at[OP_SDIV] = step<OP_SDIV, op_sdiv>;
    t.at[OP_MOD] = step<OP_MOD, op_mod>;
    t.at[OP_SMOD] = step<OP_SMOD, op_smod>;
    t.at[OP_ADDMOD] = step<OP_ADDMOD, op_addmod>;
    t.at[OP_MULMOD] = step<OP_MULMOD, op_mulmod>;
    t.at[OP_EXP] = step<OP_EXP, op_exp>;
    t.at[OP_SIGNEXTEND] = step<OP_SIGNEXTEND, op_signextend>;
    t.at[OP_LT] = step<OP_LT, op_lt>;
    t.at[OP_GT] = step<OP_GT, op_gt>;
    t.at[OP_SLT] = step<OP_SLT, op_slt>;
    t.at[OP_SGT] = step<OP_SGT, op_sgt>;
    t.at[OP_EQ] = step<OP_EQ, op_eq>;
    t.at[OP_ISZERO] = step<OP_ISZERO, op_iszero>;
    t.at[OP_AND] = step<OP_AND, op_bit_and>;
    t.at[OP_OR] = step<OP_OR, op_bit_or>;
    t.at[OP_XOR] = step<OP_XOR, op_bit_xor>;
    t.at[OP_NOT] = step<OP_NOT, op_bit_not>;
    t.at[OP_BYTE] = step<OP_BYTE, op_byte>;
    t.at[OP_SHL] = step<OP_SHL, op_shl>;
    t.at[OP_SHR] = step<OP_SHR, op_shr>;
    t.at[OP_SAR] = step<OP_SAR, op_sar>;
    t.at[OP_CLZ] = step<OP_CLZ, op_clz>;
}

constexpr void set_environment(StepTable& t) {
    t.at[OP_ADDRESS] = step<OP_ADDRESS, op_address>;
    t.at[OP_BALANCE] = step<OP_BALANCE, op_balance>;
    t.at[OP_ORIGIN] = step<OP_ORIGIN, op_origin>;
    t.at[OP_CALLER] = step<OP_CALLER, op_caller>;
    t.at[OP_CALLVALUE] = step<OP_CALLVALUE, op_callvalue>;
    t.at[OP_CALLDATALOAD] = step<OP_CALLDATALOAD, op_calldataload>;
    t.at[OP_CALLDATASIZE] = step<OP_CALLDATASIZE, op_calldatasize>;
    t.at[OP_CALLDATACOPY] = step<OP_CALLDATACOPY, op_calldatacopy>;
    t.at[OP_CODESIZE] = step<OP_CODESIZE, op_codesize>;
    t.at[OP_CODECOPY] = step<OP_CODECOPY, op_codecopy>;
    t.at[OP_GASPRICE] = step<OP_GASPRICE, op_gasprice>;
    t.at[OP_EXTCODESIZE] = step<OP_EXTCODESIZE, op_extcodesize>;
    t.at[OP_EXTCODECOPY] = step<OP_EXTCODECOPY, op_extcodecopy>;
    t.at[OP_RETURNDATASIZE] = step<OP_RETURNDATASIZE, op_returndatasize>;
    t.at[OP_RETURNDATACOPY] = step<OP_RETURNDATACOPY, op_returndatacopy>;
    t.at[OP_EXTCODEHASH] = step<OP_EXTCODEHASH, op_extcodehash>;
    t.at[OP_BLOCKHASH] = step<OP_BLOCKHASH, op_blockhash>;
    t.at[OP_COINBASE] = step<OP_COINBASE, op_coinbase>;
    t.at[OP_TIMESTAMP] = step<OP_TIMESTAMP, op_timestamp>;
    t.at[OP_NUMBER] = step<OP_NUMBER, op_number>;
    t.at[OP_PREVRANDAO] = step<OP_PREVRANDAO, op_prevrandao>;
    t.at[OP_GASLIMIT] = step<OP_GASLIMIT, op_gaslimit>;
    t.at[OP_CHAINID] = step<OP_CHAINID, op_chainid>;
    t.at[OP_SELFBALANCE] = step<OP_SELFBALANCE, op_selfbalance>;
    t.at[OP_BASEFEE] = step<OP_BASEFEE, op_basefee>;
    t.at[OP_BLOBHASH] = step<OP_BLOBHASH, op_blobhash>;
    t.at[OP_BLOBBASEFEE] = step<OP_BLOBBASEFEE, op_blobbasefee>;
}

constexpr void set_memory_and_storage(StepTable& t) {
    t.at[OP_KECCAK256] = step<OP_KECCAK256, op_keccak256>;
    t.at[OP_POP] = step<OP_POP, op_nothing>;
    t.at[OP_MLOAD] = mload_step;
    t.at[OP_MSTORE] = mstore_step;
    t.at[OP_MSTORE8] = mstore8_step;
    t.at[OP_SLOAD] = step<OP_SLOAD, op_sload>;
    t.at[OP_SSTORE] = step<OP_SSTORE, op_sstore>;
    t.at[OP_MSIZE] = step<OP_MSIZE, op_msize>;
    t.at[OP_TLOAD] = step<OP_TLOAD, op_tload>;
    t.at[OP_TSTORE] = step<OP_TSTORE, op_tstore>;
    t.at[OP_MCOPY] = step<OP_MCOPY, op_mcopy>;
    t.at[OP_LOG0] = step<OP_LOG0, op_log<0>>;
    t.at[OP_LOG0 + 1] = step<static_cast<Opcode>(OP_LOG0 + 1), op_log<1>>;
    t.at[OP_LOG0 + 2] = step<static_cast<Opcode>(OP_LOG0 + 2), op_log<2>>;
    t.at[OP_LOG0 + 3] = step<static_cast<Opcode>(OP_LOG0 + 3), op_log<3>>;
    t.at[OP_LOG4] = step<OP_LOG4, op_log<4>>;
}

template <unsigned... N>
constexpr void set_pushes(StepTable& t, std::integer_sequence<unsigned, N...>) {
    ((t.at[OP_PUSH1 + N] = push_step<N + 1>), ...);
}
template <unsigned... N>
constexpr void set_dups_and_swaps(StepTable& t, std::integer_sequence<unsigned, N...>) {
    ((t.at[OP_DUP1 + N] = step<static_cast<Opcode>(OP_DUP1 + N), op_dup<N + 1>>), ...);
    ((t.at[OP_SWAP1 + N] = step<static_cast<Opcode>(OP_SWAP1 + N), op_swap<N + 1>>), ...);
}

constexpr void set_control(StepTable& t) {
    t.at[OP_STOP] = stop_step;
    t.at[OP_JUMP] = jump_step;
    t.at[OP_JUMPI] = jumpi_step;
    t.at[OP_PC] = pc_step;
    t.at[OP_GAS] = gas_step;
    t.at[OP_JUMPDEST] = step<OP_JUMPDEST, op_nothing>;
    t.at[OP_PUSH0] = step<OP_PUSH0, op_push0>;
    t.at[OP_CREATE] = call_step<OP_CREATE, step_into_create>;
    t.at[OP_CALL] = call_step<OP_CALL, step_into_call>;
    t.at[OP_CALLCODE] = call_step<OP_CALLCODE, step_into_call>;
    t.at[OP_RETURN] = return_step<OP_RETURN, Halt::Success>;
    t.at[OP_DELEGATECALL] = call_step<OP_DELEGATECALL, step_into_call>;
    t.at[OP_CREATE2] = call_step<OP_CREATE2, step_into_create>;
    t.at[OP_STATICCALL] = call_step<OP_STATICCALL, step_into_call>;
    t.at[OP_REVERT] = return_step<OP_REVERT, Halt::Revert>;
    t.at[OP_SELFDESTRUCT] = selfdestruct_step;
}

/// The steps of every revision: what it does not define (and INVALID, in all) ends the frame.
constexpr std::array<StepTable, kRevisionCount> kStepTables = [] {
    StepTable all{};
    for (Step& each : all.at) each = halt_step<Halt::UndefinedInstruction>;
    set_arithmetic(all);
    set_environment(all);
    set_memory_and_storage(all);
    set_pushes(all, std::make_integer_sequence<unsigned, 32>{});
    set_dups_and_swaps(all, std::make_integer_sequence<unsigned, 16>{});
    set_control(all);
    std::array<StepTable, kRevisionCount> tables{};
    for (std::size_t revision = 0; revision < kRevisionCount; ++revision) {
        tables[revision] = all;
        for (std::size_t opcode = 0; opcode < 256; ++opcode)
            if (!kInstructions[opcode].defined_in(static_cast<Revision>(revision)))
                tables[revision].at[opcode] = halt_step<Halt::UndefinedInstruction>;
        tables[revision].at[kBlockMark] = block_mark_step;
    }
    return tables;
}();

}  // namespace

void run_steps(Engine& engine, Frame* frame) {
    resume(frame, engine.steps);
    if constexpr (!kTailCalls) {
        while (const Frame* next = engine.pending)
            engine.steps->at[*next->pc](engine.pending, next->pc, next->top, next->gas, next->bottom, engine.steps);
    }
}

const StepTable& step_table(Revision revision) {
    return kStepTables[static_cast<std::size_t>(revision)];
}

}  // namespace models
