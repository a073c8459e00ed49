// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "models/actors/recent.h"
#include "models/actors/state_roots.h"
#include "models/consensus/consensus_block.h"
#include "models/evm/block_context.h"
#include "models/hardware/virtual_cores.h"
#include "models/messages/block_body.h"

namespace models {

/// A block that is to be executed on some state.
struct BlockToExecute {
    std::uint64_t height = 0;
    std::uint64_t round = 0;
    ValidatorIndex proposer;
    SharedBlockBody body;  ///< Never null.
};
[[nodiscard]] BlockToExecute to_execute(const ConsensusBlock& block);

/// What executing a block gave, and what it takes on some node's hardware.
struct ChainOutcome {
    std::shared_ptr<const ExecutedBlock> block;
    Hash root;                     ///< Of the state after it.
    sim::Duration execution_time;  ///< On all cores of the node.
    sim::Duration serial_time;     ///< What one core would take.
    sim::Duration root_time;       ///< On one core, for all three roots of a header.
    [[nodiscard]] const State& post() const { return block->post; }
};
using SharedOutcome = std::shared_ptr<const ChainOutcome>;

/// When a validator's cores were busy with a block.
struct ExecutionSpan {
    sim::SimTime begin;
    sim::Duration duration;
    sim::Duration roots;  ///< Part of it that its roots took.
};

/// Execute once, charge everyone, for a chain of validators: the first that executes a block on a state does the real
/// work, EVM and tries; others reuse its result and are charged by their own hardware. A validator whose state differs
/// asks with another state and really runs.
class ChainExecution {
  public:
    /// Unix seconds of a block of that round.
    using Timestamp = std::function<std::uint64_t(std::uint64_t round)>;

    /// `chain`: what all blocks have in common.
    ChainExecution(CodeStore& codes, const BlockContext& chain, Timestamp timestamp, const State& genesis);

    /// Numbers a kind of hardware.
    std::uint32_t add_hardware(const HardwareProfile& profile);
    [[nodiscard]] SharedOutcome execute(std::uint32_t hardware, const State& pre, const BlockToExecute& block);
    /// The outcome with a wei too much on an account: what a broken executor or disk makes of it.
    [[nodiscard]] SharedOutcome corrupt(const SharedOutcome& outcome);

    /// What `check()` says of that block's transactions, on that state: asked once, since it is the same for everybody.
    template <class Check>
    [[nodiscard]] bool admissible(const StateId& executed, const Hash& block, Check&& check) {
        const std::pair key{executed, block};
        if (const bool* known = admissible_.find(key)) return *known;
        const bool result = check();
        admissible_.insert(key, result);
        return result;
    }

    /// The state that every validator starts from, as after a block of height 0.
    [[nodiscard]] const SharedOutcome& genesis() const { return genesis_; }
    [[nodiscard]] Address beneficiary(ValidatorIndex proposer) const;

    struct Counts {
        std::uint64_t executed = 0;  ///< Real work.
        std::uint64_t reused = 0;
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    struct Key {
        StateId pre;
        Hash body;
        std::uint64_t height;
        std::uint64_t round;
        ValidatorIndex proposer;
        auto operator<=>(const Key&) const = default;
    };
    /// The part that is the same on all hardware.
    struct Common {
        std::shared_ptr<const ExecutedBlock> block;
        Hash root;
        Work root_work;
    };
    static constexpr std::size_t kKept = 32;  ///< A result holds a state: what validators lag behind each other.

    [[nodiscard]] BlockContext context_of(const BlockToExecute& block) const;
    [[nodiscard]] Common find_roots(const State& pre, const BlockToExecute& block,
                                    std::shared_ptr<const ExecutedBlock> executed);

    CodeStore& codes_;
    const BlockContext chain_;
    const Timestamp timestamp_;
    StateRoots roots_;
    SharedOutcome genesis_;
    std::vector<VirtualCores> hardware_;
    Recent<Key, Common, kKept> commons_;
    Recent<std::pair<Key, std::uint32_t>, SharedOutcome, kKept> outcomes_;
    Recent<std::pair<StateId, Hash>, bool, kKept> admissible_;
    Counts counts_;
};

}  // namespace models
