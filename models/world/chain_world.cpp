// SPDX-License-Identifier: MIT
#include "models/world/chain_world.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "models/world/scenario_problems.h"
#include "sim/base/check.h"
#include "sim/base/random.h"

namespace models {

namespace {

constexpr auto kRoles = sim::Purpose::named("chain.roles");
constexpr auto kSlow = sim::Purpose::named("chain.slow");
constexpr auto kVariation = sim::Purpose::named("chain.variation");
constexpr auto kSlowBlocks = sim::Purpose::named("chain.slow_blocks");

/// assumption: a region's clients have no bandwidth limit of their own.
constexpr sim::AccessLink kUnlimited{.up = sim::BitRate::from_bits_per_second(1'000'000'000'000),
                                     .down = sim::BitRate::from_bits_per_second(1'000'000'000'000)};

/// 2026-01-01 00:00:00 UTC: what TIMESTAMP counts from; any instant does.
constexpr std::uint64_t kGenesisTime = 1'767'225'600;

ValidatorSet make_stakes(const ValidatorsParams& params) {
    // Large enough that integer parts of it differ by less than a millionth.
    constexpr Stake kFirst = 1'000'000'000'000;
    std::vector<Stake> stakes;
    for (std::uint32_t i = 0; i < params.count; ++i)
        stakes.push_back(params.stake == StakeShape::Zipf ? kFirst / (i + 1) : kFirst);
    return ValidatorSet(std::move(stakes));
}

/// All validators, in an order that the seed draws.
std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed, sim::Purpose purpose) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::uint64_t> keys;
    for (std::uint32_t i = 0; i < count; ++i) keys.push_back(sim::RandomStream(seed, purpose, i).bits(0));
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    return order;
}

}  // namespace

ChainWorld::ChainWorld(const ChainScenario& scenario, std::uint64_t seed, std::string reproduce_command)
    : scenario_(scenario),
      simulation_(seed),
      network_(simulation_, scenario_.network),
      stakes_(make_stakes(scenario_.validators)),
      roles_(scenario_.validators.count) {
    if (auto problems = problems_of(scenario_); !problems.empty()) throw sim::InputError(std::move(problems));
    simulation_.set_reproduce_command(std::move(reproduce_command));
    BlockContext chain;
    chain.revision = Revision::Cancun;
    chain.chain_id = scenario_.chain_id;
    chain.timestamp = kGenesisTime;
    chain.gas_limit = scenario_.block.gas_limit;
    chain.base_fee = scenario_.base_fee_wei;
    genesis_ = std::make_unique<Genesis>(build_genesis(scenario_.workload, chain, seed, codes_));
    source_ = std::make_unique<TransactionSource>(scenario_.workload, *genesis_, chain, seed,
                                                  static_cast<std::uint32_t>(scenario_.regions.size()));
    execution_ = std::make_unique<ChainExecution>(
        codes_, chain,
        [params = scenario_.consensus](std::uint64_t round) {
            const auto elapsed = static_cast<std::int64_t>(round_count(params, round)) * nominal_round_time(params);
            return kGenesisTime + static_cast<std::uint64_t>(elapsed.ns() / 1'000'000'000);
        },
        genesis_->state);
    draw_roles();
    build_validators();
    build_consensus_network();
    build_clients();
    try {
        sim::NetworkFaultParams faults = scenario_.faults.network;
        // Who takes no part forwards nothing either.
        for (std::size_t v = 0; v < validators_.size(); ++v)
            if (roles_[v].offline)
                faults.offline.push_back({{places_[v].kind + "/" + places_[v].name}, sim::Duration{}, std::nullopt});
        network_.inject(faults);
    } catch (const sim::InputError& error) {
        std::vector<sim::InputProblem> problems;
        add_problems("faults.network", error.problems(), problems);
        throw sim::InputError(std::move(problems));
    }
}

ChainWorld::~ChainWorld() = default;

void ChainWorld::draw_roles() {
    const ChainFaults& faults = scenario_.faults;
    const auto part = [this](sim::Share share) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<Stake>(Wide{stakes_.total()} * static_cast<std::uint64_t>(share.ppm()) / 1'000'000);
    };
    // Takes validators in order as long as they fit into that much stake.
    const auto assign = [this](const std::vector<std::uint32_t>& order, Stake stake, bool Role::* fault) {
        for (const std::uint32_t v : order) {
            Role& role = roles_[v];
            if (role.offline || !role.is_honest() || stakes_.stake(ValidatorIndex{v}) > stake) continue;
            role.*fault = true;
            stake -= stakes_.stake(ValidatorIndex{v});
        }
    };
    const auto order = shuffled(roles_.size(), simulation_.seed(), kRoles);
    assign(order, part(faults.offline), &Role::offline);
    assign(order, part(faults.wrong_state), &Role::wrong_state);
    assign(order, part(faults.equivocating), &Role::equivocates);
    assign(shuffled(roles_.size(), simulation_.seed(), kSlow), part(faults.slow), &Role::slow);
    for (std::uint32_t v = 0; v < roles_.size(); ++v)
        if (!roles_[v].is_honest()) byzantine_ += stakes_.stake(ValidatorIndex{v});
}

