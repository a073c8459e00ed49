// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>

#include "models/actors/pipeline_observer.h"
#include "models/actors/shared_execution.h"
#include "models/messages/settlement.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/metrics.h"

namespace models {

/// The full nodes of a scenario.
struct FullNodeParams {
    std::uint32_t count = 4;
    HardwareProfile hardware;

    static constexpr auto schema() {
        using P = FullNodeParams;
        return std::tuple{
            sim::Field{"count", &P::count, "How many; they are spread over the regions in turn.",
                       sim::Bounds<std::uint32_t>{.high = 100'000}},
            sim::Field{"hardware", &P::hardware, "Hardware of each; all cores recover senders, then execute."},
        };
    }
};
static_assert(sim::schema_is_complete<FullNodeParams>());

struct FullNodeMetrics {
    sim::Counter mini_blocks;
    sim::Distribution lag;
    sim::Distribution execution_time;

    static constexpr auto schema() {
        using M = FullNodeMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"mini_blocks", &M::mini_blocks, Unit::Count, Better::None, "Mini-blocks executed."},
            sim::MetricField{"lag", &M::lag, Unit::Nanoseconds, Better::Lower,
                             "From a mini-block's seal at the sequencer until this node has executed it."},
            sim::MetricField{"execution_time", &M::execution_time, Unit::Nanoseconds, Better::Lower,
                             "Time to recover the senders of one mini-block and execute it."},
        };
    }
};

/// A node that trusts nobody's state: it executes every mini-block itself, in order, and compares the result.
class FullNode {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        sim::NodeId node;
        SharedExecution& execution;
        PipelineObserver& observer;
        std::uint32_t shared_hardware;  ///< Number of this hardware in SharedExecution.
    };

    FullNode(const Environment& environment, const FullNodeParams& params, const BlockContext& chain,
             const State& genesis);
    FullNode(const FullNode&) = delete;
    FullNode& operator=(const FullNode&) = delete;

    void on(const std::shared_ptr<const FullNodeUpdate>& message);
    void on(const std::shared_ptr<const EvmBlockHeaderAnnouncement>& message);

    [[nodiscard]] const FullNodeMetrics& metrics() const { return metrics_; }
    [[nodiscard]] const StateId& visible_state() const { return visible_state_; }
    [[nodiscard]] const sim::Resource& executor() const { return executor_; }

  private:
    Environment environment_;
    const HardwareProfile hardware_;
    const BlockContext chain_;
    State received_;  ///< After all mini-blocks received; becomes visible as executor_ gets through them.
    StateId visible_state_;
    std::uint64_t last_received_ = 0;
    std::uint64_t last_evm_block_ = 0;
    sim::Resource executor_;
    FullNodeMetrics metrics_;
};

}  // namespace models
