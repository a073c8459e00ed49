// SPDX-License-Identifier: MIT
#include "models/world/megaeth_world.h"

#include <algorithm>
#include <utility>

#include "models/replay/recorded_blocks.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// assumption: a region's clients, the data availability layer and L1 have no bandwidth limit of their own.
constexpr sim::AccessLink kUnlimited{.up = sim::BitRate::from_bits_per_second(1'000'000'000'000),
                                     .down = sim::BitRate::from_bits_per_second(1'000'000'000'000)};

/// 2026-01-01 00:00:00 UTC: what TIMESTAMP counts from; any instant does.
constexpr std::uint64_t kGenesisTime = 1'767'225'600;

sim::AccessLink access_of(const HardwareProfile& hardware) {
    return {.up = hardware.nic_up, .down = hardware.nic_down};
}

BlockContext chain_context(const MegaEthScenario& scenario) {
    BlockContext context;
    context.revision = Revision::Cancun;
    context.chain_id = scenario.chain_id;
    context.timestamp = kGenesisTime;
    context.gas_limit = scenario.sequencer.evm_block_gas_limit;
    context.beneficiary = *address_from_hex("0x4200000000000000000000000000000000000011");  // OP Stack's fee vault
    context.base_fee = 1'000'000;  // 0.001 gwei, constant: megaeth-labs/documentation, vars.yaml
    return context;
}

}  // namespace

MegaEthWorld::MegaEthWorld(const MegaEthScenario& scenario, std::uint64_t seed, std::string reproduce_command,
                           std::optional<std::vector<MeasuredExecution>> recorded)
    : scenario_(scenario),
      simulation_(seed),
      network_(simulation_, scenario_.network),
      chain_(chain_context(scenario_)),
      execution_(scenario_.fidelity, codes_) {
    if (auto problems = problems_of(scenario_); !problems.empty()) throw sim::InputError(std::move(problems));
    simulation_.set_reproduce_command(std::move(reproduce_command));
    CHECK(!recorded || scenario_.executor.timing == Timing::Measured);
    if (scenario_.executor.timing == Timing::Measured) {
        host_.emplace(codes_, scenario_.executor.host_threads, std::move(recorded));
        execution_.measure_on(*host_);
    }
    build_workload(seed);
    recorder_ = std::make_unique<Recorder>(simulation_, genesis_->state);
    build_sequencer();
    build_replicas();
    build_full_nodes();
    build_settlement();
    build_clients();
}

MegaEthWorld::~MegaEthWorld() = default;

void MegaEthWorld::build_workload(std::uint64_t seed) {
    const WorkloadParams& workload = scenario_.workload;
    const auto regions = static_cast<std::uint32_t>(scenario_.regions.size());
    if (workload.replay.empty()) {
        genesis_ = std::make_unique<Genesis>(build_genesis(workload, chain_, seed, codes_));
        source_ = std::make_unique<TransactionSource>(workload, *genesis_, chain_, seed, regions);
        return;
    }
    RecordedTransactions recorded = record_transactions(workload.replay, codes_);
    chain_.chain_id = recorded.chain_id;
    genesis_ = std::make_unique<Genesis>();
    genesis_->state = std::move(recorded.state);
    recorded_transactions_ = recorded.transactions.size();
    source_ = std::make_unique<RecordedSource>(std::move(recorded.transactions), regions);
}

sim::NodeId MegaEthWorld::place(const std::string& kind, const std::string& name, const std::string& region,
                                sim::AccessLink access) {
    const sim::NodeId node = network_.add_node(kind + "/" + name, *network_.find_site(region), access);
    places_.push_back({kind, name, region, node});
    return node;
}

void MegaEthWorld::build_sequencer() {
    const SequencerParams& params = scenario_.sequencer;
    sequencer_node_ = place("sequencer", "0", params.region, access_of(params.hardware));
    sequencer_ = std::make_unique<Sequencer>(Sequencer::Environment{.simulation = simulation_,
                                                                    .actor = network_.actor(sequencer_node_),
                                                                    .execution = execution_,
                                                                    .observer = *recorder_,
                                                                    .sampling_interval = scenario_.sampling_interval},
                                             params, chain_, genesis_->state);
}

