// SPDX-License-Identifier: MIT
#include "models/actors/availability/data_availability.h"

namespace models {

DataAvailability::DataAvailability(sim::Simulation& simulation, sim::ActorId actor,
                                   const DataAvailabilityParams& params)
    : simulation_(simulation),
      actor_(actor),
      params_(params),
      draws_(simulation.seed(), sim::Purpose::named("data_availability.certification"), 0) {}

void DataAvailability::on(const std::shared_ptr<const DisperseBatch>& message) {
    const sim::Duration delay = params_.certification.sample(draws_.words(message->batch->number));
    simulation_.after(delay, actor_, "data_availability.certified", [this, batch = message->batch] {
        to_batcher.send(std::make_shared<const AvailabilityCertificate>(AvailabilityCertificate{batch}));
    });
}

}  // namespace models
