// SPDX-License-Identifier: MIT
#include "models/actors/l1/l1_chain.h"

#include <algorithm>
#include <utility>

namespace models {

namespace {

sim::Duration draw_epoch_phase(const sim::Simulation& simulation, const L1Params& params) {
    const sim::RandomStream stream(simulation.seed(), sim::Purpose::named("l1.epoch_phase"), 0);
    const auto epoch = static_cast<std::uint64_t>((params.slot_time * L1Chain::kSlotsPerEpoch).ns());
    return sim::Duration::from_ns(static_cast<std::int64_t>(sim::uniform_below(stream.bits(0), epoch)));
}

}  // namespace

L1Chain::L1Chain(sim::Simulation& simulation, sim::ActorId actor, const L1Params& params, PipelineObserver& observer)
    : simulation_(simulation),
      actor_(actor),
      params_(params),
      observer_(observer),
      slot_draws_(simulation.seed(), sim::Purpose::named("l1.missed_slot"), 0),
      first_seen_draws_(simulation.seed(), sim::Purpose::named("l1.first_seen"), 0),
      epoch_phase_(draw_epoch_phase(simulation, params)),
      slot_handler_(simulation.bind<&L1Chain::on_slot>(actor, "l1.slot", *this)) {}

sim::SimTime L1Chain::start_of(std::int64_t slot) const {
    return sim::SimTime() + params_.slot_time * slot - epoch_phase_;
}

sim::Duration L1Chain::first_seen_delay(std::int64_t slot) const {
    return params_.first_seen.sample(first_seen_draws_.words(static_cast<std::uint64_t>(slot)));
}

void L1Chain::on(const std::shared_ptr<const PostBatch>& message) {
    waiting_.push_back({message->batch, simulation_.now()});
    arm_slot();
}

void L1Chain::arm_slot() {
    if (slot_armed_) return;
    slot_armed_ = true;
    const std::int64_t next = (simulation_.now().since_start() + epoch_phase_) / params_.slot_time + 1;
    simulation_.at(start_of(next), slot_handler_, static_cast<std::uint64_t>(next));
}

void L1Chain::on_slot(std::uint64_t slot_number) {
    slot_armed_ = false;
    if (sim::uniform_below(slot_draws_.bits(slot_number), 1'000'000) <
        static_cast<std::uint64_t>(params_.missed_slots.ppm())) {
        metrics_.missed_slots.add();
        arm_slot();
        return;
    }
    const auto slot = static_cast<std::int64_t>(slot_number);
    const std::int64_t final_slot = slot + slots_to_finality(slot % kSlotsPerEpoch);
    // A block is not seen before its parent, nor finalised before it is seen, however the delays were drawn.
    const sim::SimTime seen = std::max(last_seen_, start_of(slot) + first_seen_delay(slot));
    const sim::SimTime final = std::max({last_final_, seen, start_of(final_slot) + first_seen_delay(final_slot)});
    last_seen_ = seen;
    last_final_ = final;
    for (auto& [batch, arrival] : std::exchange(waiting_, {})) {
        metrics_.batches_included.add();
        metrics_.inclusion_wait.record((seen - arrival).ns());
        simulation_.at(seen, actor_, "l1.block_seen", [this, batch = batch] { observer_.on_posted(*batch); });
        simulation_.at(final, actor_, "l1.finalized", [this, batch = batch] { observer_.on_finalized(*batch); });
    }
}

}  // namespace models
