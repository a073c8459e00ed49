// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/actors/pipeline_observer.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/lifecycle.h"

namespace models {

/// The stages of a transaction in this model.
[[nodiscard]] sim::LifecycleSpec transaction_lifecycle();

/// Watches a whole run from outside: records when each transaction reached each stage, and checks, independently of the
/// actors, what must hold whatever they do. A violation stops the run.
class Recorder final : public PipelineObserver, public SubmissionObserver {
  public:
    /// Stages of a transaction, in the order of the lifecycle's columns.
    enum Stage : std::size_t { PreConfirmed, Visible, InEvmBlock, Posted, Final };

    explicit Recorder(sim::Simulation& simulation, const State& genesis);

    std::uint64_t on_submitted(std::uint32_t kind, sim::EntityId region) override;
    void on_dropped(const PendingTransaction& transaction, DropReason reason) override;
    void on_sealed(const MiniBlock& block) override;
    void on_applied(sim::NodeId node, const MiniBlock& block, const StateId& state) override;
    void on_executed(sim::NodeId node, const MiniBlock& block, const StateId& state,
                     const Hash& receipts_hash) override;
    void on_evm_block(const EvmBlock& block) override;
    void on_posted(const Batch& batch) override;
    void on_finalized(const Batch& batch) override;

    [[nodiscard]] const sim::Lifecycle& lifecycle() const { return lifecycle_; }
    /// How many comparisons were made; all held, or the run would have stopped.
    [[nodiscard]] std::uint64_t checks() const { return checks_; }
    /// When the last mini-block was sealed.
    [[nodiscard]] sim::SimTime last_seal() const { return last_seal_; }

    /// What must hold when nothing is left to happen: every node is at the sequencer's last state and every transaction
    /// is final or dropped. With `drained` false (the run was cut short) only the accounting is checked.
    void check_end(const std::vector<StateId>& followers, bool drained);

  private:
    /// What the sequencer sealed, to hold every follower to.
    struct Sealed {
        StateId state;
        Hash receipts_hash;
    };
    void expect(bool holds, const char* what);
    [[nodiscard]] const Sealed& sealed(const MiniBlock& block);
    void check_posted(const Batch& batch);

    sim::Simulation& simulation_;
    sim::Lifecycle lifecycle_;
    StateId genesis_;
    std::vector<Sealed> sealed_;        ///< Mini-block n at n - 1.
    std::vector<Hash> sequence_;        ///< Hashes of all sealed transactions in order: what was served.
    std::size_t posted_ = 0;            ///< How many of them were found in posted batches, in order.
    std::uint64_t open_evm_block_ = 1;  ///< Of the last mini-block.
    std::uint64_t next_evm_block_ = 1;  ///< To be sealed.
    std::uint64_t in_evm_blocks_ = 0;   ///< Mini-blocks of those that are.
    sim::SimTime last_seal_;
    std::uint64_t checks_ = 0;
};

}  // namespace models
