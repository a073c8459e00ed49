// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/actors/validator/consensus_node.h"
#include "models/world/chain_scenario.h"
#include "sim/network/dissemination.h"
#include "sim/network/network.h"

namespace models {

/// All that the machines of a run share and that must outlive them.
class ConsensusNetwork {
  public:
    virtual ~ConsensusNetwork() = default;
    /// One a validator, in their order, to be handed over to it.
    std::vector<std::unique_ptr<ConsensusNode>> nodes;
};

struct ConsensusSetup {
    sim::Simulation& simulation;
    sim::Network& network;
    const ConsensusParams& params;
    std::uint64_t seed;
    const ValidatorSet& validators;     ///< Outlives the network.
    std::vector<sim::NodeId> places;    ///< One a validator.
    std::vector<ConsensusHost*> hosts;  ///< Likewise.
    std::vector<bool> equivocates;      ///< Likewise: runs a twin.
    std::vector<bool> offline;          ///< Likewise: takes no part.
    sim::Dissemination& blocks;
};

/// Makes the machines of the protocol that `setup.params` names and joins all of them.
[[nodiscard]] std::unique_ptr<ConsensusNetwork> build_consensus(const ConsensusSetup& setup);

/// What timestamps of blocks grow by from round to round: about what one takes if nothing goes wrong.
/// assumption: a second for the plain BFT chain, which has no pace of its own.
[[nodiscard]] sim::Duration nominal_round_time(const ConsensusParams& params);
/// Rounds or slots that were given up, or left empty, between a block and its parent.
[[nodiscard]] std::uint64_t lost_rounds(ConsensusProtocol protocol, std::uint64_t parent_round, std::uint64_t round);
/// Number that counts rounds or slots from 0 on, whatever else the protocol puts into a round's name.
[[nodiscard]] std::uint64_t round_count(const ConsensusParams& params, std::uint64_t round);

}  // namespace models
