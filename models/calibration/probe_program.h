// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "models/chain/uint256.h"
#include "models/evm/opcode.h"
#include "sim/base/random.h"

namespace models {

/// Writes EVM code.
class ProbeProgram {
  public:
    ProbeProgram& op(Opcode opcode);
    ProbeProgram& dup(unsigned depth) { return op(static_cast<Opcode>(OP_DUP1 + depth - 1)); }
    ProbeProgram& swap(unsigned depth) { return op(static_cast<Opcode>(OP_SWAP1 + depth - 1)); }
    /// The shortest PUSH.
    ProbeProgram& push(const U256& value);
    /// PUSH2, to be filled in by `set_target`; returns where.
    [[nodiscard]] std::size_t push_target();
    /// A JUMPDEST here, which the PUSH2 at `target` names.
    void set_target(std::size_t target) { set_targets({target}); }
    /// The same for several.
    void set_targets(const std::vector<std::size_t>& targets);
    [[nodiscard]] std::size_t size() const { return code_.size(); }
    [[nodiscard]] const ByteString& code() const { return code_; }

    /// `body` as often as `times` says, which it must not touch and finds on the stack below what it pushes.
    template <class Body>
    ProbeProgram& loop(const U256& times, Body&& body) {
        push(times);
        const std::size_t start = size();
        op(OP_JUMPDEST);
        body(*this);
        // [n] -> [n - 1], again while that is not zero
        push(1).swap(1).op(OP_SUB).dup(1).push(start).op(OP_JUMPI).op(OP_POP);
        return *this;
    }

  private:
    ByteString code_;
};

/// Code that looks to a processor like compiled contracts: functions of short basic blocks, most of which guard a
/// revert that does not happen, and some of which go one way or the other as the input says; internal calls; words kept
/// in memory. One of `functions` in four is called. It takes two words of input: what decides all branches, and how
/// often the whole is done.
[[nodiscard]] ByteString compiled_like_code(std::uint64_t seed, unsigned functions);

}  // namespace models
