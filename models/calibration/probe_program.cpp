// SPDX-License-Identifier: MIT
#include "models/calibration/probe_program.h"

#include <algorithm>
#include <initializer_list>

namespace models {

ProbeProgram& ProbeProgram::op(Opcode opcode) {
    code_.push_back(opcode);
    return *this;
}

ProbeProgram& ProbeProgram::push(const U256& value) {
    const unsigned size = std::max(1U, value.byte_length());
    code_.push_back(static_cast<std::uint8_t>(OP_PUSH1 + size - 1));
    const auto bytes = value.to_big_endian();
    code_.insert(code_.end(), bytes.end() - size, bytes.end());
    return *this;
}

std::size_t ProbeProgram::push_target() {
    code_.push_back(OP_PUSH1 + 1);
    code_.insert(code_.end(), {0, 0});
    return code_.size() - 2;
}

void ProbeProgram::set_targets(const std::vector<std::size_t>& targets) {
    for (const std::size_t target : targets) {
        code_[target] = static_cast<std::uint8_t>(size() >> 8);
        code_[target + 1] = static_cast<std::uint8_t>(size());
    }
    op(OP_JUMPDEST);
}

namespace {

/// Writes the code of compiled_like_code(). Its functions find [return address, x] on the stack, x on top, and leave
/// another x.
class CompiledLikeWriter {
  public:
    explicit CompiledLikeWriter(std::uint64_t seed) : draws_(seed, sim::Purpose::named("calibration.code"), 0) {}

    ByteString write(unsigned functions) {
        program_.push(0x80).push(0x40).op(OP_MSTORE);
        write_selection();
        program_.push(32).op(OP_CALLDATALOAD);  // [rounds]
        const std::size_t start = program_.size();
        program_.op(OP_JUMPDEST).push(0).op(OP_CALLDATALOAD);  // [rounds, x], the same x in each
        for (unsigned i = 0; i < functions; ++i) calls_.push_back(write_dispatch(i));
        program_.push(0).op(OP_MSTORE).push(1).swap(1).op(OP_SUB).dup(1).push(start).op(OP_JUMPI);
        program_.push(32).push(0).op(OP_RETURN);
        for (const std::size_t call : calls_) write_function(call);
        program_.set_targets(helper_calls_);
        write_statement();
        write_statement();
        program_.swap(1).op(OP_JUMP);
        return program_.code();
    }

  private:
    std::uint64_t draw(std::uint64_t bound) { return sim::uniform_below(draws_.bits(next_++), bound); }

    /// The search for the function that a call is for: which way it goes differs from call to call.
    void write_selection() {
        program_.push(0).op(OP_CALLDATALOAD);
        for (unsigned bit = 0; bit < 5; ++bit) {
            program_.dup(1).push(201 + 7 * bit).op(OP_SHR).push(1).op(OP_AND);
            const std::size_t other = program_.push_target();
            program_.op(OP_JUMPI).push(draw(1 << 30)).op(OP_POP);
            program_.set_target(other);
        }
        program_.op(OP_POP);
    }

    /// Calls a function if two bits of x say so; returns where its address is to be filled in.
    std::size_t write_dispatch(unsigned index) {
        program_.dup(1).push((index * 7) % 200).op(OP_SHR).push(3).op(OP_AND);
        const std::size_t skip = program_.push_target();
        program_.op(OP_JUMPI);
        const std::size_t back = program_.push_target();
        program_.swap(1);
        const std::size_t call = program_.push_target();
        program_.op(OP_JUMP);
        program_.set_target(back);
        program_.set_target(skip);
        return call;
    }

    void write_function(std::size_t call) {
        program_.set_target(call);
        const std::uint64_t blocks = 6 + draw(8);
        for (std::uint64_t i = 0; i < blocks; ++i) write_block();
        program_.swap(1).op(OP_JUMP);  // [back, x] -> jumps to back with [x]
    }

    void write_block() {
        const std::uint64_t statements = 1 + draw(2);
        for (std::uint64_t i = 0; i < statements; ++i) write_statement();
        const std::uint64_t end = draw(10);
        if (end < 6)
            write_guard();
        else if (end < 8)
            write_choice();
        else
            write_call_of_helper();
    }

