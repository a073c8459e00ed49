// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "models/actors/chain_execution.h"
#include "sim/base/random.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"

namespace models {

/// How one validator executes blocks: one after the other, on all its cores, each on the state after its parent.
class BlockExecutor {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        ChainExecution& execution;
        std::uint32_t hardware;  ///< Number of its hardware in ChainExecution.
        /// A block was executed, in the time that `span` says.
        std::function<void(const ConsensusBlock& block, const SharedOutcome& outcome, ExecutionSpan span)> executed;
    };
    /// What a block's execution takes, of what its work costs; keyed by the block's round, 1 if empty.
    using TimeFactor = std::function<sim::Share(std::uint64_t round)>;

    BlockExecutor(const Environment& environment, TimeFactor factor);
    BlockExecutor(const BlockExecutor&) = delete;
    BlockExecutor& operator=(const BlockExecutor&) = delete;

    /// From this height on the state is not what the rules say.
    void corrupt_from(std::uint64_t height) { corrupt_from_ = height; }

    /// Executes a block whose parent was added before. Twice is once.
    void add(const SharedConsensusBlock& block);
    /// Executes what is to become a block on `parent`; `done(outcome)` runs when it is. add() of that block then finds
    /// the result.
    void execute_ahead(const Hash& parent, const BlockToExecute& block, std::function<void(SharedOutcome)> done);
    /// The outcome of a block that is executed by now; nullptr if it is not, or is not known.
    [[nodiscard]] SharedOutcome find(const Hash& block) const;
    /// Runs `action` when that block is executed; at once if it is. It may be added later.
    void when_executed(const Hash& block, std::function<void()> action);
    /// Nothing below this height will be asked for again.
    void forget_below(std::uint64_t height);

    [[nodiscard]] const sim::Resource& resource() const { return resource_; }
    /// Height of the highest block that is executed.
    [[nodiscard]] std::uint64_t executed_height() const { return executed_height_; }

  private:
    struct Record {
        SharedOutcome outcome;
        bool executed = false;
    };
    struct Ahead {
        Hash parent;
        std::uint64_t round;
        Hash body;
        SharedOutcome outcome;
        ExecutionSpan span;
    };
    [[nodiscard]] SharedOutcome outcome_on(const Hash& parent, const BlockToExecute& block);
    [[nodiscard]] ExecutionSpan time_of(const ChainOutcome& outcome, std::uint64_t round) const;
    void finish(const ConsensusBlock& block, ExecutionSpan span);

    Environment environment_;
    TimeFactor factor_;
    std::optional<std::uint64_t> corrupt_from_;
    sim::Resource resource_;
    std::map<Hash, Record> records_;
    std::map<Hash, std::vector<std::function<void()>>> waiting_;
    std::deque<std::pair<std::uint64_t, Hash>> by_age_;
    std::vector<Ahead> ahead_;  ///< Executed while building, not added yet: at most a few.
    std::uint64_t executed_height_ = 0;
};

}  // namespace models
