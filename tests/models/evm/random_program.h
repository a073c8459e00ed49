// SPDX-License-Identifier: MIT
#pragma once

#include <random>
#include <vector>

#include "models/chain/uint256.h"
#include "models/evm/opcode.h"
#include "models/evm/revision.h"

namespace models {

/// Programs that mostly run for a while: arithmetic on the words where carries happen, the stack stirred, memory, loops
/// and jumps to known and to computed places; logs, new accounts; now and then an instruction that fails. They return
/// what is in memory. All in instructions that the revision has.
class RandomProgram {
  public:
    explicit RandomProgram(std::uint64_t seed, Revision revision = Revision::Osaka)
        : revision_(revision), random_(seed) {
        const std::size_t labels = 1 + below(6);
        for (std::size_t i = 0; i < 12; ++i) push_word();
        for (std::size_t label = 0; label < labels; ++label) {
            labels_.push_back(code_.size());
            add(OP_JUMPDEST);
            for (std::size_t i = 4 + below(40); i-- > 0;) add_something();
        }
        while (height_ > 0) {  // All of the stack into memory, and memory out.
            push(U256{32 * static_cast<std::uint64_t>(height_)});
            add(OP_MSTORE);
            height_ -= 2;
        }
        push(U256{1024});
        push(U256{0});
        add(OP_RETURN);
        for (const auto& [at, label] : jumps_) {
            const std::size_t target = labels_[label % labels_.size()];
            code_[at] = static_cast<std::uint8_t>(target >> 8);
            code_[at + 1] = static_cast<std::uint8_t>(target);
        }
    }
    [[nodiscard]] const ByteString& code() const { return code_; }

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    void add(std::size_t op) { code_.push_back(static_cast<std::uint8_t>(known(op))); }
    /// The instruction, or one with the same effect on the stack's height if the revision does not have it yet.
    [[nodiscard]] std::size_t known(std::size_t op) const {
        if (op >= OP_SHL && op <= OP_SAR && revision_ < Revision::Constantinople) return OP_XOR;
        if (op == OP_CLZ && revision_ < Revision::Osaka) return OP_ISZERO;
        if (op == OP_PUSH0 && revision_ < Revision::Shanghai) return OP_PC;
        if (op == OP_RETURNDATASIZE && revision_ < Revision::Byzantium) return OP_CALLVALUE;
        return op;
    }
    void push(const U256& value) {
        const unsigned size = std::max(1U, value.byte_length());
        add(OP_PUSH1 + size - 1U);
        const auto word = value.to_big_endian();
        code_.insert(code_.end(), word.end() - size, word.end());
        ++height_;
    }
    std::uint64_t limb() {
        const std::array<std::uint64_t, 5> choices{below(3), ~std::uint64_t{below(3)},
                                                   (std::uint64_t{1} << 63) + below(3) - 1, random_(), 0};
        return choices[below(choices.size())];
    }
    void push_word() {
        const U256 word{limb(), limb(), limb(), limb()};
        push(below(2) == 0 ? U256{below(300)} : word >> static_cast<unsigned>(64 * below(4)));
    }
    void push_label() {
        add(OP_PUSH1 + 1);
        jumps_.emplace_back(code_.size(), below(16));
        add(0);
        add(0);
        ++height_;
    }
    /// A memory offset: known, or the low bits of the item on top.
    void push_offset() {
        if (below(2) == 0) return push(U256{below(600)});
        add(OP_DUP1);
        ++height_;
        push(U256{0x1ff});
        add(OP_AND);
        --height_;
    }
    void add_something() {
        switch (below(16)) {
            case 0:
            case 1:
                return push_word();
            case 2:
            case 3:
                add(OP_DUP1 + below(height_ > 4 ? 5 : 1));
                ++height_;
                return;
            case 4:
            case 5:
                return add(OP_SWAP1 + below(height_ > 6 ? 5 : 1));
            case 6:
                return add_memory();
            case 7:
                return add_environment();
            case 8:
                return add_jump();
            case 9:
                return add_unusual();
            default:
                return add_arithmetic();
        }
    }
    void add_arithmetic() {
        static constexpr std::array kTwo = {OP_ADD,        OP_MUL, OP_SUB, OP_DIV, OP_SDIV, OP_MOD,  OP_SMOD,
                                            OP_SIGNEXTEND, OP_LT,  OP_GT,  OP_SLT, OP_SGT,  OP_EQ,   OP_AND,
                                            OP_OR,         OP_XOR, OP_SHL, OP_SHR, OP_SAR,  OP_BYTE, OP_EXP};
        while (height_ < 5) push_word();
        const std::size_t which = below(kTwo.size() + 6);
        if (which < kTwo.size()) {
            if (below(3) == 0) push(U256{below(300)});
            --height_;
            return add(kTwo[which]);
        }
        if (which < kTwo.size() + 3) return add(std::array{OP_NOT, OP_ISZERO, OP_CLZ}[which - kTwo.size()]);
        height_ -= 2;
        add(which % 2 == 0 ? OP_ADDMOD : OP_MULMOD);
    }
    void add_memory() {
        if (height_ < 2) return push_word();
        push_offset();
        const Opcode op = std::array{OP_MLOAD, OP_MSTORE, OP_MSTORE8}[below(3)];
        add(op);
        if (op != OP_MLOAD) height_ -= 2;
    }
    void add_environment() {
        static constexpr std::array kPushing = {OP_GAS,    OP_PC,        OP_MSIZE,          OP_ADDRESS, OP_CALLDATASIZE,
                                                OP_CALLER, OP_CALLVALUE, OP_RETURNDATASIZE, OP_NUMBER,  OP_PUSH0};
        if (below(4) == 0) return add(OP_CALLDATALOAD);
        add(kPushing[below(kPushing.size())]);
        ++height_;
    }
    void add_jump() {
        while (height_ < 3) push_word();
        const bool compares = below(2) == 0;
        if (compares) {
            add(std::array{OP_LT, OP_GT, OP_SLT, OP_SGT, OP_EQ}[below(5)]);
            --height_;
        }
        for (std::size_t i = below(3); i-- > 0;) add(OP_ISZERO);
        push_label();
        if (below(4) == 0) {  // A target that is not known ahead.
            add(OP_RETURNDATASIZE);
            add(OP_ADD);
        }
        add(OP_JUMPI);
        height_ -= 2;
    }
    void add_unusual() {
        switch (below(11)) {
            case 0:
                return add(OP_POP), void(--height_);
            case 1:
                push(U256{64});
                push(U256{below(64)});
                add(OP_KECCAK256);
                return void(--height_);
            case 2:
                return add(OP_SLOAD);
            case 3:
                push(U256{below(4)});
                add(OP_SSTORE);
                return void(height_ -= 2);
            case 4:  // Far out in memory: may cost all gas.
                push(U256{std::uint64_t{1} << below(34)});
                add(OP_MLOAD);
                return;
            case 5:
                push(U256{below(3)});
                push(U256{below(3)});
                return;
            case 6:
                push_label();
                if (below(3) == 0) push(U256{1}), add(OP_ADD), --height_;  // Mostly not a destination.
                add(OP_JUMP);
                return void(--height_);
            case 7:
            case 8:
                if (height_ < 1) return push_word();
                push(U256{below(70)});
                push(U256{below(70)});
                add(OP_LOG0 + 1U);
                return void(height_ -= 3);
            case 9:  // Dear: once or twice is all that the gas is good for.
                if (below(2) == 0) return;
                for (int i = 0; i < 3; ++i) push(U256{});
                add(OP_CREATE);
                return void(height_ -= 2);
            default:
                if (below(12) == 0) add(std::array{0x0cU, 0xfeU, 0x21U, 0x01U}[below(4)]);
        }
    }

    Revision revision_;
    std::mt19937_64 random_;
    ByteString code_;
    int height_ = 0;
    std::vector<std::size_t> labels_;
    std::vector<std::pair<std::size_t, std::size_t>> jumps_;
};

}  // namespace models
