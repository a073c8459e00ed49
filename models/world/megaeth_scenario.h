// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "models/actors/availability/data_availability.h"
#include "models/actors/batcher/batcher.h"
#include "models/actors/client/client_population.h"
#include "models/actors/full_node/full_node.h"
#include "models/actors/l1/l1_chain.h"
#include "models/actors/replica/replica.h"
#include "models/actors/sequencer/sequencer.h"
#include "models/workload/workload.h"
#include "sim/base/error.h"
#include "sim/base/schema.h"
#include "sim/network/network_profile.h"

namespace models {

/// Where the time of executing a block comes from.
enum class Timing : std::uint8_t {
    Modelled,  ///< Virtual cores and the cost model: the same on every machine.
    Measured,  ///< Host threads and their wall time: kept, so that the run can be repeated.
};

/// How nodes' executions of blocks are timed.
struct ExecutorParams {
    Timing timing = Timing::Modelled;
    std::uint32_t host_threads = 2;

    static constexpr auto schema() {
        using E = ExecutorParams;
        return std::tuple{
            sim::Field{"timing", &E::timing,
                       "modelled: virtual cores and the cost model, the same on every machine; measured: host threads "
                       "and their wall time times host_time_scale of the node's hardware, recorded for run "
                       "--replay-timing."},
            sim::Field{"host_threads", &E::host_threads,
                       "measured: threads of this computer that execute a block; no more than the nodes' cores for it.",
                       sim::Bounds<std::uint32_t>{1, 1024}},
        };
    }
};
static_assert(sim::schema_is_complete<ExecutorParams>());

/// A scenario of MegaETH: one sequencer that executes in parallel and streams state diffs, replicas that apply them,
/// full nodes that execute again, settlement on L1. The YAML file is this struct.
struct MegaEthScenario {
    std::string model = "megaeth";
    std::string title = "MegaETH";
    sim::NetworkProfile network;
    std::vector<std::string> regions;
    sim::Duration load_duration = 10_s;
    ClientParams clients;
    WorkloadParams workload;
    SequencerParams sequencer;
    ReplicaParams replicas;
    FullNodeParams full_nodes;
    BatcherParams batcher;
    DataAvailabilityParams data_availability;
    L1Params l1;
    std::uint64_t chain_id = 4326;
    Fidelity fidelity = Fidelity::ExecuteOnce;
    ExecutorParams executor;
    sim::Duration sampling_interval = 100_ms;

    static constexpr auto schema() {
        using S = MegaEthScenario;
        return std::tuple{
            sim::Field{"model", &S::model, "Which model runs the scenario: megaeth."},
            sim::Field{"title", &S::title, "Name of the scenario in summaries and figures."},
            sim::Field{"network", &S::network, "Delays between regions: a profile of scenarios/networks/."},
            sim::Field{"regions", &S::regions,
                       "Regions with clients, replicas and full nodes; all must be in the network profile."},
            sim::Field{"load_duration", &S::load_duration,
                       "Clients submit for this long; then the run goes on until everything is final on L1.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"clients", &S::clients, "Who submits transactions."},
            sim::Field{"workload", &S::workload, "What the transactions do."},
            sim::Field{"sequencer", &S::sequencer, "The node that orders and executes."},
            sim::Field{"replicas", &S::replicas, "Nodes that follow by state diffs and serve RPC."},
            sim::Field{"full_nodes", &S::full_nodes, "Nodes that follow by executing everything again."},
            sim::Field{"batcher", &S::batcher, "Who packs EVM blocks into batches; stands beside the sequencer."},
            sim::Field{"data_availability", &S::data_availability, "The layer that stores and certifies batches."},
            sim::Field{"l1", &S::l1, "The chain that batches settle on."},
            sim::Field{"chain_id", &S::chain_id, "EIP-155 chain id of the transactions."},
            sim::Field{"fidelity", &S::fidelity,
                       "execute_once: equal work on equal states is done once and charged to every node; every_node: "
                       "every node does it. Both give the same fingerprint."},
            sim::Field{"executor", &S::executor, "How executing blocks is timed."},
            sim::Field{"sampling_interval", &S::sampling_interval, "Interval of the time series in the results.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
        };
    }
};
static_assert(sim::schema_is_complete<MegaEthScenario>());

/// What is wrong with the scenario as a whole, beyond each value by itself; empty if it can run. Keys are dotted paths.
[[nodiscard]] std::vector<sim::InputProblem> problems_of(const MegaEthScenario& scenario);

}  // namespace models

template <>
struct sim::EnumNames<models::Timing> {
    static constexpr std::pair<models::Timing, const char*> names[] = {{models::Timing::Modelled, "modelled"},
                                                                       {models::Timing::Measured, "measured"}};
};
