// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/evm/opcode.h"
#include "models/evm/revision.h"

namespace models {

inline constexpr std::size_t kRevisionCount = static_cast<std::size_t>(Revision::Osaka) + 1;

/// What is fixed about an instruction: its name, what it does to the stack, and its constant cost in every revision.
/// What depends on operands or state (memory, copying, cold accesses) is charged by the instruction itself.
struct Instruction {
    static constexpr std::int16_t kUndefined = -1;

    const char* name = nullptr;  ///< nullptr: no revision defines this opcode.
    std::uint8_t required = 0;   ///< Items that must be on the stack.
    std::uint8_t produced = 0;   ///< Items there instead afterwards.
    std::array<std::int16_t, kRevisionCount> cost = [] {
        std::array<std::int16_t, kRevisionCount> undefined{};
        undefined.fill(kUndefined);
        return undefined;
    }();

    [[nodiscard]] constexpr int stack_change() const { return int{produced} - int{required}; }
    [[nodiscard]] constexpr bool defined_in(Revision revision) const {
        return cost[static_cast<std::size_t>(revision)] != kUndefined;
    }
    /// The cost if it never changed since the instruction exists, else kUndefined.
    [[nodiscard]] constexpr std::int16_t unchanging_cost() const {
        const std::int16_t latest = cost.back();
        for (const std::int16_t each : cost)
            if (each != kUndefined && each != latest) return kUndefined;
        return latest;
    }
};

using InstructionTable = std::array<Instruction, 256>;

/// Fills the table; all in terms of "since when at which cost".
class InstructionTableBuilder {
  public:
    InstructionTable table{};

    constexpr void define(unsigned opcode, const char* name, std::array<std::uint8_t, 2> stack, std::int16_t cost,
                          Revision since = Revision::Frontier) {
        Instruction& entry = table[opcode];
        entry.name = name;
        entry.required = stack[0];
        entry.produced = stack[1];
        for (std::size_t i = static_cast<std::size_t>(since); i < kRevisionCount; ++i) entry.cost[i] = cost;
    }

    constexpr void reprice(Opcode opcode, std::int16_t cost, Revision since) {
        for (std::size_t i = static_cast<std::size_t>(since); i < kRevisionCount; ++i) table[opcode].cost[i] = cost;
    }

    /// Yellow Paper, appendix G and H.2; EIP-145 (shifts), EIP-7939 (CLZ).
    constexpr void define_arithmetic() {
        define(OP_STOP, "STOP", {0, 0}, 0);
        define(OP_ADD, "ADD", {2, 1}, 3);
        define(OP_MUL, "MUL", {2, 1}, 5);
        define(OP_SUB, "SUB", {2, 1}, 3);
        define(OP_DIV, "DIV", {2, 1}, 5);
        define(OP_SDIV, "SDIV", {2, 1}, 5);
        define(OP_MOD, "MOD", {2, 1}, 5);
        define(OP_SMOD, "SMOD", {2, 1}, 5);
        define(OP_ADDMOD, "ADDMOD", {3, 1}, 8);
        define(OP_MULMOD, "MULMOD", {3, 1}, 8);
        define(OP_EXP, "EXP", {2, 1}, 10);
        define(OP_SIGNEXTEND, "SIGNEXTEND", {2, 1}, 5);
        define(OP_LT, "LT", {2, 1}, 3);
        define(OP_GT, "GT", {2, 1}, 3);
        define(OP_SLT, "SLT", {2, 1}, 3);
        define(OP_SGT, "SGT", {2, 1}, 3);
        define(OP_EQ, "EQ", {2, 1}, 3);
        define(OP_ISZERO, "ISZERO", {1, 1}, 3);
        define(OP_AND, "AND", {2, 1}, 3);
        define(OP_OR, "OR", {2, 1}, 3);
        define(OP_XOR, "XOR", {2, 1}, 3);
        define(OP_NOT, "NOT", {1, 1}, 3);
        define(OP_BYTE, "BYTE", {2, 1}, 3);
        define(OP_SHL, "SHL", {2, 1}, 3, Revision::Constantinople);
        define(OP_SHR, "SHR", {2, 1}, 3, Revision::Constantinople);
        define(OP_SAR, "SAR", {2, 1}, 3, Revision::Constantinople);
        define(OP_CLZ, "CLZ", {1, 1}, 5, Revision::Osaka);
        define(OP_KECCAK256, "KECCAK256", {2, 1}, 30);
    }

