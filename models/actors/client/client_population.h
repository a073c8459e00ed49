// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "models/actors/pipeline_observer.h"
#include "models/messages/pending_transaction.h"
#include "models/workload/workload.h"
#include "sim/base/random.h"
#include "sim/base/schema.h"
#include "sim/kernel/simulation.h"
#include "sim/network/port.h"

namespace models {

using namespace sim::literals;

/// The users of all regions.
struct ClientParams {
    sim::Frequency rate = sim::Frequency::per_second(10'000);
    sim::Duration last_mile = 5_ms;

    static constexpr auto schema() {
        using P = ClientParams;
        return std::tuple{
            sim::Field{"rate", &P::rate,
                       "Transactions submitted by all regions together, in equal shares; Poisson arrivals in each.",
                       sim::Bounds<sim::Frequency>{.low = sim::Frequency::from_millihertz(1)}},
            sim::Field{"last_mile", &P::last_mile,
                       "One-way delay between a client and its region's network. assumption: wired access.",
                       sim::Bounds<sim::Duration>{.low = 0_ms}},
        };
    }
};
static_assert(sim::schema_is_complete<ClientParams>());

/// All users of one region: submits transactions to the nearest RPC nodes. One user's transactions always go to the
/// same node, so that they arrive in order.
class ClientPopulation {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        SubmissionObserver& observer;
        TransactionFeed& source;
    };
    struct Region {
        std::uint32_t index = 0;  ///< In the scenario's list of regions.
        std::uint32_t count = 1;  ///< Regions in that list.
        sim::EntityId entity;     ///< What its transactions' rows name.
    };

    ClientPopulation(const Environment& environment, const ClientParams& params, const Region& region);
    ClientPopulation(const ClientPopulation&) = delete;
    ClientPopulation& operator=(const ClientPopulation&) = delete;

    /// Adds an RPC node that is nearest to the region; several share the region's users.
    template <class RpcNode>
    void connect(sim::Network& network, sim::NodeId here, sim::NodeId rpc_node, RpcNode& receiver) {
        submit_.connect(network, here, rpc_node, receiver);
        rpc_nodes_.push_back(rpc_node);
    }

    /// Submits from `begin` until `stop`, or until there is no transaction left.
    void start(sim::SimTime begin, sim::SimTime stop);

    [[nodiscard]] std::uint64_t submitted() const { return next_; }

  private:
    void on_click(std::uint64_t number);
    void arm(sim::SimTime after);

    Environment environment_;
    const ClientParams params_;
    const Region region_;
    sim::RandomStream arrivals_;
    sim::Duration mean_gap_;
    sim::HandlerId click_handler_;
    sim::SimTime stop_;
    std::uint64_t next_ = 0;  ///< Number of the region's next transaction.
    sim::Out<SubmitTransaction> submit_;
    std::vector<sim::NodeId> rpc_nodes_;
};

}  // namespace models
