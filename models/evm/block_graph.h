// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/evm/opcode.h"
#include "models/evm/translation.h"

namespace models {

/// A stretch of code as values and what makes them of each other: the stack is gone. It goes on through jumps to known
/// places and past conditional ones, and ends before an instruction that needs to be executed on its own.
struct BlockGraph {
    using ValueId = std::int32_t;
    static constexpr ValueId kNone = -1;

    /// Positions count stack items from the block's first `top`: that is 0, what is pushed first is 1.
    struct Value {
        enum class Kind : std::uint8_t { Entry, Constant, Result } kind;
        std::int32_t index;  ///< Position at entry, index into `constants`, or node.
    };
    /// The stack at some point: items at positions `lowest` + 1 and up. Those below are as they were.
    struct Stack {
        std::int32_t lowest = 0;
        std::vector<ValueId> items;

        [[nodiscard]] std::int32_t height() const { return lowest + static_cast<std::int32_t>(items.size()); }
    };
    struct Node {
        Opcode op;
        std::array<ValueId, 2> args{kNone, kNone};
        ValueId third = kNone;
        ValueId result = kNone;
        std::int32_t position = 0;  ///< Where on the stack the result was pushed.
        std::uint32_t offset = 0;   ///< In the code; of JUMPI the target.
        std::int64_t gas = 0;       ///< Of all before; of JUMPI and GAS including themselves.
        std::int32_t stack = -1;    ///< Index into `stacks`, of the stack with which the block may be left here.
    };

    std::vector<Value> values;
    std::vector<U256> constants;
    std::vector<Node> nodes;
    std::vector<Stack> stacks;
    Stack last;                    ///< At the end,
    std::uint32_t end_offset = 0;  ///< where execution goes on,
    bool ends_with_jump = false;   ///< or with a jump to its topmost item.
    std::int64_t gas = 0;
    std::int32_t required = 0;  ///< Items that must be on the stack at entry.
    std::int32_t growth = 0;    ///< Items that the stack grows by at most.
    std::uint32_t instructions = 0;
};

/// Whether a block may contain `op`; a stretch begins anew behind those that it may not.
[[nodiscard]] bool is_translatable(std::uint8_t op, Revision revision);

[[nodiscard]] BlockGraph read_block(Translation& translation, std::uint32_t offset);

}  // namespace models