    /// EIP-211 (return data), EIP-1052 (EXTCODEHASH), EIP-1344 (CHAINID), EIP-1884 (SELFBALANCE), EIP-3198 (BASEFEE),
    /// EIP-4844 (BLOBHASH), EIP-7516 (BLOBBASEFEE). From Berlin on an access costs 100 here and the instruction adds
    /// what a cold one costs more (EIP-2929).
    constexpr void define_environment() {
        define(OP_ADDRESS, "ADDRESS", {0, 1}, 2);
        define(OP_BALANCE, "BALANCE", {1, 1}, 20);
        define(OP_ORIGIN, "ORIGIN", {0, 1}, 2);
        define(OP_CALLER, "CALLER", {0, 1}, 2);
        define(OP_CALLVALUE, "CALLVALUE", {0, 1}, 2);
        define(OP_CALLDATALOAD, "CALLDATALOAD", {1, 1}, 3);
        define(OP_CALLDATASIZE, "CALLDATASIZE", {0, 1}, 2);
        define(OP_CALLDATACOPY, "CALLDATACOPY", {3, 0}, 3);
        define(OP_CODESIZE, "CODESIZE", {0, 1}, 2);
        define(OP_CODECOPY, "CODECOPY", {3, 0}, 3);
        define(OP_GASPRICE, "GASPRICE", {0, 1}, 2);
        define(OP_EXTCODESIZE, "EXTCODESIZE", {1, 1}, 20);
        define(OP_EXTCODECOPY, "EXTCODECOPY", {4, 0}, 20);
        define(OP_RETURNDATASIZE, "RETURNDATASIZE", {0, 1}, 2, Revision::Byzantium);
        define(OP_RETURNDATACOPY, "RETURNDATACOPY", {3, 0}, 3, Revision::Byzantium);
        define(OP_EXTCODEHASH, "EXTCODEHASH", {1, 1}, 400, Revision::Constantinople);
        define(OP_BLOCKHASH, "BLOCKHASH", {1, 1}, 20);
        define(OP_COINBASE, "COINBASE", {0, 1}, 2);
        define(OP_TIMESTAMP, "TIMESTAMP", {0, 1}, 2);
        define(OP_NUMBER, "NUMBER", {0, 1}, 2);
        define(OP_PREVRANDAO, "PREVRANDAO", {0, 1}, 2);
        define(OP_GASLIMIT, "GASLIMIT", {0, 1}, 2);
        define(OP_CHAINID, "CHAINID", {0, 1}, 2, Revision::Istanbul);
        define(OP_SELFBALANCE, "SELFBALANCE", {0, 1}, 5, Revision::Istanbul);
        define(OP_BASEFEE, "BASEFEE", {0, 1}, 2, Revision::London);
        define(OP_BLOBHASH, "BLOBHASH", {1, 1}, 3, Revision::Cancun);
        define(OP_BLOBBASEFEE, "BLOBBASEFEE", {0, 1}, 2, Revision::Cancun);
        for (const Opcode opcode : {OP_EXTCODESIZE, OP_EXTCODECOPY}) reprice(opcode, 700, Revision::TangerineWhistle);
        reprice(OP_BALANCE, 400, Revision::TangerineWhistle);
        for (const Opcode opcode : {OP_BALANCE, OP_EXTCODEHASH}) reprice(opcode, 700, Revision::Istanbul);
        for (const Opcode opcode : {OP_BALANCE, OP_EXTCODESIZE, OP_EXTCODECOPY, OP_EXTCODEHASH})
            reprice(opcode, 100, Revision::Berlin);
    }

