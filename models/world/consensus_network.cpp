// SPDX-License-Identifier: MIT
#include "models/world/consensus_network.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "models/actors/validator/protocol_node.h"
#include "models/consensus/bft/protocol.h"
#include "models/consensus/ethereum/gasper.h"
#include "models/consensus/monadbft/protocol.h"
#include "sim/base/random.h"

namespace models {

namespace {

constexpr auto kPublish = sim::Purpose::named("ethereum.publish");

/// assumption: blocksync asks the next validator after two round trips of the longest expected delay.
constexpr std::int64_t kSyncDeltas = 4;

sim::Duration part_of(sim::Duration whole, sim::Share share) {
    return sim::Duration::from_ns(whole.ns() / 1'000'000 * share.ppm() +
                                  whole.ns() % 1'000'000 * share.ppm() / 1'000'000);
}

/// What differs from protocol to protocol: how to make a machine, when its timers end, and who proposes next.
template <class Protocol>
struct Maker {
    std::function<std::unique_ptr<Protocol>(ValidatorIndex)> machine;
    std::function<sim::SimTime(const Timer&, sim::SimTime now)> due;
    std::function<std::vector<ValidatorIndex>(const Protocol&, std::size_t)> next_leaders;
};

template <class Protocol>
class NetworkOf final : public ConsensusNetwork {
  public:
    NetworkOf(const ConsensusSetup& setup, const Maker<Protocol>& maker) {
        std::vector<ProtocolNode<Protocol>*> all;
        for (std::uint32_t v = 0; v < setup.places.size(); ++v) {
            auto node = make_node(setup, maker, ValidatorIndex{v});
            if (peers_.size() <= setup.places[v].index()) peers_.resize(setup.places[v].index() + 1);
            peers_[setup.places[v].index()] = node.get();
            all.push_back(node.get());
            nodes.push_back(std::move(node));
        }
        for (std::uint32_t from = 0; from < all.size(); ++from)
            for (std::uint32_t to = 0; to < all.size(); ++to)
                if (from != to)
                    all[from]->connect(setup.network, setup.places[from], setup.places[to], ValidatorIndex{to},
                                       *all[to]);
    }

  private:
    std::unique_ptr<ProtocolNode<Protocol>> make_node(const ConsensusSetup& setup, const Maker<Protocol>& maker,
                                                      ValidatorIndex validator) {
        const std::size_t v = validator.index();
        std::vector<std::unique_ptr<Protocol>> machines;
        machines.push_back(maker.machine(validator));
        if (setup.equivocates[v]) machines.push_back(maker.machine(validator));
        sim::Simulation& simulation = setup.simulation;
        typename ProtocolNode<Protocol>::Environment environment{
            .simulation = simulation,
            .actor = setup.network.actor(setup.places[v]),
            .self = validator,
            .host = *setup.hosts[v],
            .due = [&simulation, due = maker.due](const Timer& timer) { return due(timer, simulation.now()); },
            .next_leaders = maker.next_leaders,
            .node = setup.places[v],
            .blocks = setup.blocks,
            .peers = peers_,
            .online = !setup.offline[v]};
        return std::make_unique<ProtocolNode<Protocol>>(std::move(environment), std::move(machines));
    }

