// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "models/evm/instruction_table.h"
#include "models/evm/opcode.h"
#include "tests/fuzz/byte_source.h"

namespace models {

/// Makes a program out of an input. A byte is an idiom with the operands that follow it (below 0x40), a small constant
/// (to 0x5f) or an instruction as it is; a zero ends the program, so that a change in one leaves the others alone.
/// Most programs get far: what an instruction uses is pushed before it, and jumps go to labels.
class ProgramInput {
  public:
    /// Programs name the accounts of `pool`, which has 16.
    ProgramInput(ByteSource& source, std::span<const Address> pool, Revision revision)
        : source_(source), pool_(pool), revision_(revision) {}

    [[nodiscard]] ByteString read() {
        for (unsigned count = 0; count < kMostMoves; ++count) {
            const std::uint8_t move = source_.byte();
            if (move == 0) break;
            if (move < 0x40)
                add_idiom(move % 32);
            else if (move < 0x60)
                push(move & 0x1fU);
            else
                add_instruction(move - 0x60U);
        }
        for (const auto& [at, label] : jumps_) {
            const std::size_t target = labels_.empty() ? 0 : labels_[label % labels_.size()];
            code_[at] = static_cast<std::uint8_t>(target >> 8);
            code_[at + 1] = static_cast<std::uint8_t>(target);
        }
        return std::move(code_);
    }

  private:
    static constexpr unsigned kMostMoves = 200;

    /// An instruction with enough on the stack for it. Where the revision lacks it, what it would do to the stack.
    void op(std::size_t opcode) {
        const Instruction& instruction = kInstructions[opcode];
        while (height_ < instruction.required) push(1);
        height_ += instruction.stack_change();
        if (instruction.defined_in(revision_)) return code_.push_back(static_cast<std::uint8_t>(opcode));
        code_.insert(code_.end(), instruction.required, OP_POP);
        for (unsigned i = 0; i < instruction.produced; ++i) code_.insert(code_.end(), {OP_PUSH1, 1});
    }
    void op(std::initializer_list<Opcode> opcodes) {
        for (const Opcode each : opcodes) op(each);
    }
    void push(std::size_t byte) {
        op(OP_PUSH1);
        code_.push_back(static_cast<std::uint8_t>(byte));
    }
    void push_address(std::uint8_t number) {
        const Address& address = pool_[number % pool_.size()];
        op(OP_PUSH1 + 19);
        code_.insert(code_.end(), address.bytes.begin(), address.bytes.end());
    }
    /// Ones in a row, wherever carries and signs turn.
    void push_word(std::uint8_t shape) {
        const std::size_t size = 1 + shape % 32U;
        const std::uint8_t fill = (shape & 0x40) != 0 ? 0xff : 0;
        op(OP_PUSH1 + size - 1);
        code_.insert(code_.end(), size, fill);
        code_[code_.size() - size] = (shape & 0x20) != 0 ? 0x80 : 0x7f;
        if ((shape & 0x80) != 0) code_.back() ^= 1;
    }
    void push_label(std::uint8_t label) {
        op(OP_PUSH1 + 1);
        jumps_.emplace_back(code_.size(), label);
        code_.insert(code_.end(), {0, 0});
    }

    /// Bytes 0x60 to 0xff: the instructions to 0x5f, DUP and SWAP, LOG and what is from 0xf0 on, the last ones any.
    void add_instruction(std::size_t index) {
        if (index < 0x60) return op(index);
        if (index < 0x80) return op(OP_DUP1 + index - 0x60);
        if (index < 0x90) return op(OP_CREATE + index - 0x80);
        if (index < 0x95) return op(OP_LOG0 + index - 0x90);
        op(source_.byte());
    }

    void add_idiom(unsigned idiom) {
        if (idiom < 10) return add_storage(idiom);
        if (idiom < 18) return add_frame(idiom);
        if (idiom < 25) return add_memory(idiom);
        add_flow(idiom);
    }