void MegaEthWorld::build_replicas() {
    for (std::uint32_t i = 0; i < scenario_.replicas.count; ++i) {
        const std::string& region = scenario_.regions[i % scenario_.regions.size()];
        const sim::NodeId node = place("replica", std::to_string(i), region, access_of(scenario_.replicas.hardware));
        replica_nodes_.push_back(node);
        replicas_.push_back(std::make_unique<Replica>(Replica::Environment{.simulation = simulation_,
                                                                           .actor = network_.actor(node),
                                                                           .node = node,
                                                                           .execution = execution_,
                                                                           .observer = *recorder_},
                                                      scenario_.replicas, scenario_.workload.signatures,
                                                      genesis_->state));
        replicas_.back()->to_sequencer.connect(network_, node, sequencer_node_, *sequencer_);
        sequencer_->to_replicas.connect(network_, sequencer_node_, node, *replicas_.back());
        sequencer_->announcements.connect(network_, sequencer_node_, node, *replicas_.back());
    }
}

void MegaEthWorld::build_full_nodes() {
    if (scenario_.full_nodes.count == 0) return;
    const std::uint32_t hardware =
        execution_.add_hardware(scenario_.full_nodes.hardware, scenario_.full_nodes.hardware.cores);
    for (std::uint32_t i = 0; i < scenario_.full_nodes.count; ++i) {
        const std::string& region = scenario_.regions[i % scenario_.regions.size()];
        const sim::NodeId node =
            place("full_node", std::to_string(i), region, access_of(scenario_.full_nodes.hardware));
        full_node_nodes_.push_back(node);
        full_nodes_.push_back(std::make_unique<FullNode>(FullNode::Environment{.simulation = simulation_,
                                                                               .actor = network_.actor(node),
                                                                               .node = node,
                                                                               .execution = execution_,
                                                                               .observer = *recorder_,
                                                                               .shared_hardware = hardware},
                                                         scenario_.full_nodes, chain_, genesis_->state));
        sequencer_->to_full_nodes.connect(network_, sequencer_node_, node, *full_nodes_.back());
        sequencer_->announcements.connect(network_, sequencer_node_, node, *full_nodes_.back());
    }
}

void MegaEthWorld::build_settlement() {
    // The batcher is a machine of its own beside the sequencer, with the same network card.
    const sim::NodeId batcher =
        place("batcher", "0", scenario_.sequencer.region, access_of(scenario_.sequencer.hardware));
    const sim::NodeId availability = place("data_availability", "0", scenario_.data_availability.region, kUnlimited);
    const sim::NodeId l1 = place("l1", "0", scenario_.l1.region, kUnlimited);
    batcher_ = std::make_unique<Batcher>(simulation_, network_.actor(batcher), scenario_.batcher);
    availability_ =
        std::make_unique<DataAvailability>(simulation_, network_.actor(availability), scenario_.data_availability);
    l1_ = std::make_unique<L1Chain>(simulation_, network_.actor(l1), scenario_.l1, *recorder_);
    sequencer_->to_settlement.connect(network_, sequencer_node_, batcher, *batcher_);
    batcher_->to_availability.connect(network_, batcher, availability, *availability_);
    availability_->to_batcher.connect(network_, availability, batcher, *batcher_);
    batcher_->to_l1.connect(network_, batcher, l1, *l1_);
}

std::vector<std::size_t> MegaEthWorld::nearest_replicas(const std::string& region) const {
    const sim::SiteId here = *network_.find_site(region);
    std::vector<std::size_t> nearest;
    sim::Duration best;
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
        const std::string& there = scenario_.regions[i % scenario_.regions.size()];
        const sim::Duration latency = network_.base_latency(here, *network_.find_site(there));
        if (nearest.empty() || latency < best) {
            nearest.assign(1, i);
            best = latency;
        } else if (latency == best) {
            nearest.push_back(i);
        }
    }
    return nearest;
}

void MegaEthWorld::build_clients() {
    const auto count = static_cast<std::uint32_t>(scenario_.regions.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string& region = scenario_.regions[i];
        const sim::NodeId node = place("clients", region, region, kUnlimited);
        // Entities are numbered from 1 in the order of places_.
        const auto entity = sim::EntityId(static_cast<std::uint32_t>(places_.size()));
        clients_.push_back(std::make_unique<ClientPopulation>(
            ClientPopulation::Environment{
                .simulation = simulation_, .actor = network_.actor(node), .observer = *recorder_, .source = *source_},
            scenario_.clients, ClientPopulation::Region{.index = i, .count = count, .entity = entity}));
        for (const std::size_t replica : nearest_replicas(region))
            clients_.back()->connect(network_, node, replica_nodes_[replica], *replicas_[replica]);
    }
}

