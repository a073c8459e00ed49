// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>

#include "models/actors/pipeline_observer.h"
#include "models/actors/shared_execution.h"
#include "models/messages/settlement.h"
#include "models/workload/workload_params.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/metrics.h"
#include "sim/network/port.h"

namespace models {

/// The replicas of a scenario: count and hardware of each.
struct ReplicaParams {
    std::uint32_t count = 40;
    HardwareProfile hardware;

    static constexpr auto schema() {
        using P = ReplicaParams;
        return std::tuple{
            sim::Field{"count", &P::count, "How many; they are spread over the regions in turn.",
                       sim::Bounds<std::uint32_t>{.low = 1, .high = 100'000}},
            sim::Field{"hardware", &P::hardware,
                       "Hardware of each. One core applies state diffs, the others check transactions."},
        };
    }
};
static_assert(sim::schema_is_complete<ReplicaParams>());

struct ReplicaMetrics {
    sim::Counter mini_blocks;
    sim::Counter submitted_transactions;
    sim::Distribution lag;
    sim::Distribution apply_time;

    static constexpr auto schema() {
        using M = ReplicaMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"mini_blocks", &M::mini_blocks, Unit::Count, Better::None, "Mini-blocks applied."},
            sim::MetricField{"submitted_transactions", &M::submitted_transactions, Unit::Count, Better::None,
                             "Transactions that clients submitted here."},
            sim::MetricField{"lag", &M::lag, Unit::Nanoseconds, Better::Lower,
                             "From a mini-block's seal at the sequencer until it is applied here."},
            sim::MetricField{"apply_time", &M::apply_time, Unit::Nanoseconds, Better::Lower,
                             "Time to apply the state diff of one mini-block."},
        };
    }
};

/// A node that follows by state diffs and serves RPC: it checks and forwards its clients' transactions and answers
/// from the newest mini-block that it has applied.
class Replica {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        sim::NodeId node;
        SharedExecution& execution;
        PipelineObserver& observer;
    };

    Replica(const Environment& environment, const ReplicaParams& params, Signatures signatures, const State& genesis);
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;

    void on(const std::shared_ptr<const SubmitTransaction>& message);
    void on(const std::shared_ptr<const ReplicaUpdate>& message);
    void on(const std::shared_ptr<const EvmBlockHeaderAnnouncement>& message);

    sim::Out<ForwardTransaction> to_sequencer;

    [[nodiscard]] const ReplicaMetrics& metrics() const { return metrics_; }
    [[nodiscard]] const StateId& visible_state() const { return visible_state_; }
    [[nodiscard]] const sim::Resource& admission() const { return admission_; }
    [[nodiscard]] const sim::Resource& apply() const { return apply_; }

  private:
    void forward(const SharedTransaction& transaction);

    Environment environment_;
    const HardwareProfile hardware_;
    const Signatures signatures_;
    State received_;  ///< After all mini-blocks received; becomes visible as apply_ gets through them.
    StateId visible_state_;
    std::uint64_t last_received_ = 0;
    std::uint64_t last_evm_block_ = 0;
    sim::Resource admission_;
    sim::Resource apply_;
    ReplicaMetrics metrics_;
};

}  // namespace models