    void add_storage(unsigned idiom) {
        const std::uint8_t operand = source_.byte();
        const std::size_t slot = operand & 3U;
        const std::size_t value = operand >> 2;
        switch (idiom) {
            case 0:
            case 1:
                push(value % 8), push(slot);
                return op(OP_SSTORE);
            case 2:
                push(slot);
                return op(OP_SLOAD);
            case 3:  // Counts a slot up.
                push(slot), op(OP_SLOAD), push(1 + value % 4), op(OP_ADD);
                push(slot);
                return op(OP_SSTORE);
            case 4:  // What is on the stack, or the gas left, into a slot.
                if (value % 2 == 0) op(OP_GAS);
                push(slot);
                return op(OP_SSTORE);
            case 5:
                push(value % 8), push(slot);
                return op(OP_TSTORE);
            case 6:  // A transient slot into a slot.
                push(slot), op(OP_TLOAD), push(slot);
                return op(OP_SSTORE);
            case 7:
                return push_word(operand);
            case 8:
                return push_address(operand);
            default:  // What is known of an account into a slot.
                push_address(operand >> 4);
                op(std::array{OP_BALANCE, OP_EXTCODESIZE, OP_EXTCODEHASH, OP_BALANCE}[slot]);
                push(slot);
                return op(OP_SSTORE);
        }
    }

    void add_frame(unsigned idiom) {
        const std::uint8_t operand = source_.byte();
        switch (idiom) {
            case 10:
            case 11:
                add_call(operand, source_.byte());
                return op(OP_POP);
            case 12:  // Result into a slot.
                add_call(operand, source_.byte());
                push(operand & 3U);
                return op(OP_SSTORE);
            case 13:
                return add_create_of_account(operand, source_.byte());
            case 14:
                return add_create_of_word(operand, source_.byte());
            case 15:  // Calls what is on the stack, such as the contract just made.
                push(0), push(0), push(0), push(0), push(operand & 3U);
                op(OP_DUP1 + 5), op(OP_PUSH1 + 1), code_.insert(code_.end(), {operand, 0});
                return op(OP_CALL);
            case 16:
                push_address(operand);
                return op(OP_SELFDESTRUCT);
            default:
                push_address(operand);
                return op(std::array{OP_BALANCE, OP_EXTCODESIZE, OP_EXTCODEHASH, OP_BALANCE}[operand >> 6]);
        }
    }
    /// `how`: kind, value, gas, size of input.
    void add_call(std::uint8_t how, std::uint8_t to) {
        const auto kind = std::array{OP_CALL, OP_DELEGATECALL, OP_STATICCALL, OP_CALLCODE}[how & 3U];
        push(to & 0x60U), push(0), push((how & 0x30U) * 2), push(0);
        if (kind == OP_CALL || kind == OP_CALLCODE) push((how >> 2) & 3U);
        push_address(to);
        if (how < 0xc0) return op({OP_GAS, kind});
        push(to);
        op(std::array{OP_DUP1, OP_MSIZE, OP_CALLDATASIZE, OP_GASLIMIT}[to >> 6]);
        op({OP_MUL, kind});
    }
    /// Runs the code of an account to create a contract.
    void add_create_of_account(std::uint8_t account, std::uint8_t how) {
        const bool salted = (how & 1) != 0;
        if (salted) push((how >> 1) & 1U);
        push_address(account);
        op({OP_EXTCODESIZE, OP_DUP1});
        push(0), push(0), push_address(account);
        op(OP_EXTCODECOPY);
        push(0), push((how >> 2) & 3U);
        op(salted ? OP_CREATE2 : OP_CREATE);
    }
    /// Creates a contract from code that fits in a word.
    void add_create_of_word(std::uint8_t which, std::uint8_t how) {
        static const ByteString kInitCodes[] = {
            {OP_CALLER, OP_SELFDESTRUCT},  // Made and destroyed.
            {OP_PUSH1, 1, OP_PUSH1, 0, OP_SSTORE, OP_PUSH1, 0, OP_PUSH1, 0, OP_RETURN},
            {OP_PUSH1 + 1, OP_CALLER, OP_SELFDESTRUCT, OP_PUSH1, 0, OP_MSTORE, OP_PUSH1, 2, OP_PUSH1, 30, OP_RETURN},
            {OP_PUSH1, 0xef, OP_PUSH1, 0, OP_MSTORE8, OP_PUSH1, 1, OP_PUSH1, 0, OP_RETURN},
            {OP_PUSH1, 9, OP_PUSH1, 0, OP_SSTORE, OP_PUSH1, 4, OP_PUSH1, 0, OP_REVERT},
            {OP_PUSH1 + 5, OP_PUSH1, 7, OP_PUSH1, 0, OP_SSTORE, OP_STOP, OP_PUSH1, 0, OP_MSTORE, OP_PUSH1, 6, OP_PUSH1,
             26, OP_RETURN},
            {OP_PUSH1, 1, OP_PUSH1, 2, OP_SSTORE, OP_CALLER, OP_SELFDESTRUCT},
            {OP_CODESIZE, OP_PUSH1, 0, OP_RETURN},
        };
        const ByteString& code = choose(kInitCodes, which);
        op(OP_PUSH1 + code.size() - 1);
        code_.insert(code_.end(), code.begin(), code.end());
        push(0), op(OP_MSTORE);
        const bool salted = (how & 1) != 0;
        if (salted) push((how >> 1) & 1U);
        push(code.size()), push(32 - code.size()), push((how >> 2) & 3U);
        op(salted ? OP_CREATE2 : OP_CREATE);
    }

