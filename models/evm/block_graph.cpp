// SPDX-License-Identifier: MIT
#include "models/evm/block_graph.h"

#include <algorithm>
#include <optional>
#include <set>

#include "models/evm/instruction_table.h"

namespace models {
namespace {

/// Longer stretches gain little and keep more of the stack out of place.
constexpr std::uint32_t kMaxInstructions = 160;

/// What an instruction whose operands are known gives; nothing for those that are not worth it.
std::optional<U256> fold(Opcode op, const U256& a, const U256& b) {
    const auto shift = [&] { return a < U256{256} ? static_cast<unsigned>(a.low_u64()) : 256U; };
    switch (op) {
        case OP_ADD:
            return a + b;
        case OP_MUL:
            return a * b;
        case OP_SUB:
            return a - b;
        case OP_AND:
            return a & b;
        case OP_OR:
            return a | b;
        case OP_XOR:
            return a ^ b;
        case OP_SHL:
            return b << shift();
        case OP_SHR:
            return b >> shift();
        case OP_NOT:
            return ~a;
        case OP_ISZERO:
            return U256{a.is_zero() ? 1U : 0U};
        default:
            return std::nullopt;
    }
}

bool reaches_memory(Opcode op) {
    return op == OP_MLOAD || op == OP_MSTORE || op == OP_MSTORE8;
}

class BlockReader {
  public:
    BlockReader(Translation& translation, std::uint32_t offset)
        : code_(translation.code()), revision_(translation.revision()), offset_(offset) {}

    BlockGraph read() {
        while (graph_.instructions < kMaxInstructions && offset_ < code_.size() && read_instruction())
            ++graph_.instructions;
        graph_.last = stack_;
        graph_.end_offset = offset_;
        return std::move(graph_);
    }

  private:
    using ValueId = BlockGraph::ValueId;
    using Kind = BlockGraph::Value::Kind;

    ValueId add_value(Kind kind, std::size_t index) {
        graph_.values.push_back({kind, static_cast<std::int32_t>(index)});
        return static_cast<ValueId>(graph_.values.size() - 1);
    }
    ValueId add_constant(const U256& constant) {
        graph_.constants.push_back(constant);
        return add_value(Kind::Constant, graph_.constants.size() - 1);
    }
    /// The item `depth` below the top; those that were there at entry become values when they are first named.
    ValueId& item(std::int32_t depth) {
        while (static_cast<std::int32_t>(stack_.items.size()) <= depth) {
            graph_.values.push_back({Kind::Entry, stack_.lowest});
            stack_.items.insert(stack_.items.begin(), static_cast<ValueId>(graph_.values.size() - 1));
            --stack_.lowest;
        }
        return stack_.items[stack_.items.size() - 1 - static_cast<std::size_t>(depth)];
    }
    ValueId pop() {
        const ValueId value = item(0);
        stack_.items.pop_back();
        return value;
    }
    [[nodiscard]] const U256* constant_of(ValueId value) const {
        const BlockGraph::Value& found = graph_.values[static_cast<std::size_t>(value)];
        return found.kind == Kind::Constant ? &graph_.constants[static_cast<std::size_t>(found.index)] : nullptr;
    }
    std::int32_t remember_stack() {
        graph_.stacks.push_back(stack_);
        return static_cast<std::int32_t>(graph_.stacks.size() - 1);
    }