    /// A check that holds, over the code of its failure: it reverts with a reason, as a checked addition does.
    void write_guard() {
        program_.dup(1).push(1 + draw(255)).op(OP_OR).op(OP_ISZERO).op(OP_ISZERO);
        const std::size_t ok = program_.push_target();
        program_.op(OP_JUMPI);
        program_.push(U256{0x4e487b7100000000, 0, 0, 0}).push(0).op(OP_MSTORE);
        program_.push(0x11).push(4).op(OP_MSTORE).push(0x24).push(0).op(OP_REVERT);
        program_.set_target(ok);
    }

    /// Two ways, by a bit of x.
    void write_choice() {
        program_.dup(1).push(draw(200)).op(OP_SHR).push(1).op(OP_AND);
        const std::size_t other = program_.push_target();
        program_.op(OP_JUMPI);
        write_statement();
        write_statement();
        const std::size_t end = program_.push_target();
        program_.op(OP_JUMP);
        program_.set_target(other);
        write_statement();
        program_.set_target(end);
    }

    /// Calls the one function at the end of the code that all use.
    void write_call_of_helper() {
        const std::size_t back = program_.push_target();
        program_.swap(1);
        helper_calls_.push_back(program_.push_target());
        program_.op(OP_JUMP);
        program_.set_target(back);
    }

    /// Some instructions in an order of its own, as processors meet them in compiled code, which end in another x.
    void write_statement() {
        items_ = 0;
        const std::uint64_t instructions = 4 + draw(14);
        for (std::uint64_t i = 0; i < instructions; ++i) write_instruction(draw(100));
        if (items_ == 0) program_.op(OP_CALLVALUE), ++items_;
        for (; items_ > 0; --items_) program_.op(one_of({OP_XOR, OP_ADD, OP_XOR, OP_SUB}));
    }
    /// assumption: the frequencies are about those of code that solc makes; of stack, arithmetic and memory.
    void write_instruction(std::uint64_t choice) {
        if (items_ < 2 || (choice < 22 && items_ < 10)) {
            write_push();
        } else if (choice < 42 && items_ < 10) {
            program_.dup(1 + static_cast<unsigned>(draw(items_ + 1)));
            ++items_;
        } else if (choice < 56) {
            program_.swap(1 + static_cast<unsigned>(draw(items_ - 1)));
        } else if (choice < 66) {
            program_.op(OP_POP);
            --items_;
        } else if (choice < 84) {
            program_.op(one_of({OP_ADD, OP_ADD, OP_SUB, OP_AND, OP_AND, OP_OR, OP_XOR, OP_LT, OP_GT, OP_EQ, OP_SHL,
                                OP_SHR, OP_MUL, OP_DIV, OP_SLT}));
            --items_;
        } else if (choice < 90) {
            program_.op(one_of({OP_ISZERO, OP_ISZERO, OP_NOT}));
        } else if (choice < 94) {
            program_.push(word()).op(OP_MLOAD);
            ++items_;
        } else if (choice < 97) {
            program_.push(word()).op(OP_MSTORE);
            --items_;
        } else {
            program_.op(one_of({OP_CALLER, OP_CALLVALUE, OP_CALLDATASIZE, OP_ADDRESS}));
            ++items_;
        }
    }
    void write_push() {
        const std::uint64_t size = draw(100);
        const auto bits = draws_.words(next_++);
        if (size < 65)
            program_.push(bits[0] % 256);
        else if (size < 80)
            program_.push(bits[0] % 65536);
        else if (size < 90)
            program_.push(bits[0] >> 32);
        else if (size < 97)
            program_.push(U256{0, bits[1] >> 32, bits[2], bits[3]});
        else
            program_.push(U256{bits[0], bits[1], bits[2], bits[3]});
        ++items_;
    }
    std::uint64_t word() { return 0x40 + 32 * draw(14); }
    Opcode one_of(std::initializer_list<Opcode> ops) { return ops.begin()[draw(ops.size())]; }

    sim::RandomStream draws_;
    std::uint64_t next_ = 0;
    std::uint64_t items_ = 0;  ///< On the stack above x.
    ProbeProgram program_;
    std::vector<std::size_t> calls_;
    std::vector<std::size_t> helper_calls_;
};

}  // namespace

ByteString compiled_like_code(std::uint64_t seed, unsigned functions) {
    return CompiledLikeWriter(seed).write(functions);
}

}  // namespace models
