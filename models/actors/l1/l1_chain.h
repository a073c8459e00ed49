// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "models/actors/pipeline_observer.h"
#include "models/messages/settlement.h"
#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/base/schema.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/metrics.h"

namespace models {

using namespace sim::literals;

/// Ethereum as the place where batches settle. Sources: ethereum/consensus-specs configs/mainnet.yaml and
/// presets/mainnet/phase0.yaml; first-seen and missed slots as measured by reldo.dev and ethresear.ch/t/23016.
struct L1Params {
    std::string region = "eu-central-1";
    sim::Duration slot_time = 12_s;
    sim::Share missed_slots = sim::Share::from_ppm(3'000);
    sim::DurationDistribution first_seen = {
        .shape = sim::DurationDistribution::Shape::LogNormal, .mean = 2035_ms, .spread = sim::Share::from_ppm(335'000)};

    static constexpr auto schema() {
        using P = L1Params;
        return std::tuple{
            sim::Field{"region", &P::region, "Region of the L1 node that the batcher talks to."},
            sim::Field{"slot_time", &P::slot_time, "Time between two slots.", sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"missed_slots", &P::missed_slots, "Share of slots without a block.",
                       sim::Bounds<sim::Share>{.low = sim::Share{}, .high = sim::Share::percent(99)}},
            sim::Field{"first_seen", &P::first_seen,
                       "From the start of a slot until its block is seen: median 1.93 s, 95 % within 3.3 s."},
        };
    }
};
static_assert(sim::schema_is_complete<L1Params>());

struct L1Metrics {
    sim::Counter batches_included;
    sim::Counter missed_slots;
    sim::Distribution inclusion_wait;

    static constexpr auto schema() {
        using M = L1Metrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"batches_included", &M::batches_included, Unit::Count, Better::None,
                             "Batches in L1 blocks."},
            sim::MetricField{"missed_slots", &M::missed_slots, Unit::Count, Better::Lower,
                             "Slots without a block while a batch waited."},
            sim::MetricField{"inclusion_wait", &M::inclusion_wait, Unit::Nanoseconds, Better::Lower,
                             "From a batch's arrival at the L1 node until its L1 block is seen."},
        };
    }
};

/// Slots until a block proposed in slot `index` (0 to 31) of its epoch is finalised, with everybody voting: its epoch's
/// checkpoint is justified one epoch later and finalised two epochs later (Casper FFG; facts: 64 for the first slot,
/// whose block is the checkpoint itself, and 96 - index for the others).
constexpr std::int64_t slots_to_finality(std::int64_t index) {
    return index == 0 ? 64 : 96 - index;
}

/// L1: a batch that has arrived by the start of a slot is in that slot's block, unless the slot is missed; final after
/// 64 to 95 slots. The run starts at a random instant of an epoch.
class L1Chain {
  public:
    static constexpr std::int64_t kSlotsPerEpoch = 32;

    L1Chain(sim::Simulation& simulation, sim::ActorId actor, const L1Params& params, PipelineObserver& observer);
    L1Chain(const L1Chain&) = delete;
    L1Chain& operator=(const L1Chain&) = delete;

    void on(const std::shared_ptr<const PostBatch>& message);

    [[nodiscard]] const L1Metrics& metrics() const { return metrics_; }
    /// Batches that arrived and are in no block yet.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

  private:
    struct Waiting {
        SharedBatch batch;
        sim::SimTime arrival;
    };
    void arm_slot();
    void on_slot(std::uint64_t slot);
    [[nodiscard]] sim::SimTime start_of(std::int64_t slot) const;
    [[nodiscard]] sim::Duration first_seen_delay(std::int64_t slot) const;

    sim::Simulation& simulation_;
    sim::ActorId actor_;
    const L1Params params_;
    PipelineObserver& observer_;
    sim::RandomStream slot_draws_;
    sim::RandomStream first_seen_draws_;
    sim::Duration epoch_phase_;  ///< How far into its first epoch the run starts.
    sim::HandlerId slot_handler_;
    bool slot_armed_ = false;
    std::vector<Waiting> waiting_;
    sim::SimTime last_seen_;  ///< Of the last block with a batch.
    sim::SimTime last_final_;
    L1Metrics metrics_;
};

}  // namespace models