    std::vector<ProtocolNode<Protocol>*> peers_;
};

Maker<monadbft::Protocol> make_monadbft(const ConsensusSetup& setup) {
    const LeaderSchedule leaders(setup.validators, setup.seed);
    const MonadBftParams params = setup.params.monadbft;
    return {
        .machine = [&validators = setup.validators, leaders](
                       ValidatorIndex self) { return std::make_unique<monadbft::Protocol>(validators, leaders, self); },
        .due =
            [params](const Timer& timer, sim::SimTime now) {
                if (timer.name == monadbft::kPaceTimer) return now + params.vote_pace;
                if (timer.name == monadbft::kSyncTimer) return now + kSyncDeltas * params.delta;
                return now + 4 * params.delta + params.vote_pace;
            },
        .next_leaders =
            [leaders](const monadbft::Protocol& machine, std::size_t count) {
                std::vector<ValidatorIndex> next;
                for (std::uint64_t i = 1; i <= count; ++i) next.push_back(leaders.leader(machine.round() + i));
                return next;
            }};
}

Maker<bft::Protocol> make_bft(const ConsensusSetup& setup) {
    const LeaderSchedule leaders(setup.validators, setup.seed);
    const BftParams params = setup.params.bft;
    return {.machine = [&validators = setup.validators, leaders](
                           ValidatorIndex self) { return std::make_unique<bft::Protocol>(validators, leaders, self); },
            .due =
                [params](const Timer& timer, sim::SimTime now) {
                    const auto attempts = static_cast<std::int64_t>(bft::attempt_of(timer.round)) + 1;
                    if (timer.name == bft::Protocol::Propose) return now + attempts * params.propose_timeout;
                    if (timer.name == bft::Protocol::Retry) return now + params.retry;
                    return now + attempts * params.vote_timeout;
                },
            .next_leaders =
                [leaders](const bft::Protocol& machine, std::size_t count) {
                    std::vector<ValidatorIndex> next;
                    for (std::uint64_t i = 1; i <= count; ++i)
                        next.push_back(leaders.leader(bft::round_at(bft::height_of(machine.round()) + i, 0)));
                    return next;
                }};
}

/// Publishing is drawn once a slot.
sim::SimTime ethereum_due(const EthereumParams& params, const sim::RandomStream& publish, const Timer& timer,
                          sim::SimTime now) {
    const sim::SimTime start = sim::SimTime() + static_cast<std::int64_t>(timer.round) * params.slot_time;
    sim::SimTime due = start;
    switch (static_cast<ethereum::TimerName>(timer.name)) {
        case ethereum::TimerName::SlotStart:
            break;
        case ethereum::TimerName::Publish:
            due = start + params.publish.sample(publish.words(timer.round));
            break;
        case ethereum::TimerName::AttestationDue:
            due = start + part_of(params.slot_time, params.attestation_due);
            break;
        case ethereum::TimerName::AggregateDue:
            due = start + part_of(params.slot_time, params.aggregate_due);
            break;
    }
    return std::max(now, due);
}

/// The committees stand beside the machines that look at them.
class EthereumNetwork final : public ConsensusNetwork {
  public:
    explicit EthereumNetwork(const ConsensusSetup& setup)
        : committees_(setup.validators,
                      {.seed = setup.seed, .duties_per_epoch = setup.params.ethereum.duties_per_epoch}) {
        const sim::RandomStream publish(setup.seed, kPublish, 0);
        const EthereumParams params = setup.params.ethereum;
        const Maker<ethereum::Gasper> maker{
            .machine = [this](ValidatorIndex self) { return std::make_unique<ethereum::Gasper>(self, committees_); },
            .due = [params, publish](const Timer& timer,
                                     sim::SimTime now) { return ethereum_due(params, publish, timer, now); },
            .next_leaders =
                [](const ethereum::Gasper& machine, std::size_t count) {
                    std::vector<ValidatorIndex> next;
                    for (std::uint64_t i = 1; i <= count; ++i) next.push_back(machine.proposer(machine.slot() + i));
                    return next;
                }};
        inner_ = std::make_unique<NetworkOf<ethereum::Gasper>>(setup, maker);
        nodes = std::move(inner_->nodes);
    }

  private:
    ethereum::Committees committees_;
    std::unique_ptr<NetworkOf<ethereum::Gasper>> inner_;
};

}  // namespace

std::unique_ptr<ConsensusNetwork> build_consensus(const ConsensusSetup& setup) {
    switch (setup.params.protocol) {
        case ConsensusProtocol::Ethereum:
            return std::make_unique<EthereumNetwork>(setup);
        case ConsensusProtocol::Bft:
            return std::make_unique<NetworkOf<bft::Protocol>>(setup, make_bft(setup));
        case ConsensusProtocol::MonadBft:
            break;
    }
    return std::make_unique<NetworkOf<monadbft::Protocol>>(setup, make_monadbft(setup));
}

sim::Duration nominal_round_time(const ConsensusParams& params) {
    if (params.protocol == ConsensusProtocol::Ethereum) return params.ethereum.slot_time;
    if (params.protocol == ConsensusProtocol::MonadBft) return params.monadbft.vote_pace;
    return 1_s;
}

std::uint64_t lost_rounds(ConsensusProtocol protocol, std::uint64_t parent_round, std::uint64_t round) {
    return protocol == ConsensusProtocol::Bft ? bft::attempt_of(round) : round - parent_round - 1;
}

std::uint64_t round_count(const ConsensusParams& params, std::uint64_t round) {
    return params.protocol == ConsensusProtocol::Bft ? bft::height_of(round) : round;
}

}  // namespace models
