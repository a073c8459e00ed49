// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/actors/pipeline_observer.h"
#include "sim/kernel/simulation.h"

namespace models {

/// Remembers what actors report, with the time.
class RecordingObserver final : public PipelineObserver {
  public:
    explicit RecordingObserver(const sim::Simulation& simulation) : simulation_(simulation) {}

    struct BatchEvent {
        std::uint64_t batch;
        sim::SimTime time;
    };
    std::vector<DropReason> dropped;
    std::vector<StateId> applied;
    std::vector<MiniBlockHeader> sealed;
    std::vector<sim::SimTime> sealed_at;
    std::vector<EvmBlock> evm_blocks;
    std::vector<BatchEvent> posted;
    std::vector<BatchEvent> finalized;

    void on_dropped(const PendingTransaction&, DropReason reason) override { dropped.push_back(reason); }
    void on_sealed(const MiniBlock& block) override {
        sealed.push_back(block.header);
        sealed_at.push_back(simulation_.now());
    }
    void on_applied(sim::NodeId, const MiniBlock&, const StateId& state) override { applied.push_back(state); }
    void on_executed(sim::NodeId, const MiniBlock&, const StateId&, const Hash&) override {}
    void on_evm_block(const EvmBlock& block) override { evm_blocks.push_back(block); }
    void on_posted(const Batch& batch) override { posted.push_back({batch.number, simulation_.now()}); }
    void on_finalized(const Batch& batch) override { finalized.push_back({batch.number, simulation_.now()}); }

  private:
    const sim::Simulation& simulation_;
};

}  // namespace models
