// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/actors/validator/validator.h"
#include "models/world/chain_recorder.h"
#include "models/world/chain_scenario.h"
#include "models/world/consensus_network.h"
#include "sim/kernel/simulation.h"
#include "sim/network/network.h"

namespace models {

/// Owns and connects everything that one scenario of a chain of validators simulates.
class ChainWorld {
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
    /// What a validator is made to do wrong.
    struct Role {
        bool offline = false;
        bool slow = false;
        bool wrong_state = false;
        bool equivocates = false;
        [[nodiscard]] bool is_honest() const { return !wrong_state && !equivocates; }
    };

    /// Throws sim::InputError if the scenario does not fit together.
    ChainWorld(const ChainScenario& scenario, std::uint64_t seed, std::string reproduce_command);
    ~ChainWorld();
    ChainWorld(const ChainWorld&) = delete;
    ChainWorld& operator=(const ChainWorld&) = delete;

    /// Clients submit for load_duration; goes on until all transactions are verified, for `drain` at most, or to
    /// `until`, or until interrupted. Returns false if interrupted. Checks the end state.
    bool run(sim::SimTime until, const Hooks& hooks);

    [[nodiscard]] const sim::Simulation& simulation() const { return simulation_; }
    [[nodiscard]] const sim::Network& network() const { return network_; }
    [[nodiscard]] const ChainRecorder& recorder() const { return *recorder_; }
    [[nodiscard]] const std::vector<std::unique_ptr<Validator>>& validators() const { return validators_; }
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] const std::vector<Role>& roles() const { return roles_; }
    [[nodiscard]] const ValidatorSet& stakes() const { return stakes_; }
    [[nodiscard]] const ChainExecution& execution() const { return *execution_; }
    /// Stake that breaks the rules, of all.
    [[nodiscard]] Stake byzantine_stake() const { return byzantine_; }
    /// Conservation of messages and queue laws, checked at the end besides the recorder's checks.
    [[nodiscard]] std::uint64_t checks() const { return recorder_->checks() + law_checks_; }
    /// Busy shares of online validators while clients submitted.
    struct Load {
        double executor_share = 0;  ///< The mean.
        double busiest_executor_share = 0;
        double busiest_uplink_share = 0;
    };
    /// Nothing if the run ended before the load did.
    [[nodiscard]] const std::optional<Load>& load() const { return load_; }

  private:
    sim::NodeId place(const std::string& kind, const std::string& name, const std::string& region,
                      sim::AccessLink access);
    void draw_roles();
    void build_validators();
    void build_consensus_network();
    void build_clients();
    [[nodiscard]] std::size_t nearest_validator(const std::string& region) const;
    [[nodiscard]] BlockExecutor::TimeFactor time_factor(std::uint32_t validator) const;
    bool run_phases(sim::SimTime until, const Hooks& hooks);
    bool advance(sim::SimTime until, const Hooks& hooks, bool until_verified);
    struct Busy {
        sim::Duration executor;
        sim::Duration uplink;
    };
    [[nodiscard]] std::vector<Busy> busy_times() const;
    void measure_load_phase(const std::vector<Busy>& before);
    void check_laws();

    const ChainScenario scenario_;
    sim::Simulation simulation_;
    sim::Network network_;
    CodeStore codes_;
    std::unique_ptr<Genesis> genesis_;
    ValidatorSet stakes_;
    std::vector<Role> roles_;
    Stake byzantine_ = 0;
    std::unique_ptr<ChainExecution> execution_;
    std::unique_ptr<TransactionSource> source_;
    std::vector<Place> places_;
    std::vector<sim::NodeId> validator_nodes_;
    std::unique_ptr<ChainRecorder> recorder_;
    std::unique_ptr<sim::Dissemination> dissemination_;
    std::unique_ptr<ConsensusNetwork> consensus_;
    std::vector<std::unique_ptr<Validator>> validators_;
    std::vector<std::unique_ptr<ClientPopulation>> clients_;
    std::optional<Load> load_;
    std::uint64_t law_checks_ = 0;
};

}  // namespace models