bool MegaEthWorld::run(sim::SimTime until, const Hooks& hooks) {
    const sim::SimTime load_end = sim::SimTime() + scenario_.load_duration;
    for (const auto& client : clients_) client->start(sim::SimTime(), load_end);
    if (!advance(std::min(until, load_end), hooks)) return false;
    if (until >= load_end) measure_load_phase();
    if (!advance(until, hooks)) return false;
    drained_ = simulation_.events_pending() == 0;
    check_laws();
    std::vector<StateId> followers;
    for (const auto& replica : replicas_) followers.push_back(replica->visible_state());
    for (const auto& node : full_nodes_) followers.push_back(node->visible_state());
    recorder_->check_end(followers, drained_);
    return true;
}

bool MegaEthWorld::advance(sim::SimTime until, const Hooks& hooks) {
    constexpr sim::Duration kSlice = 20_ms;
    const double load = scenario_.load_duration.seconds();
    while (simulation_.events_pending() > 0 && simulation_.next_event_time() <= until) {
        if (hooks.interrupted()) return false;
        // Long gaps between events, as while L1 finalises, are crossed at once.
        const sim::SimTime next = std::max(simulation_.now(), simulation_.next_event_time());
        simulation_.run_until(until - next < kSlice ? until : next + kSlice);

        const sim::Lifecycle& lifecycle = recorder_->lifecycle();
        const double seconds = simulation_.now().seconds();
        if (seconds < load) {
            hooks.progress(0.95 * seconds / load, simulation_.now(), "clients submit");
        } else {
            const auto settled = static_cast<double>(lifecycle.final() + lifecycle.dropped());
            const double share = settled / std::max(1.0, static_cast<double>(lifecycle.submitted()));
            hooks.progress(0.95 + 0.05 * share, simulation_.now(), "settling on L1");
        }
    }
    return true;
}

void MegaEthWorld::measure_load_phase() {
    const double elapsed = scenario_.load_duration.seconds();
    const auto share = [elapsed](sim::Duration busy, std::uint32_t servers = 1) {
        return busy.seconds() / (elapsed * servers);
    };
    const auto busiest = [](const auto& actors, const auto& share_of) {
        double most = 0;
        for (std::size_t i = 0; i < actors.size(); ++i) most = std::max(most, share_of(i));
        return most;
    };
    const auto up = [&](sim::NodeId node) { return share(network_.up(node).busy); };
    const auto down = [&](sim::NodeId node) { return share(network_.down(node).busy); };

    const SequencerParams& sequencer = scenario_.sequencer;
    const std::uint32_t rpc_cores = replicas_.front()->admission().servers();
    utilisation_ = {
        {"sequencer execution", share(sequencer_->executor().busy_time())},
        {"sequencer sealing", share(sequencer_->sealer().busy_time())},
        {"sequencer signature cores", share(sequencer_->admission().busy_time(), sequencer.admission_cores)},
        {"sequencer uplink", up(sequencer_node_)},
        {"sequencer downlink", down(sequencer_node_)},
        {"replica downlink", busiest(replicas_, [&](std::size_t i) { return down(replica_nodes_[i]); })},
        {"replica uplink", busiest(replicas_, [&](std::size_t i) { return up(replica_nodes_[i]); })},
        {"replica diff apply",
         busiest(replicas_, [&](std::size_t i) { return share(replicas_[i]->apply().busy_time()); })},
        {"replica signature cores",
         busiest(replicas_, [&](std::size_t i) { return share(replicas_[i]->admission().busy_time(), rpc_cores); })},
        {"full node downlink", busiest(full_nodes_, [&](std::size_t i) { return down(full_node_nodes_[i]); })},
        {"full node execution",
         busiest(full_nodes_, [&](std::size_t i) { return share(full_nodes_[i]->executor().busy_time()); })},
    };
    std::sort(utilisation_.begin(), utilisation_.end(), [](const Utilisation& a, const Utilisation& b) {
        return a.share != b.share ? a.share > b.share : a.what < b.what;
    });
    const double core_seconds = static_cast<double>(sequencer_->metrics().core_time.total()) * 1e-9 +
                                sequencer_->admission().busy_time().seconds();
    sequencer_core_share_ = core_seconds / (elapsed * sequencer.hardware.cores);
}

void MegaEthWorld::check_laws() {
    network_.check_conservation();
    ++law_checks_;
    const auto check = [this](const sim::Resource& resource) {
        resource.check_laws();
        ++law_checks_;
    };
    check(sequencer_->admission());
    check(sequencer_->executor());
    for (const auto& replica : replicas_) {
        check(replica->admission());
        check(replica->apply());
    }
    for (const auto& node : full_nodes_) check(node->executor());
}

}  // namespace models