sim::NodeId ChainWorld::place(const std::string& kind, const std::string& name, const std::string& region,
                              sim::AccessLink access) {
    const sim::NodeId node = network_.add_node(kind + "/" + name, *network_.find_site(region), access);
    places_.push_back({kind, name, region, node});
    return node;
}

BlockExecutor::TimeFactor ChainWorld::time_factor(std::uint32_t validator) const {
    const ChainFaults& faults = scenario_.faults;
    const ExecutionParams& execution = scenario_.execution;
    const sim::Share own = roles_[validator].slow ? faults.slowdown : sim::Share::percent(100);
    const bool varies = execution.variation != sim::DurationDistribution::Shape::Constant;
    if (!varies && faults.slow_blocks.ppm() == 0 && own == sim::Share::percent(100)) return {};
    const sim::DurationDistribution variation{
        .shape = execution.variation, .mean = 1_s, .spread = execution.variation_spread};
    const std::uint64_t entity = execution.variation_cause == VariationCause::Shared ? 0 : validator + 1;
    return [own, varies, variation, slow_share = faults.slow_blocks, slow_factor = faults.slow_block_factor,
            draws = sim::RandomStream(simulation_.seed(), kVariation, entity),
            slow_draws = sim::RandomStream(simulation_.seed(), kSlowBlocks, 0)](std::uint64_t round) {
        __extension__ using Wide = __int128;
        constexpr Wide kMost = 1'000'000'000'000;  // a million times: longer than any run
        Wide ppm = own.ppm();
        if (varies) ppm = ppm * (variation.sample(draws.words(round)).ns() / 1000) / 1'000'000;
        if (static_cast<std::int64_t>(sim::uniform_below(slow_draws.bits(round), 1'000'000)) < slow_share.ppm())
            ppm = ppm * slow_factor.ppm() / 1'000'000;
        return sim::Share::from_ppm(static_cast<std::int64_t>(std::min(ppm, kMost)));
    };
}

void ChainWorld::build_validators() {
    const HardwareProfile& hardware = scenario_.validators.hardware;
    const std::uint32_t shared = execution_->add_hardware(hardware);
    std::vector<bool> honest;
    std::vector<sim::EntityId> entities;
    for (std::uint32_t v = 0; v < scenario_.validators.count; ++v) {
        const std::string& region = scenario_.regions[v % scenario_.regions.size()];
        validator_nodes_.push_back(
            place("validator", std::to_string(v), region, {.up = hardware.nic_up, .down = hardware.nic_down}));
        honest.push_back(roles_[v].is_honest());
        entities.emplace_back(v + 1);  // entities are numbered from 1 in the order of places_
    }
    recorder_ = std::make_unique<ChainRecorder>(simulation_, std::move(honest), !stakes_.exceeds_third(byzantine_),
                                                validator_nodes_, std::move(entities));
    recorder_->set_lost_rounds([protocol = scenario_.consensus.protocol](std::uint64_t parent, std::uint64_t round) {
        return lost_rounds(protocol, parent, round);
    });
    for (std::uint32_t v = 0; v < scenario_.validators.count; ++v) {
        validators_.push_back(
            std::make_unique<Validator>(Validator::Environment{.simulation = simulation_,
                                                               .actor = network_.actor(validator_nodes_[v]),
                                                               .node = validator_nodes_[v],
                                                               .execution = *execution_,
                                                               .observer = *recorder_,
                                                               .index = ValidatorIndex{v},
                                                               .shared_hardware = shared},
                                        Validator::Params{.hardware = hardware,
                                                          .execution = scenario_.execution,
                                                          .block = scenario_.block,
                                                          .submission = scenario_.submission,
                                                          .signatures = scenario_.workload.signatures},
                                        time_factor(v)));
        if (roles_[v].offline) validators_[v]->set_offline();
        if (roles_[v].wrong_state) validators_[v]->corrupt_from(scenario_.faults.wrong_state_height);
    }
    for (std::uint32_t from = 0; from < validators_.size(); ++from)
        for (std::uint32_t to = 0; to < validators_.size(); ++to)
            if (from != to)
                validators_[from]->connect(network_, validator_nodes_[to], ValidatorIndex{to}, *validators_[to]);
}

void ChainWorld::build_consensus_network() {
    std::vector<sim::Member> members;
    std::vector<ConsensusHost*> hosts;
    std::vector<bool> equivocates;
    std::vector<bool> offline;
    for (std::uint32_t v = 0; v < validators_.size(); ++v) {
        members.push_back({validator_nodes_[v], stakes_.stake(ValidatorIndex{v})});
        hosts.push_back(validators_[v].get());
        equivocates.push_back(roles_[v].equivocates);
        offline.push_back(roles_[v].offline);
    }
    dissemination_ = sim::make_dissemination(network_, scenario_.dissemination, "blocks", std::move(members));
    consensus_ = build_consensus({.simulation = simulation_,
                                  .network = network_,
                                  .params = scenario_.consensus,
                                  .seed = simulation_.seed(),
                                  .validators = stakes_,
                                  .places = validator_nodes_,
                                  .hosts = std::move(hosts),
                                  .equivocates = std::move(equivocates),
                                  .offline = std::move(offline),
                                  .blocks = *dissemination_});
    for (std::size_t v = 0; v < validators_.size(); ++v) validators_[v]->set_consensus(std::move(consensus_->nodes[v]));
}

