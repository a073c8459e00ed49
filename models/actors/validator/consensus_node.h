// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/consensus/effects.h"

namespace models {

/// Which of a validator's machines: an honest validator has one, an equivocating one two that share its identity, each
/// of which talks to one half of the others ("Twins: BFT Systems Made Robust", arXiv 2004.10617).
using Twin = std::size_t;

/// What a consensus machine asks of its validator.
class ConsensusHost {
  public:
    virtual ~ConsensusHost() = default;
    virtual void on_check(Twin twin, const SharedConsensusBlock& block) = 0;
    virtual void on_build(Twin twin, const BuildBlock& request) = 0;
    virtual void on_progress(Twin twin, const Progress& progress) = 0;
    virtual void on_evidence(const Evidence& evidence) = 0;
    virtual void on_violation(const SafetyViolation& violation) = 0;
};

/// A validator's consensus machine, whatever the protocol, with its timers and messages.
class ConsensusNode {
  public:
    virtual ~ConsensusNode() = default;
    virtual void start() = 0;
    virtual void checked(Twin twin, const Hash& block, bool valid) = 0;
    virtual void built(Twin twin, const BuildBlock& request, const BlockContent& content) = 0;
    /// Who proposes next, as far as this node knows; `count` different rounds, validators may repeat.
    [[nodiscard]] virtual std::vector<ValidatorIndex> next_leaders(std::size_t count) const = 0;
};

}  // namespace models
