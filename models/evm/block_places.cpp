// SPDX-License-Identifier: MIT
#include "models/evm/block_places.h"

#include <algorithm>
#include <limits>

namespace models {
namespace {

constexpr std::int32_t kNowhere = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kUnused = -1;

using Kind = BlockGraph::Value::Kind;

}  // namespace

BlockPlaces::BlockPlaces(const BlockGraph& graph)
    : graph_(graph),
      runs_(graph.nodes.size(), true),
      fused_(graph.nodes.size()),
      uses_(graph.values.size(), 0),
      last_use_(graph.values.size(), kUnused),
      positions_(graph.values.size(), kNowhere),
      home_(graph.values.size(), kNowhere),
      lowest_(graph.last.lowest + 1) {
    fuse_conditions();
    find_lives();
    choose_positions();
}

std::int32_t BlockPlaces::node_of(BlockGraph::ValueId value) const {
    const BlockGraph::Value& found = graph_.values[static_cast<std::size_t>(value)];
    return found.kind == Kind::Result ? found.index : -1;
}

/// A comparison whose only use is a conditional jump becomes part of it.
void BlockPlaces::fuse_conditions() {
    const auto count = [&](BlockGraph::ValueId value) {
        if (value != BlockGraph::kNone) ++uses_[static_cast<std::size_t>(value)];
    };
    for (const BlockGraph::Node& node : graph_.nodes) {
        for (const BlockGraph::ValueId value : node.args) count(value);
        count(node.third);
    }
    for (const BlockGraph::Stack& stack : graph_.stacks)
        for (const BlockGraph::ValueId value : stack.items) count(value);
    for (const BlockGraph::ValueId value : graph_.last.items) count(value);

    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
        if (graph_.nodes[i].op != OP_JUMPI) continue;
        Fused& fused = fused_[i];
        fused.a = fused.b = graph_.nodes[i].args[0];
        bool negated = false;
        while (true) {
            const std::int32_t maker = node_of(fused.a);
            if (maker < 0 || uses_[static_cast<std::size_t>(fused.a)] != 1) break;
            const BlockGraph::Node& node = graph_.nodes[static_cast<std::size_t>(maker)];
            if (node.op == OP_ISZERO) {
                negated = !negated;
                fused.a = fused.b = node.args[0];
                runs_[static_cast<std::size_t>(maker)] = false;
                continue;
            }
            const bool swapped = node.op == OP_GT || node.op == OP_SGT;
            if (node.op == OP_LT || node.op == OP_GT)
                fused.condition = Condition::Less;
            else if (node.op == OP_SLT || node.op == OP_SGT)
                fused.condition = Condition::SignedLess;
            else if (node.op == OP_EQ)
                fused.condition = Condition::Equal;
            else
                break;
            fused.a = node.args[swapped ? 1 : 0];
            fused.b = node.args[swapped ? 0 : 1];
            runs_[static_cast<std::size_t>(maker)] = false;
            break;
        }
        if (negated) fused.condition = static_cast<Condition>(static_cast<int>(fused.condition) + 1);
    }
}

void BlockPlaces::live_until(BlockGraph::ValueId value, std::int32_t node) {
    if (value == BlockGraph::kNone) return;
    std::int32_t& last = last_use_[static_cast<std::size_t>(value)];
    last = std::max(last, node);
}
void BlockPlaces::live_until(const BlockGraph::Stack& stack, std::int32_t node) {
    for (const BlockGraph::ValueId value : stack.items) live_until(value, node);
    // What lies below was not named by then and is not moved: it has to be as it was.
    for (std::size_t i = 0; i < graph_.values.size(); ++i)
        if (graph_.values[i].kind == Kind::Entry && graph_.values[i].index <= stack.lowest)
            live_until(static_cast<BlockGraph::ValueId>(i), node);
}

void BlockPlaces::find_lives() {
    const auto end = static_cast<std::int32_t>(graph_.nodes.size());
    live_until(graph_.last, end);
    for (std::int32_t i = end; i-- > 0;) {
        const BlockGraph::Node& node = graph_.nodes[static_cast<std::size_t>(i)];
        const auto index = static_cast<std::size_t>(i);
        // What nobody needs is not made; nodes that may leave the block stay, as do stores.
        if (node.result != BlockGraph::kNone && node.stack < 0 &&
            last_use_[static_cast<std::size_t>(node.result)] == kUnused)
            runs_[index] = false;
        if (!runs_[index]) continue;
        if (node.stack >= 0) live_until(graph_.stacks[static_cast<std::size_t>(node.stack)], i);
        if (node.op == OP_JUMPI) {
            live_until(fused_[index].a, i);
            live_until(fused_[index].b, i);
        } else {
            for (const BlockGraph::ValueId value : node.args) live_until(value, i);
            live_until(node.third, i);
        }
    }
    for (std::size_t i = graph_.last.items.size(); i-- > 0;) {
        const BlockGraph::ValueId value = graph_.last.items[i];
        home_[static_cast<std::size_t>(value)] = graph_.last.lowest + 1 + static_cast<std::int32_t>(i);
    }
}

std::int32_t& BlockPlaces::busy_until(std::int32_t position) {
    const auto index = static_cast<std::size_t>(position - lowest_);
    if (index >= busy_until_.size()) busy_until_.resize(index + 1, kUnused);
    return busy_until_[index];
}

void BlockPlaces::choose_positions() {
    for (std::size_t i = 0; i < graph_.values.size(); ++i) {
        if (graph_.values[i].kind != Kind::Entry) continue;
        positions_[i] = graph_.values[i].index;
        busy_until(positions_[i]) = last_use_[i];
    }
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
        const BlockGraph::ValueId value = graph_.nodes[i].result;
        if (!runs_[i] || value == BlockGraph::kNone) continue;
        const std::int32_t chosen = choose(value, static_cast<std::int32_t>(i));
        positions_[static_cast<std::size_t>(value)] = chosen;
        busy_until(chosen) = std::max(last_use_[static_cast<std::size_t>(value)], static_cast<std::int32_t>(i));
    }
    const std::int32_t highest = std::max(graph_.growth, graph_.last.height());
    if (highest >= lowest_) busy_until(highest);  // So that `scratch` is above all.
}

bool BlockPlaces::is_free(std::int32_t position, std::int32_t node) {
    return position >= lowest_ && busy_until(position) <= node;
}

/// Best is where the value belongs in the end, then where it was pushed: then it need not be moved.
std::int32_t BlockPlaces::choose(BlockGraph::ValueId value, std::int32_t node) {
    const std::int32_t home = home_[static_cast<std::size_t>(value)];
    if (home != kNowhere && is_free(home, node)) return home;
    const std::int32_t pushed = graph_.nodes[static_cast<std::size_t>(node)].position;
    if (is_free(pushed, node)) return pushed;
    std::int32_t position = std::max(lowest_, 1);
    while (!is_free(position, node)) ++position;
    return position;
}

}  // namespace models