    /// EIP-150 and EIP-1884 (SLOAD), EIP-1153 (transient storage), EIP-5656 (MCOPY), EIP-3855 (PUSH0).
    constexpr void define_stack_memory_and_storage() {
        define(OP_POP, "POP", {1, 0}, 2);
        define(OP_MLOAD, "MLOAD", {1, 1}, 3);
        define(OP_MSTORE, "MSTORE", {2, 0}, 3);
        define(OP_MSTORE8, "MSTORE8", {2, 0}, 3);
        define(OP_SLOAD, "SLOAD", {1, 1}, 50);
        reprice(OP_SLOAD, 200, Revision::TangerineWhistle);
        reprice(OP_SLOAD, 800, Revision::Istanbul);
        reprice(OP_SLOAD, 100, Revision::Berlin);
        define(OP_SSTORE, "SSTORE", {2, 0}, 0);
        define(OP_JUMP, "JUMP", {1, 0}, 8);
        define(OP_JUMPI, "JUMPI", {2, 0}, 10);
        define(OP_PC, "PC", {0, 1}, 2);
        define(OP_MSIZE, "MSIZE", {0, 1}, 2);
        define(OP_GAS, "GAS", {0, 1}, 2);
        define(OP_JUMPDEST, "JUMPDEST", {0, 0}, 1);
        define(OP_TLOAD, "TLOAD", {1, 1}, 100, Revision::Cancun);
        define(OP_TSTORE, "TSTORE", {2, 0}, 100, Revision::Cancun);
        define(OP_MCOPY, "MCOPY", {3, 0}, 3, Revision::Cancun);
        define(OP_PUSH0, "PUSH0", {0, 1}, 2, Revision::Shanghai);
        for (unsigned i = 0; i < 32; ++i) define(OP_PUSH1 + i, "PUSH", {0, 1}, 3);
        for (std::uint8_t i = 1; i <= 16; ++i) {
            define(OP_DUP1 + i - 1U, "DUP", {i, static_cast<std::uint8_t>(i + 1)}, 3);
            const auto depth = static_cast<std::uint8_t>(i + 1);
            define(OP_SWAP1 + i - 1U, "SWAP", {depth, depth}, 3);
        }
    }

    /// EIP-7 (DELEGATECALL), EIP-1014 (CREATE2), EIP-214 (STATICCALL), EIP-140 (REVERT), EIP-150 (calls, SELFDESTRUCT).
    constexpr void define_logs_and_calls() {
        for (std::uint8_t topics = 0; topics <= 4; ++topics)
            define(OP_LOG0 + unsigned{topics}, "LOG", {static_cast<std::uint8_t>(topics + 2), 0},
                   static_cast<std::int16_t>(375 * (topics + 1)));
        define(OP_CREATE, "CREATE", {3, 1}, 32000);
        define(OP_CALL, "CALL", {7, 1}, 40);
        define(OP_CALLCODE, "CALLCODE", {7, 1}, 40);
        define(OP_RETURN, "RETURN", {2, 0}, 0);
        define(OP_DELEGATECALL, "DELEGATECALL", {6, 1}, 40, Revision::Homestead);
        define(OP_CREATE2, "CREATE2", {4, 1}, 32000, Revision::Constantinople);
        define(OP_STATICCALL, "STATICCALL", {6, 1}, 700, Revision::Byzantium);
        define(OP_REVERT, "REVERT", {2, 0}, 0, Revision::Byzantium);
        define(OP_INVALID, "INVALID", {0, 0}, 0);
        define(OP_SELFDESTRUCT, "SELFDESTRUCT", {1, 0}, 0);
        for (const Opcode opcode : {OP_CALL, OP_CALLCODE, OP_DELEGATECALL})
            reprice(opcode, 700, Revision::TangerineWhistle);
        for (const Opcode opcode : {OP_CALL, OP_CALLCODE, OP_DELEGATECALL, OP_STATICCALL})
            reprice(opcode, 100, Revision::Berlin);
        reprice(OP_SELFDESTRUCT, 5000, Revision::TangerineWhistle);
    }
};

/// All instructions by opcode.
inline constexpr InstructionTable kInstructions = [] {
    InstructionTableBuilder builder;
    builder.define_arithmetic();
    builder.define_environment();
    builder.define_stack_memory_and_storage();
    builder.define_logs_and_calls();
    return builder.table;
}();

/// The constant costs of one revision by opcode, Instruction::kUndefined where it has no such instruction.
using CostTable = std::array<std::int16_t, 256>;
[[nodiscard]] const CostTable& cost_table(Revision revision);

}  // namespace models
