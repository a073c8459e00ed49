// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/evm/block_graph.h"
#include "models/evm/block_steps.h"

namespace models {

/// Which nodes of a block run, and at which position of the stack, or above it, each result lies for its whole life.
class BlockPlaces {
  public:
    /// A conditional jump with the comparison that it depends on.
    struct Fused {
        Condition condition = Condition::NotZero;
        BlockGraph::ValueId a = BlockGraph::kNone;
        BlockGraph::ValueId b = BlockGraph::kNone;
    };

    explicit BlockPlaces(const BlockGraph& graph);

    [[nodiscard]] bool runs(std::size_t node) const { return runs_[node]; }
    /// Of a node that is a JUMPI.
    [[nodiscard]] const Fused& fused(std::size_t node) const { return fused_[node]; }
    /// Where an entry value or a result lies.
    [[nodiscard]] std::int32_t position(BlockGraph::ValueId value) const {
        return positions_[static_cast<std::size_t>(value)];
    }
    /// A position above all others.
    [[nodiscard]] std::int32_t scratch() const { return lowest_ + static_cast<std::int32_t>(busy_until_.size()); }

  private:
    void fuse_conditions();
    void find_lives();
    void live_until(BlockGraph::ValueId value, std::int32_t node);
    void live_until(const BlockGraph::Stack& stack, std::int32_t node);
    void choose_positions();
    [[nodiscard]] std::int32_t choose(BlockGraph::ValueId value, std::int32_t node);
    [[nodiscard]] bool is_free(std::int32_t position, std::int32_t node);
    std::int32_t& busy_until(std::int32_t position);
    [[nodiscard]] std::int32_t node_of(BlockGraph::ValueId value) const;

    const BlockGraph& graph_;
    std::vector<bool> runs_;
    std::vector<Fused> fused_;
    std::vector<std::int32_t> uses_;  ///< Of each value.
    std::vector<std::int32_t> last_use_;
    std::vector<std::int32_t> positions_;
    std::vector<std::int32_t> home_;  ///< Where each value is at the block's end, or kNowhere.
    std::int32_t lowest_;
    std::vector<std::int32_t>
        busy_until_;  ///< Of each position from `lowest_` on: the node that last needs what is there.
};

}  // namespace models