    void add_memory(unsigned idiom) {
        const std::uint8_t operand = source_.byte();
        const std::size_t offset = operand & 0x7fU;
        switch (idiom) {
            case 18:
                push(offset);
                return op((operand & 0x80) != 0 ? OP_MSTORE8 : OP_MSTORE);
            case 19:
                push(offset);
                return op((operand & 0x80) != 0 ? OP_MLOAD : OP_CALLDATALOAD);
            case 20:
                push(offset), push(0);
                return op(OP_KECCAK256);
            case 21:
                push(operand & 15U), push(offset >> 4), push(operand >> 4);
                return op(std::array{OP_CALLDATACOPY, OP_CODECOPY, OP_MCOPY, OP_RETURNDATACOPY}[operand >> 6]);
            case 22:  // All of the return data.
                op(OP_RETURNDATASIZE), push(0), push(offset);
                return op(OP_RETURNDATACOPY);
            case 23: {
                const unsigned topics = operand % 5U;
                for (unsigned i = 0; i < topics; ++i) push(operand >> 4);
                push(operand >> 3), push(operand & 7U);
                return op(OP_LOG0 + topics);
            }
            default:
                push(offset), push(0);
                return op((operand & 0x80) != 0 ? OP_REVERT : OP_RETURN);
        }
    }

    void add_flow(unsigned idiom) {
        switch (idiom) {
            case 25:
            case 26:
                labels_.push_back(code_.size());
                return op(OP_JUMPDEST);
            case 27:
                push_label(source_.byte());
                return op(OP_JUMP);
            case 28:
                push_label(source_.byte());
                return op(OP_JUMPI);
            case 29:  // Counts the top of the stack down, and back as long as it is not zero.
                push(1), op({OP_SWAP1, OP_SUB, OP_DUP1}), push_label(source_.byte());
                return op(OP_JUMPI);
            case 30:  // On where a slot is zero.
                push(source_.byte() & 3U), op({OP_SLOAD, OP_ISZERO}), push_label(source_.byte());
                return op(OP_JUMPI);
            default: {  // Any bytes.
                const ByteView raw = source_.bytes(source_.byte() & 15U);
                code_.insert(code_.end(), raw.begin(), raw.end());
            }
        }
    }

    ByteSource& source_;
    std::span<const Address> pool_;
    Revision revision_;
    ByteString code_;
    int height_ = 0;  ///< Of the stack, were there no jumps.
    std::vector<std::size_t> labels_;
    std::vector<std::pair<std::size_t, std::size_t>> jumps_;
};

}  // namespace models