std::size_t ChainWorld::nearest_validator(const std::string& region) const {
    const sim::SiteId here = *network_.find_site(region);
    std::size_t nearest = validators_.size();
    for (std::size_t v = 0; v < validators_.size(); ++v) {
        if (roles_[v].offline || !roles_[v].is_honest()) continue;
        const auto latency = [&](std::size_t validator) {
            return network_.base_latency(here, network_.topology().site_of(validator_nodes_[validator]));
        };
        if (nearest == validators_.size() || latency(v) < latency(nearest)) nearest = v;
    }
    return nearest;
}

void ChainWorld::build_clients() {
    const auto count = static_cast<std::uint32_t>(scenario_.regions.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string& region = scenario_.regions[i];
        const std::size_t rpc = nearest_validator(region);
        if (rpc == validators_.size()) return;  // nobody to submit to: the chain runs empty
        const sim::NodeId node = place("clients", region, region, kUnlimited);
        const auto entity = sim::EntityId(static_cast<std::uint32_t>(places_.size()));
        clients_.push_back(std::make_unique<ClientPopulation>(
            ClientPopulation::Environment{
                .simulation = simulation_, .actor = network_.actor(node), .observer = *recorder_, .source = *source_},
            scenario_.clients, ClientPopulation::Region{.index = i, .count = count, .entity = entity}));
        clients_.back()->connect(network_, node, validator_nodes_[rpc], *validators_[rpc]);
    }
}

bool ChainWorld::run(sim::SimTime until, const Hooks& hooks) {
    const bool whole = run_phases(until, hooks);
    recorder_->sum_up();
    if (!whole) return false;
    check_laws();
    recorder_->check_end();
    return true;
}

bool ChainWorld::run_phases(sim::SimTime until, const Hooks& hooks) {
    const sim::SimTime load_begin = sim::SimTime() + scenario_.warm_up;
    const sim::SimTime load_end = load_begin + scenario_.load_duration;
    recorder_->set_load(load_begin, load_end);
    for (const auto& client : clients_) client->start(load_begin, load_end);
    for (const auto& validator : validators_) validator->start();
    if (!advance(std::min(until, load_begin), hooks, false)) return false;
    const std::vector<Busy> before = busy_times();
    if (!advance(std::min(until, load_end), hooks, false)) return false;
    if (until >= load_end) measure_load_phase(before);
    return advance(std::min(until, load_end + scenario_.drain), hooks, true);
}

bool ChainWorld::advance(sim::SimTime until, const Hooks& hooks, bool until_verified) {
    constexpr sim::Duration kSlice = 20_ms;
    const double whole = (scenario_.warm_up + scenario_.load_duration + scenario_.drain).seconds();
    const sim::Lifecycle& transactions = recorder_->transactions();
    while (simulation_.events_pending() > 0 && simulation_.next_event_time() <= until) {
        if (hooks.interrupted()) return false;
        if (until_verified && transactions.pending() == 0) return true;
        const sim::SimTime next = std::max(simulation_.now(), simulation_.next_event_time());
        simulation_.run_until(until - next < kSlice ? until : next + kSlice);
        const double seconds = simulation_.now().seconds();
        hooks.progress(seconds / whole, simulation_.now(),
                       until_verified ? "waiting for the last transactions" : "clients submit");
    }
    return true;
}

std::vector<ChainWorld::Busy> ChainWorld::busy_times() const {
    std::vector<Busy> all;
    for (std::size_t v = 0; v < validators_.size(); ++v)
        all.push_back({.executor = validators_[v]->executor().resource().busy_time(),
                       .uplink = network_.up(validator_nodes_[v]).busy});
    return all;
}

void ChainWorld::measure_load_phase(const std::vector<Busy>& before) {
    const double elapsed = scenario_.load_duration.seconds();
    const std::vector<Busy> after = busy_times();
    Load load;
    std::size_t online = 0;
    for (std::size_t v = 0; v < validators_.size(); ++v) {
        if (roles_[v].offline) continue;
        ++online;
        const double executor = (after[v].executor - before[v].executor).seconds() / elapsed;
        load.executor_share += executor;
        load.busiest_executor_share = std::max(load.busiest_executor_share, executor);
        load.busiest_uplink_share =
            std::max(load.busiest_uplink_share, (after[v].uplink - before[v].uplink).seconds() / elapsed);
    }
    load.executor_share /= static_cast<double>(std::max<std::size_t>(1, online));
    load_ = load;
}

void ChainWorld::check_laws() {
    network_.check_conservation();
    dissemination_->check_conservation();
    law_checks_ += 2;
    for (const auto& validator : validators_) {
        validator->executor().resource().check_laws();
        validator->verifier().check_laws();
        law_checks_ += 2;
    }
}

}  // namespace models
