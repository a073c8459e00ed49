// SPDX-License-Identifier: MIT
#include "models/evm/block_builder.h"

#include <algorithm>

#include "models/evm/block_places.h"
#include "models/evm/block_steps.h"
#include "models/evm/gas_schedule.h"

namespace models {
namespace {

using Kind = BlockGraph::Value::Kind;

constexpr std::int32_t kItemBytes = sizeof(U256);

/// An operand: a distance that is complete on the stack, or the index of a constant.
struct Operand {
    From from = From::Stack;
    std::int32_t distance = 0;
};

class BlockBuilder {
  public:
    BlockBuilder(Translation& translation, const BlockGraph& graph)
        : translation_(translation), graph_(graph), places_(graph) {}

    std::unique_ptr<const Block> build(const BlockSlot& slot) {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
            if (places_.runs(i)) emit_node(i);
        emit_end();
        for (std::size_t i = 0; i < exits_.size(); ++i) emit_exit(exits_[i]);
        auto block = std::make_unique<Block>();
        block->gas = graph_.gas;
        block->required = static_cast<std::uint64_t>(graph_.required) * sizeof(U256);
        block->room = static_cast<std::uint64_t>(kMaxStackItems - graph_.growth - graph_.required) * sizeof(U256);
        block->offset = slot.offset;
        block->opcode = slot.opcode;
        block->cells = cells();
        return block;
    }

  private:
    struct Exit {
        std::size_t node;
        std::size_t op;
    };
    struct Move {
        std::int32_t to;
        std::int32_t from;
    };
    /// Which fields of an operation hold distances of constants, to be completed when all operations are there.
    struct Pending {
        std::size_t op;
        std::int32_t BlockOp::* field;
        std::int32_t constant;
    };

