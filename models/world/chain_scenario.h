// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "models/actors/client/client_population.h"
#include "models/actors/validator/validator_params.h"
#include "models/workload/workload.h"
#include "sim/base/error.h"
#include "sim/base/schema.h"
#include "sim/network/dissemination_params.h"
#include "sim/network/fault_params.h"
#include "sim/network/network_profile.h"

namespace models {

/// How validators agree on blocks.
enum class ConsensusProtocol : std::uint8_t { MonadBft, Ethereum, Bft };

struct MonadBftParams {
    sim::Duration vote_pace = 400_ms;
    sim::Duration delta = 100_ms;

    static constexpr auto schema() {
        using P = MonadBftParams;
        return std::tuple{
            sim::Field{"vote_pace", &P::vote_pace,
                       "Least time between two votes of a validator: 400 ms in revision v0.11, 300 ms in v0.12.",
                       sim::Bounds<sim::Duration>{.low = 0_ms}},
            sim::Field{"delta", &P::delta,
                       "Bound on a message's delay; a round is given up after four of it and the vote pace.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
        };
    }
};
static_assert(sim::schema_is_complete<MonadBftParams>());

struct EthereumParams {
    sim::Duration slot_time = 12_s;
    sim::Share attestation_due = sim::Share::from_ppm(333'300);
    sim::Share aggregate_due = sim::Share::from_ppm(666'700);
    sim::DurationDistribution publish = {
        .shape = sim::DurationDistribution::Shape::LogNormal, .mean = 1850_ms, .spread = sim::Share::from_ppm(350'000)};
    std::uint32_t duties_per_epoch = 32;

    static constexpr auto schema() {
        using P = EthereumParams;
        return std::tuple{
            sim::Field{"slot_time", &P::slot_time, "Time between two slots.", sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"attestation_due", &P::attestation_due,
                       "Part of the slot after which committees attest to what they have.",
                       sim::Bounds<sim::Share>{sim::Share{}, sim::Share::percent(100)}},
            sim::Field{"aggregate_due", &P::aggregate_due, "Part of the slot after which votes are aggregated.",
                       sim::Bounds<sim::Share>{sim::Share{}, sim::Share::percent(100)}},
            sim::Field{"publish", &P::publish,
                       "From the start of a slot until its proposer lets go of the block: timing games."},
            sim::Field{"duties_per_epoch", &P::duties_per_epoch,
                       "Slots of an epoch in which a node attests: 32 if it stands for many validators, 1 for one; a "
                       "power of two.",
                       sim::Bounds<std::uint32_t>{1, 32}},
        };
    }
};
static_assert(sim::schema_is_complete<EthereumParams>());

struct BftParams {
    sim::Duration propose_timeout = 3_s;
    sim::Duration vote_timeout = 1_s;
    sim::Duration retry = 5_s;

    static constexpr auto schema() {
        using P = BftParams;
        return std::tuple{
            sim::Field{"propose_timeout", &P::propose_timeout,
                       "How long a validator waits for a proposal in the first round of a height.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"vote_timeout", &P::vote_timeout,
                       "How long it waits for an agreement once a supermajority voted in different ways.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"retry", &P::retry, "A round that takes longer has lost something: votes are sent again.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
        };
    }
};
static_assert(sim::schema_is_complete<BftParams>());

struct ConsensusParams {
    ConsensusProtocol protocol = ConsensusProtocol::MonadBft;
    MonadBftParams monadbft;
    EthereumParams ethereum;
    BftParams bft;

    static constexpr auto schema() {
        using P = ConsensusParams;
        return std::tuple{
            sim::Field{"protocol", &P::protocol,
                       "monadbft: pipelined rounds, final after two; ethereum: slots, LMD-GHOST and Casper FFG; bft: "
                       "propose, prevote, precommit. The parameters of the other two are without meaning then."},
            sim::Field{"monadbft", &P::monadbft, "Of MonadBFT."},
            sim::Field{"ethereum", &P::ethereum, "Of Ethereum's consensus."},
            sim::Field{"bft", &P::bft, "Of the plain three-phase chain."},
        };
    }
};
static_assert(sim::schema_is_complete<ConsensusParams>());

/// How stake is spread over validators.
enum class StakeShape : std::uint8_t {
    Equal,
    Zipf,  ///< The k-th has 1 / k of the first's.
};

struct ValidatorsParams {
    std::uint32_t count = 20;
    StakeShape stake = StakeShape::Equal;
    HardwareProfile hardware;

    static constexpr auto schema() {
        using P = ValidatorsParams;
        return std::tuple{
            sim::Field{"count", &P::count, "How many; they are spread over the regions in turn.",
                       sim::Bounds<std::uint32_t>{1, 2000}},
            sim::Field{"stake", &P::stake, "equal: all alike; zipf: the k-th has 1/k of the first's."},
            sim::Field{"hardware", &P::hardware, "Hardware of each; all cores recover senders and execute."},
        };
    }
};
static_assert(sim::schema_is_complete<ValidatorsParams>());

struct ChainFaults {
    sim::Share offline;
    sim::Share slow;
    sim::Share slowdown = sim::Share::percent(300);
    sim::Share wrong_state;
    std::uint64_t wrong_state_height = 10;
    sim::Share equivocating;
    sim::Share slow_blocks;
    sim::Share slow_block_factor = sim::Share::percent(500);
    sim::NetworkFaultParams network;

    static constexpr auto schema() {
        using F = ChainFaults;
        constexpr sim::Bounds<sim::Share> kPart{sim::Share{}, sim::Share::percent(100)};
        constexpr sim::Bounds<sim::Share> kFactor{sim::Share::from_ppm(1), sim::Share::percent(100'000)};
        return std::tuple{
            sim::Field{"offline", &F::offline, "Share of the stake whose validators take no part.", kPart},
            sim::Field{"slow", &F::slow, "Share of the stake whose validators execute more slowly.", kPart},
            sim::Field{"slowdown", &F::slowdown, "What these take, of what their hardware takes.", kFactor},
            sim::Field{"wrong_state", &F::wrong_state,
                       "Share of the stake whose validators have a wrong state from wrong_state_height on.", kPart},
            sim::Field{"wrong_state_height", &F::wrong_state_height, "Height of the first wrong state.",
                       sim::Bounds<std::uint64_t>{.low = 1}},
            sim::Field{"equivocating", &F::equivocating,
                       "Share of the stake whose validators run twice: a twin with the same identity tells one half "
                       "of the others another story.",
                       kPart},
            sim::Field{
                "slow_blocks", &F::slow_blocks,
                "Share of blocks that take longer to execute than their gas says: an attack on the gas schedule.",
                kPart},
            sim::Field{"slow_block_factor", &F::slow_block_factor, "What these take, of what others take.", kFactor},
            sim::Field{"network", &F::network,
                       "Lost packets, partitions, nodes that are off the network for a time. Nodes are called "
                       "validator/0, validator/1 and so on, clients/<region>."},
        };
    }
};
static_assert(sim::schema_is_complete<ChainFaults>());

/// A scenario of a chain of validators: consensus, execution mode and way of blocks as one likes. The YAML file is this
/// struct.
struct ChainScenario {
    std::string model = "chain";
    std::string title = "Chain";
    sim::NetworkProfile network;
    std::vector<std::string> regions;
    sim::Duration warm_up;
    sim::Duration load_duration = 10_s;
    sim::Duration drain = 60_s;
    ClientParams clients;
    WorkloadParams workload;
    ConsensusParams consensus;
    ExecutionParams execution;
    BlockParams block;
    sim::DisseminationParams dissemination;
    SubmissionParams submission;
    ValidatorsParams validators;
    ChainFaults faults;
    std::uint64_t chain_id = 143;
    std::uint64_t base_fee_wei = 1'000'000;

    static constexpr auto schema() {
        using S = ChainScenario;
        return std::tuple{
            sim::Field{"model", &S::model, "Which model runs the scenario: chain."},
            sim::Field{"title", &S::title, "Name of the scenario in summaries and figures."},
            sim::Field{"network", &S::network, "Delays between regions: a profile of scenarios/networks/."},
            sim::Field{"regions", &S::regions,
                       "Regions with clients and validators; all must be in the network profile."},
            sim::Field{"warm_up", &S::warm_up, "The chain runs empty for this long before clients submit.",
                       sim::Bounds<sim::Duration>{.low = 0_ms}},
            sim::Field{"load_duration", &S::load_duration, "Clients submit for this long.",
                       sim::Bounds<sim::Duration>{.low = 1_ms}},
            sim::Field{"drain", &S::drain,
                       "Then the run goes on until every transaction is verified, but no longer than this.",
                       sim::Bounds<sim::Duration>{.low = 0_ms}},
            sim::Field{"clients", &S::clients, "Who submits transactions."},
            sim::Field{"workload", &S::workload, "What the transactions do."},
            sim::Field{"consensus", &S::consensus, "How validators agree on blocks."},
            sim::Field{"execution", &S::execution, "What is executed before a block is proposed and voted for."},
            sim::Field{"block", &S::block, "What one block may hold."},
            sim::Field{"dissemination", &S::dissemination, "How a block gets from its proposer to all validators."},
            sim::Field{"submission", &S::submission, "How transactions get to proposers."},
            sim::Field{"validators", &S::validators, "Who votes."},
            sim::Field{"faults", &S::faults, "What goes wrong. Who is hit is drawn by the seed."},
            sim::Field{"chain_id", &S::chain_id, "EIP-155 chain id of the transactions."},
            sim::Field{"base_fee_wei", &S::base_fee_wei, "Base fee of every block, constant."},
        };
    }
};
static_assert(sim::schema_is_complete<ChainScenario>());

/// What is wrong with the scenario as a whole, beyond each value by itself; empty if it can run. Keys are dotted paths.
[[nodiscard]] std::vector<sim::InputProblem> problems_of(const ChainScenario& scenario);

}  // namespace models

template <>
struct sim::EnumNames<models::ConsensusProtocol> {
    static constexpr std::pair<models::ConsensusProtocol, const char*> names[] = {
        {models::ConsensusProtocol::MonadBft, "monadbft"},
        {models::ConsensusProtocol::Ethereum, "ethereum"},
        {models::ConsensusProtocol::Bft, "bft"}};
};
template <>
struct sim::EnumNames<models::StakeShape> {
    static constexpr std::pair<models::StakeShape, const char*> names[] = {{models::StakeShape::Equal, "equal"},
                                                                           {models::StakeShape::Zipf, "zipf"}};
};
