// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <tuple>

#include "models/messages/settlement.h"
#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/base/schema.h"
#include "sim/kernel/simulation.h"
#include "sim/network/port.h"

namespace models {

using namespace sim::literals;

/// The data availability layer as a whole.
struct DataAvailabilityParams {
    std::string region = "us-east-1";
    sim::DurationDistribution certification = {
        .shape = sim::DurationDistribution::Shape::Uniform, .mean = 15_s, .spread = sim::Share::from_ppm(333'333)};

    static constexpr auto schema() {
        using P = DataAvailabilityParams;
        return std::tuple{
            sim::Field{"region", &P::region, "Region of its disperser."},
            sim::Field{"certification", &P::certification,
                       "From the batch's arrival to its certificate: encoding, dispersal to the operators, their "
                       "signatures. EigenDA v2: 10 to 20 s (eigenda docs/spec/src/integration/spec.md)."},
        };
    }
};
static_assert(sim::schema_is_complete<DataAvailabilityParams>());

/// Stores batches and certifies them after a while.
class DataAvailability {
  public:
    DataAvailability(sim::Simulation& simulation, sim::ActorId actor, const DataAvailabilityParams& params);
    DataAvailability(const DataAvailability&) = delete;
    DataAvailability& operator=(const DataAvailability&) = delete;

    void on(const std::shared_ptr<const DisperseBatch>& message);

    sim::Out<AvailabilityCertificate> to_batcher;

  private:
    sim::Simulation& simulation_;
    sim::ActorId actor_;
    const DataAvailabilityParams params_;
    sim::RandomStream draws_;
};

}  // namespace models
