// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "models/actors/recent.h"
#include "models/hardware/host_execution.h"
#include "models/messages/mini_block.h"
#include "models/state/state.h"
#include "sim/base/schema.h"

namespace models {

/// Whether nodes share the results of equal work.
enum class Fidelity : std::uint8_t {
    ExecuteOnce,  ///< Equal work on equal states is done once; every node is charged for it.
    EveryNode,    ///< Every node does all its work itself. Same results, slower.
};

/// A hash of a block's context and transactions.
using WorkId = std::array<std::uint64_t, 2>;

/// Execute once, charge everyone: the EVM and the diff codec are deterministic, so equal input gives equal results. The
/// first node that needs a result works it out, the others reuse it and are charged by their own hardware. A node whose
/// state differs asks with another StateId and really runs.
class SharedExecution {
  public:
    /// What executing a block on some node's hardware gave, in its own time.
    struct Executed {
        VirtualExecution execution;
        ByteString receipts;  ///< RLP list of compact receipts, as in a mini-block.
        Hash receipts_hash;   ///< keccak256 of it.
    };
    using Result = std::shared_ptr<const Executed>;

    SharedExecution(Fidelity fidelity, CodeStore& codes) : fidelity_(fidelity), codes_(codes) {}

    /// From now on blocks are executed on `host`, which must outlive this, and not on virtual cores.
    void measure_on(HostExecution& host) { host_ = &host; }

    /// Numbers a kind of hardware: results of different kinds differ in their duration. Before the first execution.
    std::uint32_t add_hardware(const HardwareProfile& profile, std::uint32_t workers);

    /// Executes `transactions` on `pre` with the virtual cores of `hardware`.
    [[nodiscard]] Result execute(std::uint32_t hardware, const State& pre, const BlockContext& block,
                                 const std::vector<SharedTransaction>& transactions);

    /// Decodes the diff of `block`; CHECKs that it is one, as it comes from the sequencer's own encoder.
    [[nodiscard]] std::shared_ptr<const StateDiff> decode(const MiniBlock& block);

    /// The state after `diff`, whose encoding hashes to `diff_hash`; or why it does not fit.
    [[nodiscard]] std::variant<State, DiffError> apply(const State& pre, const StateDiff& diff, const Hash& diff_hash);

    /// How often real work was done, executions on each kind of hardware counted, and how often a result was there.
    struct Counts {
        std::uint64_t executed = 0;
        std::uint64_t applied = 0;
        std::uint64_t reused = 0;
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    /// On each of `machines`.
    [[nodiscard]] std::vector<Result> execute_on(std::span<const VirtualCores> machines, const State& pre,
                                                 const BlockContext& block,
                                                 const std::vector<SharedTransaction>& transactions);

    struct ExecutionKey {
        StateId pre;
        WorkId work;
        auto operator<=>(const ExecutionKey&) const = default;
    };
    struct ApplyKey {
        StateId pre;
        Hash diff;
        auto operator<=>(const ApplyKey&) const = default;
    };

    Fidelity fidelity_;
    CodeStore& codes_;
    HostExecution* host_ = nullptr;
    std::vector<VirtualCores> hardware_;
    static constexpr std::size_t kKept = 128;  ///< Followers run close behind the sequencer.
    /// By hardware: whoever asks first has it executed on all, since the others will come, too.
    Recent<ExecutionKey, std::vector<Result>, kKept> executions_;
    Recent<Hash, std::shared_ptr<const StateDiff>, kKept> diffs_;
    Recent<ApplyKey, State, kKept> states_;
    Counts counts_;
};

}  // namespace models

template <>
struct sim::EnumNames<models::Fidelity> {
    static constexpr std::pair<models::Fidelity, const char*> names[] = {
        {models::Fidelity::ExecuteOnce, "execute_once"}, {models::Fidelity::EveryNode, "every_node"}};
};