    [[nodiscard]] const BlockGraph::Value& value(BlockGraph::ValueId id) const {
        return graph_.values[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] Operand operand(BlockGraph::ValueId id) const {
        const BlockGraph::Value& found = value(id);
        if (found.kind == Kind::Constant) return {From::Constant, found.index};
        return {From::Stack, places_.position(id) * kItemBytes};
    }
    [[nodiscard]] const U256* constant(BlockGraph::ValueId id) const {
        return value(id).kind == Kind::Constant ? &graph_.constants[static_cast<std::size_t>(value(id).index)]
                                                : nullptr;
    }
    BlockOp& emit(BlockStep run) {
        ops_.push_back({.run = run});
        return ops_.back();
    }
    void set(std::int32_t BlockOp::* field, const Operand& operand) {
        ops_.back().*field = operand.distance;
        if (operand.from == From::Constant) pending_.push_back({ops_.size() - 1, field, operand.distance});
    }
    [[nodiscard]] std::uint64_t gas_after(std::int64_t gas) const {
        return static_cast<std::uint64_t>(graph_.gas - gas);
    }

    void emit_node(std::size_t index) {
        const BlockGraph::Node& node = graph_.nodes[index];
        const std::int32_t out = node.result == BlockGraph::kNone ? 0 : places_.position(node.result) * kItemBytes;
        if (node.op == OP_JUMPI) return emit_conditional(index);
        if (node.third != BlockGraph::kNone) return emit_modular(node, out);
        if (node.op == OP_MSTORE || node.op == OP_MSTORE8)
            emit_binary(store_step(node.op, operand(node.args[0]).from, operand(node.args[1]).from), node, 0);
        else if (node.args[0] == BlockGraph::kNone)
            emit_environment(node, out);
        else if (node.args[1] == BlockGraph::kNone)
            emit_unary(node, out);
        else if (!emit_special(node, out))
            emit_binary(binary_step(node.op, operand(node.args[0]).from, operand(node.args[1]).from), node, out);
        if (node.stack >= 0) exits_.push_back({index, ops_.size() - 1});
    }
    void emit_environment(const BlockGraph::Node& node, std::int32_t out) {
        BlockOp& op = emit(environment_step(node.op));
        op.out = out;
        op.immediate = gas_after(node.gas);
    }
    void emit_unary(const BlockGraph::Node& node, std::int32_t out) {
        Operand a = operand(node.args[0]);
        if (a.from == From::Constant && unary_step(node.op, From::Constant) == nullptr)
            a = on_stack(a, places_.scratch());
        emit(unary_step(node.op, a.from)).out = out;
        set(&BlockOp::a, a);
    }
    void emit_binary(BlockStep run, const BlockGraph::Node& node, std::int32_t out) {
        emit(run).out = out;
        set(&BlockOp::a, operand(node.args[0]));
        set(&BlockOp::b, operand(node.args[1]));
    }
    /// Operations with one constant that are simpler than in general: masks and shifts, also written as arithmetic.
    bool emit_special(const BlockGraph::Node& node, std::int32_t out) {
        const std::size_t which = constant(node.args[0]) != nullptr ? 0 : 1;
        const U256* known = constant(node.args[which]);
        const BlockGraph::ValueId other = node.args[1 - which];
        if (known == nullptr || constant(other) != nullptr) return false;
        const bool is_power = !known->is_zero() && (*known & (*known - U256{1})).is_zero();
        const auto exponent = is_power ? known->bit_length() - 1 : 0;
        if (node.op == OP_AND && known->fits_u64())
            emit_with(mask_step(), known->low_u64(), other, out);
        else if ((node.op == OP_SHL || node.op == OP_SHR) && which == 0 && *known < U256{256})
            emit_with(shift_step(node.op, static_cast<unsigned>(known->low_u64())), known->low_u64(), other, out);
        else if (node.op == OP_MUL && is_power)
            emit_with(shift_step(OP_SHL, exponent), exponent, other, out);
        else if (node.op == OP_DIV && which == 1 && is_power)
            emit_with(shift_step(OP_SHR, exponent), exponent, other, out);
        else
            return false;
        return true;
    }
    void emit_with(BlockStep run, std::uint64_t immediate, BlockGraph::ValueId other, std::int32_t out) {
        BlockOp& op = emit(run);
        op.out = out;
        op.immediate = immediate;
        set(&BlockOp::a, operand(other));
    }
    void emit_modular(const BlockGraph::Node& node, std::int32_t out) {
        const Operand a = on_stack(operand(node.args[0]), places_.scratch());
        const Operand b = on_stack(operand(node.args[1]), places_.scratch() + 1);
        const Operand modulus = operand(node.third);
        emit(modular_step(node.op, modulus.from)).out = out;
        set(&BlockOp::a, a);
        set(&BlockOp::b, b);
        set(&BlockOp::exit, modulus);
    }
    Operand on_stack(const Operand& where, std::int32_t position) {
        if (where.from == From::Stack) return where;
        emit(copy_step(From::Constant)).out = position * kItemBytes;
        set(&BlockOp::a, where);
        return {From::Stack, position * kItemBytes};
    }
    void emit_conditional(std::size_t index) {
        const BlockPlaces::Fused& fused = places_.fused(index);
        const Operand a = operand(fused.a);
        const Operand b = operand(fused.b);
        emit(conditional_step(fused.condition, a.from, b.from));
        set(&BlockOp::a, a);
        set(&BlockOp::b, b);
        exits_.push_back({index, ops_.size() - 1});
    }

    void emit_end() {
        emit_moves(graph_.last);
        const std::int32_t out = graph_.last.height() * kItemBytes;
        if (graph_.ends_with_jump)
            emit(jump_to_item_step()).out = out;
        else
            emit_chain(graph_.end_offset, translation_.slot_behind_block(graph_.end_offset), out, 0);
    }
    void emit_chain(std::uint32_t offset, const BlockSlot* slot, std::int32_t out, std::uint64_t gas) {
        BlockOp& op = emit(slot != nullptr ? chain_step() : leave_step());
        op.out = out;
        op.a = static_cast<std::int32_t>(offset);
        op.b = static_cast<std::int32_t>(gas);
        op.immediate = reinterpret_cast<std::uintptr_t>(slot);
    }
    void emit_exit(const Exit& exit) {
        ops_[exit.op].exit = static_cast<std::int32_t>((ops_.size() - exit.op) * sizeof(BlockOp));
        const BlockGraph::Node& node = graph_.nodes[exit.node];
        const BlockGraph::Stack& stack = graph_.stacks[static_cast<std::size_t>(node.stack)];
        emit_moves(stack);
        const std::int32_t out = stack.height() * kItemBytes;
        if (node.op == OP_JUMPI)
            return emit_chain(node.offset, translation_.slot_at(node.offset), out, gas_after(node.gas));
        BlockOp& op = emit(leave_to_instruction_step());
        op.out = out;
        op.a = static_cast<std::int32_t>(node.offset);
        op.b = static_cast<std::int32_t>(gas_after(node.gas));
        op.immediate = node.op;
    }

    /// Brings all items to where they belong on the stack.
    void emit_moves(const BlockGraph::Stack& stack) {
        std::vector<Move> moves;
        for (std::size_t i = 0; i < stack.items.size(); ++i) {
            const std::int32_t to = stack.lowest + 1 + static_cast<std::int32_t>(i);
            const BlockGraph::ValueId id = stack.items[i];
            if (value(id).kind != Kind::Constant && places_.position(id) != to)
                moves.push_back({to, places_.position(id)});
        }
        while (!moves.empty()) emit_one_move(moves);
        for (std::size_t i = 0; i < stack.items.size(); ++i)
            if (const U256* known = constant(stack.items[i]))
                emit_constant(*known, operand(stack.items[i]),
                              (stack.lowest + 1 + static_cast<std::int32_t>(i)) * kItemBytes);
    }
    void emit_one_move(std::vector<Move>& moves) {
        const auto is_source = [&](std::int32_t position) {
            return std::any_of(moves.begin(), moves.end(), [&](const Move& move) { return move.from == position; });
        };
        for (std::size_t i = 0; i < moves.size(); ++i) {
            if (is_source(moves[i].to)) continue;
            BlockOp& op = emit(copy_step(From::Stack));
            op.out = moves[i].to * kItemBytes;
            op.a = moves[i].from * kItemBytes;
            moves.erase(moves.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
        // Only cycles are left: an exchange settles one item of a cycle and keeps the others.
        const Move first = moves.front();
        BlockOp& op = emit(exchange_step());
        op.out = first.to * kItemBytes;
        op.a = first.from * kItemBytes;
        for (Move& move : moves) {
            if (move.from == first.to)
                move.from = first.from;
            else if (move.from == first.from)
                move.from = first.to;
        }
        std::erase_if(moves, [](const Move& move) { return move.from == move.to; });
    }
    void emit_constant(const U256& known, const Operand& where, std::int32_t out) {
        if (known.fits_u64()) {
            BlockOp& op = emit(small_constant_step());
            op.out = out;
            op.immediate = known.low_u64();
            return;
        }
        emit(copy_step(From::Constant)).out = out;
        set(&BlockOp::a, where);
    }

    /// All operations, then all constants, with the distances between them.
    std::unique_ptr<BlockCell[]> cells() {
        for (const Pending& each : pending_)
            ops_[each.op].*each.field = static_cast<std::int32_t>(
                (ops_.size() + static_cast<std::size_t>(each.constant) - each.op) * sizeof(BlockCell));
        auto out = std::make_unique<BlockCell[]>(ops_.size() + graph_.constants.size());
        for (std::size_t i = 0; i < ops_.size(); ++i) out[i].op = ops_[i];
        for (std::size_t i = 0; i < graph_.constants.size(); ++i) out[ops_.size() + i].constant = graph_.constants[i];
        return out;
    }

    Translation& translation_;
    const BlockGraph& graph_;
    BlockPlaces places_;
    std::vector<BlockOp> ops_;
    std::vector<Exit> exits_;
    std::vector<Pending> pending_;
};

}  // namespace

std::unique_ptr<const Block> build_block(Translation& translation, const BlockGraph& graph, const BlockSlot& slot) {
    return BlockBuilder(translation, graph).build(slot);
}

}  // namespace models