    /// One more instruction; false if the block ends before it.
    bool read_instruction() {
        const std::uint8_t byte = code_.begin()[offset_];
        if (!is_translatable(byte, revision_)) return false;
        const auto op = static_cast<Opcode>(byte);
        const Instruction& instruction = kInstructions[op];
        if (op == OP_JUMP) return read_jump();
        if (op == OP_JUMPI) return read_conditional_jump();
        if (op == OP_JUMPDEST) jumped_to_.insert(offset_);
        need(instruction);
        const std::int64_t gas_before = graph_.gas;
        graph_.gas += instruction.cost[static_cast<std::size_t>(revision_)];
        if (op == OP_PUSH0 || (op >= OP_PUSH1 && op <= OP_PUSH32))
            read_push(op);
        else if (op >= OP_DUP1 && op <= OP_DUP16)
            stack_.items.push_back(ValueId{item(op - OP_DUP1)});
        else if (op >= OP_SWAP1 && op <= OP_SWAP16)
            read_swap(op - OP_SWAP1 + 1);
        else if (op == OP_POP)
            pop();
        else if (op == OP_PC)
            stack_.items.push_back(add_constant(offset_));
        else if (op != OP_JUMPDEST)
            read_operation(op, gas_before);
        ++offset_;
        return true;
    }
    void need(const Instruction& instruction) {
        graph_.required = std::max(graph_.required, instruction.required - stack_.height());
        graph_.growth = std::max(graph_.growth, stack_.height() + instruction.stack_change());
    }
    void read_push(Opcode op) {
        const auto size = op == OP_PUSH0 ? 0U : static_cast<unsigned>(op - OP_PUSH1) + 1;
        stack_.items.push_back(add_constant(U256::from_big_endian({code_.begin() + offset_ + 1, size})));
        offset_ += size;
    }
    void read_swap(std::int32_t depth) {
        ValueId& lower = item(depth);
        std::swap(item(0), lower);
    }
    void read_operation(Opcode op, std::int64_t gas_before) {
        const Instruction& instruction = kInstructions[op];
        BlockGraph::Node node{.op = op, .offset = offset_, .gas = op == OP_GAS ? graph_.gas : gas_before};
        if (reaches_memory(op)) {
            item(instruction.required - 1);
            node.stack = remember_stack();
        }
        for (std::size_t i = 0; i < std::min<std::size_t>(instruction.required, 2); ++i) node.args[i] = pop();
        if (instruction.required == 3) node.third = pop();
        if (const std::optional<U256> known = folded(node)) {
            stack_.items.push_back(add_constant(*known));
            return;
        }
        if (instruction.produced == 1) {
            node.result = add_value(Kind::Result, graph_.nodes.size());
            stack_.items.push_back(node.result);
            node.position = stack_.height();
        }
        graph_.nodes.push_back(node);
    }
    [[nodiscard]] std::optional<U256> folded(const BlockGraph::Node& node) const {
        if (node.args[0] == BlockGraph::kNone) return std::nullopt;
        const U256* a = constant_of(node.args[0]);
        const U256* b = node.args[1] == BlockGraph::kNone ? a : constant_of(node.args[1]);
        if (a == nullptr || b == nullptr) return std::nullopt;
        return fold(node.op, *a, *b);
    }

    [[nodiscard]] std::optional<std::uint32_t> destination(ValueId value) const {
        const U256* target = constant_of(value);
        if (target == nullptr || !target->fits_u64() || !code_.is_jump_destination(target->low_u64()))
            return std::nullopt;
        return static_cast<std::uint32_t>(target->low_u64());
    }
    bool read_jump() {
        const std::optional<std::uint32_t> target = destination(item(0));
        if (!target && constant_of(item(0)) != nullptr) return false;  // Fails; executed on its own.
        need(kInstructions[OP_JUMP]);
        graph_.gas += kInstructions[OP_JUMP].cost[static_cast<std::size_t>(revision_)];
        if (!target) {
            graph_.ends_with_jump = true;
            ++graph_.instructions;
            return false;
        }
        pop();
        offset_ = *target;
        if (!jumped_to_.contains(*target)) return true;  // Else a loop: the next round is another block.
        ++graph_.instructions;
        return false;
    }
    bool read_conditional_jump() {
        const std::optional<std::uint32_t> target = destination(item(0));
        if (!target || constant_of(item(1)) != nullptr) return false;
        need(kInstructions[OP_JUMPI]);
        graph_.gas += kInstructions[OP_JUMPI].cost[static_cast<std::size_t>(revision_)];
        pop();
        BlockGraph::Node node{.op = OP_JUMPI, .offset = *target, .gas = graph_.gas};
        node.args[0] = pop();
        node.stack = remember_stack();
        graph_.nodes.push_back(node);
        ++offset_;
        return true;
    }

    const Code& code_;
    Revision revision_;
    std::uint32_t offset_;
    BlockGraph graph_;
    BlockGraph::Stack stack_;
    std::set<std::uint32_t> jumped_to_;
};

}  // namespace

bool is_translatable(std::uint8_t op, Revision revision) {
    if (!kInstructions[op].defined_in(revision)) return false;
    if (op >= OP_PUSH0 && op <= OP_SWAP16) return true;
    switch (op) {
        case OP_STOP:
        case OP_EXP:
        case OP_KECCAK256:
        case OP_BALANCE:
        case OP_CALLDATACOPY:
        case OP_CODECOPY:
        case OP_EXTCODESIZE:
        case OP_EXTCODECOPY:
        case OP_RETURNDATACOPY:
        case OP_EXTCODEHASH:
        case OP_BLOCKHASH:
        case OP_SELFBALANCE:
        case OP_BLOBHASH:
        case OP_SLOAD:
        case OP_SSTORE:
        case OP_TLOAD:
        case OP_TSTORE:
        case OP_MCOPY:
            return false;
        default:
            return op < OP_LOG0;
    }
}

BlockGraph read_block(Translation& translation, std::uint32_t offset) {
    return BlockReader(translation, offset).read();
}

}  // namespace models
