// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/world/megaeth_scenario.h"
#include "models/world/recorder.h"
#include "sim/kernel/simulation.h"
#include "sim/network/network.h"

namespace models {

/// How busy something was while clients submitted.
struct Utilisation {
    std::string what;
    double share = 0;
};

/// Owns and connects everything that one scenario simulates.
class MegaEthWorld {
  public:
    /// What stands at a node, for results.
    struct Place {
        std::string kind;
        std::string name;
        std::string region;
        sim::NodeId node;
    };
    struct Hooks {
        /// Called now and then with the part that is done, the simulated time and what is going on.
        std::function<void(double done_share, sim::SimTime now, std::string_view what)> progress;
        std::function<bool()> interrupted;
    };

    /// Throws sim::InputError if the scenario does not fit together. `recorded`: timing of a measured run to be
    /// repeated; the scenario must ask for measured timing then.
    MegaEthWorld(const MegaEthScenario& scenario, std::uint64_t seed, std::string reproduce_command,
                 std::optional<std::vector<MeasuredExecution>> recorded = {});
    ~MegaEthWorld();
    MegaEthWorld(const MegaEthWorld&) = delete;
    MegaEthWorld& operator=(const MegaEthWorld&) = delete;

    /// Clients submit for the scenario's load_duration; goes on until nothing is left to happen, or to `until`, or
    /// until interrupted. Returns false if interrupted. Checks the end state.
    bool run(sim::SimTime until, const Hooks& hooks);

    [[nodiscard]] const sim::Simulation& simulation() const { return simulation_; }
    [[nodiscard]] const sim::Network& network() const { return network_; }
    [[nodiscard]] const Recorder& recorder() const { return *recorder_; }
    [[nodiscard]] const Sequencer& sequencer() const { return *sequencer_; }
    [[nodiscard]] const Batcher& batcher() const { return *batcher_; }
    [[nodiscard]] const L1Chain& l1() const { return *l1_; }
    [[nodiscard]] const std::vector<std::unique_ptr<Replica>>& replicas() const { return replicas_; }
    [[nodiscard]] const std::vector<std::unique_ptr<FullNode>>& full_nodes() const { return full_nodes_; }
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    /// nullptr with modelled timing.
    [[nodiscard]] const HostExecution* host_execution() const { return host_ ? &*host_ : nullptr; }
    [[nodiscard]] const SharedExecution& execution() const { return execution_; }
    /// Everything that can be a bottleneck, busiest first, as of the end of the load.
    [[nodiscard]] const std::vector<Utilisation>& utilisation() const { return utilisation_; }
    /// Share of all the sequencer's cores that was busy while clients submitted.
    [[nodiscard]] double sequencer_core_share() const { return sequencer_core_share_; }
    /// Conservation of messages and queue laws, checked at the end besides the recorder's checks.
    [[nodiscard]] std::uint64_t checks() const { return recorder_->checks() + law_checks_; }
    /// How many transactions of real blocks clients had to send, with workload.replay.
    [[nodiscard]] std::uint64_t recorded_transactions() const { return recorded_transactions_; }
    /// True if the run went on until nothing was left to happen.
    [[nodiscard]] bool drained() const { return drained_; }

  private:
    sim::NodeId place(const std::string& kind, const std::string& name, const std::string& region,
                      sim::AccessLink access);
    void build_workload(std::uint64_t seed);
    void build_sequencer();
    void build_replicas();
    void build_full_nodes();
    void build_settlement();
    void build_clients();
    [[nodiscard]] std::vector<std::size_t> nearest_replicas(const std::string& region) const;
    void measure_load_phase();
    void check_laws();
    bool advance(sim::SimTime until, const Hooks& hooks);

    const MegaEthScenario scenario_;
    sim::Simulation simulation_;
    sim::Network network_;
    CodeStore codes_;
    std::unique_ptr<Genesis> genesis_;
    BlockContext chain_;
    SharedExecution execution_;
    std::optional<HostExecution> host_;
    std::unique_ptr<Recorder> recorder_;
    std::unique_ptr<TransactionFeed> source_;
    std::vector<Place> places_;
    sim::NodeId sequencer_node_;
    std::unique_ptr<Sequencer> sequencer_;
    std::vector<sim::NodeId> replica_nodes_;
    std::vector<std::unique_ptr<Replica>> replicas_;
    std::vector<sim::NodeId> full_node_nodes_;
    std::vector<std::unique_ptr<FullNode>> full_nodes_;
    std::unique_ptr<Batcher> batcher_;
    std::unique_ptr<DataAvailability> availability_;
    std::unique_ptr<L1Chain> l1_;
    std::vector<std::unique_ptr<ClientPopulation>> clients_;
    std::vector<Utilisation> utilisation_;
    double sequencer_core_share_ = 0;
    std::uint64_t law_checks_ = 0;
    std::uint64_t recorded_transactions_ = 0;
    bool drained_ = false;
};

}  // namespace models
