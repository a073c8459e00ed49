// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/evm/frame.h"

namespace models {

/// Executes the operation at `op` and goes on to the next. Fewer registers than a Step: the others, of which a block
/// needs none before its end, stay in the frame, so that g++ need not save any.
using BlockStep = void (*)(Frame* frame, const std::uint8_t* op, U256* top, std::int64_t gas);

/// One operation of a translated block. It names its operands where they lie: a stack item by its distance in bytes
/// from the block's first `top`, a constant by its distance from the operation itself. So what PUSH, DUP, SWAP and POP
/// do is mostly done by naming, and costs nothing when the block runs.
struct BlockOp {
    BlockStep run = nullptr;
    std::int32_t out = 0;
    std::int32_t a = 0;
    std::int32_t b = 0;
    std::int32_t exit = 0;  ///< Distance in bytes to the operations that leave the block from here.
    std::uint64_t immediate = 0;
};

/// Operations and their constants lie in one array, so that distances between them are known.
union BlockCell {
    BlockCell() : op() {}

    BlockOp op;
    U256 constant;
};
static_assert(sizeof(BlockCell) == 32 && sizeof(BlockOp) == 32);

/// A translated stretch of code. Its gas is charged and its stack checked once, when it is entered; when either would
/// fail anywhere in it, its instructions are executed one by one instead, so that all ends where it must.
struct Block {
    std::int64_t gas = 0;
    std::uint64_t required = 0;  ///< Bytes of stack items that must be there,
    std::uint64_t room = 0;      ///< and how many more may be, so that no item is beyond the limit.
    std::uint32_t offset = 0;    ///< In the code,
    std::uint8_t opcode = 0;     ///< and the instruction there.
    std::unique_ptr<BlockCell[]> cells;
};

/// A place in the code where a block may start: how often it was reached, until it is worth a translation.
struct BlockSlot {
    static constexpr std::uintptr_t kNever = 1023;  ///< Nothing to gain.

    std::atomic<std::uintptr_t> state{0};  ///< A count up to kNever, or the Block.
    std::uint32_t offset = 0;
    std::uint8_t opcode = 0;

    /// nullptr: not translated.
    [[nodiscard]] const Block* block() const {
        const std::uintptr_t value = state.load(std::memory_order_acquire);
        return value > kNever ? reinterpret_cast<const Block*>(value) : nullptr;
    }
};

}  // namespace models
